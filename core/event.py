"""Events: what happened, in the past tense, with every field's privacy declared and a sentence for
people.

A topic is stable (`area.fact`) and never a module path. A process that reads a topic or a version
it does not know stops with its name. Payloads of older versions pass through upcasters before they
are decoded.
"""

import string
from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Annotated, Any, ClassVar, TypeVar, get_args

import msgspec
from msgspec import Struct

from core.errors import Invalid
from core.privacy import Clear, Sealed


class Privacy(Enum):
    """What a field may hold. There is no default: an event whose field says nothing cannot
    register."""

    OPEN = "open"
    SEALED = "sealed"
    ABOUT_NO_PERSON = "about_no_person"


T = TypeVar("T")
Open = Annotated[T, Privacy.OPEN]
NoPerson = Annotated[T, Privacy.ABOUT_NO_PERSON]
SealedText = Annotated[Sealed | None, Privacy.SEALED]


class Event(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every event. Subclasses register with `@event`."""

    topic: ClassVar[str]
    version: ClassVar[int]
    ja: ClassVar[str]
    en: ClassVar[str]
    privacy: ClassVar[dict[str, Privacy]]


class PolicyRef(Struct, frozen=True, forbid_unknown_fields=True):
    """The policy that was asked: its id, version and the SHA-256 (hex) of its files."""

    id: str
    version: str
    digest: str


class Envelope(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Who, when, why and under which policy. `recorded_at` is RFC 3339 in Japan's zone."""

    tenant: str
    actor: str
    recorded_at: str
    command_id: str
    command: str
    schema: int = 1
    acted_for: str | None = None
    effective_on: date | None = None
    causation: str | None = None
    correlation: str | None = None
    policy: PolicyRef | None = None


class Fact(Struct, frozen=True, kw_only=True):
    """An event at its place: stream and version are its identity within the tenant; positions
    start at 1."""

    stream: str
    version: int
    envelope: Envelope
    event: Event
    position: int = 0

    @property
    def originator_id(self) -> str:
        """The stream, under the name the `eventsourcing` library uses."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The version, under the name the `eventsourcing` library uses."""
        return self.version

    @property
    def effective_on(self) -> date:
        """The date the fact holds from: as declared, else the day it was recorded."""
        return self.envelope.effective_on or date.fromisoformat(self.envelope.recorded_at[:10])


EVENTS: dict[str, type[Event]] = {}
UPCASTERS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
E = TypeVar("E", bound=Event)


def event(topic: str, *, ja: str, en: str, version: int = 1) -> Callable[[type[E]], type[E]]:
    """Register an event class. `ja` and `en` are sentences whose {names} must be fields that are
    not sealed."""

    def register(cls: type[E]) -> type[E]:
        assert topic not in EVENTS, f"topic {topic} registered twice"
        cls.topic, cls.version, cls.ja, cls.en = topic, version, ja, en
        cls.privacy = {name: _privacy(topic, name, kind) for name, kind in _fields(cls).items()}
        for sentence in (ja, en):
            _check_sentence(cls, sentence)
        EVENTS[topic] = cls
        return cls

    return register


def sentence(fact: Fact, language: str = "ja") -> str:
    """The event in words, without any sealed value."""
    template = fact.event.ja if language == "ja" else fact.event.en
    return template.format_map({name: getattr(fact.event, name) for name in fact.event.privacy})


def encode(fact: Fact) -> bytes:
    """State bytes of a fact; a value still in the clear is our own mistake and stops here."""
    for name, privacy in fact.event.privacy.items():
        value = getattr(fact.event, name)
        assert not isinstance(value, Clear), f"{fact.event.topic}.{name} was not sealed"
        assert value is None or (privacy is Privacy.SEALED) == isinstance(value, Sealed), name
    return msgspec.json.encode({"envelope": fact.envelope, "event": fact.event})


class _Raw(Struct, frozen=True, forbid_unknown_fields=True):
    envelope: Envelope
    event: msgspec.Raw


_raw = msgspec.json.Decoder(_Raw)


def decode(stream: str, version: int, topic: str, state: bytes, position: int = 0) -> Fact:
    """The typed fact; `Invalid` names an unknown topic or version, or a payload that does not
    fit."""
    cls = EVENTS.get(topic)
    if cls is None:
        raise Invalid(f"unknown topic {topic}")
    try:
        raw = _raw.decode(state)
        body = _upcast(cls, raw.envelope.schema, raw.event)
    except msgspec.MsgspecError:
        raise Invalid(f"bad payload of {topic}") from None
    return Fact(
        stream=stream, version=version, envelope=raw.envelope, event=body, position=position
    )


def _upcast(cls: type[Event], schema: int, raw: msgspec.Raw) -> Event:
    if schema > cls.version:
        raise Invalid(f"unknown version {schema} of {cls.topic}")
    if schema == cls.version:
        return msgspec.json.decode(raw, type=cls)
    payload: dict[str, Any] = msgspec.json.decode(raw)
    for step in range(schema, cls.version):
        payload = UPCASTERS[cls.topic, step](payload)
    return msgspec.convert(payload, cls)


def _fields(cls: type[Event]) -> dict[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(cls)}


def _privacy(topic: str, name: str, kind: Any) -> Privacy:
    marks = [mark for mark in get_args(kind) if isinstance(mark, Privacy)]
    assert len(marks) == 1, f"{topic}.{name} declares no privacy"
    return marks[0]


def _check_sentence(cls: type[Event], text: str) -> None:
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    shown = {name for name, privacy in cls.privacy.items() if privacy is not Privacy.SEALED}
    assert text, f"{cls.topic} has no sentence"
    assert names <= shown, f"{cls.topic}: the sentence names {names - shown}"
