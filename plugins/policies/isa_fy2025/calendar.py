"""Clauses 1(2) and 1(4): the rounds of a fiscal year, their seats and months."""

from typing import Any

from plugins.api import CalendarFacts, CalendarRuling, Round

from .tables import ROUNDS, choose


def decide(facts: CalendarFacts) -> CalendarRuling:
    """As many rounds as the parameter says; months are 頃, to be fixed by the cohort."""
    chosen = choose(facts.parameters)
    seats, rows = int(chosen["seats"]), ROUNDS[: int(chosen["rounds"])]
    return CalendarRuling(rounds=tuple(_round(row, facts.fiscal_year, seats) for row in rows))


def _round(row: dict[str, Any], year: int, seats: int) -> Round:
    return Round(
        number=row["number"],
        seats=seats,
        course1_from=_month(row["course1"], year),
        practice_from=_month(row["practice"], year),
        course2_from=_month(row["course2"], year),
    )


def _month(when: dict[str, Any], year: int) -> str:
    return f"{year + int(when.get('next_year', False))}-{when['month']:02d}"
