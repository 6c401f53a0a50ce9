"""`daicho plugin test`: a policy's folder, examined on the questions of its own cases."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from core.programme.questions import LabelFacts, LabelRuling, SelectionRuling
from plugins.host import Policies
from plugins.kit import findings
from plugins.kit.asking import Answer, Answers, answer, answers, first_asked
from plugins.kit.cases import differences
from plugins.kit.preflight import Seen, seen
from plugins.kit.probe import Told
from plugins.kit.reading import silent
from plugins.kit.report import DETERMINISTIC, ISOLATED, LEVELS, LOADS, Finding, Report, level
from plugins.kit.telling import held, split
from plugins.kit.tracing import unused
from plugins.kit.varying import shuffled
from plugins.loading import Policy
from plugins.manifest import write_sources

UNSOUND = "unsound"
DIFFERENCES_MAX = 5
"""Of one case; the first ones tell enough."""


def examine(folder: Path) -> Report:
    """Everything the kit can find; raises nothing of the policy's own making."""
    before = seen(folder)
    if before.policy is None or before.fatal:
        return _unloaded(folder.name, *before.fatal, *before.found)
    # A copy, as the host makes one: what lies among installed packages may not be read in a child.
    with TemporaryDirectory(prefix="daicho-kit-") as copied:
        copy = Path(copied).resolve()
        write_sources(copy, before.policy.sources)
        plain = first_asked(copy, before.asked, before.tellings.values())
        if plain.ended or plain.failed:
            why = findings.not_loaded(folder.name, plain.failed) if plain.failed else None
            unloaded = why or findings.ended(folder.name)
            return _unloaded(folder.name, *before.found, unloaded, *_reached(before.policy, plain))
        host = Policies([copy], wall_all=True)
        try:
            told = answers(copy, host, before.policy.manifest.id, before.asked, plain)
            return _Examined(before.policy, before, host, told, plain).report()
        finally:
            host.close()


def _unloaded(name: str, *found: Finding) -> Report:
    first, *others = LEVELS
    return Report(policy=name, levels=(level(first, found), *(level(n, None) for n in others)))


class _Examined:
    """A policy that can be asked, and what it answered."""

    def __init__(
        self, policy: Policy, before: Seen, host: Policies, told: Answers, plain: Told
    ) -> None:
        self._policy, self._host, self._told, self._plain = policy, host, told, plain
        self._asked, self._still, self._tellings = before.asked, before.found, before.tellings
        self._id = policy.manifest.id

    def report(self) -> Report:
        """The three levels, and the hints."""
        told = self._host, self._id, self._tellings
        found = {
            LOADS: [*self._still, *held(*told), *self._cases()],
            ISOLATED: [*self._isolated()],
            DETERMINISTIC: [*self._steady(), *split(*told)],
        }
        return Report(
            policy=self._id,
            version=self._policy.manifest.version,
            digest=self._policy.digest,
            cases=len(self._asked),
            levels=tuple(level(name, each) for name, each in found.items()),
            hints=tuple(self._hints()),
        )

    def _cases(self) -> Iterator[Finding]:
        for name, case, _ in self._asked:
            seeded = self._told.seeded[name]
            if seeded.failed:
                yield findings.failed(name, seeded.failed)
                continue
            lost = self._told.walled[name].failed
            if lost is not None:
                # Another kind is told among the walls'.
                if lost.kind == UNSOUND:
                    yield findings.unrecorded(name, UNSOUND)
                continue
            told = differences(case, lambda asks, facts: self._host.ask(asks, self._id, facts))
            yield from (findings.differs(name, each) for each in told[:DIFFERENCES_MAX])
            ruling = msgspec.to_builtins(seeded.ruling)
            yield from (findings.silent(f"case {name}{where}") for where in silent(ruling, ""))

    def _isolated(self) -> Iterator[Finding]:
        yield from (reached := _reached(self._policy, self._plain))
        yield from (findings.printed(place) for place in self._plain.printed)
        if self._told.between.ended or self._told.between.failed:
            yield findings.ended("twins")
        for name, answered in self._told.walled.items():
            lost, seeded = answered.failed, self._told.seeded[name]
            if lost is None:
                if self._told.second.get(name, answered) != answered:
                    yield findings.kept(name)
            elif not (reached or seeded.failed or lost.kind == UNSOUND):
                yield findings.walled(name, lost.kind)

    def _steady(self) -> Iterator[Finding]:
        seeded, second = self._told.seeded, self._told.second
        for name, case, facts in self._asked:
            told = self._told.walled.get(name)
            if told is None or told.failed:
                continue
            if self._ask(case.question, facts) != told:
                yield findings.twice(name)
            elif seeded[name] != told and second.get(name, told) == told:
                yield findings.hashed(name)
            elif any(self._ask(case.question, each) != told for each in shuffled(facts)):
                yield findings.ordered(name)

    def _hints(self) -> Iterator[Finding]:
        yield from (findings.warned(self._id, text) for text in self._plain.warned)
        if any(each.failed for each in self._told.seeded.values()):
            return  # what did not run, did not run because of that
        for each in unused(self._policy.sources, self._plain.ran):
            yield findings.unused(f"{each.file}:{each.line}", each.text)
        yield from self._tierless()

    def _tierless(self) -> Iterator[Finding]:
        if "labels" not in self._policy.manifest.questions:
            return
        used = _tiers(self._told.seeded)
        year = LabelFacts(fiscal_year=self._policy.manifest.years.first)
        labels = self._ask("labels", year).ruling
        if used and isinstance(labels, LabelRuling):
            unused_tiers = [each for each in labels.tiers if each.tier not in used]
            yield from (findings.tierless(each.tier, each.mark) for each in unused_tiers)

    def _ask(self, question: str, facts: msgspec.Struct) -> Answer:
        return answer(self._host, self._id, question, facts)


def _tiers(told: Mapping[str, Answer]) -> set[int | None]:
    rulings = [each.ruling for each in told.values()]
    ordered = [ruling for ruling in rulings if isinstance(ruling, SelectionRuling)]
    return {one.tier for ruling in ordered for one in ruling.results}


def _reached(policy: Policy, told: Told) -> list[Finding]:
    return [findings.reached(place, _text(policy, place)) for place in told.reached]


def _text(policy: Policy, place: str) -> str:
    file, _, line = place.rpartition(":")
    return policy.sources[file].decode().splitlines()[int(line) - 1].strip()
