"""Clause 2(2), 比率: how the seats are shared between windows and private bodies."""

from collections.abc import Mapping
from typing import NamedTuple

from plugins.api import Value

from .counting import PRIVATE, WINDOWS

ONE_LINE = "all"
"""The seats of a call whose freed ones go to whoever waits first."""


class Shares(NamedTuple):
    """Seats each track may fill, what private bodies have by their share alone, and how many
    unused seats went to the windows (below zero: to private bodies)."""

    windows: int
    private: int
    quota: int
    moved: int

    def of(self, track: str) -> int:
        """The seats of a track."""
        return self.private if track == PRIVATE else self.windows


def share_out(seats: int, ranked: Mapping[str, int], chosen: Mapping[str, Value]) -> Shares:
    """The seats of each track, `ranked` saying how many of each have a rank. The two always add up
    to `seats`; what one leaves unused moves as far as the other can use it."""
    quota = quota_of(seats, int(chosen["private_share"]), str(chosen["share_rounding"]))
    over = {WINDOWS: ranked[WINDOWS] - (seats - quota), PRIVATE: ranked[PRIVATE] - quota}
    moved, flow = 0, chosen["flow_back"]
    if over[WINDOWS] > 0 and flow != "no":
        moved = min(over[WINDOWS], max(0, -over[PRIVATE]))
    elif over[PRIVATE] > 0 and flow == "both":
        moved = -min(over[PRIVATE], -over[WINDOWS])
    return Shares(seats - quota + moved, quota - moved, quota, moved)


def pools_of(track: str, chosen: Mapping[str, Value]) -> tuple[str, ...]:
    """Whose freed seats a nominee of this track may be given, its own first."""
    if chosen["freed_seats"] == "in_order":
        return (ONE_LINE,)
    other = WINDOWS if track == PRIVATE else PRIVATE
    flows = ("both", "to_windows") if track == WINDOWS else ("both",)
    return (track, other) if chosen["flow_back"] in flows else (track,)


def quota_of(seats: int, share: int, rounding: str) -> int:
    """`share` percent of the seats, in whole seats."""
    whole, rest = divmod(seats * share, 100)
    if rounding == "half_even":
        return whole + (rest > 50 or (rest == 50 and whole % 2 == 1))
    return whole + (rounding == "up" and rest > 0)
