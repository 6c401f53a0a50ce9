"""The practice: begun with tasks of one's own, moved with the agency's word (clause 16)."""

from collections.abc import Sequence
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Command, Label, Text, command
from core.errors import Faults
from core.privacy import clear
from core.programme.activity_case.signs import shapes_in
from core.programme.questions import Step
from core.programme.training.practice_facts import (
    PracticePlaceChanged,
    PracticePlaceDecided,
    PracticeStarted,
)
from core.programme.training.seat import On
from core.programme.training.state import (
    Trainee,
    check_day,
    check_open,
    cohort_of,
    cohort_streams,
    known_trainee,
    next_step,
    own_stream,
    stream_of,
)
from core.programme.words import NominationId

PRACTICE_STEP = "practice"
"""The kind of step that a policy calls by this word."""

Supervisor = Annotated[Text, Label("指導する人", "Supervisor", personal=True)]
PracticePlace = Annotated[
    Text, Label("実践の場所", "Place", "職場など", "The place of work, say", personal=True)
]


def practice_step(trainee: Trainee, states: States, faults: Faults) -> Step | None:
    """The practice if it is unlocked; else a fault."""
    step = next_step(trainee, cohort_of(states, trainee).steps)
    found = step if step and step.kind == PRACTICE_STEP else None
    faults.unless(
        found,
        "training.locked",
        f"課程は順番どおりです。次は {step.id if step else '-'} です。",
        f"Steps are taken in order; the next one is {step.id if step else '-'}.",
        "nomination",
    )
    return found


def check_text(text: str, field: str, where: str, faults: Faults) -> None:
    """Note a fault where a text holds what looks like data of a client."""
    faults.unless(
        not shapes_in(text),
        "training.client_data",
        f"{where}に、相談者の情報（電話番号、メールアドレス、在留カード番号など）と思われる箇所"
        "があります。消してから送ってください。",
        f"{where}: this looks like data of a client (a telephone number, a mail address, the "
        "number of a residence card). Please take it out.",
        field,
    )


@command(
    "start-practice",
    ja="実践を始める",
    en="Begin the practice",
    roles=("officer", "person"),
    clauses=(16,),
)
class StartPractice(Command, frozen=True, kw_only=True):
    """Tasks that the trainee sets, one a line; nothing in them tells who a client is."""

    nomination: NominationId
    on: On
    text: Annotated[
        Text,
        Label(
            "自分で決めた課題",
            "Tasks set by oneself",
            "1行に1つ。相談者が分かることは書かない",
            "One a line; nothing that tells who a client is",
            personal=True,
        ),
    ]
    place: PracticePlace
    supervisor: Supervisor = ""


@decides(StartPractice, streams=own_stream, more=cohort_streams)
def start_practice(wanted: StartPractice, states: States, known: Known) -> Sequence[To]:
    """Once the test before it is passed; begun once."""
    trainee = known_trainee(states, wanted.nomination)
    if trainee.practice.status:
        return []
    faults = Faults()
    check_open(trainee, faults)
    check_day(wanted.on, trainee, cohort_of(states, trainee), known.today, faults)
    practice_step(trainee, states, faults)
    check_text(wanted.text, "text", "課題", faults)
    faults.raise_any()
    person = trainee.person
    started = PracticeStarted(
        nomination=trainee.nomination,
        tasks=clear(person, wanted.text),
        supervisor=clear(person, wanted.supervisor) if wanted.supervisor else None,
        place=clear(person, wanted.place),
    )
    return [To(stream_of(trainee.nomination), started, wanted.on)]


@command(
    "change-practice-place",
    ja="実践の場所の変更を申し出る",
    en="Ask for another place of practice",
    roles=("officer", "person"),
    clauses=(16,),
)
class ChangePracticePlace(Command, frozen=True, kw_only=True):
    """After a move, say: the practice goes on at the new place once the agency agrees."""

    nomination: NominationId
    place: PracticePlace
    supervisor: Supervisor = ""


@decides(ChangePracticePlace, streams=own_stream)
def change_place(wanted: ChangePracticePlace, states: States, known: Known) -> Sequence[To]:
    """While the practice runs; a later wish replaces one that waits."""
    trainee = known_trainee(states, wanted.nomination)
    faults = Faults()
    check_open(trainee, faults)
    check_running(trainee, faults)
    faults.raise_any()
    person = trainee.person
    changed = PracticePlaceChanged(
        nomination=trainee.nomination,
        number=trainee.practice.places + 1,
        supervisor=clear(person, wanted.supervisor) if wanted.supervisor else None,
        place=clear(person, wanted.place),
    )
    return [To(stream_of(trainee.nomination), changed)]


def check_running(trainee: Trainee, faults: Faults) -> None:
    """Note a fault where the practice has not begun, or is passed."""
    faults.unless(
        trainee.practice.status not in ("", "passed"),
        "training.no_practice",
        "実践は行われていません。",
        "No practice is going on.",
        "nomination",
    )


@command(
    "decide-practice-place",
    ja="実践の場所の変更を認める・認めない",
    en="Decide on another place of practice",
    roles=("officer",),
    clauses=(16,),
)
class DecidePracticePlace(Command, frozen=True):
    """Allowed, or the place before stays."""

    nomination: NominationId
    agreed: Annotated[bool, Label("認める", "Agreed")]


@decides(DecidePracticePlace, streams=own_stream)
def decide_place(wanted: DecidePracticePlace, states: States, known: Known) -> Sequence[To]:
    """On the change that waits."""
    trainee = known_trainee(states, wanted.nomination)
    faults = Faults()
    check_open(trainee, faults)
    faults.unless(
        trainee.practice.place_waits,
        "training.no_place_waits",
        "決定を待っている変更はありません。",
        "No change waits for a decision.",
        "nomination",
    )
    faults.raise_any()
    decided = PracticePlaceDecided(
        nomination=trainee.nomination, number=trainee.practice.places, agreed=wanted.agreed
    )
    return [To(stream_of(trainee.nomination), decided)]
