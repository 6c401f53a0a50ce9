"""Golden payloads: for every version of every event one stored state, kept for ever.

A line of `AREA.jsonl` has a topic, a version, the state bytes as a log holds them, and how today's
code reads them. `python -m tests.log.golden` adds the lines that are missing and changes none; who
gives an event a new version mends the `reads` of its older ones by hand, after looking.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from core.clock import JAPAN
from core.errors import Invalid
from core.event import EVENTS, Envelope, Event, Fact, PolicyRef, decode, encode

FOLDER = Path(__file__).parent
POLICY = PolicyRef(id="isa_fy2025", version="1", digest="0123456789abcdef" * 4)
ENVELOPE = Envelope(
    tenant="isa",
    actor="officer",
    acted_for="body/131016",
    recorded_at="2025-06-30T23:59:59.999+09:00",
    command_id="c-1",
    command="golden",
    effective_on=date(2025, 6, 1),
    causation="c-0",
    correlation="r-0",
    policy=POLICY,
)


def catalogue() -> dict[str, type[Event]]:
    """Topic -> event, of every area."""
    import_module("core.programme.catalogue")
    events = sorted(EVENTS.items())
    return {t: kind for t, kind in events if kind.__module__.startswith("core.programme.")}


class Line(NamedTuple):
    """One kept payload."""

    topic: str
    version: int
    state: str
    reads: str


def kept() -> list[Line]:
    """Every line of every file."""
    files = sorted(FOLDER.glob("*.jsonl"))
    texts = [text for file in files for text in file.read_text(encoding="utf-8").splitlines()]
    return [Line(**json.loads(text)) for text in texts]


def faults(lines: Iterable[Line], events: Mapping[str, type[Event]]) -> list[str]:
    """What is wrong under today's events: payloads that are absent, unread, or read otherwise."""
    lines = list(lines)
    held = {(line.topic, line.version) for line in lines}
    due = {(topic, v) for topic, kind in events.items() for v in range(1, kind.version + 1)}
    found = [f"{topic} {version}: no golden payload" for topic, version in sorted(due - held)]
    for line in lines:
        try:
            now = reading(line.topic, line.state)
        except Invalid as bad:
            found.append(f"{line.topic} {line.version}: {bad}")
            continue
        if now != line.reads:
            found.append(f"{line.topic} {line.version}: reads {now}")
    return found


def reading(topic: str, state: str) -> str:
    """How today's code reads a state: the envelope and every field, with its Python type."""
    fact = decode("golden/1", 1, topic, state.encode())
    keep = (date, datetime, bytes)
    whole = {"envelope": fact.envelope, "event": fact.event}
    return repr(msgspec.to_builtins(whole, builtin_types=keep))


def line_of(kind: type[Event]) -> Line:
    """A new line: the event with every field filled."""
    event = value(inspect.type_info(kind), kind.__name__)
    envelope = msgspec.structs.replace(ENVELOPE, schema=kind.version)
    state = encode(Fact(stream="golden/1", version=1, envelope=envelope, event=event)).decode()
    return Line(kind.topic, kind.version, state, reading(kind.topic, state))


def value(kind: inspect.Type, name: str) -> Any:
    """A value of that type; text and numbers differ from field to field."""
    match kind:
        case inspect.StructType(cls=cls, fields=fields):
            return cls(**{each.name: value(each.type, each.name) for each in fields})
        case inspect.UnionType(types=types):
            return value(next(t for t in types if not isinstance(t, inspect.NoneType)), name)
        case inspect.VarTupleType(item_type=item):
            return (value(item, f"{name} 1"), value(item, f"{name} 2"))
        case inspect.DictType(value_type=item):
            return {"a": value(item, f"{name} a"), "b": value(item, f"{name} b")}
    assert type(kind) in PLAIN, f"{name}: no golden value for {kind}"
    return PLAIN[type(kind)](name)


PLAIN: dict[type[inspect.Type], Callable[[str], Any]] = {
    inspect.BoolType: lambda _: True,
    inspect.IntType: lambda name: 2 + sum(name.encode()) % 1_000,
    inspect.FloatType: lambda name: 0.25 + sum(name.encode()) % 100,
    inspect.BytesType: lambda name: f"{name}\0".encode(),
    inspect.StrType: lambda name: f"{name}・値",
    inspect.DateType: lambda name: date(2025, 4, 1 + len(name)),
    inspect.DateTimeType: lambda name: datetime(2025, 4, 1 + len(name), 9, 30, tzinfo=JAPAN),
}
