"""What happens to a trainee on the way from a seat to the final test, as events (clauses 13,
15, 17).

The practice has its own in `practice_facts`.
"""

from datetime import date

from core.event import Event, NoPerson, Open, SealedText, event


@event(
    "training.enrolled",
    ja="推薦 {nomination} の {person} が期 {cohort} の受講生になった",
    en="{person} of nomination {nomination} has a seat in cohort {cohort}",
)
class TraineeEnrolled(Event, frozen=True):
    """A seat was accepted."""

    nomination: Open[str]
    person: Open[str]
    window: Open[str]
    cohort: Open[str]


@event(
    "training.unit_completed",
    ja="受講生 {nomination} が科目 {unit} を視聴した（動画 {video}）",
    en="Trainee {nomination} completed unit {unit}, video {video}",
)
class UnitCompleted(Event, frozen=True):
    """A unit was seen; `video` is the version that was seen, empty where none is published."""

    nomination: Open[str]
    unit: Open[str]
    step: Open[str]
    video: NoPerson[str]


@event(
    "training.step_completed",
    ja="受講生 {nomination} が {step} を終えた",
    en="Trainee {nomination} completed {step}",
)
class StepCompleted(Event, frozen=True):
    """A group of lectures seen, a test passed, the practice or the on-site course done."""

    nomination: Open[str]
    step: Open[str]
    score: Open[int | None]


@event(
    "training.test_failed",
    ja="受講生 {nomination} が {step} に合格しなかった",
    en="Trainee {nomination} did not pass {step}",
)
class TestFailed(Event, frozen=True):
    """An attempt below the pass mark; whether another may follow is the cohort's rule."""

    nomination: Open[str]
    step: Open[str]
    score: Open[int]


@event(
    "training.attempt_allowed",
    ja="受講生 {nomination} が {step} をもう一度受けることを決裁した",
    en="Trainee {nomination} may take {step} once more",
)
class AttemptAllowed(Event, frozen=True):
    """An approver's decision: one attempt more than the rule gives."""

    nomination: Open[str]
    step: Open[str]
    reason: SealedText


@event(
    "training.expectation_set",
    ja="受講生 {nomination} の修了の見込みを {expected} とした（{cause}）",
    en="Whether trainee {nomination} is expected to be certified: {expected} ({cause})",
)
class ExpectationSet(Event, frozen=True):
    """The first judgement, from its effective date on; results before it stand."""

    nomination: Open[str]
    expected: Open[bool]
    cause: Open[str]
    reason: SealedText


@event(
    "training.expectation_revised",
    ja="受講生 {nomination} の修了の見込みを {expected} に改めた（{cause}）",
    en="Revised whether trainee {nomination} is expected to be certified: {expected} ({cause})",
)
class ExpectationRevised(Event, frozen=True):
    """A later judgement, from its effective date on."""

    nomination: Open[str]
    expected: Open[bool]
    cause: Open[str]
    reason: SealedText


@event(
    "training.extended",
    ja="受講生 {nomination} の {what} を {until_text} まで延ばした",
    en="Extended {what} of trainee {nomination} until {until_text}",
)
class TrainingExtended(Event, frozen=True):
    """More time for course 1, or for the report of the practice."""

    nomination: Open[str]
    what: Open[str]
    until: Open[date]
    until_text: Open[str]
    cause: Open[str]


@event(
    "training.reminded",
    ja="受講生 {nomination} に {what} の期限を知らせた（{number} 回目）",
    en="Reminded trainee {nomination} of {what}, number {number}",
)
class TraineeReminded(Event, frozen=True):
    """Reminder `number` (1 or 2) of what is due on `due`."""

    nomination: Open[str]
    what: Open[str]
    due: Open[date]
    number: Open[int]


@event(
    "training.overdue",
    ja="受講生 {nomination} の {what} が期限までに終わっていない",
    en="{what} of trainee {nomination} was not done in time",
)
class OverdueNoted(Event, frozen=True):
    """A task for officers: extend, defer, or end."""

    nomination: Open[str]
    what: Open[str]
    due: Open[date]


@event(
    "training.attendance_recorded",
    ja="受講生 {nomination} の {day_text}（{part}）の出欠を記録した",
    en="Recorded attendance of trainee {nomination} on {day_text} ({part})",
)
class AttendanceRecorded(Event, frozen=True):
    """Present or absent on a day of course 2, or on half of it; a later record corrects it."""

    nomination: Open[str]
    day: Open[date]
    day_text: Open[str]
    part: Open[str]
    present: Open[bool]


@event(
    "training.deferred",
    ja="受講生 {nomination} が期 {from_cohort} から期 {to_cohort} に延期した",
    en="Trainee {nomination} deferred from cohort {from_cohort} to cohort {to_cohort}",
)
class TraineeDeferred(Event, frozen=True):
    """Keeps every result, and a seat in the named later cohort. `cause` is a code, never a
    diagnosis."""

    nomination: Open[str]
    person: Open[str]
    from_cohort: Open[str]
    to_cohort: Open[str]
    cause: Open[str]


@event(
    "training.returned",
    ja="受講生 {nomination} が期 {cohort} で受講を再開した",
    en="Trainee {nomination} goes on in cohort {cohort}",
)
class TraineeReturned(Event, frozen=True):
    """From here the trainee belongs to the later cohort, and goes on where the results left off."""

    nomination: Open[str]
    person: Open[str]
    cohort: Open[str]


@event(
    "training.ended",
    ja="受講生 {nomination} の受講が終わった（{ending}）",
    en="The training of {nomination} ended: {ending}",
)
class TrainingEnded(Event, frozen=True):
    """No longer expected to be certified from its date (note to clause 13)."""

    nomination: Open[str]
    ending: Open[str]
