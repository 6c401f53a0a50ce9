"""What happens in the practice, as events (clause 16).

What the trainee writes, and what is said of it, is sealed under the trainee's key.
"""

from datetime import date

from core.event import Event, Open, SealedText, event


@event(
    "training.practice_started",
    ja="受講生 {nomination} が実践を始めた",
    en="Trainee {nomination} began the practice",
)
class PracticeStarted(Event, frozen=True):
    """Tasks that the trainee set, who supervises, and where."""

    nomination: Open[str]
    tasks: SealedText
    supervisor: SealedText
    place: SealedText


@event(
    "training.practice_place_changed",
    ja="受講生 {nomination} が実践の場所の変更を申し出た（{number} 回目）",
    en="Trainee {nomination} asked for another place of practice, number {number}",
)
class PracticePlaceChanged(Event, frozen=True):
    """A move during the practice: the new place waits for the agency's word."""

    nomination: Open[str]
    number: Open[int]
    supervisor: SealedText
    place: SealedText


@event(
    "training.practice_place_decided",
    ja="受講生 {nomination} の実践の場所の変更（{number} 回目）について決めた（認める: {agreed}）",
    en="Decided on the new place of practice of {nomination}, number {number}: {agreed}",
)
class PracticePlaceDecided(Event, frozen=True):
    """Allowed or not."""

    nomination: Open[str]
    number: Open[int]
    agreed: Open[bool]


@event(
    "training.practice_report_submitted",
    ja="受講生 {nomination} が実践の報告書を提出した（{number} 回目）",
    en="Trainee {nomination} sent the report of the practice, number {number}",
)
class PracticeReportSubmitted(Event, frozen=True):
    """A report under the headings of its cohort."""

    nomination: Open[str]
    number: Open[int]
    text: SealedText


@event(
    "training.practice_report_returned",
    ja="受講生 {nomination} の報告書（{number} 回目）を差し戻した（{until_text} まで）",
    en="Returned report {number} of trainee {nomination}, to be sent again by {until_text}",
)
class PracticeReportReturned(Event, frozen=True):
    """Sent back for correction, without a mark."""

    nomination: Open[str]
    number: Open[int]
    resubmit_by: Open[date]
    until_text: Open[str]
    comment: SealedText


@event(
    "training.practice_passed",
    ja="受講生 {nomination} の実践（報告書 {number} 回目）を合格とした",
    en="Trainee {nomination} passed the practice with report {number}",
)
class PracticePassed(Event, frozen=True):
    """Marks by what is marked; the step is completed with it."""

    nomination: Open[str]
    number: Open[int]
    marks: Open[dict[str, int]]
    comment: SealedText


@event(
    "training.practice_failed",
    ja="受講生 {nomination} の実践（報告書 {number} 回目）を不合格とした",
    en="Trainee {nomination} did not pass the practice with report {number}",
)
class PracticeFailed(Event, frozen=True):
    """`resubmit_by` is the date until which another report is taken; None if none is."""

    nomination: Open[str]
    number: Open[int]
    marks: Open[dict[str, int]]
    resubmit_by: Open[date | None]
    comment: SealedText


PRACTICE_EVENTS = (
    PracticeStarted,
    PracticePlaceChanged,
    PracticePlaceDecided,
    PracticeReportSubmitted,
    PracticeReportReturned,
    PracticePassed,
    PracticeFailed,
)
