"""Clause 1(3)イ: the order. One run takes the candidate with the smallest key again and again.

Within a window only «times not selected» and the ticket differ, so a run looks at the first of
each window. Within a region the number taken from it is the same for all, so a run keeps one heap
for each region, and one of regions.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from plugins.api import NomineeFacts

from .counting import Change, Snapshot
from .rules import Situation, tier_of

Entry = tuple[int, int, int, int, str, str]
"""Tier, taken from the window, caseload's place, minus times not selected, ticket, window."""
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
    """The eligible candidates of a call, each window's in the order they would be taken."""

    def __init__(self, snapshot: Snapshot, nominees: Iterable[NomineeFacts], seed: bytes) -> None:
        self.snapshot = snapshot
        self.sequential = snapshot.chosen["evaluation"] == "sequential"
        self.queues: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for one in nominees:
            ticket = ticket_of(seed, one.nomination)
            self.queues[one.window].append((-one.past_unselected, ticket, one.nomination))
        for queue in self.queues.values():
            queue.sort()
        self.region_of = {window: snapshot.region(window) for window in self.queues}
        self.caseload = {window: _place(snapshot, window) for window in self.queues}
        self.windows_of: dict[str, list[str]] = defaultdict(list)
        for window, region in self.region_of.items():
            self.windows_of[region].append(window)
        plain = Run(self)
        self.firsts = {region: plain.first_of(region) for region in self.windows_of}


class Run:
    """One run over a field, as it is or supposing a change."""

    def __init__(self, field: Field, change: Change | None = None) -> None:
        self._field, self._snapshot = field, field.snapshot
        self.grant, self.window_count = self._snapshot.grant, self._snapshot.window_count
        self.prefecture_count = dict(self._snapshot.prefecture_count)
        if field.sequential or change:
            self.grant, self.window_count = dict(self.grant), dict(self.window_count)
        if change:
            self._suppose(change)
        self._taken: Counter[str] = Counter()
        self._taken_region: Counter[str] = Counter()

    def begin(self, change: Change | None = None) -> None:
        """Set up the heaps: those of the plain run, except in the region of a changed window."""
        firsts = self._field.firsts
        self._heaps = {region: list(entries) for region, entries in firsts.items()}
        if change:
            region = self._snapshot.region(change.window)
            self._heaps[region] = self.first_of(region)
        self._regions = [self._head(region) for region, heap in self._heaps.items() if heap]
        heapify(self._regions)

    def first_of(self, region: str) -> list[Entry]:
        """The entry of each window of the region that has a candidate left and a tier, in order."""
        entries = (self._entry(window) for window in self._field.windows_of[region])
        return sorted(entry for entry in entries if entry is not None)

    def situation(self, window: str) -> Situation:
        """The window as the tiers see it at this moment of the run."""
        return Situation(
            grant=self.grant[window],
            tier1_open=self._snapshot.tier1_open(window),
            window_count=self.window_count[window],
            prefecture_count=self.prefecture_count[self._snapshot.prefecture(window)],
        )

    def pick(self) -> Pick | None:
        """Take the next candidate; None when nobody is left in a tier."""
        if not self._regions:
            return None
        region = heappop(self._regions)[-1]
        tier, taken, _, _, _, window = heappop(self._heaps[region])
        nomination = self._field.queues[window][taken][-1]
        seen, before = self.situation(window), self._taken_region[region]
        self._taken[window] += 1
        self._taken_region[region] += 1
        self._follow(region, window)
        if self._heaps[region]:
            heappush(self._regions, self._head(region))
        return Pick(nomination, window, tier, seen, before, taken)

    def _follow(self, region: str, window: str) -> None:
        if self._field.sequential:
            self._count(window)
            self._heaps[region] = self.first_of(region)
        elif entry := self._entry(window):
            heappush(self._heaps[region], entry)

    def _count(self, window: str) -> None:
        self.window_count[window] += 1
        if self._snapshot.contributes(self.grant[window]):
            self.prefecture_count[self._snapshot.prefecture(window)] += 1

    def _entry(self, window: str) -> Entry | None:
        queue, taken = self._field.queues[window], self._taken[window]
        tier = tier_of(self.situation(window)) if taken < len(queue) else None
        if tier is None:
            return None
        patience, ticket, _ = queue[taken]
        return tier, taken, self._field.caseload[window], patience, ticket, window

    def _head(self, region: str) -> tuple[int, int, Entry, str]:
        first = self._heaps[region][0]
        return first[0], self._taken_region[region], first, region

    def _suppose(self, change: Change) -> None:
        prefecture = self._snapshot.prefecture(change.window)
        self.prefecture_count[prefecture] = self._snapshot.prefecture_count_if(change)
        self.window_count[change.window] = change.left
        self.grant[change.window] = change.grant


def take(
    field: Field, limit: int | None = None, change: Change | None = None
) -> tuple[list[Pick], Run]:
    """The picks of a run in order, up to `limit`, and the run as it stands after them."""
    run, picks = Run(field, change), list[Pick]()
    run.begin(change)
    while (limit is None or len(picks) < limit) and (pick := run.pick()):
        picks.append(pick)
    return picks, run


def ticket_of(seed: bytes, nomination: str) -> str:
    """The lottery ticket: SHA-256(seed || id) in lower-case hex, compared as text."""
    return hashlib.sha256(seed + nomination.encode()).hexdigest()


def _place(snapshot: Snapshot, window: str) -> int:
    caseload, order = snapshot.comparable_caseload(window), snapshot.chosen["caseload_order"]
    if order == "ignored":
        return 0
    if caseload is None:
        return MISSING_LAST
    return caseload if order == "ascending" else -caseload
