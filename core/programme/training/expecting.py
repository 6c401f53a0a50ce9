"""Whether certification is expected (見込み); more time, reminders, what is late (clauses 13, 15,
16)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Choice, Command, Label, Text, command
from core.errors import Faults
from core.privacy import Clear, clear
from core.programme.training.facts import (
    ExpectationRevised,
    ExpectationSet,
    OverdueNoted,
    TraineeReminded,
    TrainingExtended,
)
from core.programme.training.practice import FAILED
from core.programme.training.seat import CAUSES, On
from core.programme.training.state import (
    COURSE1,
    PRACTICE,
    RESUBMISSION,
    Due,
    Trainee,
    check_open,
    check_since,
    known_trainee,
    own_stream,
    stream_of,
)
from core.programme.words import NominationId, iso

REMINDERS_MAX = 2
JUDGEMENTS = (
    Choice("attempts", "試験の回数を使い切った", "No attempt at a test is left"),
    Choice("attempt_allowed", "もう一度の受験を決裁した", "Another attempt was allowed"),
    Choice("practice", "実践の不合格", "Practice not passed"),
    Choice("not_resubmitted", "期限までに再提出がなかった", "No further report came in time"),
    Choice("resumed", "受講を続けられる", "Goes on with the training"),
    Choice("other", "その他", "Other"),
)
THINGS = (
    Choice(COURSE1, "講義の課程", "Lectures"),
    Choice(PRACTICE, "実践の報告書", "Report of the practice"),
    Choice(RESUBMISSION, "実践の報告書の再提出", "Further report of the practice"),
)
What = Annotated[str, Label("対象", "What", choices=THINGS)]


def judged(
    trainee: Trainee,
    expected: bool,
    cause: str,
    on: date | None = None,
    reason: Clear | None = None,
) -> To:
    """The event that says whether certification is expected, the first or a later one."""
    kind = ExpectationSet if trainee.judged is None else ExpectationRevised
    said = kind(nomination=trainee.nomination, expected=expected, cause=cause, reason=reason)
    return To(stream_of(trainee.nomination), said, on)


@command(
    "set-expectation",
    ja="修了の見込みを定める・改める",
    en="Say whether certification is expected",
    roles=("officer",),
    clauses=(13, 16),
)
class SetExpectation(Command, frozen=True, kw_only=True):
    """From `on`: what was counted before that day, and every past result, stands."""

    nomination: NominationId
    expected: Annotated[bool, Label("見込みがある", "Expected")]
    on: On
    cause: Annotated[str, Label("理由の区分", "Cause", choices=JUDGEMENTS)]
    reason: Annotated[Text, Label("理由", "Reason", personal=True)] = ""


@decides(SetExpectation, streams=own_stream)
def set_expectation(wanted: SetExpectation, states: States, known: Known) -> Sequence[To]:
    """Of anybody who is in training; the same judgement again changes nothing."""
    trainee = known_trainee(states, wanted.nomination)
    faults = Faults()
    check_open(trainee, faults)
    check_since(wanted.on, trainee, faults)
    faults.raise_any()
    if trainee.expected == wanted.expected and trainee.cause in ("", wanted.cause):
        return []
    reason = clear(trainee.person, wanted.reason) if wanted.reason else None
    return [judged(trainee, wanted.expected, wanted.cause, wanted.on, reason)]


@command(
    "extend-training",
    ja="受講の期限を延ばす",
    en="Give a trainee more time",
    roles=("officer",),
    clauses=(15, 16),
)
class ExtendTraining(Command, frozen=True):
    """More time for course 1 after the practice began, or for a report."""

    nomination: NominationId
    what: What
    until: Annotated[date, Label("延長後の期限", "Until")]
    cause: Annotated[str, Label("理由の区分", "Cause", choices=CAUSES)]


@decides(ExtendTraining, streams=own_stream)
def extend(wanted: ExtendTraining, states: States, known: Known) -> Sequence[To]:
    """To a day still to come, later than the one before."""
    trainee = known_trainee(states, wanted.nomination)
    before = trainee.extended.get(wanted.what)
    if before == wanted.until:
        return []
    faults = Faults()
    check_open(trainee, faults)
    faults.unless(
        wanted.until >= known.today and (before is None or wanted.until > before),
        "training.not_longer",
        "今の期限と今日より後の日付にしてください。",
        "Give a day later than the present one, and still to come.",
        "until",
    )
    faults.raise_any()
    extended = TrainingExtended(
        nomination=trainee.nomination,
        what=wanted.what,
        until=wanted.until,
        until_text=iso(wanted.until),
        cause=wanted.cause,
    )
    return [To(stream_of(trainee.nomination), extended)]


@command(
    "remind-trainee",
    ja="期限を受講生に知らせる",
    en="Remind a trainee",
    roles=("officer", "system"),
    clauses=(15, 16),
)
class RemindTrainee(Command, frozen=True, kw_only=True):
    """Two for one due date at most, whoever or whatever sends them."""

    nomination: NominationId
    what: What
    due: Annotated[date, Label("期限", "Due")]
    number: Annotated[Annotated[int, Meta(ge=1, le=REMINDERS_MAX)], Label("何回目", "Number")] = 1


@decides(RemindTrainee, streams=own_stream)
def remind(wanted: RemindTrainee, states: States, known: Known) -> Sequence[To]:
    """Each once; none after a later one."""
    trainee = known_trainee(states, wanted.nomination)
    sent = [each.number for each in trainee.reminded if _of(each, wanted)]
    if not trainee.is_training or max(sent, default=0) >= wanted.number:
        return []
    told = TraineeReminded(
        nomination=trainee.nomination, what=wanted.what, due=wanted.due, number=wanted.number
    )
    return [To(stream_of(trainee.nomination), told)]


@command(
    "note-overdue",
    ja="期限までに終わらなかったことを記録する",
    en="Note that something was not done in time",
    roles=("officer", "system"),
    clauses=(13, 15, 16),
)
class NoteOverdue(Command, frozen=True):
    """A task for the officers. Whoever failed the practice and sent no further report in time is
    not expected to be certified any more."""

    nomination: NominationId
    what: What
    due: Annotated[date, Label("期限", "Due")]


@decides(NoteOverdue, streams=own_stream)
def note_overdue(wanted: NoteOverdue, states: States, known: Known) -> Sequence[To]:
    """Once for one due date, after it."""
    trainee = known_trainee(states, wanted.nomination)
    if not trainee.is_training or any(_of(each, wanted) for each in trainee.overdue):
        return []
    faults = Faults()
    faults.unless(
        wanted.due < known.today,
        "training.not_due",
        "期限はまだ過ぎていません。",
        "It is not late yet.",
        "due",
    )
    faults.raise_any()
    noted = OverdueNoted(nomination=trainee.nomination, what=wanted.what, due=wanted.due)
    lapsed = wanted.what == RESUBMISSION and trainee.practice.status == FAILED
    return [
        To(stream_of(trainee.nomination), noted),
        *([judged(trainee, False, "not_resubmitted")] if lapsed and trainee.expected else []),
    ]


def _of(held: Due, wanted: RemindTrainee | NoteOverdue) -> bool:
    return (held.what, held.due) == (wanted.what, wanted.due)
