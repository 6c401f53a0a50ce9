"""Old payloads are read for ever: golden ones of every event, and upcasters from version to
version."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from core.errors import Invalid
from core.event import UPCASTERS, Event, NoPerson, Open, decode, encode, event
from core.parts import Reader
from tests.log import golden
from tests.log.facts import counted
from tests.log.golden import Line


def test_every_payload_ever_stored_reads_as_it_did() -> None:
    assert golden.faults(golden.kept(), golden.catalogue()) == []


def test_an_event_without_a_golden_payload_is_named() -> None:
    first, *others = golden.kept()
    found = golden.faults(others, golden.catalogue())
    assert found == [f"{first.topic} {first.version}: no golden payload"]


def test_a_golden_payload_of_an_event_that_is_gone_is_named() -> None:
    gone = Line("window.gone", 1, "{}", "")
    found = golden.faults([*golden.kept(), gone], golden.catalogue())
    assert found == ["window.gone 1: unknown topic window.gone"]


BEFORE = {"a": 1, "b": "x"}
Fields = list[Any]
SAME: Fields = [("a", NoPerson[int]), ("b", Open[str])]
CHANGED: dict[str, Fields] = {
    "a_field_more": [*SAME, ("c", Open[str])],
    "a_field_more_with_a_default": [*SAME, ("c", Open[str], "")],
    "a_field_less": SAME[:1],
    "a_field_renamed": [SAME[0], ("c", Open[str])],
    "another_type": [SAME[0], ("b", Open[int])],
    "a_wider_type": [("a", NoPerson[float]), SAME[1]],
}


def kind_of(name: str, fields: Fields, version: int = 1) -> type[Event]:
    """An event of these fields under a topic of its own."""
    made = msgspec.defstruct(name, fields, bases=(Event,), frozen=True, kw_only=True)
    return event(f"golden_test.{name}", ja="変わった。", en="It changed.", version=version)(made)


def line_before(topic: str) -> Line:
    """What was kept of the event when its fields were those of `BEFORE`."""
    whole = {"envelope": golden.ENVELOPE, "event": BEFORE}
    shown = msgspec.to_builtins(golden.ENVELOPE, builtin_types=(date,))
    reads = repr({"envelope": shown, "event": BEFORE})
    return Line(topic, 1, msgspec.json.encode(whole).decode(), reads)


def test_an_event_that_did_not_change_has_no_fault() -> None:
    kind = kind_of("same", SAME)
    assert golden.faults([line_before(kind.topic)], {kind.topic: kind}) == []


@pytest.mark.parametrize("change", CHANGED)
def test_an_event_that_changed_under_its_version_is_named(change: str) -> None:
    kind = kind_of(change, CHANGED[change])
    (fault,) = golden.faults([line_before(kind.topic)], {kind.topic: kind})
    assert fault.startswith(f"{kind.topic} 1: ")


def test_a_new_version_without_an_upcaster_is_named() -> None:
    kind = kind_of("no_upcaster", CHANGED["a_field_more"], version=2)
    found = golden.faults([line_before(kind.topic)], {kind.topic: kind})
    assert found == [
        f"{kind.topic} 2: no golden payload",
        f"{kind.topic} 1: unknown version 1 of {kind.topic}",
    ]


@event("upcast_test.moved", ja="{person} が {place} に移った", en="{person} moved", version=3)
class Moved(Event, frozen=True):
    """Version 1 had one text "p-1: Tokyo", version 2 the fields `who` and `place`."""

    person: Open[str]
    place: Open[str]


class Where(Struct, frozen=True):
    """A part of `Moved` that version 1 did not have."""

    place: str


def _split(payload: dict[str, Any]) -> dict[str, Any]:
    who, _, place = payload["text"].partition(": ")
    return {"who": who, "place": place}


def _renamed(payload: dict[str, Any]) -> dict[str, Any]:
    return {"person": payload["who"], "place": payload["place"]}


@pytest.fixture(autouse=True)
def _upcasters(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two steps of the invented event."""
    monkeypatch.setitem(UPCASTERS, (Moved.topic, 1), _split)
    monkeypatch.setitem(UPCASTERS, (Moved.topic, 2), _renamed)


def state(schema: int, **payload: Any) -> bytes:
    """State bytes as a process of that version wrote them."""
    envelope = msgspec.structs.replace(counted("isa", "s", 1).envelope, schema=schema)
    return msgspec.json.encode({"envelope": envelope, "event": payload})


VERSIONS = {
    1: state(1, text="p-1: 東京"),
    2: state(2, who="p-1", place="東京"),
    3: state(3, person="p-1", place="東京"),
}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_payload_of_any_version_becomes_todays_event(version: int) -> None:
    fact = decode("s", 1, Moved.topic, VERSIONS[version])
    assert fact.event == Moved(person="p-1", place="東京")
    # and the envelope still says what was written
    assert fact.envelope.schema == version


@pytest.mark.parametrize("version", VERSIONS)
def test_a_part_of_any_version_has_todays_fields(version: int) -> None:
    part = Reader({Moved: Where}).read(Moved.topic, VERSIONS[version])
    assert part.event == Where(place="東京")
    assert part.envelope.recorded_at == counted("isa", "s", 1).envelope.recorded_at
    # and the same without its envelope
    rows = [(7, VERSIONS[version])]
    assert list(Reader({Moved: Where}).events(Moved.topic, rows)) == [(7, Where(place="東京"))]


def test_a_name_that_meant_something_else_before_is_not_taken_for_todays() -> None:
    # given the first version, which said nothing of its version, with a field named as one of today
    raw = state(1, text="p-1: 東京", place="大阪")
    assert b"schema" not in raw
    # then a part of it is what the steps make of it
    reader = Reader({Moved: Where})
    assert reader.read(Moved.topic, raw).event == Where(place="東京")
    assert list(reader.events(Moved.topic, [(1, raw)])) == [(1, Where(place="東京"))]


Read = Callable[[bytes], object]
READS: dict[str, Read] = {
    "whole": lambda raw: decode("s", 1, Moved.topic, raw),
    "part": lambda raw: Reader({Moved: Where}).read(Moved.topic, raw),
    "event": lambda raw: list(Reader({Moved: Where}).events(Moved.topic, [(1, raw)])),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@pytest.mark.parametrize("schema", [4, 0, -1])
def test_a_version_nobody_here_knows_stops_with_its_name(read: Read, schema: int) -> None:
    with pytest.raises(Invalid, match=rf"unknown version {schema} of upcast_test\.moved"):
        read(state(schema, person="p-1", place="東京"))


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_step_that_is_missing_stops_with_the_version(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(UPCASTERS, (Moved.topic, 2))
    with pytest.raises(Invalid, match=r"unknown version 1 of upcast_test\.moved"):
        read(VERSIONS[1])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'{"event": {"person": "p-1", "place": "x"}}',
        state(3, person="p-1"),
        state(3, person="p-1", place="x", more=1),
        state(3, person=1, place="x"),
        state(3, person="p-1", place="x").replace(b"p-1", b"\xff"),
        state(3, person="p-1", place=1).replace(b":1}", b":" + b"[" * 100_000),
        state(1, words="p-1: x"),
        state(1, text=1),
        state(2, who="p-1"),
    ],
)
def test_a_payload_that_does_not_fit_is_invalid(raw: bytes) -> None:
    with pytest.raises(Invalid, match=r"bad payload of upcast_test\.moved"):
        decode("s", 1, Moved.topic, raw)


def test_an_unknown_topic_stops_with_its_name() -> None:
    with pytest.raises(Invalid, match=r"unknown topic core\.event:Fact"):
        decode("s", 1, "core.event:Fact", VERSIONS[3])


def test_what_is_encoded_is_of_the_present_version() -> None:
    fact = decode("s", 1, Moved.topic, VERSIONS[3])
    assert decode("s", 1, Moved.topic, encode(fact)) == fact
