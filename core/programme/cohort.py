"""Area cohort: training rounds as data: number, seats, planned months (頃), actual start (clauses
6, 15, 22)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from core.area import Ask, Known, States, To, area, decides, need
from core.command import Command, Label, command
from core.errors import refuse
from core.event import Event, Fact, NoPerson, event
from core.programme import policy
from core.programme.questions import (
    CalendarFacts,
    CalendarRuling,
    CurriculumFacts,
    CurriculumRuling,
    Round,
    Step,
)
from core.programme.words import CohortId, FiscalYear, iso

ROUNDS_MAX = 12
"""Rounds a year that may be planned: a limit of the store's loading, not of any policy."""


@event(
    "cohort.planned",
    ja="期 {cohort} を計画した（定員 {seats} 名）",
    en="Planned cohort {cohort} with {seats} seats",
)
class CohortPlanned(Event, frozen=True):
    """One round of a fiscal year as the policy's calendar has it."""

    cohort: NoPerson[str]
    fiscal_year: NoPerson[int]
    seats: NoPerson[int]
    plan: NoPerson[Round]


@event(
    "cohort.capacity_changed",
    ja="期 {cohort} の定員を {seats} 名に変えた",
    en="Changed the capacity of cohort {cohort} to {seats}",
)
class CapacityChanged(Event, frozen=True):
    """Other seats than planned, before the call opens."""

    cohort: NoPerson[str]
    seats: NoPerson[int]


@event(
    "cohort.started",
    ja="期 {cohort} の養成課程①を {on_text} に始めた",
    en="Course 1 of cohort {cohort} started on {on_text}",
)
class CohortStarted(Event, frozen=True):
    """The actual start, and the steps of the training as pinned for this cohort."""

    cohort: NoPerson[str]
    on: NoPerson[date]
    on_text: NoPerson[str]
    steps: NoPerson[tuple[Step, ...]]


class Cohort(Struct, frozen=True, kw_only=True):
    """A round, planned or running."""

    id: str
    fiscal_year: int
    seats: int
    plan: Round
    started_on: date | None = None
    steps: tuple[Step, ...] = ()


def stream_of(cohort: str) -> str:
    """The cohort's stream."""
    return f"cohort/{cohort}"


def known_cohort(states: States, cohort: str) -> Cohort:
    """The planned cohort, or `Refused`."""
    found: Cohort = need(
        states,
        stream_of(cohort),
        f"期 {cohort} は計画されていません。",
        f"Cohort {cohort} is not planned.",
    )
    return found


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
    """Until the cohort starts."""
    cohort = known_cohort(states, wanted.cohort)
    if cohort.started_on:
        raise refuse(
            "cohort.started",
            "研修が始まったため、定員は変えられません。",
            "The training has begun; its seats cannot change.",
        )
    changed = CapacityChanged(cohort=cohort.id, seats=wanted.seats)
    return [] if cohort.seats == wanted.seats else [To(stream_of(cohort.id), changed)]


@command(
    "start-cohort",
    ja="養成課程①を始める",
    en="Start course 1 of a cohort",
    roles=("officer",),
    clauses=(13, 15, 16, 17),
)
class StartCohort(Command, frozen=True):
    """From this date the cohort's trainees are expected to be certified (note to clause 13)."""

    cohort: CohortId
    on: Annotated[date, Label("開始日", "Start")]


def _ask_curriculum(wanted: StartCohort, states: States, known: Known) -> Ask:
    cohort = known_cohort(states, wanted.cohort)
    day = date(cohort.fiscal_year, 4, 1)
    parameters = policy.parameters_on(states, None, day)
    return Ask(
        "curriculum", CurriculumFacts(fiscal_year=cohort.fiscal_year, parameters=parameters), day
    )


@decides(
    StartCohort,
    streams=lambda wanted: (stream_of(wanted.cohort), policy.STREAM),
    ask=_ask_curriculum,
)
def start(wanted: StartCohort, states: States, known: Known) -> Sequence[To]:
    """Once; a start on the same day again changes nothing."""
    cohort = known_cohort(states, wanted.cohort)
    ruling: CurriculumRuling = known.ruling
    if cohort.started_on == wanted.on:
        return []
    if cohort.started_on:
        raise refuse("cohort.started", "研修はもう始まっています。", "The training has begun.")
    started = CohortStarted(
        cohort=cohort.id, on=wanted.on, on_text=iso(wanted.on), steps=ruling.steps
    )
    return [To(stream_of(cohort.id), started, wanted.on)]


def evolve(state: Cohort | None, fact: Fact) -> Cohort:
    """Fold one fact of the stream."""
    match fact.event:
        case CohortPlanned(cohort=cohort, fiscal_year=year, seats=seats, plan=plan):
            return Cohort(id=cohort, fiscal_year=year, seats=seats, plan=plan)
        case CapacityChanged(seats=seats) if state:
            return msgspec.structs.replace(state, seats=seats)
        case CohortStarted(on=on, steps=steps) if state:
            return msgspec.structs.replace(state, started_on=on, steps=steps)
    raise AssertionError(fact.event.topic)


area("cohort", evolve)
