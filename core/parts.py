"""Some fields of many facts: a `Reader` decodes those and passes over the rest of the bytes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct, defstruct

from core.errors import Invalid
from core.event import BAD_STATE, Event, decode


class When(Struct, frozen=True, gc=False):
    """What a fold may need of an envelope: see `Envelope`."""

    recorded_at: str
    schema: int = 1
    effective_on: date | None = None


S = TypeVar("S", bound=Struct)


class Part(Struct, Generic[S], frozen=True, gc=False):
    """Some fields of a fact; the rest of its bytes was passed over."""

    envelope: When
    event: S

    @property
    def effective_on(self) -> date:
        """See `Fact.effective_on`."""
        return self.envelope.effective_on or date.fromisoformat(self.envelope.recorded_at[:10])


class Reader(Generic[S]):
    """Decodes parts of the events named, straight from their state bytes.

    `wanted` gives for each event a struct with some of its fields, by the same names; it may be
    nested. Payloads of older versions are decoded whole first, so a fold sees today's fields only.
    """

    def __init__(self, wanted: Mapping[type[Event], type[S]]) -> None:
        for kind, part in wanted.items():
            unknown = set(part.__struct_fields__) - set(kind.__struct_fields__)
            assert not unknown, f"{kind.topic} has no {unknown}"
        self.topics = tuple(kind.topic for kind in wanted)
        self._parts = {kind.topic: part for kind, part in wanted.items()}
        self._decoders = {kind.topic: (_part(wanted[kind]), kind.version) for kind in wanted}
        self._bare = {kind.topic: _bare(kind, wanted[kind]) for kind in wanted}

    def read(self, topic: str, state: bytes) -> Part[S]:
        """The part of one event; `Invalid` as in `decode`, and for a topic that is not wanted."""
        found = self._decoders.get(topic)
        if found is None:
            raise Invalid(f"unknown topic {topic}")
        decode_part, version = found
        try:
            part = decode_part(state)
        except BAD_STATE:
            return self._whole(topic, state)
        return part if part.envelope.schema == version else self._whole(topic, state)

    def events(self, topic: str, rows: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, S]]:
        """The wanted fields of (position, state) rows of one topic, nothing of their envelopes.

        The fastest way to fold a log. `Invalid` as `read`, when the row is asked for.
        """
        decode_bare = self._bare[topic]
        for position, state in rows:
            try:
                event = decode_bare(state).event
            except BAD_STATE:
                event = self._whole(topic, state).event
            yield position, event

    def _whole(self, topic: str, state: bytes) -> Part[S]:
        fact = decode("", 0, topic, state)
        when = When(fact.envelope.recorded_at, fact.event.version, fact.envelope.effective_on)
        event = msgspec.convert(fact.event, self._parts[topic], from_attributes=True)
        return Part(when, event)


def _part(part: type[S]) -> Callable[[bytes], Part[S]]:
    shape: Any = Part
    made: Callable[[bytes], Part[S]] = msgspec.json.Decoder(shape[part]).decode
    return made


def _bare(kind: type[Event], part: type[S]) -> Callable[[bytes], Any]:
    """Decodes the event alone. That its version is today's is left to the decoder, which checks it
    for a tenth of what a comparison here would cost."""
    today: Any = Annotated[int, Meta(ge=kind.version, le=kind.version)]
    # Only of version 1 may an envelope say nothing.
    schema: Any = ("schema", today, 1) if kind.version == 1 else ("schema", today)
    envelope = defstruct("Envelope", [schema], frozen=True, gc=False)
    fields = [("envelope", envelope), ("event", part)]
    return msgspec.json.Decoder(defstruct("Bare", fields, frozen=True, gc=False)).decode
