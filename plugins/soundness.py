"""What a ruling must hold to besides its type, so that the core can record it.

A selection's own check needs the facts too, and stands where its ruling is recorded.
"""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from core.programme.cohort.planning import ROUNDS_MAX
from core.programme.questions import CalendarRuling, CertificationRuling, DefaultsRuling

SEATS_MAX = 1_000_000
PATTERN_MAX = 200
DAYS_MAX = 400
LIMITS = {
    "case_review_months": (1, 60),
    "small_number_least": (2, 100),
    "cross_table_least": (2, 10_000),
    "reminders_most": (0, 10),
    "consent_undo_days": (0, DAYS_MAX),
    "group_size": (2, 50),
}
"""What the fields that these fill can hold."""


def is_sound(question: str, ruling: Struct) -> bool:
    """Whether an answer can be recorded at all."""
    check = CHECKS.get(question)
    return check is None or check(ruling)


def _calendar(ruling: CalendarRuling) -> bool:
    """Each round once, and no more than can be planned; seats that there can be."""
    numbers = [each.number for each in ruling.rounds]
    known = all(1 <= number <= ROUNDS_MAX for number in numbers)
    seats = all(0 <= each.seats <= SEATS_MAX for each in ruling.rounds)
    return known and seats and len(set(numbers)) == len(numbers)


def _certification(ruling: CertificationRuling) -> bool:
    """A pattern with the year and the running number in it, and nothing else to fill in."""
    if len(ruling.number_pattern) > PATTERN_MAX:
        return False
    try:
        first, second = (ruling.number_pattern.format(year=2025, number=n) for n in (1, 2))
    except (LookupError, ValueError, AttributeError, TypeError):
        return False
    return first != second


def _defaults(ruling: DefaultsRuling) -> bool:
    """Numbers that the fields they fill could hold; each check once."""
    given = {name: getattr(ruling, name) for name in LIMITS}
    numbers = all(
        value is None or LIMITS[name][0] <= value <= LIMITS[name][1]
        for name, value in given.items()
    )
    days = all(0 <= day <= DAYS_MAX for day in ruling.consent_reminder_days or ())
    rule = ruling.amendment
    hours = rule is None or (
        0 <= rule.working_days <= DAYS_MAX and 0 <= rule.opens <= rule.closes <= 23
    )
    codes = [each.code for each in ruling.case_checks]
    return numbers and days and hours and len(set(codes)) == len(codes)


CHECKS: dict[str, Callable[[Any], bool]] = {
    "calendar": _calendar,
    "certification": _certification,
    "defaults": _defaults,
}
