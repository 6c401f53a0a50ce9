"""What a verification found: checks that passed, failed or were not made (design part 8)."""

from typing import NamedTuple

from core.audit.wording import say

PASS, FAIL, NOT_CHECKED = "pass", "fail", "not_checked"
MARKS = {PASS: "✓", FAIL: "✗", NOT_CHECKED: "未確認"}
PROBLEMS_SHOWN_MAX = 8


class Rejected(ValueError):
    """The bytes given are not what they should be; the text is a fixed sentence for `code`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(say(code, **values))
        self.code = code


class Check(NamedTuple):
    """One question that was asked: its name, `pass`, `fail` or `not_checked`, and why."""

    name: str
    result: str
    detail: str


class Report(NamedTuple):
    """All checks, in the order in which they were made."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Nothing failed, and something was really checked."""
        results = {check.result for check in self.checks}
        return FAIL not in results and PASS in results

    def document(self) -> dict[str, object]:
        """The report as plain data for JSON."""
        return {"ok": self.ok, "checks": [check._asdict() for check in self.checks]}

    def lines(self) -> list[str]:
        """The report for people, a line a check, and the outcome."""
        shown = [f"{MARKS[check.result]} {check.name}: {check.detail}" for check in self.checks]
        results = [check.result for check in self.checks]
        passed, wrong, skipped = (results.count(kind) for kind in (PASS, FAIL, NOT_CHECKED))
        if self.ok:
            return [*shown, f"{MARKS[PASS]} " + say("result.ok", passed=passed, skipped=skipped)]
        return [*shown, f"{MARKS[FAIL]} " + say("result.wrong", wrong=wrong, skipped=skipped)]


class Findings:
    """Collects the problems of one check; the first few are shown, all are counted."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self._shown: list[str] = []

    def fault(self, code: str, **values: object) -> None:
        """Note one problem."""
        self._add(say(code, **values))

    def rejected(self, reason: Rejected) -> None:
        """Note a problem that a parser raised."""
        self._add(str(reason))

    def check(self, code: str, **values: object) -> Check:
        """The check: failed with its problems, or passed in the words of `code`."""
        if self.count:
            return Check(self.name, FAIL, self._problems())
        return Check(self.name, PASS, say(code, **values))

    def unchecked(self, code: str, **values: object) -> Check:
        """The check: failed with its problems, or not made, for the reason in `code`."""
        if self.count:
            return Check(self.name, FAIL, self._problems())
        return Check(self.name, NOT_CHECKED, say(code, **values))

    def _add(self, sentence: str) -> None:
        self.count += 1
        if len(self._shown) < PROBLEMS_SHOWN_MAX:
            self._shown.append(sentence)

    def _problems(self) -> str:
        more = self.count - len(self._shown)
        return "; ".join([*self._shown, say("more", count=more)] if more else self._shown)
