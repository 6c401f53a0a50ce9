"""Clauses 1(2), 1(4) and 2(3): the two rounds of a fiscal year, and one more by parameters."""

from pathlib import Path
from typing import Final

from plugins.api import CalendarFacts, Round, Value, choose, read_parameters

PARAMETERS: Final = read_parameters(Path(__file__).parent)
USUAL: Final = ((6, 9, 12), (8, 11, 14))
"""Months in which course 1, practice and course 2 begin, from January of the fiscal year's first
calendar year: 14 is the next February."""


def rounds_of(facts: CalendarFacts) -> tuple[Round, ...]:
    """The usual two, then the third."""
    chosen, year = choose(PARAMETERS, facts.parameters), facts.fiscal_year
    third = tuple(int(chosen[f"third_{part}"]) for part in ("course1", "practice", "course2"))
    rows = [(months, "seats") for months in USUAL] + [(third, "third_seats")]
    return tuple(
        _round(number, months, year, chosen[seats])
        for number, (months, seats) in enumerate(rows, start=1)
    )


def _round(number: int, months: tuple[int, ...], year: int, seats: Value) -> Round:
    course1, practice, course2 = (_month(month, year) for month in months)
    return Round(
        number=number,
        seats=int(seats),
        course1_from=course1,
        practice_from=practice,
        course2_from=course2,
    )


def _month(month: int, year: int) -> str:
    return f"{year + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}"
