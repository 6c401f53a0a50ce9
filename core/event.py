"""Events: what happened, in the past tense, with every field's privacy declared and a sentence for
people.

A topic is stable (`area.fact`) and never a module path. A process that reads a topic or a version
it does not know stops with its name. Payloads of older versions pass through upcasters before they
are decoded. `core.parts` decodes a few fields of many facts.
"""

import string
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import Enum
from types import NoneType
from typing import Annotated, Any, ClassVar, Generic, NamedTuple, TypeVar, get_args

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


# gc=False here and below: values in a log hold no cycles, and folds keep very many of them.
class Event(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Base of every event. Subclasses register with `@event`."""

    topic: ClassVar[str]
    version: ClassVar[int]
    ja: ClassVar[str]
    en: ClassVar[str]
    privacy: ClassVar[dict[str, Privacy]]


class PolicyRef(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """The policy that was asked: its id, version and the SHA-256 (hex) of its files."""

    id: str
    version: str
    digest: str


class Envelope(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, gc=False
):
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


class Fact(Struct, frozen=True, kw_only=True, gc=False):
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


Stored = tuple[int, str, int, str, bytes]
"""An event as a log gives it back: position, stream, version, topic, state."""

BAD_STATE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What a decoder raises for bytes that are no state, the ones nobody meant included."""


UPCAST_FAILS = (LookupError, TypeError, ValueError, AttributeError)
"""What an upcaster raises for a payload that is not what its version had."""


class Unreadable(NamedTuple):
    """An event that nobody here can decode, at its place, with the words of the `Invalid`."""

    position: int
    stream: str
    version: int
    topic: str
    reason: str


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


class _State(Struct, Generic[E], frozen=True, forbid_unknown_fields=True, gc=False):
    envelope: Envelope
    event: E


def encode(fact: Fact) -> bytes:
    """State bytes of a fact; a value still in the clear is our own mistake and stops here."""
    for name, privacy in fact.event.privacy.items():
        kind = type(getattr(fact.event, name))
        assert kind is not Clear, f"{fact.event.topic}.{name} was not sealed"
        assert kind is NoneType or (privacy is Privacy.SEALED) is (kind is Sealed), name
    return _encode(_State(fact.envelope, fact.event))


_encode = msgspec.json.Encoder().encode


def decode(stream: str, version: int, topic: str, state: bytes, position: int = 0) -> Fact:
    """The typed fact; `Invalid` names an unknown topic or version, or a payload that does not
    fit."""
    return next(facts_of([(position, stream, version, topic, state)]))


def facts_of(rows: Iterable[Stored]) -> Iterator[Fact]:
    """The typed facts of stored events, each decoded when it is asked for; `Invalid` as `decode`.

    A fold lives here: per event it costs little more than decoding and making the fact.
    """
    for position, stream, version, topic, state in rows:
        try:
            found = _decoders[topic](state)
        except BAD_STATE:
            found = None
        if found is None or found.envelope.schema != found.event.version:
            found = _upcast(_kind(topic), state)
        yield Fact(
            stream=stream,
            version=version,
            envelope=found.envelope,
            event=found.event,
            position=position,
        )


class _Raw(Struct, frozen=True, forbid_unknown_fields=True):
    envelope: Envelope
    event: msgspec.Raw


_raw = msgspec.json.Decoder(_Raw)


def _kind(topic: str) -> type[Event]:
    kind = EVENTS.get(topic)
    if kind is None:
        raise Invalid(f"unknown topic {topic}")
    return kind


class _Decoders(dict[str, Callable[[bytes], _State[Event]]]):
    """Topic -> how its states are decoded, made when first asked for; `Invalid` if unknown."""

    def __missing__(self, topic: str) -> Callable[[bytes], _State[Event]]:
        shape: Any = _State
        made = self[topic] = msgspec.json.Decoder(shape[_kind(topic)]).decode
        return made


_decoders = _Decoders()


def _upcast(kind: type[Event], state: bytes) -> _State[Event]:
    """A payload of an older version, taken to the present one step by step."""
    try:
        raw = _raw.decode(state)
        schema = raw.envelope.schema
        steps = [UPCASTERS.get((kind.topic, step)) for step in range(schema, kind.version)]
        if not 1 <= schema <= kind.version or None in steps:
            raise Invalid(f"unknown version {schema} of {kind.topic}")
        payload = msgspec.json.decode(raw.event)
        for step in steps:
            payload = step(payload) if step else payload
        return _State(raw.envelope, msgspec.convert(payload, kind))
    except (*BAD_STATE, *UPCAST_FAILS):
        raise Invalid(f"bad payload of {kind.topic}") from None


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
