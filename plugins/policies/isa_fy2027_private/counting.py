"""Clause 1(3)イ with its note, and 2(2): who is counted where on the decision date."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from plugins.api import SelectionFacts, Standing, Value, WindowFacts, fiscal_year

from .bodies import is_private
from .tables import BLOCK_OF

WINDOWS, PRIVATE = "windows", "private"
"""The two tracks: windows of local governments, and private bodies."""


class Change(NamedTuple):
    """What a counterfactual run supposes: how many are left counted at a window, and its grant."""

    window: str
    left: int
    grant: bool


class Situation(NamedTuple):
    """A window as its tiers see it; `tier1_open` is False where a parameter keeps it out of ① or
    民①."""

    grant: bool
    tier1_open: bool
    window_count: int
    prefecture_count: int


class Snapshot:
    """The call's windows and the people counted at them; `caseload_year` is the last closed
    fiscal year."""

    def __init__(self, facts: SelectionFacts, chosen: Mapping[str, Value]) -> None:
        self.chosen, self.fiscal_year = chosen, facts.fiscal_year
        self.caseload_year = fiscal_year(facts.decided_on) - 1
        self.windows = {window.code: window for window in facts.windows}
        self.standings: dict[str, list[Standing]] = defaultdict(list)
        for one in facts.standings:
            # A person who left the work is at no window, and counts nowhere.
            if one.window and counts(one, facts.decided_on, chosen):
                self.standings[one.window].append(one)
        self._people = {
            code: sorted({one.person for one in self.standings.get(code, ())})
            for code in self.windows
        }
        self._codes: dict[str, list[str]] = defaultdict(list)
        for window in facts.windows:
            self._codes[window.prefecture].append(window.code)

    def track(self, code: str) -> str:
        """The track of a window's nominees."""
        return PRIVATE if is_private(self.windows[code]) else WINDOWS

    def grant(self, code: str, change: Change | None = None) -> bool:
        """Whether the window has the grant of the call's year; unknown or of another is without."""
        if change and change.window == code:
            return change.grant
        window = self.windows[code]
        return window.grant is True and window.grant_year == self.fiscal_year

    def region(self, code: str) -> str:
        """The region kept in balance: the prefecture, or its block."""
        window = self.windows[code]
        block = self.chosen["balance_region"] == "block"
        return BLOCK_OF[window.municipality_code[:2]] if block else window.prefecture

    def people(self, code: str, change: Change | None = None) -> list[str]:
        """Who is counted at the window, as ids in order."""
        left = change.left if change and change.window == code else None
        return self._people[code][:left]

    def situation(self, code: str, change: Change | None = None) -> Situation:
        """The window before a run, supposing a change."""
        near = self.counted_near(code, change)
        return Situation(
            grant=self.grant(code, change),
            tier1_open=self._tier1_open(self.windows[code]),
            window_count=len(self.people(code, change)),
            prefecture_count=len({one for each in near for one in self.people(each, change)}),
        )

    def counted_near(self, code: str, change: Change | None = None) -> list[str]:
        """The windows of its prefecture whose people count for the tiers of its track."""
        near, track = self._codes[self.windows[code].prefecture], self.track(code)
        return [each for each in near if self.contributes(each, track, change)]

    def contributes(self, code: str, track: str, change: Change | None = None) -> bool:
        """Whether people at this window count for its prefecture, as a track's tiers see it."""
        if track == PRIVATE:
            every = self.chosen["private_prefecture_counts"] == "all_windows"
            return every or is_private(self.windows[code])
        which = self.chosen["prefecture_counts"]
        if which == "grant_windows":
            return self.grant(code, change)
        return which == "all_windows" or not is_private(self.windows[code])

    def comparable_caseload(self, code: str) -> int | None:
        """The caseload in the policy's unit and of the last closed year; else missing, not zero."""
        window = self.windows[code]
        same_unit = window.caseload_unit == self.chosen["caseload_unit"]
        return window.caseload if same_unit and window.caseload_year == self.caseload_year else None

    def _tier1_open(self, window: WindowFacts) -> bool:
        if is_private(window):
            return self.chosen["private_empty_prefecture"] == "first"
        # Digits 3-5 of a 団体コード are 000 for a prefecture itself.
        own = window.municipality_code[2:5] == "000"
        return own or self.chosen["tier1_window"] == "in_prefecture"


def counts(one: Standing, decided_on: date, chosen: Mapping[str, Value]) -> bool:
    """Certified and acting, or a trainee at work, expected and begun. Consent never matters."""
    if one.state == "certified" or not one.acting:
        return one.state == "certified" and one.acting
    accepted = chosen["trainee_counts_from"] == "acceptance"
    since = one.accepted_on if accepted else one.started_on
    return one.state == "trainee" and one.expected and since is not None and since <= decided_on


def changes(snapshot: Snapshot, code: str) -> Iterator[Change]:
    """What is supposed of a window, in order: one fewer counted after another; then, of a window
    of a local government, the other grant, and both."""
    count, grant = len(snapshot.people(code)), snapshot.grant(code)
    for fewer in range(count - 1, -1, -1):
        yield Change(code, fewer, grant)
    if snapshot.track(code) == WINDOWS:
        for fewer in range(count, -1, -1):
            yield Change(code, fewer, not grant)
