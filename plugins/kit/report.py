"""What the kit found of a policy: three levels, each passed, failed or not checked, and hints."""

from collections.abc import Sequence

from msgspec import Struct

LOADS, ISOLATED, DETERMINISTIC = "loads", "isolated", "deterministic"
LEVELS = {
    LOADS: ("読み込めて事例が合う", "it can be asked, and its cases hold"),
    ISOLATED: ("外に手を伸ばさず何も残さない", "it reaches for nothing and keeps nothing"),
    DETERMINISTIC: ("いつも同じ答え", "it always gives the same answer"),
}
"""Level -> what it means, ja and en. Each is asked for only when those before it could be."""


class Finding(Struct, frozen=True, kw_only=True):
    """One thing found: where (`file:line`, `case NAME`), and what to do next, ja and en."""

    code: str
    where: str
    ja: str
    en: str


class Level(Struct, frozen=True):
    """A level: `result` is pass, fail or not_checked."""

    name: str
    result: str
    findings: tuple[Finding, ...] = ()


class Report(Struct, frozen=True, kw_only=True):
    """The whole. `hints` fail nothing: branches and tiers without a case, hooks soon to go."""

    policy: str
    version: str = ""
    digest: str = ""
    cases: int = 0
    levels: tuple[Level, ...]
    hints: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every level was checked and passed."""
        return all(level.result == "pass" for level in self.levels)


def level(name: str, findings: Sequence[Finding] | None) -> Level:
    """A level from what was found; None: it could not be checked."""
    if findings is None:
        return Level(name, "not_checked")
    return Level(name, "fail" if findings else "pass", tuple(findings))


def lines(report: Report) -> list[str]:
    """For a terminal: a line a level, below it what was found, then the hints."""
    marks = {"pass": "✓", "fail": "✗", "not_checked": "-"}
    what = f" {report.version} {report.digest[:12]}  事例 {report.cases} cases"
    shown = [report.policy + (what if report.digest else "")]
    for each in report.levels:
        ja, en = LEVELS[each.name]
        shown.append(f"{marks[each.result]} {each.name}: {ja} / {en}")
        for finding in each.findings:
            shown += _told(finding)
    for finding in report.hints:
        shown += _told(finding, "・")
    return shown


def _told(finding: Finding, mark: str = "✗") -> list[str]:
    return [f"  {mark} {finding.where}: {finding.ja}", f"    {finding.en} ({finding.code})"]
