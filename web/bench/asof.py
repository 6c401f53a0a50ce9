"""Figure `asof`: everybody's address as of a past position, beside everybody's address now.

A thousand people whose addresses changed again and again: after 10,000 events as after a million
there are a thousand rows to show, and only the history is longer.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import msgspec
import psycopg

from core.event import Envelope, Fact
from core.identity import short_id, system_entropy
from core.privacy import Sealed
from core.programme.person import ContactChanged, stream_of
from projections import cursors
from projections.advance import store
from projections.page import Target
from projections.store import Views
from web.bench.contacts import VIEW, everyone
from web.bench.rounds import OURS, REFERENCE, Leg, measure, spread
from web.bench.setting import Plan, Setting

SHORT, LONG, LONG_QUICK = 10_000, 1_000_000, 100_000
SHORT_PG, LONG_PG = 10_000, 100_000
PEOPLE = 1_000
PAGE = 20_000
QUESTIONS = 20
STEP = 7
"""Coprime to the number of questions: the positions asked for jump to and fro."""
TENANT = "t00000"
BOX = bytes(56)
NOW = "2026-04-01T09:00:00.000+09:00"


def asof(setting: Setting, stack: ExitStack) -> Plan:
    """After a million events on SQLite; in the notes after 10,000, and on PostgreSQL."""
    long, short = setting.built(LONG, LONG_QUICK, PEOPLE), setting.built(SHORT, SHORT, PEOPLE)
    at_length = _kept(setting, stack, long)
    legs = _legs(at_length, long, setting)

    def notes() -> dict[str, float | str]:
        brief = _new(stack, str(setting.folder / "short.db"), short)
        past, now = (
            msgspec.structs.replace(leg, way=f"short, {leg.way}")
            for leg in _legs(brief, short, setting)
        )
        rates = measure([past, now, legs[0]], setting.rounds, None, system_entropy)
        flat = spread(rates[legs[0].way], rates[past.way]).middle
        return {
            "events": long,
            f"past/now after {short:,}": spread(rates[past.way], rates[now.way]).middle,
            f"past after {long:,}/past after {short:,}": flat,
            **_on_postgres(setting, stack),
        }

    return Plan(legs, durable=False, notes=notes)


def _on_postgres(setting: Setting, stack: ExitStack) -> dict[str, float | str]:
    found: dict[str, float | str] = {}
    for full in (SHORT_PG, LONG_PG):
        events = setting.built(full, full, PEOPLE)
        dsn = setting.postgres()
        past, now = legs = _legs(_new(stack, dsn, events), events, setting)
        with psycopg.connect(dsn, autocommit=True) as db:
            # As the server does by itself within a minute of many new rows.
            db.execute("vacuum analyze")
        rates = measure(legs, setting.rounds, None, system_entropy)
        ratio = spread(rates[past.way], rates[now.way]).middle
        found[f"PostgreSQL past/now after {events:,}"] = ratio
    return found


def _legs(views: Views, events: int, setting: Setting) -> list[Leg]:
    """The same number of questions about the past, each of a position of its own, and about now."""
    number = setting.size(QUESTIONS)
    turns = [1 + turn * STEP % number for turn in range(number)]
    # Once everybody is there.
    past = [PEOPLE + (events - PEOPLE) * turn // (number + 1) for turn in turns]
    return [
        _leg(OURS, f"past, after {events:,} events", views, past),
        _leg(REFERENCE, f"now, after {events:,} events", views, [None] * number),
    ]


def _leg(role: str, way: str, views: Views, positions: Sequence[int | None]) -> Leg:
    did = Counter[str]()

    def work() -> None:
        for position in positions:
            with views.at(VIEW, TENANT, position) as then:
                assert position in (None, then.position), "asked of another position"
                found = len(everyone(then))
            assert found == PEOPLE, f"{found} people at {position}"
            did["questions"] += 1

    return Leg(
        role=role,
        way=way,
        count=len(positions),
        prepare=lambda _: work,
        done=lambda: did["questions"],
    )


def _kept(setting: Setting, stack: ExitStack, events: int) -> Views:
    """The history in the cache, built now if it is not there."""
    path = setting.cache / f"history-{events}-{_layout()}.db"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        draft = setting.folder / path.name
        with ExitStack() as building:
            _new(building, str(draft), events)
        # Closed above: all of it is in the one file.
        draft.replace(path)
    return _opened(stack, str(path))


def _opened(stack: ExitStack, location: str) -> Views:
    views = Views(location)
    stack.callback(views.close)
    return views


def _new(stack: ExitStack, location: str, events: int) -> Views:
    """The rows of a new history, folded as a runner folds them; no log is written for it."""
    views = _opened(stack, location)
    views.prepare(VIEW)
    first = cursors.nothing(VIEW)._replace(generation=1, moved_at=NOW, begun_at=NOW)
    with views.writing() as db:
        cursors.begin(db, TENANT, VIEW, first)
    target = Target(TENANT, VIEW, first, [])
    for page in _pages(events):
        end = page[-1].position
        with views.reading(TENANT) as db:
            target.fold(db, page)
        store(views, [target], end)
    return views


def _pages(events: int) -> Iterator[Sequence[Fact]]:
    people = [short_id("p", system_entropy("person")) for _ in range(PEOPLE)]
    for start in range(0, events, PAGE):
        upto = min(start + PAGE, events)
        yield [_fact(people[at % PEOPLE], at // PEOPLE + 1, at + 1) for at in range(start, upto)]


def _fact(person: str, version: int, position: int) -> Fact:
    envelope = Envelope(
        tenant=TENANT,
        actor="officer",
        recorded_at=NOW,
        command_id=f"{position:032x}",
        command="change-contact",
    )
    event = ContactChanged(person=person, mail=Sealed(person, BOX))
    return Fact(
        stream=stream_of(person), version=version, envelope=envelope, event=event, position=position
    )


def _layout() -> str:
    """Of the tables and indexes as they are made today."""
    with ExitStack() as stack:
        views = _opened(stack, "memory:bench-layout")
        views.prepare(VIEW)
        with views.reading() as db:
            said = db.exec_driver_sql("select sql from sqlite_master order by name").all()
    return hashlib.sha256(repr(said).encode()).hexdigest()[:8]
