"""A trainee's state: what is done, what is expected, how the practice and the course stand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from core.area import States, area, need
from core.errors import Faults
from core.event import Fact
from core.programme import cohort as cohorts
from core.programme import course as courses
from core.programme.questions import Step
from core.programme.training.facts import (
    AttemptAllowed,
    AttendanceRecorded,
    ExpectationRevised,
    ExpectationSet,
    OverdueNoted,
    StepCompleted,
    TestFailed,
    TraineeDeferred,
    TraineeEnrolled,
    TraineeReminded,
    TraineeReturned,
    TrainingEnded,
    TrainingExtended,
    UnitCompleted,
)
from core.programme.training.practice import Practice, evolve_practice
from core.programme.training.practice_facts import PRACTICE_EVENTS

COURSE1, PRACTICE, RESUBMISSION = "course1", "practice", "resubmission"
"""What may be extended, reminded of, or overdue."""
DAY, MORNING, AFTERNOON = "day", "morning", "afternoon"
HALVES = (MORNING, AFTERNOON)


class Due(Struct, frozen=True):
    """What was due on a date: a reminder (by number) or a note that it is late."""

    what: str
    due: date
    number: int = 0


class Trainee(Struct, frozen=True, kw_only=True):
    """A person with a seat: what is done, and whether certification is expected.

    `deferred_to` is the named later cohort while deferred, `came_from` the earlier one afterwards;
    `attended` holds `2026-02-10/morning` -> present; `failed` and `allowed` one step id an attempt.
    """

    nomination: str
    person: str
    window: str
    cohort: str
    enrolled: int
    accepted_on: date
    done: tuple[str, ...] = ()
    ending: str | None = None
    units: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    judged: bool | None = None
    cause: str = ""
    deferred_to: str | None = None
    came_from: str | None = None
    extended: dict[str, date] = {}
    reminded: tuple[Due, ...] = ()
    overdue: tuple[Due, ...] = ()
    attended: dict[str, bool] = {}
    practice: Practice = Practice()

    @property
    def expected(self) -> bool:
        """見込み: neither failed, withdrawn nor deferred, and not judged otherwise."""
        return self.is_training and self.judged is not False

    @property
    def is_training(self) -> bool:
        """Whether anything more may be recorded: neither ended nor deferred."""
        return self.ending is None and self.deferred_to is None


def next_step(trainee: Trainee, steps: Sequence[Step]) -> Step | None:
    """The one step that is unlocked, None when all are done."""
    return next((step for step in steps if step.id not in trainee.done), None)


def stream_of(nomination: str) -> str:
    """The trainee's stream."""
    return f"training/{nomination}"


def own_stream(wanted: Any) -> Sequence[str]:
    """The stream of the trainee that a command names."""
    return (stream_of(wanted.nomination),)


def cohort_streams(wanted: Any, states: States) -> Sequence[str]:
    """The trainee's cohort and its course."""
    cohort = known_trainee(states, wanted.nomination).cohort
    return (cohorts.stream_of(cohort), courses.stream_of(cohort))


def known_trainee(states: States, nomination: str) -> Trainee:
    """The trainee, or `Refused`."""
    found: Trainee = need(
        states,
        stream_of(nomination),
        f"{nomination} の受講生はいません。",
        f"There is no trainee {nomination}.",
    )
    return found


def cohort_of(states: States, trainee: Trainee) -> cohorts.Cohort:
    """The cohort the trainee belongs to now."""
    return cohorts.known_cohort(states, trainee.cohort)


def course_of(states: States, trainee: Trainee) -> courses.Course:
    """The course of that cohort."""
    return courses.course_of(states, trainee.cohort)


def check_open(trainee: Trainee, faults: Faults) -> None:
    """Note a fault where the training has ended, or is deferred."""
    faults.unless(
        trainee.ending is None,
        "training.ended",
        "受講は終わっています。",
        "The training has ended.",
    )
    faults.unless(
        trainee.deferred_to is None,
        "training.deferred",
        f"期 {trainee.deferred_to} に延期しています。先に受講の再開を記録してください。",
        f"Deferred to cohort {trainee.deferred_to}; record the return first.",
    )


def check_day(
    on: date, trainee: Trainee, cohort: cohorts.Cohort, today: date, faults: Faults
) -> None:
    """Note a fault where a date is still to come, or lies before the training or the seat."""
    faults.unless(
        on <= today,
        "training.not_yet",
        "これから先の日付は記録できません。",
        "A date still to come cannot be recorded.",
        "on",
    )
    faults.unless(
        cohort.started_on and on >= cohort.started_on,
        "training.not_started",
        "研修が始まる前の日付です。",
        "The training had not begun on that date.",
        "on",
    )
    check_since(on, trainee, faults)


def check_since(on: date, trainee: Trainee, faults: Faults, field: str = "on") -> None:
    """Note a fault where a date lies before the seat was accepted."""
    faults.unless(
        on >= trainee.accepted_on,
        "training.before_seat",
        "受講を承諾した日より前の日付です。",
        "The date is before the seat was accepted.",
        field,
    )


def evolve(state: Trainee | None, fact: Fact) -> Trainee:
    """Fold one fact of the stream."""
    event, change = fact.event, msgspec.structs.replace
    if isinstance(event, TraineeEnrolled):
        return Trainee(
            nomination=event.nomination,
            person=event.person,
            window=event.window,
            cohort=event.cohort,
            enrolled=fact.position,
            accepted_on=fact.effective_on,
        )
    assert state is not None, event.topic
    if isinstance(event, PRACTICE_EVENTS):
        return change(state, practice=evolve_practice(state.practice, fact))
    return _taken(state, fact)


def _taken(state: Trainee, fact: Fact) -> Trainee:
    change = msgspec.structs.replace
    match fact.event:
        case UnitCompleted(unit=unit):
            return change(state, units=(*state.units, unit))
        case StepCompleted(step=step):
            return change(state, done=(*state.done, step))
        case TestFailed(step=step):
            return change(state, failed=(*state.failed, step))
        case AttemptAllowed(step=step):
            return change(state, allowed=(*state.allowed, step))
        case AttendanceRecorded() as told:
            halves = HALVES if told.part == DAY else (told.part,)
            noted = {f"{told.day_text}/{half}": told.present for half in halves}
            return change(state, attended=state.attended | noted)
        case TrainingEnded(ending=ending):
            return change(state, ending=ending)
    return _judged(state, fact)


def _judged(state: Trainee, fact: Fact) -> Trainee:
    change = msgspec.structs.replace
    match fact.event:
        case ExpectationSet() | ExpectationRevised() as said:
            return change(state, judged=said.expected, cause=said.cause)
        case TrainingExtended(what=what, until=until):
            return change(state, extended=state.extended | {what: until})
        case TraineeReminded(what=what, due=due, number=number):
            return change(state, reminded=(*state.reminded, Due(what, due, number)))
        case OverdueNoted(what=what, due=due):
            return change(state, overdue=(*state.overdue, Due(what, due)))
        case TraineeDeferred(to_cohort=later):
            return change(state, deferred_to=later)
        case TraineeReturned(cohort=cohort):
            return change(
                state, cohort=cohort, came_from=state.cohort, deferred_to=None, extended={}
            )
    raise AssertionError(fact.event.topic)


area("training", evolve)
