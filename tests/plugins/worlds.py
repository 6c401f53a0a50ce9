"""Small invented worlds in which every tier, tie and boundary turns up (programme.md part 3)."""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random
from typing import Any

from hypothesis import strategies as st

from core.programme.questions import NomineeFacts, SelectionFacts, Standing, WindowFacts

Pick = Callable[[Sequence[Any]], Any]
"""Chooses one of the values: Hypothesis or a seeded generator."""

DECIDED_ON = date(2025, 5, 20)
PLACES = (
    ("秋田県", "050008"),
    ("秋田県", "052019"),
    ("山形県", "060003"),
    ("山形県", "062014"),
    ("北海道", "011002"),
)
CHOICES: dict[str, Sequence[Any]] = {
    "evaluation": ("snapshot", "sequential"),
    "tier1_window": ("in_prefecture", "prefecture_own"),
    "prefecture_counts": ("all_windows", "grant_windows"),
    "trainee_counts_from": ("cohort_start", "acceptance"),
    "balance_region": ("prefecture", "block"),
    "caseload_unit": ("件", "人", "回"),
    "caseload_order": ("descending", "ascending", "ignored"),
    "experience_months": (12, 24),
    "opening_days": (5, 4),
}


def make(pick: Pick, parameters: dict[str, Any]) -> SelectionFacts:
    """A world from one source of choices."""
    windows = tuple(_window(pick, number) for number in range(pick((1, 2, 3, 4, 6))))
    codes = [window.code for window in windows]
    return SelectionFacts(
        call="2025-1",
        fiscal_year=2025,
        decided_on=DECIDED_ON,
        seats=pick((0, 1, 2, 3, 4)),
        seed=bytes([pick(range(256))]) * 32,
        windows=windows,
        nominees=tuple(_nominee(pick, number, codes) for number in range(pick(range(11)))),
        standings=tuple(_standing(pick, number, codes) for number in range(pick(range(9)))),
        parameters=parameters,
    )


@st.composite
def worlds(draw: st.DrawFn) -> SelectionFacts:
    """Worlds under every combination of parameters."""

    def pick(values: Sequence[Any]) -> Any:
        return draw(st.sampled_from(values))

    named = draw(st.sets(st.sampled_from(sorted(CHOICES))))
    return make(pick, {name: pick(CHOICES[name]) for name in sorted(named)})


def fixed(number: int) -> SelectionFacts:
    """The same world for the same number, under the default parameters."""
    return make(Random(number).choice, {})  # noqa: S311  a repeatable example, nothing secret


def window(code: str, **given: Any) -> WindowFacts:
    """An ordinary window of a local government, with the grant of 2025, unless said otherwise."""
    usual: dict[str, Any] = {
        "prefecture": "秋田県",
        "municipality_code": "052019",
        "founder_kind": "local_government",
        "operation": "direct",
        "days_open": 5,
        "year_round": True,
        "free_of_charge": True,
        "multilingual": True,
        "one_stop": True,
        "grant": True,
        "grant_year": 2025,
        "caseload": 100,
        "caseload_unit": "件",
        "caseload_year": 2024,
    }
    return WindowFacts(code=code, **{**usual, **given})


def nominee(nomination: str, window: str, **given: Any) -> NomineeFacts:
    """An eligible counsellor, unless said otherwise."""
    usual: dict[str, Any] = {
        "role": "counsellor",
        "experience_months": 24,
        "evidence_accepted": True,
    }
    return NomineeFacts(nomination=nomination, window=window, **{**usual, **given})


def certified(person: str, window: str) -> Standing:
    """Somebody certified and acting."""
    return Standing(person=person, window=window, state="certified")


def call(
    windows: Sequence[WindowFacts],
    nominees: Sequence[NomineeFacts],
    standings: Sequence[Standing] = (),
    **given: Any,
) -> SelectionFacts:
    """A call of 60 seats, unless said otherwise."""
    usual: dict[str, Any] = {
        "call": "2025-1",
        "fiscal_year": 2025,
        "decided_on": DECIDED_ON,
        "seats": 60,
        "seed": bytes(32),
    }
    usual.update(windows=tuple(windows), nominees=tuple(nominees), standings=tuple(standings))
    return SelectionFacts(**{**usual, **given})


def _window(pick: Pick, number: int) -> WindowFacts:
    prefecture, code = pick(PLACES)
    flawed = pick((False,) * 7 + (True,))
    return WindowFacts(
        code=f"w{number}",
        prefecture=prefecture,
        municipality_code=code,
        founder_kind="state" if flawed else "local_government",
        operation=pick(("direct", "commissioned")),
        days_open=pick((5, 5, 6, 4)),
        days_exception=pick((False, True)),
        year_round=True,
        free_of_charge=True,
        multilingual=True,
        one_stop=True,
        grant=pick((True, True, False, False, None)),
        grant_year=pick((2025, 2025, 2025, 2024)),
        caseload=pick((None, 0, 10, 10, 500)),
        caseload_unit=pick(("件", "件", "人")),
        caseload_year=pick((2024, 2024, 2023)),
    )


def _nominee(pick: Pick, number: int, codes: Sequence[str]) -> NomineeFacts:
    return NomineeFacts(
        nomination=f"2025-1-{number:04d}",
        window=pick(codes),
        role=pick(("counsellor", "adviser")),
        started_on=pick((date(2023, 4, 1), date(2024, 6, 18), None)),
        weekly_hours=pick((40.0, 38.75, 20.0)),
        experience_months=pick((None, 11, 12, 30, 30)),
        experience_until=pick((None, date(2025, 5, 7))),
        evidence_accepted=pick((True,) * 7 + (False,)),
        working_now=pick((True,) * 9 + (False,)),
        past_unselected=pick((0, 0, 1, 2)),
    )


def _standing(pick: Pick, number: int, codes: Sequence[str]) -> Standing:
    window = pick((*codes, ""))
    return Standing(
        # Some people stand twice at one window (and are one person); nobody stands at two.
        person=f"{window}-p{number if pick((True, True, False)) else 0}",
        window=window,
        state=pick(("certified", "certified", "trainee")),
        acting=pick((True, True, True, False)),
        expected=pick((True, True, True, False)),
        accepted_on=pick((date(2025, 5, 1), None)),
        started_on=pick((DECIDED_ON, date(2025, 6, 1), None)),
    )
