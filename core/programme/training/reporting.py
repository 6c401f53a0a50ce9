"""The report of the practice: sent, returned, marked, sent again by a date (clause 16)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Command, Label, Text, command
from core.errors import Faults
from core.privacy import clear
from core.programme.course import Course
from core.programme.course.planning import marks_of
from core.programme.training.expecting import judged
from core.programme.training.facts import StepCompleted
from core.programme.training.practice import FAILED, SUBMITTED
from core.programme.training.practice_facts import (
    PracticeFailed,
    PracticePassed,
    PracticeReportReturned,
    PracticeReportSubmitted,
)
from core.programme.training.practising import check_text, practice_step
from core.programme.training.state import (
    RESUBMISSION,
    Trainee,
    check_open,
    cohort_streams,
    course_of,
    known_trainee,
    own_stream,
    stream_of,
)
from core.programme.words import NominationId, iso

ReportText = Annotated[str, Meta(max_length=20_000)]
Number = Annotated[int, Label("報告書の回", "Report number", "見た報告書", "The one you read")]
Comment = Annotated[Text, Label("講評", "Comment", personal=True)]
Again = Label("再提出の期限", "To be sent again by")


def due_again(trainee: Trainee) -> date | None:
    """Until when another report is taken after one that failed: as said, or as extended."""
    by, extended = trainee.practice.resubmit_by, trainee.extended.get(RESUBMISSION)
    return max(by, extended) if by and extended else by


def sections_of(text: str) -> dict[str, str]:
    """The parts of a report: a line `【heading】` begins each."""
    found: dict[str, str] = {}
    heading = ""
    for line in text.splitlines():
        plain = line.strip()
        if plain.startswith("【") and plain.endswith("】"):
            heading = plain[1:-1].strip()
        else:
            found[heading] = f"{found.get(heading, '')}\n{plain}".strip()
    return found


@command(
    "submit-practice-report",
    ja="実践の報告書を提出する",
    en="Send the report of the practice",
    roles=("officer", "person"),
    clauses=(16,),
)
class SubmitPracticeReport(Command, frozen=True):
    """The first one, or another after it was returned or did not pass."""

    nomination: NominationId
    text: Annotated[
        ReportText,
        Label(
            "報告書",
            "Report",
            "【見出し】ごとに書く。相談者が分かることは書かない",
            "Under each heading; nothing that tells who a client is",
            personal=True,
        ),
    ]


@decides(SubmitPracticeReport, streams=own_stream, more=cohort_streams)
def submit(wanted: SubmitPracticeReport, states: States, known: Known) -> Sequence[To]:
    """With every heading of the cohort's form, and nothing that looks like data of a client."""
    trainee = known_trainee(states, wanted.nomination)
    faults = Faults()
    check_open(trainee, faults)
    practice_step(trainee, states, faults)
    _check_time(trainee, known.today, faults)
    _check_form(wanted.text, course_of(states, trainee), faults)
    faults.raise_any()
    sent = PracticeReportSubmitted(
        nomination=trainee.nomination,
        number=trainee.practice.number + 1,
        text=clear(trainee.person, wanted.text),
    )
    return [To(stream_of(trainee.nomination), sent)]


def _check_time(trainee: Trainee, today: date, faults: Faults) -> None:
    practice, until = trainee.practice, due_again(trainee)
    faults.unless(
        practice.takes_report,
        "training.no_report_now",
        "いまは報告書を受け付けていません。",
        "No report is taken now.",
        "nomination",
    )
    faults.unless(
        not practice.place_waits,
        "training.place_waits",
        "実践の場所の変更について、決定を待っています。",
        "The new place of practice waits for a decision.",
        "nomination",
    )
    faults.unless(
        practice.status != FAILED or until is None or today <= until,
        "training.too_late",
        "再提出の期限が過ぎています。",
        "The date for another report is past.",
        "nomination",
    )


def _check_form(text: str, course: Course, faults: Faults) -> None:
    parts = sections_of(text)
    for heading in course.sections:
        faults.unless(
            parts.get(heading),
            "training.section_missing",
            f"「【{heading}】」の見出しの下に書いてください。",
            f"Write something under the heading 【{heading}】.",
            "text",
        )
    for heading, part in parts.items():
        check_text(part, "text", f"「{heading or '冒頭'}」", faults)


@command(
    "return-practice-report",
    ja="実践の報告書を差し戻す",
    en="Return the report of the practice",
    roles=("officer", "assessor"),
    clauses=(16,),
)
class ReturnPracticeReport(Command, frozen=True):
    """Without a mark: something is to be corrected by a date."""

    nomination: NominationId
    number: Number
    resubmit_by: Annotated[date, Again]
    comment: Comment


@decides(ReturnPracticeReport, streams=own_stream)
def return_report(wanted: ReturnPracticeReport, states: States, known: Known) -> Sequence[To]:
    """The report that was sent last."""
    trainee = known_trainee(states, wanted.nomination)
    faults = Faults()
    check_open(trainee, faults)
    _check_number(wanted.number, trainee, faults)
    _check_again(wanted.resubmit_by, known.today, faults)
    faults.raise_any()
    returned = PracticeReportReturned(
        nomination=trainee.nomination,
        number=wanted.number,
        resubmit_by=wanted.resubmit_by,
        until_text=iso(wanted.resubmit_by),
        comment=clear(trainee.person, wanted.comment),
    )
    return [To(stream_of(trainee.nomination), returned)]


def _check_number(number: int, trainee: Trainee, faults: Faults) -> None:
    faults.unless(
        trainee.practice.status == SUBMITTED and trainee.practice.number == number,
        "training.other_report",
        "評価を待っている報告書は、その回のものではありません。",
        "That is not the report that waits for a mark.",
        "number",
    )


def _check_again(until: date | None, today: date, faults: Faults) -> None:
    faults.unless(
        until is None or until > today,
        "training.not_later",
        "再提出の期限は、明日以降にしてください。",
        "Give a date still to come.",
        "resubmit_by",
    )


@command(
    "grade-practice",
    ja="実践を評価する",
    en="Mark the practice",
    roles=("officer", "assessor"),
    clauses=(16,),
)
class GradePractice(Command, frozen=True, kw_only=True):
    """Passed or not. Not passed without a date for another report: not expected any more."""

    nomination: NominationId
    number: Number
    passed: Annotated[bool, Label("合格", "Passed")]
    marks: Annotated[
        tuple[str, ...],
        Label(
            "観点ごとの点数",
            "Marks",
            "「観点=点数」。複数は「、」で区切る",
            "name=points, with a comma between",
        ),
    ] = ()
    comment: Comment = ""
    resubmit_by: Annotated[date | None, Again] = None


@decides(GradePractice, streams=own_stream, more=cohort_streams)
def grade(wanted: GradePractice, states: States, known: Known) -> Sequence[To]:
    """The report that was sent last, by everything that the cohort marks."""
    trainee = known_trainee(states, wanted.nomination)
    marks, faults = marks_of(wanted.marks), Faults()
    check_open(trainee, faults)
    step = practice_step(trainee, states, faults)
    _check_number(wanted.number, trainee, faults)
    _check_again(wanted.resubmit_by, known.today, faults)
    _check_marks(marks, course_of(states, trainee), faults)
    faults.raise_any()
    assert marks is not None
    assert step is not None
    return _graded(wanted, trainee, marks, step.id)


def _graded(
    wanted: GradePractice, trainee: Trainee, marks: dict[str, int], step: str
) -> Sequence[To]:
    stream, number = stream_of(trainee.nomination), wanted.number
    comment = clear(trainee.person, wanted.comment) if wanted.comment else None
    if wanted.passed:
        passed = PracticePassed(
            nomination=trainee.nomination, number=number, marks=marks, comment=comment
        )
        done = StepCompleted(nomination=trainee.nomination, step=step, score=None)
        return [To(stream, passed), To(stream, done)]
    failed = PracticeFailed(
        nomination=trainee.nomination,
        number=number,
        marks=marks,
        resubmit_by=wanted.resubmit_by,
        comment=comment,
    )
    over = wanted.resubmit_by is None and trainee.expected
    return [To(stream, failed), *([judged(trainee, False, "practice")] if over else [])]


def _check_marks(marks: dict[str, int] | None, course: Course, faults: Faults) -> None:
    rubric = course.practice.rubric if course.practice else {}
    good = marks is not None and all(marks[name] <= rubric.get(name, -1) for name in marks)
    names = "、".join(f"{name}（{most}点まで）" for name, most in rubric.items()) or "なし"
    faults.unless(
        good and set(marks or {}) == set(rubric),
        "training.bad_marks",
        f"評価の観点をすべて「観点=点数」で書いてください: {names}。",
        f"Give the marks of all of these as name=points: {names}.",
        "marks",
    )
