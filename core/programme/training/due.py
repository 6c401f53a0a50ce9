"""What a trainee owes and by when: course 1 by the practice's beginning, the report, another one
(clauses 15, 16)."""

from collections.abc import Sequence
from datetime import date, timedelta

from core.programme.course import Course
from core.programme.questions import Step
from core.programme.training.practice import FAILED, RETURNED, SUBMITTED
from core.programme.training.state import (
    COURSE1,
    PRACTICE,
    RESUBMISSION,
    Due,
    Trainee,
    next_step,
)

BEFORE_PRACTICE = ("study", "test")


def due_of(trainee: Trainee, course: Course, steps: Sequence[Step]) -> Due | None:
    """What is owed now, by the date as planned or as extended; None if nothing has a date."""
    step = next_step(trainee, steps)
    if not trainee.is_training or course.practice is None or step is None:
        return None
    plan, status = course.practice, trainee.practice.status
    later = [each.kind for each in steps[list(steps).index(step) :]]
    if step.kind in BEFORE_PRACTICE and "practice" in later:
        return _due(trainee, COURSE1, plan.starts_on)
    if step.kind != "practice" or status == SUBMITTED:
        return None
    if status in (RETURNED, FAILED):
        return _due(trainee, RESUBMISSION, trainee.practice.resubmit_by)
    return _due(trainee, PRACTICE, plan.report_due)


def reminder_due(trainee: Trainee, course: Course, due: Due, today: date) -> int | None:
    """Which reminder is to be sent today: of several that were missed only the last; None if none.

    None for days before it was asked for: whoever was just told need not be reminded.
    """
    days = course.practice.remind_days if course.practice else ()
    since = trainee.practice.since or trainee.accepted_on
    begun = [
        number
        for number, each in enumerate(days, 1)
        if since < due.due - timedelta(days=each) <= today
    ]
    same = [old.number for old in trainee.reminded if (old.what, old.due) == (due.what, due.due)]
    wanted = max(begun, default=0)
    return wanted if wanted > max(same, default=0) and today <= due.due else None


def _due(trainee: Trainee, what: str, planned: date | None) -> Due | None:
    extended = trainee.extended.get(what)
    if planned is None:
        return None
    return Due(what, max(planned, extended) if extended else planned)
