"""How a case comes in: sent by form or mail, told in an interview, held back in quarantine
(clause 35)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Choice, Command, Label, Text, command
from core.errors import Faults, refuse
from core.privacy import clear
from core.programme import coordinator as coordinators
from core.programme.activity_case.case import (
    REGISTER,
    Case,
    CaseId,
    Kind,
    LongText,
    OfCase,
    living_case,
    next_number,
    own_stream,
    register_of,
    stream_of,
)
from core.programme.activity_case.facts import (
    CaseNumbered,
    CaseQuarantined,
    CaseReleased,
    CaseSubmitted,
    InterviewRecorded,
)
from core.programme.activity_case.signs import looks_personal
from core.programme.words import Digest, PersonId

CHANNELS = (
    Choice("form", "台帳の画面で", "By form"),
    Choice("mail", "メールで", "By mail"),
)
CLIENT_DATA = (
    Choice("no", "含まない", "No"),
    Choice("yes", "含む", "Yes"),
    Choice("unknown", "分からない", "Not known"),
)
GROUNDS = (
    Choice("declared", "送った人が、相談者の情報を含むと答えた", "The sender says so"),
    Choice("undeclared", "相談者の情報を含むか、答えがない", "The sender does not say"),
    Choice("name", "ファイル名が、相談者の情報を思わせる", "The file's name suggests it"),
    Choice("found", "担当者が見つけた", "An officer found it"),
)
Hash = Annotated[
    Digest, Label("添付の指紋（SHA-256）", "SHA-256 of the attachment", "64桁", "64 digits")
]


class _OfCoordinator(Command, frozen=True):
    """What a coordinator tells of their work."""

    person: PersonId
    kind: Kind


def _streams(wanted: _OfCoordinator) -> Sequence[str]:
    return (REGISTER, coordinators.stream_of(wanted.person))


def _next(wanted: _OfCoordinator, states: States) -> Sequence[str]:
    return (stream_of(next_number(states[REGISTER])),)


def _coordinators_only(states: States, person: str, faults: Faults) -> None:
    held: coordinators.Coordinator | None = states[coordinators.stream_of(person)]
    faults.unless(
        held is not None and held.status in coordinators.CERTIFIED,
        "activity_case.no_coordinator",
        "活動事例を提供できるのは、認証された人です。",
        "Activity cases come from certified people.",
        "person",
    )


@command(
    "submit-case",
    ja="活動事例を提供する",
    en="Submit an activity case",
    roles=("officer", "person"),
    clauses=(35,),
)
class SubmitCase(_OfCoordinator, frozen=True):
    """By form, or an officer enters what came by mail; an attachment is named by its hash."""

    text: Annotated[
        LongText,
        OfCase,
        Label(
            "活動の内容",
            "The activity",
            "相談者の氏名や連絡先は書かないでください",
            "Please leave out names and addresses of clients",
            personal=True,
        ),
    ]
    channel: Annotated[str, Label("受付の方法", "How it came", choices=CHANNELS)] = "form"
    attachment: Hash = ""
    attachment_name: Annotated[Text, Label("添付の名前", "Name of the file", personal=True)] = ""
    client_data: Annotated[
        str,
        Label(
            "添付に相談者の情報を含むか",
            "Does the attachment hold client data?",
            "",
            "",
            CLIENT_DATA,
        ),
    ] = "unknown"


@decides(SubmitCase, streams=_streams, more=_next)
def submit(wanted: SubmitCase, states: States, known: Known) -> Sequence[To]:
    """Any time (随時). An attachment not known to be clean goes into quarantine at once."""
    faults = Faults()
    _coordinators_only(states, wanted.person, faults)
    faults.unless(
        wanted.attachment or not wanted.attachment_name,
        "activity_case.no_hash",
        "添付の名前だけがあり、指紋がありません。",
        "There is a file name, but no SHA-256 of the file.",
        "attachment",
    )
    faults.raise_any()
    case, grounds = next_number(register_of(states)), _grounds(wanted)
    made = [To(REGISTER, CaseNumbered(case=case)), To(stream_of(case), _submitted(case, wanted))]
    if grounds:
        held = CaseQuarantined(case=case, attachment=wanted.attachment, grounds=grounds)
        made.append(To(stream_of(case), held))
    return made


def _submitted(case: str, wanted: SubmitCase) -> CaseSubmitted:
    name = wanted.attachment_name
    return CaseSubmitted(
        case=case,
        person=wanted.person,
        kind=wanted.kind,
        channel=wanted.channel,
        text=clear(wanted.person, wanted.text),
        attachment=wanted.attachment or None,
        attachment_name=clear(wanted.person, name) if name else None,
    )


def _grounds(wanted: SubmitCase) -> tuple[str, ...]:
    if not wanted.attachment:
        return ()
    told = {"yes": ("declared",), "unknown": ("undeclared",)}.get(wanted.client_data, ())
    return (*told, "name") if looks_personal(wanted.attachment_name) else told


@command(
    "record-interview",
    ja="インタビューを記録する",
    en="Record an interview",
    roles=("officer",),
    clauses=(35,),
)
class RecordInterview(_OfCoordinator, frozen=True):
    """An officer's note; without a case number it begins a case."""

    on: Annotated[date, Label("実施日", "Held on")]
    text: Annotated[LongText, Label("聞き取りの記録", "Note", personal=True)]
    case: CaseId = ""


def _asked(wanted: RecordInterview, states: States) -> Sequence[str]:
    return (stream_of(wanted.case),) if wanted.case else _next(wanted, states)


@decides(RecordInterview, streams=_streams, more=_asked)
def record_interview(wanted: RecordInterview, states: States, known: Known) -> Sequence[To]:
    """With the author of the case, on a day that has come."""
    faults = Faults()
    _coordinators_only(states, wanted.person, faults)
    held = living_case(states, wanted.case) if wanted.case else None
    faults.unless(
        held is None or held.person == wanted.person,
        "activity_case.other_author",
        "この事例を提供したのは別の人です。",
        "Somebody else submitted this case.",
        "person",
    )
    faults.unless(
        wanted.on <= known.today,
        "activity_case.future",
        "まだ来ていない日付です。",
        "That day has not come.",
        "on",
    )
    faults.raise_any()
    case = held.id if held else next_number(register_of(states))
    told = InterviewRecorded(
        case=case,
        person=wanted.person,
        kind=held.kind if held else wanted.kind,
        note=clear(wanted.person, wanted.text),
    )
    numbered = [] if held else [To(REGISTER, CaseNumbered(case=case))]
    return [*numbered, To(stream_of(case), told, wanted.on)]


@command(
    "quarantine-case",
    ja="事例の添付を隔離する",
    en="Quarantine a case's attachment",
    roles=("officer",),
    clauses=(35,),
)
class QuarantineCase(OfCase, frozen=True):
    """An officer found data of clients in what was attached."""


@decides(QuarantineCase, streams=own_stream)
def quarantine(wanted: QuarantineCase, states: States, known: Known) -> Sequence[To]:
    """Of any case that is not over."""
    case = living_case(states, wanted.case)
    if case.quarantined:
        return []
    found = CaseQuarantined(case=case.id, attachment=case.attachment, grounds=("found",))
    return [To(stream_of(case.id), found)]


@command(
    "release-case",
    ja="事例の隔離を解く",
    en="Release a case from quarantine",
    roles=("officer",),
    clauses=(35,),
)
class ReleaseCase(OfCase, frozen=True):
    """After looking: with a clean attachment, or (left empty) without any."""

    attachment: Hash = ""


@decides(ReleaseCase, streams=own_stream)
def release(wanted: ReleaseCase, states: States, known: Known) -> Sequence[To]:
    """Only from quarantine."""
    case: Case = living_case(states, wanted.case)
    if not case.quarantined:
        raise refuse(
            "activity_case.not_quarantined", "隔離されていません。", "It is not in quarantine."
        )
    released = CaseReleased(case=case.id, attachment=wanted.attachment or None)
    return [To(stream_of(case.id), released)]
