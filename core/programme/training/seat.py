"""A trainee's seat: enrolled, deferred to a named later cohort, back, or ended (clauses 13-17)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Choice, Code, Command, Label, command
from core.errors import Faults, refuse
from core.programme import cohort as cohorts
from core.programme import person as people
from core.programme.training.facts import (
    TraineeDeferred,
    TraineeEnrolled,
    TraineeReturned,
    TrainingEnded,
)
from core.programme.training.state import (
    Trainee,
    check_open,
    check_since,
    known_trainee,
    own_stream,
    stream_of,
)
from core.programme.words import CohortId, NominationId, PersonId, WindowCode

ENDINGS = (
    Choice("failed", "不合格", "Failed"),
    Choice("withdrawn", "辞退", "Withdrew"),
    Choice("deferred", "延期", "Deferred"),
)
CAUSES = (
    Choice("birth", "出産・育児", "Birth or childcare"),
    Choice("illness", "病気・けが", "Illness or injury"),
    Choice("care", "介護", "Care of a relative"),
    Choice("work", "勤務の都合", "Work"),
    Choice("absence", "集合研修の欠席", "Absence from the on-site course"),
    Choice("other", "その他", "Other"),
)

On = Annotated[date, Label("日付", "Date")]


@command(
    "enrol-trainee",
    ja="受講生として登録する",
    en="Enrol a trainee",
    roles=("system",),
    clauses=(14, 15),
)
class EnrolTrainee(Command, frozen=True):
    """Follows from an accepted offer (the table of reactions)."""

    nomination: NominationId
    person: PersonId
    window: WindowCode
    cohort: CohortId


@decides(EnrolTrainee, streams=own_stream)
def enrol(wanted: EnrolTrainee, states: States, known: Known) -> Sequence[To]:
    """Once."""
    if states[stream_of(wanted.nomination)]:
        return []
    enrolled = TraineeEnrolled(
        nomination=wanted.nomination,
        person=wanted.person,
        window=wanted.window,
        cohort=wanted.cohort,
    )
    return [To(stream_of(wanted.nomination), enrolled)]


@command(
    "defer-trainee",
    ja="受講を後の期に延期する",
    en="Defer a trainee to a later cohort",
    roles=("officer",),
    clauses=(6, 13, 15, 17),
)
class DeferTrainee(Command, frozen=True):
    """Results stay, a seat of the named later cohort is kept, and nothing but a code of the cause
    is recorded."""

    nomination: NominationId
    to_cohort: Annotated[Code, Label("延期先の期", "Later cohort", "例: 2026-1", "As 2026-1")]
    cause: Annotated[str, Label("理由の区分", "Cause", choices=CAUSES)]
    on: On


@decides(
    DeferTrainee,
    streams=lambda wanted: (stream_of(wanted.nomination), cohorts.stream_of(wanted.to_cohort)),
    more=lambda wanted, states: (
        cohorts.stream_of(known_trainee(states, wanted.nomination).cohort),
    ),
)
def defer(wanted: DeferTrainee, states: States, known: Known) -> Sequence[To]:
    """To a later cohort that has a seat; from `on` certification is not expected."""
    trainee = known_trainee(states, wanted.nomination)
    if trainee.deferred_to == wanted.to_cohort:
        return []
    _check_deferral(wanted, trainee, states)
    deferred = TraineeDeferred(
        nomination=trainee.nomination,
        person=trainee.person,
        from_cohort=trainee.cohort,
        to_cohort=wanted.to_cohort,
        cause=wanted.cause,
    )
    seat = cohorts.hold_seat(states, wanted.to_cohort, trainee.nomination, trainee.person)
    return [To(stream_of(trainee.nomination), deferred, wanted.on), seat]


def _check_deferral(wanted: DeferTrainee, trainee: Trainee, states: States) -> None:
    faults = Faults()
    check_open(trainee, faults)
    check_since(wanted.on, trainee, faults)
    before = cohorts.known_cohort(states, trainee.cohort)
    later = cohorts.known_cohort(states, wanted.to_cohort)
    faults.unless(
        _order(later) > _order(before),
        "training.not_later",
        f"延期先は、期 {before.id} より後の期にしてください。",
        f"Name a cohort later than {before.id}.",
        "to_cohort",
    )
    faults.raise_any()


def _order(cohort: cohorts.Cohort) -> tuple[int, int]:
    return (cohort.fiscal_year, cohort.plan.number)


@command(
    "return-trainee",
    ja="延期した受講生の受講を再開する",
    en="Take a deferred trainee back",
    roles=("officer",),
    clauses=(6, 13, 17),
)
class ReturnTrainee(Command, frozen=True):
    """Into the cohort that was named; the training goes on where the results left off."""

    nomination: NominationId
    on: On


@decides(ReturnTrainee, streams=own_stream)
def take_back(wanted: ReturnTrainee, states: States, known: Known) -> Sequence[To]:
    """Whoever is deferred, once."""
    trainee = known_trainee(states, wanted.nomination)
    if trainee.deferred_to is None and trainee.came_from:
        return []
    faults = Faults()
    faults.unless(
        trainee.deferred_to and trainee.ending is None,
        "training.not_deferred",
        "この受講生は延期していません。",
        "This trainee is not deferred.",
        "nomination",
    )
    check_since(wanted.on, trainee, faults)
    faults.raise_any()
    assert trainee.deferred_to is not None
    returned = TraineeReturned(
        nomination=trainee.nomination, person=trainee.person, cohort=trainee.deferred_to
    )
    return [To(stream_of(trainee.nomination), returned, wanted.on)]


@command(
    "end-training",
    ja="受講の終わりを記録する",
    en="End a training",
    roles=("officer",),
    clauses=(13, 16, 17),
)
class EndTraining(Command, frozen=True):
    """Failed, withdrew or deferred; from `on` the person is not expected to be certified. Deferred
    here is without a seat: `defer-trainee` keeps one."""

    nomination: NominationId
    ending: Annotated[str, Label("区分", "Ending", choices=ENDINGS)]
    on: On


def _end_streams(wanted: EndTraining, states: States) -> Sequence[str]:
    trainee = known_trainee(states, wanted.nomination)
    held = (cohorts.stream_of(trainee.deferred_to),) if trainee.deferred_to else ()
    return (people.stream_of(trainee.person), *held)


@decides(EndTraining, streams=own_stream, more=_end_streams)
def end(wanted: EndTraining, states: States, known: Known) -> Sequence[To]:
    """Once; the person may be nominated again, and a seat that was kept is given back."""
    trainee = known_trainee(states, wanted.nomination)
    if trainee.ending is not None:
        return []
    if wanted.on < trainee.accepted_on:
        raise refuse(
            "training.before_seat",
            "受講を承諾した日より前の日付です。",
            "The date is before the seat was accepted.",
            "on",
        )
    person, kept = trainee.person, trainee.deferred_to
    ended = TrainingEnded(nomination=trainee.nomination, ending=wanted.ending)
    return [
        To(stream_of(trainee.nomination), ended, wanted.on),
        *people.released(states, person, trainee.nomination, wanted.on),
        *([cohorts.release_seat(kept, trainee.nomination)] if kept else []),
    ]
