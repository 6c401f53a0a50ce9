"""Facts of no area, for tests of the log."""

from core.event import Envelope, Event, Fact, NoPerson, Open, event
from core.log.port import Append, CommandMark, new_append


@event("log_test.counted", ja="{count}件を数えました。", en="{count} were counted.")
class Counted(Event, frozen=True):
    """Something was counted."""

    count: NoPerson[int]


@event("log_test.noted", ja="{note}と記しました。", en="Noted: {note}.")
class Noted(Event, frozen=True):
    """Something was noted."""

    note: Open[str]


def counted(tenant: str, stream: str, version: int, command_id: str = "c", count: int = 1) -> Fact:
    """A fact with a full envelope."""
    return Fact(
        stream=stream,
        version=version,
        envelope=Envelope(
            tenant=tenant,
            actor="officer",
            recorded_at="2025-04-01T09:00:00.000+09:00",
            command_id=command_id,
            command="Count",
        ),
        event=Counted(count=count),
    )


def noted(tenant: str, stream: str, version: int, note: str) -> Fact:
    """A fact of the other topic."""
    envelope = counted(tenant, stream, version).envelope
    return Fact(stream=stream, version=version, envelope=envelope, event=Noted(note=note))


def append_of(
    tenant: str,
    stream: str,
    first: int = 1,
    count: int = 1,
    command_id: str | None = None,
    state: bytes = b"",
) -> Append:
    """An append of `count` events to one stream, as one command if an id is given."""
    versions = range(first, first + count)
    events = [(stream, version, "counted", state or b"%d" % version) for version in versions]
    return new_append(tenant, events, [CommandMark(command_id, count)] if command_id else [])
