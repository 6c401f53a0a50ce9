"""その他: any other occasion that made the programme known, in free words (clauses 29, 41)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Code, Command, Label, Text, command
from core.event import Event, Fact, NoPerson, event
from core.programme.outreach.words import Measure, On, Title, happened

RecordId = Annotated[Code, Label("記録番号", "Record")]


@event(
    "outreach.recorded",
    ja="周知の取組「{title}」を記録した",
    en="Recorded an occasion of outreach: {title}",
)
class OutreachRecorded(Event, frozen=True):
    """Any other occasion, in free words; told again, it mends."""

    record: NoPerson[str]
    title: NoPerson[str]
    measure: NoPerson[str]
    text: NoPerson[str]
    on: NoPerson[date]


def stream_of(record: str) -> str:
    """The stream of a free record."""
    return f"outreach/record/{record}"


@command(
    "record-outreach",
    ja="その他の周知を記録する",
    en="Record another occasion",
    roles=("officer",),
    clauses=(29, 41),
)
class RecordOutreach(Command, frozen=True, kw_only=True):
    """Whatever was done to make the programme known, in free words."""

    record: RecordId
    title: Title
    on: On
    measure: Measure
    text: Annotated[Text, Label("内容", "What was done")] = ""


@decides(RecordOutreach, streams=lambda wanted: (stream_of(wanted.record),))
def record(wanted: RecordOutreach, states: States, known: Known) -> Sequence[To]:
    """What was told last stands; the same again changes nothing."""
    happened(wanted.on, known)
    recorded = OutreachRecorded(
        record=wanted.record,
        title=wanted.title,
        measure=wanted.measure,
        text=wanted.text,
        on=wanted.on,
    )
    stream = stream_of(wanted.record)
    return [] if states[stream] == recorded else [To(stream, recorded, wanted.on)]


def fold(state: OutreachRecorded | None, fact: Fact) -> OutreachRecorded:
    """Fold one fact of a record's stream: the latest is all there is."""
    assert isinstance(fact.event, OutreachRecorded)
    return fact.event
