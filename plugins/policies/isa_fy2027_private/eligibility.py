"""Clauses 1(1) and 2(1): who may be considered. Every reason against, not the first."""

from collections.abc import Iterator, Mapping
from datetime import date
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
    replace,
)

from .bodies import about_body, body_facts, doubts, is_private
from .experience import Experience, experience_of
from .positions import nominee_fact, position, window_fact
from .tables import because, choose, listed

ROLES = ("counsellor", "adviser")
DESK = ("year_round", "free_of_charge", "multilingual", "one_stop")


class Asked(NamedTuple):
    """What is asked of a desk and its staff; it differs between windows and private bodies."""

    desk: tuple[str, ...]
    days: int
    months: int


def decide(facts: EligibilityFacts) -> EligibilityRuling:
    """Answer for one nominee, with the count of the experience step by step."""
    chosen = choose(facts.parameters)
    nominee, window = facts.nominee, facts.window
    trace = _experience(nominee, window, facts.decided_on, chosen).trace
    ruling = examine(nominee, window, facts.decided_on, chosen)
    return replace(ruling, trace=trace)


def examine(
    nominee: NomineeFacts, window: WindowFacts, decided_on: date, chosen: Mapping[str, Value]
) -> EligibilityRuling:
    """The ruling under parameters already chosen."""
    asked = asked_of(window, chosen)
    experience = _experience(nominee, window, decided_on, chosen)
    private = is_private(window)
    reasons = (
        *_about_person(nominee, decided_on),
        *(about_body(window, chosen) if private else _about_founder(window)),
        *_about_desk(window, asked),
        *_about_experience(nominee, experience, asked.months),
    )
    doubtful = doubts(window, chosen) if private else ()
    return EligibilityRuling(
        eligible=not reasons,
        reasons=reasons,
        warnings=(
            *_waived(experience),
            *experience.warnings,
            *_contract_too_short(nominee, decided_on),
            *doubtful,
        ),
        months=experience.months,
    )


def asked_of(window: WindowFacts, chosen: Mapping[str, Value]) -> Asked:
    """What this desk and its staff must show."""
    if not is_private(window):
        return Asked(DESK, int(chosen["opening_days"]), int(chosen["experience_months"]))
    days, months = int(chosen["private_opening_days"]), int(chosen["private_experience_months"])
    wanted = listed(chosen, "private_conditions")
    return Asked(tuple(name for name in DESK if name in wanted), days, months)


def facts_used(
    nominee: NomineeFacts, window: WindowFacts, ruling: EligibilityRuling
) -> tuple[FactUsed, ...]:
    """The facts a ruling rested on, each with the position of its event."""
    names = ("founder_kind", *DESK, "days_open", "days_exception")
    return (
        nominee_fact(nominee, "working_now"),
        nominee_fact(nominee, "role"),
        *(window_fact(window, name) for name in names),
        *(body_facts(window) if is_private(window) else ()),
        fact_used("experience_months", ruling.months, _experience_position(nominee)),
        nominee_fact(nominee, "evidence_accepted"),
        *([nominee_fact(nominee, "contract_until")] if nominee.contract_until else ()),
    )


def _experience(
    nominee: NomineeFacts, window: WindowFacts, decided_on: date, chosen: Mapping[str, Value]
) -> Experience:
    return experience_of(nominee, decided_on, asked_of(window, chosen).months, chosen)


def _experience_position(nominee: NomineeFacts) -> int:
    if nominee.experience:
        return max(row.position for row in nominee.experience)
    stated = nominee.experience_months is not None
    names = ("experience_months",) if stated else ("started_on", "weekly_hours", "experience_until")
    return max(position(nominee.positions, name, "nomination") for name in names)


def _about_person(nominee: NomineeFacts, decided_on: date) -> Iterator[Reason]:
    begun = nominee.started_on is None or nominee.started_on <= decided_on
    if not (nominee.working_now and begun):
        yield because("not_working_now")
    if nominee.role not in ROLES:
        yield because("role_other")
    until = nominee.contract_until
    if until is not None and until < decided_on:
        yield because("contract_ended", until=until, on=decided_on)


def _waived(experience: Experience) -> Iterator[Reason]:
    if experience.waived:
        yield because("experience_waived")


def _contract_too_short(nominee: NomineeFacts, decided_on: date) -> Iterator[Reason]:
    until, start = nominee.contract_until, nominee.starts_on
    if until is not None and start is not None and decided_on <= until < start:
        yield because("contract_ends_before_start", until=until, start=start)


def _about_founder(window: WindowFacts) -> Iterator[Reason]:
    if window.founder_kind != "local_government":
        yield because("founder_not_eligible")


def _about_desk(window: WindowFacts, asked: Asked) -> Iterator[Reason]:
    for name in asked.desk:
        if not getattr(window, name):
            yield because(f"not_{name}")
    if window.days_open < asked.days and not window.days_exception:
        yield because("days_too_few", days=window.days_open, needed=asked.days)


def _about_experience(
    nominee: NomineeFacts, experience: Experience, needed: int
) -> Iterator[Reason]:
    if experience.waived:
        return
    if experience.months is None:
        yield because("experience_unknown")
    elif experience.months < needed:
        yield because("experience_short", months=experience.months, needed=needed)
    if not nominee.evidence_accepted:
        yield because("experience_unproved")
