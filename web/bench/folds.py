"""Figures `fold_*`: a log of 100,000 events folded into a roster in memory, beside the same rows
scanned into Python."""

import gc
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from msgspec import Struct

from core.identity import system_entropy
from core.log.application import TenantApplication, close_location, open_application
from core.log.port import Store
from core.parts import Reader
from core.programme.person import ContactChanged
from web.bench import peer
from web.bench.model import Source, new_people
from web.bench.rounds import OURS, PEER, Leg
from web.bench.scans import Pages, postgres_pages, scans, sqlite_pages
from web.bench.setting import Plan, Setting

EVENTS, EVENTS_A_PERSON = 100_000, 4
PEER_PEOPLE, PEER_COMMITS = 1_000, 10
BATCH = 5_000
TENANT = "t00000"


class Box(Struct, frozen=True, gc=False):
    """Of a sealed value, what was sealed."""

    box: bytes


class Contact(Struct, frozen=True, gc=False):
    """Of an address that changed: whose, and what it is now. The roster holds it with the position,
    where the rest of the fact is."""

    person: str
    mail: Box | None


class Keys:
    """Person keys in memory: twenty-five thousand on disk are not what is measured."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def new(self, person: str) -> bytes:
        """See `PersonKeys`."""
        return self._held.setdefault(person, system_entropy(person))

    def get(self, person: str) -> bytes | None:
        """See `PersonKeys`."""
        return self._held.get(person)

    def destroy(self, person: str) -> None:
        """See `PersonKeys`."""
        del self._held[person]

    def rewrap(self) -> int:
        """See `PersonKeys`."""
        return len(self._held)


def fold_sqlite(setting: Setting, stack: ExitStack) -> Plan:
    """Both on one SQLite file, the library on one of its own."""
    path = setting.folder / "log.db"
    log = _log(setting, stack, str(path))
    app = stack.enter_context(peer.on_sqlite(setting.folder / "library.db"))
    return _plan(setting, log, sqlite_pages(path, TENANT, stack), app)


def fold_pg(setting: Setting, stack: ExitStack) -> Plan:
    """Both on one PostgreSQL table, the library in its own beside it."""
    dsn = setting.postgres()
    log = _log(setting, stack, dsn)
    app = stack.enter_context(peer.on_postgres(dsn))
    return _plan(setting, log, postgres_pages(dsn, TENANT, stack), app)


def _plan(setting: Setting, log: TenantApplication, pages: Pages, app: peer.Contacts) -> Plan:
    people = setting.built(PEER_PEOPLE, PEER_PEOPLE)
    # The library's people are numbered anew in each commit: again the same ones.
    for _ in range(PEER_COMMITS):
        app.change_many(people)
    legs = [_folds(log), scans(pages, log.head().size), _library_folds(app, people)]
    return Plan(legs, durable=False)


def _folds(log: TenantApplication) -> Leg:
    reader = Reader({ContactChanged: Contact})

    def fold(roster: dict[str, object]) -> int:
        row = None
        for row in log.parts(reader):
            roster[row[1].person] = row
        return row[0] if row else 0

    events = log.head().size
    return _leg(OURS, "typed parts into a dict", events, _people(events), fold)


def _library_folds(app: peer.Contacts, people: int) -> Leg:
    """The library's own way to read a log: notifications, its mapper, its events."""

    def fold(roster: dict[str, object]) -> int:
        last = 0
        while page := app.recorder.select_notifications(last + 1, Store.rows_at_once):
            for notification in page:
                contact: Any = app.mapper.to_domain_event(notification)
                roster[contact.person] = (notification.id, contact)
            last = page[-1].id
        return last

    return _leg(PEER, "library, its mapper", people * PEER_COMMITS, people, fold)


def _leg(
    role: str, way: str, events: int, people: int, fold: Callable[[dict[str, object]], int]
) -> Leg:
    """A fold into a new roster, thrown away before the next clock starts, with whatever garbage the
    leg before left. Positions have no gap, so the last one says how many were met; the roster has
    to have everybody."""
    did, roster = Counter[str](), dict[str, object]()

    def prepare(_: int) -> Callable[[], None]:
        roster.clear()
        gc.collect()
        return work

    def work() -> None:
        did["events"] += fold(roster)
        assert len(roster) == people, f"{way}: {len(roster)} of {people} people"

    return Leg(role=role, way=way, count=events, prepare=prepare, done=lambda: did["events"])


def _log(setting: Setting, stack: ExitStack, location: str) -> TenantApplication:
    """A new log of 100,000 events about 25,000 people, who take turns."""
    stack.callback(close_location, location)
    log = open_application(TENANT, location)
    events, keys = setting.built(EVENTS, EVENTS, EVENTS_A_PERSON), Keys()
    source = Source(TENANT, keys, new_people(keys, _people(events)))
    for start in range(0, events, BATCH):
        log.append(*source.make_many(min(BATCH, events - start)))
    return log


def _people(events: int) -> int:
    return events // EVENTS_A_PERSON
