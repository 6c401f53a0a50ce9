"""Which versions of rows held at a position, found without reading the others, however long the
history.

A version that has ended, [from, to), is filed under its fork: the number in from..to-1 that ends in
the most zero bits (the fork node of a relational interval tree: Kriegel, Poetke, Seidl, VLDB 2000).
A version that held at a position has its fork on the position's way from the root of the tree, and
those are a few dozen numbers, each asked by one stretch of an index.
"""

from typing import NamedTuple


class Stored(NamedTuple):
    """A version as it is kept: `to_position` None while it is the current one."""

    key: str
    from_position: int
    to_position: int | None
    row: bytes


def fork_of(from_position: int, to_position: int) -> int:
    """The fork of a version that held from one position (at least 1) until before another."""
    last = to_position - 1
    assert 1 <= from_position <= last, "a version holds for one position at least"
    zeros = ((from_position - 1) ^ last).bit_length() - 1
    return last >> zeros << zeros


class Forks(NamedTuple):
    """Forks on a position's way: of versions under `low` those hold that end later than the
    position, of versions under `high` those that begin by it."""

    low: list[int]
    high: list[int]


def forks_at(position: int, last: int) -> Forks:
    """Every fork a version that held at `position` can have, in a log of `last` positions."""
    way = Forks([], [])
    for bit in range(max(last, 1).bit_length()):
        fork = (position >> (bit + 1) << (bit + 1)) | (1 << bit)
        (way.low if fork <= position else way.high).append(fork)
    return way
