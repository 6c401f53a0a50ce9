"""Events that nobody can decode, fold or store, one kind after the other, by a seed (R14)."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, NamedTuple

import msgspec

from core.audit.merkle import leaf_hash
from core.event import Event, encode
from core.log.port import Append, NewEvent
from core.privacy import Sealed
from core.programme.directory.facts import RowListed
from core.programme.person import PersonRegistered
from core.programme.questions import DirectoryRow
from core.programme.window import WindowFactsRecorded
from projections.columns import TEXT_MAX
from projections.view import View
from tests.projections.making import facts_of, window_facts

MARK = "秘密の山田太郎"
"""Stands in every poisoned payload, and nowhere else may it be read."""
FACTS = WindowFactsRecorded.topic
PAYLOAD_BYTES = 10_000_000
DEPTH = 100_000

Parks = Callable[[View], bool]
Payload = dict[str, dict[str, Any]]


class Poison(NamedTuple):
    """A kind of event that does harm: its topic and state, and in which views its stream then
    stands still."""

    kind: str
    topic: str
    state: bytes
    parks: Parks


def poisons(rng: Random, count: int, unknown: str) -> list[Poison]:
    """So many, every kind in turn; `unknown` is a topic nobody knows."""
    return [KINDS[number % len(KINDS)](rng, f"P{number}", unknown) for number in range(count)]


def state_of(event: Event) -> bytes:
    """Its state bytes."""
    return encode(facts_of("isa", [("", event)])[0])


def forced(stream: str, version: int, topic: str, state: bytes) -> Append:
    """An append of one event that asks for no limit: its leaf is made up."""
    return Append("isa", (NewEvent(stream, version, topic, state, leaf_hash(state)),))


def takers(view: View) -> bool:
    """Views that are shown what is recorded of windows."""
    return view.takes(FACTS)


def those_that_show_places(view: View) -> bool:
    """Of these, the ones that keep a row under the window's code."""
    return FACTS in view.topics


def those_that_take_all(view: View) -> bool:
    """Views that are shown every fact there is."""
    return not view.topics


def those_that_ask_the_day(view: View) -> bool:
    """Of the views that take a window's facts, the ones that ask when they were recorded."""
    return view.name in ("recorded_days", "window_register")


def the_directory(view: View) -> bool:
    """The view of what was published."""
    return view.name == "directory"


def none(view: View) -> bool:
    """No view."""
    return not view.name


def _bad_json(rng: Random, code: str, _: str) -> Poison:
    whole = _facts(code)
    return Poison("bad JSON", FACTS, whole[: rng.randrange(1, len(whole))], takers)


def _wrong_type(rng: Random, code: str, _: str) -> Poison:
    name = rng.choice(["days_open", "year_round", "languages"])
    return Poison("wrong type", FACTS, _facts(code, **{name: MARK}), takers)


def _missing(rng: Random, code: str, _: str) -> Poison:
    payload = _payload(code)
    del payload["event"]["attributes"][rng.choice(["founder", "prefecture", "operator"])]
    return Poison("missing field", FACTS, msgspec.json.encode(payload), takers)


def _unknown_field(_: Random, code: str, __: str) -> Poison:
    return Poison("unknown field", FACTS, _facts(code, surprise=MARK), takers)


def _unknown_topic(_: Random, code: str, unknown: str) -> Poison:
    return Poison("unknown topic", unknown, _facts(code), those_that_take_all)


def _huge(_: Random, code: str, __: str) -> Poison:
    return Poison("10 MB", FACTS, _facts(code, surprise=MARK + "a" * PAYLOAD_BYTES), takers)


def _future(rng: Random, code: str, _: str) -> Poison:
    payload = _payload(code)
    payload["envelope"]["schema"] = 2
    kind = rng.choice(["future version", "version nought"])
    if kind == "version nought":
        payload["envelope"]["schema"] = rng.choice([0, -1, 10**30])
    return Poison(kind, FACTS, msgspec.json.encode(payload), takers)


def _deep(_: Random, code: str, __: str) -> Poison:
    state = _facts(code, surprise=0).replace(b'"surprise":0', b'"surprise":' + b"[" * DEPTH)
    return Poison("deep", FACTS, state, takers)


def _bad_text(rng: Random, code: str, _: str) -> Poison:
    raw = rng.choice([b"\xff\xfe", b"\xed\xa0\x80", b"\\ud800", b"\x00", b"\xc0\x80"])
    return Poison("bad text", FACTS, _facts(code).replace(b"PLACE", raw), takers)


def _nul(_: Random, code: str, __: str) -> Poison:
    return Poison("NUL", FACTS, _facts(f"{code}\0{MARK}"), those_that_show_places)


def _long(_: Random, code: str, __: str) -> Poison:
    state = _facts(code + MARK * TEXT_MAX)
    return Poison("long key", FACTS, state, those_that_show_places)


def _huge_number(rng: Random, code: str, _: str) -> Poison:
    row = DirectoryRow(block=MARK, prefecture="", municipality="", institution=code, coordinators=1)
    number = rng.choice([2**63, 2**64, 10**30])
    listed = RowListed(edition=code, number=number, place=1, row=row)
    return Poison("huge number", listed.topic, state_of(listed), the_directory)


def _no_day(_: Random, code: str, __: str) -> Poison:
    payload = _payload(code)
    payload["envelope"]["recorded_at"] = MARK
    return Poison("no day", FACTS, msgspec.json.encode(payload), those_that_ask_the_day)


def _without_key(_: Random, code: str, __: str) -> Poison:
    boxes = {name: Sealed(code, b"no key opens this") for name in ("full_name", "kana")}
    registered = PersonRegistered(person=code, roman=None, mail=None, **boxes)
    return Poison("key is missing", registered.topic, state_of(registered), none)


KINDS: Sequence[Callable[[Random, str, str], Poison]] = (
    _unknown_topic, _bad_json, _wrong_type, _missing, _unknown_field, _huge, _future, _future,
    _deep, _bad_text, _nul, _long, _huge_number, _no_day, _without_key,
)  # fmt: skip


def _payload(code: str, **attributes: Any) -> Payload:
    payload: Payload = msgspec.json.decode(state_of(window_facts(code, f"{MARK} PLACE")))
    payload["event"]["attributes"] |= attributes
    return payload


def _facts(code: str, **attributes: Any) -> bytes:
    return msgspec.json.encode(_payload(code, **attributes))
