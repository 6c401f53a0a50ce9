"""Progress in locked order: units and groups of course 1, tests with their attempts (clauses
15-17)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Code, Command, Label, command
from core.errors import Faults
from core.event import Event
from core.programme import lecture as lectures
from core.programme.course import Course
from core.programme.questions import Step, Unit
from core.programme.training.attempts import attempts_left
from core.programme.training.expecting import judged
from core.programme.training.facts import StepCompleted, TestFailed, UnitCompleted
from core.programme.training.seat import On
from core.programme.training.state import (
    Trainee,
    check_day,
    check_open,
    cohort_of,
    cohort_streams,
    course_of,
    known_trainee,
    next_step,
    own_stream,
    stream_of,
)
from core.programme.words import NominationId


@command(
    "record-progress",
    ja="研修の進みを記録する",
    en="Record progress",
    roles=("officer", "assessor"),
    clauses=(15, 16, 17),
)
class RecordProgress(Command, frozen=True):
    """One step of one trainee; a test carries its score."""

    nomination: NominationId
    step: Annotated[Code, Label("課程", "Step")]
    on: On
    score: Annotated[Annotated[int, Meta(ge=0, le=1000)] | None, Label("点数", "Score")] = None


@decides(RecordProgress, streams=own_stream, more=cohort_streams)
def record(wanted: RecordProgress, states: States, known: Known) -> Sequence[To]:
    """In the locked order only; a test passes at its mark, and is taken as often as the cohort's
    rule says."""
    trainee = known_trainee(states, wanted.nomination)
    if wanted.step in trainee.done:
        return []
    course = course_of(states, trainee)
    unlocked = next_step(trainee, cohort_of(states, trainee).steps)
    faults = Faults()
    check_day(wanted.on, trainee, cohort_of(states, trainee), known.today, faults)
    check_open(trainee, faults)
    _check_step(wanted, trainee, unlocked, course, faults)
    faults.raise_any()
    assert unlocked is not None
    outcome = _outcome(wanted, unlocked)
    found = [To(stream_of(trainee.nomination), outcome, wanted.on)]
    last = isinstance(outcome, TestFailed) and attempts_left(trainee, course, wanted.step) == 1
    return [*found, judged(trainee, False, "attempts", wanted.on)] if last else found


def _check_step(
    wanted: RecordProgress, trainee: Trainee, unlocked: Step | None, course: Course, faults: Faults
) -> None:
    expected = unlocked.id if unlocked else "-"
    faults.unless(
        unlocked and unlocked.id == wanted.step,
        "training.locked",
        f"課程は順番どおりです。次は {expected} です。",
        f"Steps are taken in order; the next one is {expected}.",
        "step",
    )
    test = unlocked is not None and unlocked.id == wanted.step and unlocked.pass_mark is not None
    faults.unless(
        not test or wanted.score is not None,
        "training.no_score",
        "試験には点数が要ります。",
        "A test needs a score.",
        "score",
    )
    faults.unless(
        not test or attempts_left(trainee, course, wanted.step) != 0,
        "training.no_attempts",
        "試験の回数を使い切っています。もう一度受けるには決裁が要ります。",
        "No attempt is left. Another needs an approver's decision.",
        "step",
    )


def _outcome(wanted: RecordProgress, step: Step) -> Event:
    if step.pass_mark is not None and wanted.score is not None and wanted.score < step.pass_mark:
        return TestFailed(nomination=wanted.nomination, step=step.id, score=wanted.score)
    return StepCompleted(nomination=wanted.nomination, step=step.id, score=wanted.score)


@command(
    "complete-unit",
    ja="科目の視聴を記録する",
    en="Record that a unit was seen",
    roles=("officer", "assessor", "person"),
    clauses=(15,),
)
class CompleteUnit(Command, frozen=True):
    """One unit of the group that is unlocked. The last unit of a group completes the group."""

    nomination: NominationId
    unit: lectures.UnitId
    on: On
    video: Annotated[
        Code | None,
        Label("動画の版", "Version seen", "空欄はその日の版", "Empty: the version of that day"),
    ] = None


def _lecture_too(wanted: CompleteUnit, states: States) -> Sequence[str]:
    return (*cohort_streams(wanted, states), lectures.stream_of(wanted.unit))


@decides(CompleteUnit, streams=own_stream, more=_lecture_too)
def complete_unit(wanted: CompleteUnit, states: States, known: Known) -> Sequence[To]:
    """Groups in the order A to E; a unit that was seen in an earlier version stays seen."""
    trainee = known_trainee(states, wanted.nomination)
    if wanted.unit in trainee.units:
        return []
    course = course_of(states, trainee)
    unit = next((each for each in course.units if each.id == wanted.unit), None)
    lecture = states[lectures.stream_of(wanted.unit)] or lectures.Lecture()
    faults = Faults()
    check_day(wanted.on, trainee, cohort_of(states, trainee), known.today, faults)
    check_open(trainee, faults)
    _check_unit(unit, trainee, next_step(trainee, cohort_of(states, trainee).steps), faults)
    video = _seen(wanted.video, wanted.on, lecture, faults)
    faults.raise_any()
    assert unit is not None
    stream = stream_of(trainee.nomination)
    seen = UnitCompleted(nomination=trainee.nomination, unit=unit.id, step=unit.step, video=video)
    left = [each for each in course.units_of(unit.step) if each.id not in trainee.units]
    whole = StepCompleted(nomination=trainee.nomination, step=unit.step, score=None)
    return [
        To(stream, seen, wanted.on),
        *([To(stream, whole, wanted.on)] if len(left) == 1 else []),
    ]


def _check_unit(unit: Unit | None, trainee: Trainee, unlocked: Step | None, faults: Faults) -> None:
    faults.unless(
        unit,
        "training.unknown_unit",
        "この期の科目にありません。",
        "The cohort has no such unit.",
        "unit",
    )
    expected = unlocked.id if unlocked else "-"
    faults.unless(
        unit is None or (unlocked and unit.step == unlocked.id),
        "training.locked",
        f"科目群は順番どおりです。次は {expected} です。",
        f"Groups are taken in order; the next one is {expected}.",
        "unit",
    )


def _seen(video: str | None, on: date, lecture: lectures.Lecture, faults: Faults) -> str:
    """The version named, else the one of that day; empty if there is none."""
    if video is None:
        shown = lecture.shown_on(on)
        return shown.video if shown else ""
    found = lecture.named(video)
    faults.unless(
        found is not None and found.on <= on,
        "training.unknown_video",
        "その日までに公開された版ではありません。",
        "No such version had been published by that day.",
        "video",
    )
    return video
