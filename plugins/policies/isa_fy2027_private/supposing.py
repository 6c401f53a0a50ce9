"""The nearest other fact with which a run selects the person (programme.md part 3, «Result»).

First what else could be true of the window, as in fiscal years 2025 and 2026; then, of those who
have a rank, the nearest other share of private bodies.
"""

from collections.abc import Mapping
from typing import NamedTuple

from .counting import PRIVATE, WINDOWS, Change, changes
from .running import Field, Pick, Run, take
from .sharing import Shares, share_out


class Found(NamedTuple):
    """A change that helps, its kind (`count`, `grant`, `both` or `share`), the tier and rank it
    gives; `share` is the other share in percent."""

    change: Change
    kind: str
    tier: int
    rank: int
    share: int | None = None


class Track(NamedTuple):
    """One track of the selection: its candidates, its picks in order, the run as it ended."""

    field: Field
    picks: list[Pick]
    run: Run


class Supposing:
    """Looks for the nearest change; each run is done once for all nominees of the window."""

    def __init__(self, tracks: Mapping[str, Track], seats: int) -> None:
        self._tracks, self._seats = tracks, seats
        self._snapshot = tracks[WINDOWS].field.snapshot
        self._ranked = {name: len(track.picks) for name, track in tracks.items()}
        self._runs: dict[Change, dict[str, Found]] = {}

    def nearest(self, nomination: str, window: str, place: int | None = None) -> Found | None:
        """The first change that would have selected the nominee (`place` in its track), or
        None."""
        for change in changes(self._snapshot, window):
            if found := self._selected(change).get(nomination):
                return found
        return self._other_share(window, place) if place else None

    def _selected(self, change: Change) -> dict[str, Found]:
        if change not in self._runs:
            name = self._snapshot.track(change.window)
            most = self._shared_out({name: self._seats}).of(name)
            picks, _ = take(self._tracks[name].field, most, change)
            ahead = self._ahead(name, self._shared_out({name: len(picks)}))
            kind = self._kind(change)
            self._runs[change] = {
                pick.nomination: Found(change, kind, pick.tier, ahead + place)
                for place, pick in enumerate(picks, start=1)
                if pick.window == change.window
            }
        return self._runs[change]

    def _shared_out(self, ranked: Mapping[str, int], share: int | None = None) -> Shares:
        """The shares if so many of a track were ranked, or under another share."""
        chosen = dict(self._snapshot.chosen)
        if share is not None:
            chosen["private_share"] = share
        return share_out(self._seats, {**self._ranked, **ranked}, chosen)

    def _ahead(self, name: str, shares: Shares) -> int:
        """How many selected nominees of windows come before this track's."""
        return min(self._ranked[WINDOWS], shares.windows) if name == PRIVATE else 0

    def _kind(self, change: Change) -> str:
        if change.grant == self._snapshot.grant(change.window):
            return "count"
        return "grant" if change.left == len(self._snapshot.people(change.window)) else "both"

    def _other_share(self, window: str, place: int) -> Found | None:
        snapshot = self._snapshot
        name, now = snapshot.track(window), int(snapshot.chosen["private_share"])
        for share in sorted(range(101), key=lambda each: (abs(each - now), each)):
            shares = self._shared_out({}, share)
            if place <= shares.of(name):
                same = Change(window, len(snapshot.people(window)), snapshot.grant(window))
                tier = self._tracks[name].picks[place - 1].tier
                return Found(same, "share", tier, self._ahead(name, shares) + place, share)
        return None
