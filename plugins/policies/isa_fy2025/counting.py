"""Clause 1(3)イ with its note: who is counted where on the decision date."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from plugins.api import SelectionFacts, Standing, Value, WindowFacts, fiscal_year

from .tables import BLOCK_OF


class Change(NamedTuple):
    """What a counterfactual run supposes: how many are left counted at a window, and its grant."""

    window: str
    left: int
    grant: bool


class Snapshot:
    """The call's windows (`codes`: by prefecture) and the people counted at them.

    `caseload_year` is the last closed fiscal year.
    """

    def __init__(self, facts: SelectionFacts, chosen: Mapping[str, Value]) -> None:
        self.chosen = chosen
        self.fiscal_year = facts.fiscal_year
        self.caseload_year = fiscal_year(facts.decided_on) - 1
        self.windows = {window.code: window for window in facts.windows}
        self.grant = {code: self._has_grant(window) for code, window in self.windows.items()}
        self.counted = _by_window(facts.standings, facts.decided_on, chosen)
        self._people = {code: {s.person for s in self.counted[code]} for code in self.windows}
        self.window_count = {code: len(people) for code, people in self._people.items()}
        self.codes = _by_prefecture(facts.windows)
        self.prefecture_count = {name: self._count(name, self.grant) for name in self.codes}

    def prefecture(self, window: str) -> str:
        """The name of the window's prefecture."""
        return self.windows[window].prefecture

    def region(self, window: str) -> str:
        """The region kept in balance: the prefecture, or its block."""
        if self.chosen["balance_region"] == "block":
            return BLOCK_OF[self.windows[window].municipality_code[:2]]
        return self.prefecture(window)

    def contributes(self, grant: bool) -> bool:
        """Whether people at a window with this grant count for its prefecture."""
        return grant or self.chosen["prefecture_counts"] == "all_windows"

    def tier1_open(self, window: str) -> bool:
        """Whether ① may hold here. Digits 3-5 of a 団体コード are 000 for a prefecture itself."""
        own = self.windows[window].municipality_code[2:5] == "000"
        return own or self.chosen["tier1_window"] == "in_prefecture"

    def prefecture_count_if(self, change: Change) -> int:
        """People counted in the prefecture: those gone from the window are gone there too."""
        counted = self._count(
            self.prefecture(change.window), {**self.grant, change.window: change.grant}
        )
        gone = self.window_count[change.window] - change.left
        return counted - gone if self.contributes(change.grant) else counted

    def comparable_caseload(self, window: str) -> int | None:
        """The caseload in the policy's unit and of the last closed year; else missing, not zero."""
        facts = self.windows[window]
        same_unit = facts.caseload_unit == self.chosen["caseload_unit"]
        return facts.caseload if same_unit and facts.caseload_year == self.caseload_year else None

    def _has_grant(self, window: WindowFacts) -> bool:
        return window.grant is True and window.grant_year == self.fiscal_year

    def _count(self, prefecture: str, grant: Mapping[str, bool]) -> int:
        people: set[str] = set()
        for code in self.codes[prefecture]:
            if self.contributes(grant[code]):
                people |= self._people[code]
        return len(people)


def counts(standing: Standing, decided_on: date, chosen: Mapping[str, Value]) -> bool:
    """Certified and acting, or a trainee at work, expected and begun. Consent never matters."""
    if standing.state == "certified":
        return standing.acting
    accepted = chosen["trainee_counts_from"] == "acceptance"
    since = standing.accepted_on if accepted else standing.started_on
    expected = standing.acting and standing.expected
    return standing.state == "trainee" and expected and since is not None and since <= decided_on


def _by_window(
    standings: tuple[Standing, ...], decided_on: date, chosen: Mapping[str, Value]
) -> dict[str, list[Standing]]:
    found: dict[str, list[Standing]] = defaultdict(list)
    for standing in standings:
        # A person who left the work is at no window, and counts nowhere.
        if standing.window and counts(standing, decided_on, chosen):
            found[standing.window].append(standing)
    return found


def _by_prefecture(windows: tuple[WindowFacts, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for window in windows:
        found[window.prefecture].append(window.code)
    return found
