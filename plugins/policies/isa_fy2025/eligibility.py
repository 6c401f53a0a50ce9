"""Clause 1(1) with its note: who may be considered. Every reason against, not the first."""

from collections.abc import Mapping
from datetime import date

from plugins.api import (
    EligibilityFacts,
    EligibilityRuling,
    FactUsed,
    NomineeFacts,
    Reason,
    Value,
    WindowFacts,
    fact_used,
    replace,
)

from .experience import Experience, contradiction, experience_of, traced
from .positions import nominee_fact, position, window_fact
from .tables import because, choose

ROLES = ("counsellor", "adviser")
LOCAL_GOVERNMENT = "local_government"
WINDOW_FACTS = (
    "founder_kind",
    "year_round",
    "free_of_charge",
    "multilingual",
    "one_stop",
    "days_open",
    "days_exception",
)


def decide(facts: EligibilityFacts) -> EligibilityRuling:
    """Answer for one nominee, with the count of the experience step by step."""
    chosen = choose(facts.parameters)
    ruling = examine(facts.nominee, facts.window, facts.decided_on, chosen)
    trace = traced(facts.nominee, facts.decided_on, chosen)
    return replace(ruling, trace=trace)


def examine(
    nominee: NomineeFacts, window: WindowFacts, decided_on: date, chosen: Mapping[str, Value]
) -> EligibilityRuling:
    """The ruling under parameters already chosen."""
    experience = experience_of(nominee, decided_on, chosen)
    reasons = (
        *_about_person(nominee, decided_on),
        *_about_window(window, int(chosen["opening_days"])),
        *_about_experience(nominee, experience, int(chosen["experience_months"])),
    )
    return EligibilityRuling(
        eligible=not reasons,
        reasons=reasons,
        warnings=(
            *([because("experience_waived")] if experience.waived else []),
            *contradiction(experience),
            *_contract_too_short(nominee, decided_on),
        ),
        months=experience.months,
    )


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
        *([nominee_fact(nominee, "contract_until")] if nominee.contract_until else ()),
    )


def _experience_position(nominee: NomineeFacts) -> int:
    if nominee.experience:
        return max(row.position for row in nominee.experience)
    stated = nominee.experience_months is not None
    names = ("experience_months",) if stated else ("started_on", "weekly_hours", "experience_until")
    return max(position(nominee.positions, name, "nomination") for name in names)


def _about_person(nominee: NomineeFacts, decided_on: date) -> list[Reason]:
    begun = nominee.started_on is None or nominee.started_on <= decided_on
    checks = {
        "not_working_now": nominee.working_now and begun,
        "role_other": nominee.role in ROLES,
    }
    found = [because(code) for code, holds in checks.items() if not holds]
    until = nominee.contract_until
    if until is not None and until < decided_on:
        found.append(because("contract_ended", until=until, on=decided_on))
    return found


def _contract_too_short(nominee: NomineeFacts, decided_on: date) -> tuple[Reason, ...]:
    until, start = nominee.contract_until, nominee.starts_on
    if until is None or start is None or not decided_on <= until < start:
        return ()
    return (because("contract_ends_before_start", until=until, start=start),)


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
    if experience.waived:
        return []
    reasons = []
    if experience.months is None:
        reasons.append(because("experience_unknown"))
    elif experience.months < needed:
        reasons.append(because("experience_short", months=experience.months, needed=needed))
    if not nominee.evidence_accepted:
        reasons.append(because("experience_unproved"))
    return reasons
