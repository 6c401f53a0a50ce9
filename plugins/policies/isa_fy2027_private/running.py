"""Clauses 1(3)イ and 2(2): the order within a track. A run takes the candidate with the smallest
key again and again.

Counts only grow in a run, so a key only ever grows: one that was put aside is looked at anew when
its turn comes, and put back if it has grown.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from plugins.api import NomineeFacts

from .counting import Change, Situation, Snapshot
from .tiers import tier_of

Entry = tuple[int, int, int, int, int, str, str]
"""Tier, taken from the region, from the window, caseload's place, minus times not selected,
ticket, window."""
MISSING_LAST = 1 << 62


class Pick(NamedTuple):
    """One taken: the tier that held, how the window stood, how many were taken before it."""

    nomination: str
    window: str
    tier: int
    seen: Situation
    taken_region: int
    taken_window: int


class Field:
    """The eligible candidates of a track, each window's in the order they would be taken."""

    def __init__(
        self, snapshot: Snapshot, track: str, nominees: Iterable[NomineeFacts], seed: bytes
    ) -> None:
        self.snapshot, self.track = snapshot, track
        self.sequential = snapshot.chosen["evaluation"] == "sequential"
        self.queues: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for one in nominees:
            if snapshot.track(one.window) == track:
                ticket = ticket_of(seed, one.nomination)
                self.queues[one.window].append((-one.past_unselected, ticket, one.nomination))
        for queue in self.queues.values():
            queue.sort()
        self.region = {code: snapshot.region(code) for code in self.queues}
        self.caseload = {code: _place(snapshot, code) for code in self.queues}
        self.before = {code: snapshot.situation(code) for code in self.queues}


class Run:
    """One run over a field, as it is or supposing a change."""

    def __init__(self, field: Field, change: Change | None = None) -> None:
        self._field, self._change = field, change
        self._before = dict(field.before)
        if change:
            self._suppose(change)
        self._taken: Counter[str] = Counter()
        self._taken_region: Counter[str] = Counter()
        self._added: Counter[str] = Counter()

    def situation(self, code: str) -> Situation:
        """The window as the tiers see it at this moment of the run."""
        before = self._before[code]
        if not self._field.sequential:
            return before
        return before._replace(
            window_count=before.window_count + self._taken[code],
            prefecture_count=before.prefecture_count + self._added[self._prefecture(code)],
        )

    def entry(self, code: str) -> Entry | None:
        """The key of the window's next candidate; None if it has none left, or no tier."""
        field, taken = self._field, self._taken[code]
        queue = field.queues[code]
        tier = tier_of(field.track, self.situation(code)) if taken < len(queue) else None
        if tier is None:
            return None
        patience, ticket, _ = queue[taken]
        region = self._taken_region[field.region[code]]
        return tier, region, taken, field.caseload[code], patience, ticket, code

    def take(self, entry: Entry) -> Pick:
        """Take the window's next candidate."""
        (tier, region, taken, *_), code = entry, entry[-1]
        nomination = self._field.queues[code][taken][-1]
        pick = Pick(nomination, code, tier, self.situation(code), region, taken)
        self._taken[code] += 1
        self._taken_region[self._field.region[code]] += 1
        if self._field.snapshot.contributes(code, self._field.track, self._change):
            self._added[self._prefecture(code)] += 1
        return pick

    def _suppose(self, change: Change) -> None:
        # Only the windows of its prefecture can see it.
        near = self._prefecture(change.window)
        for code in self._before:
            if self._prefecture(code) == near:
                self._before[code] = self._field.snapshot.situation(code, change)

    def _prefecture(self, code: str) -> str:
        return self._field.snapshot.windows[code].prefecture


def take(
    field: Field, limit: int | None = None, change: Change | None = None
) -> tuple[list[Pick], Run]:
    """The picks of a run in order, up to `limit`, and the run as it stands after them."""
    run, picks = Run(field, change), list[Pick]()
    waiting = [entry for code in field.queues if (entry := run.entry(code))]
    heapify(waiting)
    while waiting and (limit is None or len(picks) < limit):
        held = heappop(waiting)
        now = run.entry(held[-1])
        if now == held:
            picks.append(run.take(held))
            now = run.entry(held[-1])
        if now:
            heappush(waiting, now)
    return picks, run


def ticket_of(seed: bytes, nomination: str) -> str:
    """The lottery ticket: SHA-256(seed || id) in lower-case hex, compared as text."""
    return hashlib.sha256(seed + nomination.encode()).hexdigest()


def _place(snapshot: Snapshot, code: str) -> int:
    caseload, order = snapshot.comparable_caseload(code), snapshot.chosen["caseload_order"]
    if order == "ignored":
        return 0
    if caseload is None:
        return MISSING_LAST
    return caseload if order == "ascending" else -caseload
