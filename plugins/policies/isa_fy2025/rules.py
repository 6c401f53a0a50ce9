"""Clause 1(3)イ①-⑥: the six tiers, one function each, and the first that holds."""

from typing import NamedTuple


class Situation(NamedTuple):
    """A window as the tiers see it; `tier1_open` is False where a parameter keeps it out of ①."""

    grant: bool
    tier1_open: bool
    window_count: int
    prefecture_count: int


def grant_window_in_empty_prefecture(seen: Situation) -> bool:
    """①"""
    return seen.grant and seen.tier1_open and seen.prefecture_count == 0


def empty_grant_window(seen: Situation) -> bool:
    """②"""
    return seen.grant and seen.window_count == 0


def other_window_in_empty_prefecture(seen: Situation) -> bool:
    """③"""
    return not seen.grant and seen.prefecture_count == 0


def grant_window_with_one(seen: Situation) -> bool:
    """④"""
    return seen.grant and seen.window_count == 1


def other_empty_window(seen: Situation) -> bool:
    """⑤"""
    return not seen.grant and seen.window_count == 0


def other_window_with_one(seen: Situation) -> bool:
    """⑥"""
    return not seen.grant and seen.window_count == 1


TIERS = (
    grant_window_in_empty_prefecture,
    empty_grant_window,
    other_window_in_empty_prefecture,
    grant_window_with_one,
    other_empty_window,
    other_window_with_one,
)


def tier_of(seen: Situation) -> int | None:
    """The number of the first tier that holds, or None: 順位外."""
    for number, holds in enumerate(TIERS, start=1):
        if holds(seen):
            return number
    return None
