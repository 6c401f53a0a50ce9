"""A policy as its own tests have it in hand (`plugins/kit/pytest_plugin.py`)."""

from pathlib import Path

from plugins.host import Policies
from plugins.kit.cases import Case, Difference, differences
from plugins.kit.examining import examine
from plugins.kit.report import Finding, Report
from plugins.manifest import MANIFEST, read_manifest


class PolicyUnderTest:
    """A policy in a process with walls, as it will run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._report: Report | None = None
        self._host = Policies([folder], wall_all=True)
        self.id = read_manifest((folder / MANIFEST).read_bytes()).id

    def differences(self, case: Case) -> list[Difference]:
        """Where the policy's answer differs from a case."""
        return differences(case, lambda question, facts: self._host.ask(question, self.id, facts))

    def findings(self, level: str) -> list[Finding] | str:
        """What the kit found at a level; empty if it is reached, `not_checked` if it could not be
        asked for."""
        self._report = self._report or examine(self._folder)
        (found,) = (each for each in self._report.levels if each.name == level)
        return found.result if found.result == "not_checked" else list(found.findings)

    def close(self) -> None:
        """End its process."""
        self._host.close()
