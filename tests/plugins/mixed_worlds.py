"""The small worlds of `worlds.py` with private bodies among their windows, and the two halves of
such a world as FY2025 would see them."""

from collections.abc import Sequence
from typing import Any

import msgspec
from hypothesis import strategies as st

from core.programme.questions import OrganisationFacts, SelectionFacts, WindowFacts
from tests.plugins.worlds import CHOICES, make

POLICY = "isa_fy2027_private"
NPO = OrganisationFacts(kind="npo", documents=("activity_report", "articles", "registration"))
SHARING: dict[str, Sequence[Any]] = {
    "private_share": (0, 1, 20, 33, 50, 75, 100),
    "share_rounding": ("down", "up", "half_even"),
    "flow_back": ("both", "to_windows", "no"),
    "waitlist_first": ("windows", "private"),
    "freed_seats": ("same_track", "in_order"),
}
ALIKE = ("evaluation", "trainee_counts_from", "balance_region", "caseload_unit", "caseload_order")
"""Parameters that mean the same to windows and to private bodies."""


@st.composite
def mixed(draw: st.DrawFn) -> SelectionFacts:
    """Worlds in which some windows are private bodies', under every way to share seats."""

    def pick(values: Sequence[Any]) -> Any:
        return draw(st.sampled_from(values))

    choices = {**SHARING, **{name: CHOICES[name] for name in ALIKE}}
    named = draw(st.sets(st.sampled_from(sorted(choices))))
    facts = make(pick, {name: pick(choices[name]) for name in sorted(named)})
    windows = tuple(private(one) if pick((True, False)) else one for one in facts.windows)
    return msgspec.structs.replace(facts, windows=windows, seats=pick(range(9)))


def private(window: WindowFacts) -> WindowFacts:
    """The window as a private body's desk."""
    return msgspec.structs.replace(window, founder_kind="private", organisation=NPO)


def half(facts: SelectionFacts, *, private: bool) -> SelectionFacts:
    """Only the windows of local governments, or only the private bodies, these as windows without
    the grant: 民①-民③ are then what ③, ⑤ and ⑥ are."""
    kept = {w.code for w in facts.windows if (w.founder_kind == "private") == private}
    asked = {name: facts.parameters[name] for name in ALIKE if name in facts.parameters}
    return msgspec.structs.replace(
        facts,
        seats=1_000,
        windows=tuple(_plain(one, private) for one in facts.windows if one.code in kept),
        nominees=tuple(one for one in facts.nominees if one.window in kept),
        standings=tuple(one for one in facts.standings if one.window in kept),
        parameters={**asked, "opening_days": 1} if private else asked,
    )


def _plain(window: WindowFacts, private: bool) -> WindowFacts:
    if not private:
        return window
    return msgspec.structs.replace(window, founder_kind="local_government", grant=False)
