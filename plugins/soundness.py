"""What a ruling must hold to besides its type, so that the core can record it.

A selection's own check needs the facts too, and stands where its ruling is recorded.
"""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from core.programme.cohort.planning import ROUNDS_MAX
from core.programme.questions import CalendarRuling, CertificationRuling

SEATS_MAX = 1_000_000
PATTERN_MAX = 200


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


CHECKS: dict[str, Callable[[Any], bool]] = {
    "calendar": _calendar,
    "certification": _certification,
}
