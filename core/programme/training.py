"""Area training: a trainee's way from a seat to the final test, steps in locked order (clauses 13,
15-17).

The steps and pass marks are the cohort's own, pinned when it started. Whoever failed, withdrew or
deferred is no longer expected to be certified, from that date on; past results stand.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from core.area import Known, States, To, area, decides, need
from core.command import Choice, Code, Command, Label, command
from core.errors import Faults
from core.event import Event, Fact, Open, event
from core.programme import cohort as cohorts
from core.programme import person as people
from core.programme.questions import Step
from core.programme.words import CohortId, NominationId, PersonId, WindowCode

ENDINGS = (
    Choice("failed", "不合格", "Failed"),
    Choice("withdrawn", "辞退", "Withdrew"),
    Choice("deferred", "延期", "Deferred"),
)

On = Annotated[date, Label("日付", "Date")]


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
    """An attempt below the pass mark; another may follow."""

    nomination: Open[str]
    step: Open[str]
    score: Open[int]


@event(
    "training.ended",
    ja="受講生 {nomination} の受講が終わった（{ending}）",
    en="The training of {nomination} ended: {ending}",
)
class TrainingEnded(Event, frozen=True):
    """No longer expected to be certified from its date (note to clause 13)."""

    nomination: Open[str]
    ending: Open[str]


class Trainee(Struct, frozen=True, kw_only=True):
    """A person with a seat: what is done, and whether certification is expected."""

    nomination: str
    person: str
    window: str
    cohort: str
    enrolled: int
    accepted_on: date
    done: tuple[str, ...] = ()
    ending: str | None = None

    @property
    def expected(self) -> bool:
        """見込み: neither failed, withdrawn nor deferred."""
        return self.ending is None


def next_step(trainee: Trainee, steps: Sequence[Step]) -> Step | None:
    """The one step that is unlocked, None when all are done."""
    return next((step for step in steps if step.id not in trainee.done), None)


def stream_of(nomination: str) -> str:
    """The trainee's stream."""
    return f"training/{nomination}"


def _known(states: States, nomination: str) -> Trainee:
    found: Trainee = need(
        states,
        stream_of(nomination),
        f"{nomination} の受講生はいません。",
        f"There is no trainee {nomination}.",
    )
    return found


@command(
    "enrol-trainee",
    ja="受講生として登録する",
    en="Enrol a trainee",
    roles=("system",),
    clauses=(14, 15),
)
class EnrolTrainee(Command, frozen=True):
    """Follows from an accepted offer (the table of reactions)."""

    nomination: NominationId
    person: PersonId
    window: WindowCode
    cohort: CohortId


@decides(EnrolTrainee, streams=lambda wanted: (stream_of(wanted.nomination),))
def enrol(wanted: EnrolTrainee, states: States, known: Known) -> Sequence[To]:
    """Once."""
    if states[stream_of(wanted.nomination)]:
        return []
    enrolled = TraineeEnrolled(
        nomination=wanted.nomination,
        person=wanted.person,
        window=wanted.window,
        cohort=wanted.cohort,
    )
    return [To(stream_of(wanted.nomination), enrolled)]


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


def _cohort_of(wanted: "RecordProgress", states: States) -> Sequence[str]:
    return (cohorts.stream_of(_known(states, wanted.nomination).cohort),)


@decides(
    RecordProgress,
    streams=lambda wanted: (stream_of(wanted.nomination),),
    more=_cohort_of,
)
def record(wanted: RecordProgress, states: States, known: Known) -> Sequence[To]:
    """In the locked order only; a test passes at its mark."""
    trainee = _known(states, wanted.nomination)
    cohort = cohorts.known_cohort(states, trainee.cohort)
    if wanted.step in trainee.done:
        return []
    unlocked = next_step(trainee, cohort.steps)
    _check(wanted, trainee, cohort, unlocked, known.today)
    assert unlocked is not None
    return [To(stream_of(trainee.nomination), _outcome(wanted, unlocked), wanted.on)]


def _check(
    wanted: RecordProgress,
    trainee: Trainee,
    cohort: cohorts.Cohort,
    unlocked: Step | None,
    today: date,
) -> None:
    faults = Faults()
    faults.unless(
        wanted.on <= today,
        "training.not_yet",
        "これから先の日付は記録できません。",
        "A date still to come cannot be recorded.",
        "on",
    )
    faults.unless(
        cohort.started_on and wanted.on >= cohort.started_on,
        "training.not_started",
        "研修が始まる前の日付です。",
        "The training had not begun on that date.",
        "on",
    )
    faults.unless(
        trainee.expected, "training.ended", "受講は終わっています。", "The training has ended."
    )
    _check_step(wanted, unlocked, faults)
    faults.raise_any()


def _check_step(wanted: RecordProgress, unlocked: Step | None, faults: Faults) -> None:
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


def _outcome(wanted: RecordProgress, step: Step) -> Event:
    if step.pass_mark is not None and wanted.score is not None and wanted.score < step.pass_mark:
        return TestFailed(nomination=wanted.nomination, step=step.id, score=wanted.score)
    return StepCompleted(nomination=wanted.nomination, step=step.id, score=wanted.score)


@command(
    "end-training",
    ja="受講の終わりを記録する",
    en="End a training",
    roles=("officer",),
    clauses=(13, 16, 17),
)
class EndTraining(Command, frozen=True):
    """Failed, withdrew or deferred; from `on` the person is not expected to be certified."""

    nomination: NominationId
    ending: Annotated[str, Label("区分", "Ending", choices=ENDINGS)]
    on: On


@decides(
    EndTraining,
    streams=lambda wanted: (stream_of(wanted.nomination),),
    more=lambda wanted, states: (people.stream_of(_known(states, wanted.nomination).person),),
)
def end(wanted: EndTraining, states: States, known: Known) -> Sequence[To]:
    """Once; the person may be nominated again."""
    trainee = _known(states, wanted.nomination)
    if not trainee.expected:
        return []
    person = trainee.person
    ended = TrainingEnded(nomination=trainee.nomination, ending=wanted.ending)
    released = people.PersonReleased(person=person, nomination=trainee.nomination, unselected=False)
    return [
        To(stream_of(trainee.nomination), ended, wanted.on),
        To(people.stream_of(person), released, wanted.on),
    ]


def evolve(state: Trainee | None, fact: Fact) -> Trainee:
    """Fold one fact of the stream."""
    change = msgspec.structs.replace
    match fact.event:
        case TraineeEnrolled() as made:
            return Trainee(
                nomination=made.nomination,
                person=made.person,
                window=made.window,
                cohort=made.cohort,
                enrolled=fact.position,
                accepted_on=fact.effective_on,
            )
        case StepCompleted(step=step) if state:
            return change(state, done=(*state.done, step))
        case TestFailed() if state:
            return state
        case TrainingEnded(ending=ending) if state:
            return change(state, ending=ending)
    raise AssertionError(fact.event.topic)


area("training", evolve)
