"""Planning the rounds of a year, their seats, and who holds one first (clauses 6, 17, 22)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta

from core.area import Ask, Known, States, To, decides
from core.command import Command, Label, command
from core.errors import Faults
from core.programme import policy
from core.programme.cohort.facts import (
    CapacityChanged,
    Cohort,
    CohortPlanned,
    SeatHeld,
    SeatReleased,
    SeatsAssigned,
    known_cohort,
    stream_of,
)
from core.programme.questions import CalendarFacts, CalendarRuling
from core.programme.words import CohortId, FiscalYear

ROUNDS_MAX = 12
"""Rounds a year that may be planned: a limit of the store's loading, not of any policy."""


@command(
    "plan-cohorts",
    ja="年度の期を計画する",
    en="Plan the cohorts of a fiscal year",
    roles=("officer",),
    clauses=(6, 15, 22),
)
class PlanCohorts(Command, frozen=True):
    """Ask the policy in force for the year's calendar and plan its rounds."""

    fiscal_year: FiscalYear


def _ask_calendar(wanted: PlanCohorts, states: States, known: Known) -> Ask:
    first_day = date(wanted.fiscal_year, 4, 1)
    parameters = policy.parameters_on(states, None, first_day)
    facts = CalendarFacts(fiscal_year=wanted.fiscal_year, parameters=parameters)
    return Ask("calendar", facts, first_day)


@decides(
    PlanCohorts,
    streams=lambda wanted: (
        policy.STREAM,
        *(stream_of(f"{wanted.fiscal_year}-{number}") for number in range(1, ROUNDS_MAX + 1)),
    ),
    ask=_ask_calendar,
)
def plan(wanted: PlanCohorts, states: States, known: Known) -> Sequence[To]:
    """Plan the rounds that are not planned yet."""
    ruling: CalendarRuling = known.ruling
    assert len(ruling.rounds) <= ROUNDS_MAX
    planned = [(f"{wanted.fiscal_year}-{each.number}", each) for each in ruling.rounds]
    return [
        To(
            stream_of(cohort),
            CohortPlanned(
                cohort=cohort, fiscal_year=wanted.fiscal_year, seats=each.seats, plan=each
            ),
        )
        for cohort, each in planned
        if states[stream_of(cohort)] is None
    ]


@command(
    "change-capacity",
    ja="定員を変える",
    en="Change the seats of a cohort",
    roles=("officer",),
    clauses=(6, 22),
)
class ChangeCapacity(Command, frozen=True):
    """Other seats than planned."""

    cohort: CohortId
    seats: Annotated[Annotated[int, Meta(ge=0, le=100_000)], Label("定員", "Seats")]


@decides(ChangeCapacity, streams=lambda wanted: (stream_of(wanted.cohort),))
def change_capacity(wanted: ChangeCapacity, states: States, known: Known) -> Sequence[To]:
    """Until the cohort starts, and never below the seats that are spoken for."""
    cohort = known_cohort(states, wanted.cohort)
    faults = Faults()
    _unless_started(faults, cohort, "定員は変えられません", "its seats cannot change")
    faults.unless(
        wanted.seats >= cohort.spoken_for,
        "cohort.seats_taken",
        f"すでに {cohort.spoken_for} 席が決まっているため、それより少なくはできません。",
        f"{cohort.spoken_for} seats are spoken for; there cannot be fewer.",
        "seats",
    )
    faults.raise_any()
    changed = CapacityChanged(cohort=cohort.id, seats=wanted.seats)
    return [] if cohort.seats == wanted.seats else [To(stream_of(cohort.id), changed)]


def hold_seat(states: States, cohort: str, nomination: str, person: str) -> To:
    """The event that keeps a seat of a later round for a deferred trainee; `Refused` where there
    is none."""
    held, faults = known_cohort(states, cohort), Faults()
    _unless_started(faults, held, "延期先にできません", "nobody can defer to it")
    faults.unless(
        held.spoken_for < held.seats,
        "cohort.full",
        f"期 {cohort} の席はすべて決まっています。別の期を選ぶか、定員を変えてください。",
        f"Every seat of cohort {cohort} is spoken for. Choose another, or change its capacity.",
        "to_cohort",
    )
    faults.unless(
        nomination not in held.held,
        "cohort.seat_held",
        "この受講生の席はすでに確保されています。",
        "A seat is kept for this trainee already.",
        "nomination",
    )
    faults.raise_any()
    return To(stream_of(cohort), SeatHeld(cohort=cohort, nomination=nomination, person=person))


def release_seat(cohort: str, nomination: str) -> To:
    """The event that gives a kept seat back."""
    return To(stream_of(cohort), SeatReleased(cohort=cohort, nomination=nomination))


def assign_seats(cohort: str, call: str, seats: int) -> To:
    """The event by which seats of a round belong to the selection of a call."""
    return To(stream_of(cohort), SeatsAssigned(cohort=cohort, call=call, seats=seats))


def _unless_started(faults: Faults, cohort: Cohort, ja: str, en: str) -> None:
    faults.unless(
        not cohort.started_on,
        "cohort.started",
        f"研修が始まったため、{ja}。",
        f"The training has begun; {en}.",
        "cohort",
    )
