"""Whom a survey asks: a rule over the facts up to P (clauses 20, 28).

一定程度 is a number of months of the survey's own. Months are months of work as a coordinator after
certification: the time in which somebody had ceased does not count, and whoever retired or lost the
certification is not asked. A month is the twelfth part of 365 days.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from core.area import Slice
from core.clock import fiscal_year
from core.command import Choice
from core.event import EVENTS, Fact
from core.programme.certification import CertificateNumbered
from core.programme.coordinator import (
    ACTING,
    CEASED,
    CertificateRevoked,
    Coordinator,
    CoordinatorCeased,
    CoordinatorCertified,
    CoordinatorLapsed,
    CoordinatorRenewed,
    CoordinatorResumed,
    CoordinatorRetired,
)
from core.programme.survey.facts import Audience
from core.programme.window import Window
from core.programme.world import gather, states_of, world_at

WINDOWS, GRANT_WINDOWS, COORDINATORS = "windows", "grant_windows", "coordinators"
AUDIENCES = (
    Choice(WINDOWS, "すべての相談窓口", "All windows"),
    Choice(GRANT_WINDOWS, "交付金のある窓口", "Windows with the grant"),
    Choice(COORDINATORS, "認証を受けた人", "Certified people"),
)
SEEN = Slice(
    (
        *(topic for topic in EVENTS if topic.partition(".")[0] in ("window", "coordinator")),
        CertificateNumbered.topic,
    ),
    list,
    gather,
)
DAYS_A_YEAR, MONTHS_A_YEAR = 365, 12


def respondents(audience: Audience, facts: Sequence[Fact], day: date) -> tuple[str, ...]:
    """The codes or ids that the rule finds at `day`, in order."""
    if audience.kind == COORDINATORS:
        return _coordinators(audience, facts, day)
    windows: list[Window] = states_of(world_at(facts, day), "window")
    return tuple(window.code for window in windows if _belongs(window, audience))


def _belongs(window: Window, audience: Audience) -> bool:
    if audience.kind == WINDOWS:
        return True
    return any(window.grants.get(year, (False, 0))[0] for year in audience.fiscal_years)


def _coordinators(audience: Audience, facts: Sequence[Fact], day: date) -> tuple[str, ...]:
    held: list[Coordinator] = states_of(world_at(facts, day), "coordinator")
    past = [fact for fact in facts if fact.effective_on <= day]
    years, worked = _years(past), _days_worked(past, day)
    least = audience.months * DAYS_A_YEAR
    return tuple(
        each.person
        for each in held
        if each.status in (ACTING, CEASED)
        and (not audience.fiscal_years or years[each.person] in audience.fiscal_years)
        and worked[each.person] * MONTHS_A_YEAR >= least
    )


def _years(facts: Iterable[Fact]) -> dict[str, int]:
    """Person -> fiscal year of certification: the cohort's, though the day may lie after March."""
    cohorts: dict[str, int] = {}
    found: dict[str, int] = {}
    for fact in facts:
        match fact.event:
            case CertificateNumbered(person=person):
                cohorts[person] = int(fact.stream.partition("/")[2])
            case CoordinatorCertified(person=person):
                found[person] = fiscal_year(fact.effective_on)
    return found | cohorts


def _days_worked(facts: Iterable[Fact], day: date) -> dict[str, int]:
    """Person -> days of work as a coordinator up to `day`."""
    since: dict[str, date] = {}
    worked: dict[str, timedelta] = {}
    for fact in facts:
        match fact.event:
            case CoordinatorCertified(person=person) | CoordinatorResumed(person=person):
                since[person] = fact.effective_on
            case CoordinatorRenewed(person=person, restored="acting"):
                since[person] = fact.effective_on
            case (
                CoordinatorCeased(person=person)
                | CoordinatorRetired(person=person)
                | CoordinatorLapsed(person=person)
                | CertificateRevoked(person=person)
            ):
                begun = since.pop(person, fact.effective_on)
                worked[person] = worked.get(person, timedelta()) + (fact.effective_on - begun)
    for person, begun in since.items():
        worked[person] = worked.get(person, timedelta()) + (day - begun)
    return {person: span.days for person, span in worked.items()}
