"""Clause 1(1) with its note: who may be considered. Every reason against, not the first."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from plugins.api import (
    EligibilityFacts,
    EligibilityRuling,
    FactUsed,
    NomineeFacts,
    Reason,
    Value,
    WindowFacts,
    fact_used,
)

from .positions import nominee_fact, position, window_fact
from .tables import because, choose

ROLES = ("counsellor", "adviser")
LOCAL_GOVERNMENT = "local_government"
HOURS_A_MONTH = 160
CONTRADICTION_MONTHS = 1
WINDOW_FACTS = (
    "founder_kind",
    "year_round",
    "free_of_charge",
    "multilingual",
    "one_stop",
    "days_open",
    "days_exception",
)


class Experience(NamedTuple):
    """Months as stated and as computed from start date and hours; stated ones are used first."""

    stated: int | None
    computed: int | None

    @property
    def months(self) -> int | None:
        return self.computed if self.stated is None else self.stated


def decide(facts: EligibilityFacts) -> EligibilityRuling:
    """Answer for one nominee."""
    return examine(facts.nominee, facts.window, facts.decided_on, choose(facts.parameters))


def examine(
    nominee: NomineeFacts, window: WindowFacts, decided_on: date, chosen: Mapping[str, Value]
) -> EligibilityRuling:
    """The ruling under parameters already chosen."""
    experience = Experience(nominee.experience_months, computed_months(nominee, decided_on))
    reasons = (
        *_about_person(nominee, decided_on),
        *_about_window(window, int(chosen["opening_days"])),
        *_about_experience(nominee, experience, int(chosen["experience_months"])),
    )
    return EligibilityRuling(
        eligible=not reasons,
        reasons=reasons,
        warnings=_contradiction(experience),
        months=experience.months,
    )


def computed_months(nominee: NomineeFacts, decided_on: date) -> int | None:
    """Whole months of 160 hours worked from the start date on, or None where a fact is missing."""
    if nominee.started_on is None or nominee.weekly_hours is None:
        return None
    days = ((nominee.experience_until or decided_on) - nominee.started_on).days
    hours = Fraction(str(nominee.weekly_hours)) * max(days, 0) / 7
    return int(hours // HOURS_A_MONTH)


def facts_used(
    nominee: NomineeFacts, window: WindowFacts, ruling: EligibilityRuling
) -> tuple[FactUsed, ...]:
    """The facts a ruling rested on, each with the position of its event."""
    return (
        nominee_fact(nominee, "working_now"),
        nominee_fact(nominee, "role"),
        *(window_fact(window, name) for name in WINDOW_FACTS),
        fact_used("experience_months", ruling.months, _experience_position(nominee)),
        nominee_fact(nominee, "evidence_accepted"),
    )


def _experience_position(nominee: NomineeFacts) -> int:
    stated = nominee.experience_months is not None
    names = ("experience_months",) if stated else ("started_on", "weekly_hours", "experience_until")
    return max(position(nominee.positions, name, "nomination") for name in names)


def _about_person(nominee: NomineeFacts, decided_on: date) -> list[Reason]:
    begun = nominee.started_on is None or nominee.started_on <= decided_on
    checks = {
        "not_working_now": nominee.working_now and begun,
        "role_other": nominee.role in ROLES,
    }
    return [because(code) for code, holds in checks.items() if not holds]


def _about_window(window: WindowFacts, days_needed: int) -> list[Reason]:
    checks = {
        "founder_not_local_government": window.founder_kind == LOCAL_GOVERNMENT,
        "not_year_round": window.year_round,
        "not_free_of_charge": window.free_of_charge,
        "not_multilingual": window.multilingual,
        "not_one_stop": window.one_stop,
        "days_too_few": window.days_open >= days_needed or window.days_exception,
    }
    return [
        because(code, days=window.days_open, needed=days_needed)
        for code, holds in checks.items()
        if not holds
    ]


def _about_experience(nominee: NomineeFacts, experience: Experience, needed: int) -> list[Reason]:
    reasons = []
    if experience.months is None:
        reasons.append(because("experience_unknown"))
    elif experience.months < needed:
        reasons.append(because("experience_short", months=experience.months, needed=needed))
    if not nominee.evidence_accepted:
        reasons.append(because("experience_unproved"))
    return reasons


def _contradiction(experience: Experience) -> tuple[Reason, ...]:
    stated, computed = experience
    if stated is None or computed is None or abs(stated - computed) <= CONTRADICTION_MONTHS:
        return ()
    return (because("experience_contradiction", given=stated, computed=computed),)
