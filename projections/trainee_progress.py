"""View trainee_progress: who has done which step of which cohort's training (clauses 13, 15-17)."""

from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import Struct

from core.event import Fact
from core.programme.cohort import CohortStarted
from core.programme.questions import Step
from core.programme.training import StepCompleted, TestFailed, TraineeEnrolled, TrainingEnded
from projections.borrowed import PEOPLE_EVENTS, PLACE_EVENTS, Lookup, Who, WindowPlace, keep
from projections.store import Views
from projections.view import Rows, Table, View


class Result(Struct, frozen=True):
    """A step completed, or a test not passed, on a date; `score` for tests."""

    step: str
    passed: bool
    score: int | None
    on: date


class TraineeRow(Struct, frozen=True, kw_only=True):
    """A trainee: results in the order they came, `ending` failed, withdrawn or deferred once
    it ended."""

    nomination: str
    person: str
    window: str
    cohort: str
    enrolled_on: date
    results: tuple[Result, ...] = ()
    ending: str | None = None
    ended_on: date | None = None

    @property
    def done(self) -> tuple[str, ...]:
        """Ids of the steps that are completed."""
        return tuple(result.step for result in self.results if result.passed)


class CohortRow(Struct, frozen=True, kw_only=True):
    """A cohort that has started, with its pinned steps."""

    cohort: str
    started_on: date
    steps: tuple[Step, ...]


class Progress(NamedTuple):
    """A trainee with who and where they are; `next` is the one unlocked step, None before
    start or after all."""

    trainee: TraineeRow
    who: Who
    place: WindowPlace
    next: Step | None
    steps: tuple[Step, ...]


TRAINEES = Table("trainee", TraineeRow, indexes=("cohort",))
COHORTS = Table("cohort", CohortRow)
PEOPLE = Table("person", Who)
PLACES = Table("window", WindowPlace)


def fold(rows: Rows, fact: Fact) -> None:
    """Steps are noted as they come; their order was the decision's concern."""
    if keep(rows, fact, PEOPLE, PLACES):
        return
    match fact.event:
        case CohortStarted(cohort=cohort, on=on, steps=steps):
            rows.put(COHORTS, cohort, CohortRow(cohort=cohort, started_on=on, steps=steps))
        case TraineeEnrolled() as made:
            rows.put(TRAINEES, made.nomination, _enrolled(made, fact))
        case StepCompleted(nomination=name, step=step, score=score):
            _note(rows, name, Result(step, True, score, fact.effective_on))
        case TestFailed(nomination=name, step=step, score=score):
            _note(rows, name, Result(step, False, score, fact.effective_on))
        case TrainingEnded(nomination=name, ending=ending):
            ended = msgspec.structs.replace(
                rows.need(TRAINEES, name), ending=ending, ended_on=fact.effective_on
            )
            rows.put(TRAINEES, name, ended)
        case _:
            raise AssertionError(fact.event.topic)


def progress(
    views: Views, tenant: str, as_of: int | None = None, *, cohort: str | None = None
) -> list[Progress]:
    """Trainees by nomination, of all cohorts or one."""
    wanted = [] if cohort is None else [TRAINEES.column("cohort") == cohort]
    with views.at(VIEW, tenant, as_of) as then:
        trainees = then.rows(TRAINEES, *wanted)
        steps = {each.cohort: each.steps for each in then.rows(COHORTS)}
        known = Lookup(then, PEOPLE, PLACES)
    return [
        Progress(
            trainee=each,
            who=known.who(each.person),
            place=known.place(each.window),
            next=_next(each, steps.get(each.cohort, ())),
            steps=steps.get(each.cohort, ()),
        )
        for each in trainees
    ]


def _next(trainee: TraineeRow, steps: tuple[Step, ...]) -> Step | None:
    return next((step for step in steps if step.id not in trainee.done), None)


def _enrolled(made: TraineeEnrolled, fact: Fact) -> TraineeRow:
    return TraineeRow(
        nomination=made.nomination,
        person=made.person,
        window=made.window,
        cohort=made.cohort,
        enrolled_on=fact.effective_on,
    )


def _note(rows: Rows, nomination: str, result: Result) -> None:
    held = rows.need(TRAINEES, nomination)
    noted = msgspec.structs.replace(held, results=(*held.results, result))
    rows.put(TRAINEES, nomination, noted)


VIEW = View(
    "trainee_progress",
    1,
    tables=(TRAINEES, COHORTS, PEOPLE, PLACES),
    events=(
        *PEOPLE_EVENTS,
        *PLACE_EVENTS,
        CohortStarted,
        TraineeEnrolled,
        StepCompleted,
        TestFailed,
        TrainingEnded,
    ),
    fold=fold,
)
