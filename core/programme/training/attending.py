"""Attendance of course 2, by the day or half of it; enough of it completes the step (clause 17)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Choice, Command, Label, command
from core.errors import Faults
from core.programme.course import Course
from core.programme.questions import Step
from core.programme.training.facts import AttendanceRecorded, StepCompleted
from core.programme.training.state import (
    AFTERNOON,
    DAY,
    HALVES,
    MORNING,
    check_open,
    cohort_of,
    cohort_streams,
    course_of,
    known_trainee,
    next_step,
    own_stream,
    stream_of,
)
from core.programme.words import NominationId, iso

ATTENDANCE = "attendance"
PARTS = (
    Choice(DAY, "終日", "The whole day"),
    Choice(MORNING, "午前", "Morning"),
    Choice(AFTERNOON, "午後", "Afternoon"),
)


@command(
    "record-attendance",
    ja="集合研修の出欠を記録する",
    en="Record attendance of the on-site course",
    roles=("officer", "assessor"),
    clauses=(17,),
)
class RecordAttendance(Command, frozen=True, kw_only=True):
    """As the list at the door says; a later record of the same half-day corrects it."""

    nomination: NominationId
    on: Annotated[date, Label("日付", "Date")]
    part: Annotated[str, Label("時間帯", "Part of the day", choices=PARTS)] = DAY
    present: Annotated[bool, Label("出席", "Present")] = True


@decides(RecordAttendance, streams=own_stream, more=cohort_streams)
def record_attendance(wanted: RecordAttendance, states: States, known: Known) -> Sequence[To]:
    """On a day of the venue. Once every half-day is on record and no more were missed than the
    cohort's rule allows, the step is done."""
    trainee = known_trainee(states, wanted.nomination)
    course = course_of(states, trainee)
    step = next_step(trainee, cohort_of(states, trainee).steps)
    marks = {f"{iso(wanted.on)}/{half}": wanted.present for half in _halves(wanted.part)}
    if trainee.attended | marks == trainee.attended:
        return []
    faults = Faults()
    check_open(trainee, faults)
    _check(wanted, course, step, known.today, faults)
    faults.raise_any()
    assert step is not None
    told = AttendanceRecorded(
        nomination=trainee.nomination,
        day=wanted.on,
        day_text=iso(wanted.on),
        part=wanted.part,
        present=wanted.present,
    )
    stream = stream_of(trainee.nomination)
    whole = StepCompleted(nomination=trainee.nomination, step=step.id, score=None)
    enough = missed(course, trainee.attended | marks)
    done = enough is not None and enough <= course.absences
    return [To(stream, told, wanted.on), *([To(stream, whole, wanted.on)] if done else [])]


def missed(course: Course, attended: Mapping[str, bool]) -> int | None:
    """Half-days of the venue that were missed; None while one is not on record."""
    if course.venue is None:
        return None
    wanted = [f"{iso(day)}/{half}" for day in course.venue.days for half in HALVES]
    marks = [attended.get(each) for each in wanted]
    return None if None in marks else marks.count(False)


def _halves(part: str) -> tuple[str, ...]:
    return HALVES if part == DAY else (part,)


def _check(
    wanted: RecordAttendance, course: Course, step: Step | None, today: date, faults: Faults
) -> None:
    faults.unless(
        step and step.kind == ATTENDANCE,
        "training.locked",
        f"課程は順番どおりです。次は {step.id if step else '-'} です。",
        f"Steps are taken in order; the next one is {step.id if step else '-'}.",
        "nomination",
    )
    faults.unless(
        wanted.on <= today,
        "training.not_yet",
        "これから先の日付は記録できません。",
        "A date still to come cannot be recorded.",
        "on",
    )
    faults.unless(
        course.venue and wanted.on in course.venue.days,
        "training.no_such_day",
        "集合研修の日程にない日付です。会場と日程を先に定めてください。",
        "The on-site course is not held on that day; decide venue and days first.",
        "on",
    )
