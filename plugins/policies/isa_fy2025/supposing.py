"""programme.md part 3, «Result»: the nearest other fact with which a run selects the person.

Tried in this order: one fewer counted at the window after another down to none, then the grant the
other way round, then both. The fact changes for all nominees of the window; the run is repeated.
"""

from collections.abc import Iterator
from typing import NamedTuple

from .counting import Change
from .ordering import Field, take


class Found(NamedTuple):
    """A change that helps, its kind (`count`, `grant` or `both`), the tier and rank it gives."""

    change: Change
    kind: str
    tier: int
    rank: int


class Supposing:
    """Looks for the nearest change; each run is done once for all nominees of the window."""

    def __init__(self, field: Field, seats: int) -> None:
        self._field, self._seats = field, seats
        self._runs: dict[Change, dict[str, Found]] = {}

    def nearest(self, nomination: str, window: str) -> Found | None:
        """The first change that would have selected the nominee, or None."""
        for change in self._changes(window):
            found = self._selected(change).get(nomination)
            if found:
                return found
        return None

    def _changes(self, window: str) -> Iterator[Change]:
        snapshot = self._field.snapshot
        count, grant = snapshot.window_count[window], snapshot.grant[window]
        for fewer in range(count - 1, -1, -1):
            yield Change(window, fewer, grant)
        for fewer in range(count, -1, -1):
            yield Change(window, fewer, not grant)

    def _selected(self, change: Change) -> dict[str, Found]:
        if change not in self._runs:
            picks, _ = take(self._field, self._seats, change)
            self._runs[change] = {
                pick.nomination: Found(change, self._kind(change), pick.tier, rank)
                for rank, pick in enumerate(picks, start=1)
                if pick.window == change.window
            }
        return self._runs[change]

    def _kind(self, change: Change) -> str:
        if change.grant == self._field.snapshot.grant[change.window]:
            return "count"
        same = change.left == self._field.snapshot.window_count[change.window]
        return "grant" if same else "both"
