"""Clauses 1(3)イ①-⑥ and 2(2): the first tier that holds."""

from .counting import PRIVATE, Situation


def tier_of(track: str, seen: Situation) -> int | None:
    """The tier's number in labels.toml, or None: 順位外."""
    return private_tier(seen) if track == PRIVATE else window_tier(seen)


def window_tier(seen: Situation) -> int | None:
    """①-⑥, as in fiscal years 2025 and 2026."""
    empty, here = seen.prefecture_count == 0, seen.window_count
    if seen.grant and empty and seen.tier1_open:
        return 1
    if seen.grant:
        return {0: 2, 1: 4}.get(here)
    return 3 if empty else {0: 5, 1: 6}.get(here)


def private_tier(seen: Situation) -> int | None:
    """民①-民③: nobody in the prefecture, nobody at the body, one at the body."""
    if seen.prefecture_count == 0 and seen.tier1_open:
        return 7
    return {0: 8, 1: 9}.get(seen.window_count)
