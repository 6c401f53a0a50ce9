"""What a ruling must hold to besides its type, so that the core can record and rely on it.

One check for each question. What it turns down is a failure of the policy, of the kind `unsound`.
"""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from core.programme.questions import (
    DefaultsFacts,
    DefaultsRuling,
    EligibilityFacts,
    EligibilityRuling,
    NomineeRuling,
    Reading,
    Reason,
    SelectionFacts,
    SelectionRuling,
)
from core.programme.selection.admitting import adds_up
from plugins import sound_year
from plugins.sound_parts import are_coded, are_distinct, is_said

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


def is_sound(question: str, facts: Struct, ruling: Struct) -> bool:
    """Whether an answer to a question about these facts can be recorded at all."""
    return CHECKS[question](facts, ruling)


def _eligibility(facts: EligibilityFacts, ruling: EligibilityRuling) -> bool:
    """Eligible, or else for a reason; every reason with a code and words."""
    del facts
    told = (*ruling.reasons, *ruling.warnings, *ruling.trace)
    months = ruling.months is None or ruling.months >= 0
    return ruling.eligible != bool(ruling.reasons) and months and _are_reasons(told)


def _selection(facts: SelectionFacts, ruling: SelectionRuling) -> bool:
    """Ranks, seats and nominees add up, and everybody is told why."""
    return (
        adds_up(facts, ruling)
        and all(map(_is_explained, ruling.results))
        and are_distinct(each.name for each in ruling.readings)
        and all(map(_is_reading, ruling.readings))
    )


def _is_explained(one: NomineeRuling) -> bool:
    facts = all(each.name and each.position >= 0 for each in one.facts)
    other = one.counterfactual is None or is_said(one.counterfactual)
    return is_said(one) and other and facts and _are_reasons(one.reasons)


def _is_reading(each: Reading) -> bool:
    return bool(each.name and each.clause) and is_said(each)


def _are_reasons(told: tuple[Reason, ...]) -> bool:
    return all(each.code.strip() for each in told) and is_said(*told)


def _defaults(facts: DefaultsFacts, ruling: DefaultsRuling) -> bool:
    """Numbers that the fields they fill could hold; each check and each heading once."""
    del facts
    given = {name: getattr(ruling, name) for name in LIMITS}
    numbers = all(
        value is None or LIMITS[name][0] <= value <= LIMITS[name][1]
        for name, value in given.items()
    )
    days = ruling.consent_reminder_days or (DAYS_MAX, 0)
    rule = ruling.amendment
    hours = rule is None or (
        0 <= rule.working_days <= DAYS_MAX and 0 <= rule.opens <= rule.closes <= 23
    )
    headings = all(
        are_distinct(each) and all(name.strip() for name in each)
        for each in ruling.memo_headings.values()
    )
    reminded = DAYS_MAX >= days[0] >= days[1] >= 0
    return numbers and reminded and hours and headings and are_coded(ruling.case_checks)


CHECKS: dict[str, Callable[[Any, Any], bool]] = {
    "calendar": sound_year.calendar,
    "eligibility": _eligibility,
    "selection": _selection,
    "curriculum": sound_year.curriculum,
    "certification": sound_year.certification,
    "directory": sound_year.directory,
    "labels": sound_year.labels,
    "defaults": _defaults,
}
"""Question -> its check."""
