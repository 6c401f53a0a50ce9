"""Rounds that were in training before this register began (note to clause 13).

Their people are 見込み when the first call is decided. A year for which a policy in force has a
calendar is planned by that policy instead.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta

from core.area import Ask, Known, States, To, decides
from core.command import Command, Label, command
from core.errors import Faults
from core.programme import policy
from core.programme.cohort.facts import (
    Cohort,
    CohortCarriedIn,
    TraineeCarriedIn,
    known_cohort,
    stream_of,
)
from core.programme.questions import CalendarFacts
from core.programme.words import CohortId, FiscalYear, iso


@command(
    "carry-in-cohort",
    ja="登録簿より前に始まった期を引き継ぐ",
    en="Carry in a cohort that began before this register",
    roles=("officer",),
    clauses=(13,),
)
class CarryInCohort(Command, frozen=True):
    """A round of a year for which no policy in force has a calendar, in training by now."""

    cohort: CohortId
    fiscal_year: FiscalYear
    seats: Annotated[Annotated[int, Meta(ge=1, le=100_000)], Label("定員", "Seats")]
    started_on: Annotated[date, Label("研修の開始日", "Start of the course")]


def _ask_calendar(wanted: CarryInCohort, states: States, known: Known) -> Ask:
    day = date(wanted.fiscal_year, 4, 1)
    return Ask("calendar", CalendarFacts(fiscal_year=wanted.fiscal_year), day, needed=False)


@decides(
    CarryInCohort,
    streams=lambda wanted: (stream_of(wanted.cohort), policy.STREAM),
    ask=_ask_calendar,
)
def carry_in_cohort(wanted: CarryInCohort, states: States, known: Known) -> Sequence[To]:
    """Once; the same round again changes nothing."""
    held: Cohort | None = states[stream_of(wanted.cohort)]
    if held and held.carried is not None and _same(held, wanted):
        return []
    faults, number = Faults(), _number(wanted)
    faults.unless(
        held is None,
        "cohort.known",
        f"期 {wanted.cohort} はすでに登録されています。",
        f"Cohort {wanted.cohort} is on record already.",
        "cohort",
    )
    _check_year(faults, wanted, known)
    faults.unless(
        number > 0,
        "cohort.bad_name",
        f"期は「{wanted.fiscal_year}-回」の形で書いてください（例: {wanted.fiscal_year}-2）。",
        f"Write the cohort as its year and number, such as {wanted.fiscal_year}-2.",
        "cohort",
    )
    faults.raise_any()
    carried = CohortCarriedIn(
        cohort=wanted.cohort,
        fiscal_year=wanted.fiscal_year,
        number=number,
        seats=wanted.seats,
        on=wanted.started_on,
        on_text=iso(wanted.started_on),
    )
    return [To(stream_of(wanted.cohort), carried, wanted.started_on)]


def _check_year(faults: Faults, wanted: CarryInCohort, known: Known) -> None:
    faults.unless(
        known.policy is None,
        "cohort.of_a_policy",
        f"{wanted.fiscal_year} 年度の期は、採用した規則により「年度の期を計画する」で登録します。",
        f"A policy in force plans the cohorts of fiscal year {wanted.fiscal_year}.",
        "fiscal_year",
    )
    faults.unless(
        wanted.started_on <= known.today,
        "cohort.not_begun",
        "まだ始まっていない期は引き継げません。",
        "A cohort that has not begun cannot be carried in.",
        "started_on",
    )


def next_carried(states: States, cohort: str) -> str:
    """The number of the next trainee carried into a round, which is in the form of a nomination's
    but never one of a call."""
    return f"{cohort}-carried-{len(carried_cohort(states, cohort).carried or ()) + 1}"


def carried_cohort(states: States, cohort: str) -> Cohort:
    """The round that was carried in; `Refused` for one that was planned here, whose trainees come
    by a call."""
    held, faults = known_cohort(states, cohort), Faults()
    faults.unless(
        held.carried is not None,
        "cohort.not_carried_in",
        f"期 {cohort} はこの登録簿で計画した期です。受講生は募集と選定により登録されます。",
        f"Cohort {cohort} was planned here; its trainees come by a call and its selection.",
        "cohort",
    )
    faults.raise_any()
    return held


def carry_in(cohort: Cohort, faults: Faults, nomination: str, person: str, window: str) -> To:
    """The event that gives a person a seat of the round; a fault is noted where none is left."""
    faults.unless(
        len(cohort.carried or ()) < cohort.seats,
        "cohort.full",
        f"期 {cohort.id} の定員 {cohort.seats} 名はすべて引き継がれています。",
        f"All {cohort.seats} seats of cohort {cohort.id} are taken.",
        "cohort",
    )
    made = TraineeCarriedIn(cohort=cohort.id, nomination=nomination, person=person, window=window)
    return To(stream_of(cohort.id), made)


def _same(held: Cohort, wanted: CarryInCohort) -> bool:
    told = (wanted.fiscal_year, wanted.seats, wanted.started_on)
    return (held.fiscal_year, held.seats, held.started_on) == told


def _number(wanted: CarryInCohort) -> int:
    """The round's number in its year; 0 where its name has another form."""
    year, _, number = wanted.cohort.partition("-")
    proper = year == str(wanted.fiscal_year) and number.isdecimal() and number[0] != "0"
    return int(number) if proper else 0
