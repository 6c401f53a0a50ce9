"""Clause 2(3): the rounds of a fiscal year, as many and as large as was decided."""

from collections.abc import Mapping

from plugins.api import CalendarFacts, CalendarRuling, Round

from .tables import ROUNDS, choose

PARTS = ("course1", "practice", "course2")


def decide(facts: CalendarFacts) -> CalendarRuling:
    """The two rounds of calendar.toml, then the third; months are 頃, to be fixed by the cohort."""
    chosen = choose(facts.parameters)
    third = {part: int(chosen[f"third_{part}"]) for part in PARTS}
    rows, seats = [*ROUNDS, third][: int(chosen["rounds"])], int(chosen["seats"])
    return CalendarRuling(
        rounds=tuple(
            Round(number=number, seats=seats, **_months(row, facts.fiscal_year))
            for number, row in enumerate(rows, start=1)
        )
    )


def _months(row: Mapping[str, int], year: int) -> dict[str, str]:
    return {f"{part}_from": _month(month, year) for part, month in row.items()}


def _month(month: int, year: int) -> str:
    return f"{year + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}"
