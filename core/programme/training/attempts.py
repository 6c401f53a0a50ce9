"""How often a test may be taken: without limit, so many times, or by an approver's decision."""

from collections.abc import Sequence
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Code, Command, Label, Text, command
from core.errors import Faults
from core.privacy import clear
from core.programme.course import BY_DECISION, UNLIMITED, Course
from core.programme.training.expecting import judged
from core.programme.training.facts import AttemptAllowed
from core.programme.training.state import (
    Trainee,
    check_open,
    cohort_streams,
    course_of,
    known_trainee,
    own_stream,
    stream_of,
)
from core.programme.words import NominationId


def attempts_left(trainee: Trainee, course: Course, step: str) -> int | None:
    """How many attempts at a test are left, those that were allowed included; None: no limit."""
    rule = course.attempts.get(step, UNLIMITED)
    if rule == UNLIMITED:
        return None
    given = 1 if rule == BY_DECISION else int(rule)
    return max(0, given + trainee.allowed.count(step) - trainee.failed.count(step))


@command(
    "allow-attempt",
    ja="試験の再受験を決裁する",
    en="Allow another attempt at a test",
    roles=("approver",),
    clauses=(15, 17),
)
class AllowAttempt(Command, frozen=True):
    """For whoever has none left; certification is expected again from today."""

    nomination: NominationId
    step: Annotated[Code, Label("課程", "Step")]
    reason: Annotated[Text, Label("理由", "Reason", personal=True)]


@decides(AllowAttempt, streams=own_stream, more=cohort_streams)
def allow(wanted: AllowAttempt, states: States, known: Known) -> Sequence[To]:
    """One attempt, where the rule gives none any more."""
    trainee = known_trainee(states, wanted.nomination)
    faults = Faults()
    check_open(trainee, faults)
    faults.unless(
        attempts_left(trainee, course_of(states, trainee), wanted.step) == 0
        and wanted.step not in trainee.done,
        "training.attempts_left",
        "この試験は、決裁がなくても受けられます。",
        "This test may be taken without a decision.",
        "step",
    )
    faults.raise_any()
    reason = clear(trainee.person, wanted.reason)
    allowed = AttemptAllowed(nomination=trainee.nomination, step=wanted.step, reason=reason)
    again = trainee.judged is False and trainee.cause == "attempts"
    return [
        To(stream_of(trainee.nomination), allowed),
        *([judged(trainee, True, "attempt_allowed")] if again else []),
    ]
