"""The oracle of views (O4): at its position each says what a fresh fold of the same events says.

The fold here is our own, in two dictionaries, and so is the digest, from the words that describe it
in `projections/digest.py`. Rows are compared by digest; what readers ask by besides (forks,
columns) one by one.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sql
from msgspec import Struct

from core.event import Fact, Unreadable
from core.log.application import TenantApplication
from projections import cursors
from projections.catalogue import VIEWS
from projections.columns import check_text, pack, scalar
from projections.compare import digest_of
from projections.reader import Reader
from projections.store import Views
from projections.versions import fork_of
from projections.view import Parked, Table, View

Change = tuple[str, str, str | None]
"""Kind of table, key, SHA-256 (hex) of the new row."""
PAGE = 10_000
ALL = tuple(VIEWS.values())


class Still(NamedTuple):
    """A stream that stands still: what the oracle compares of it."""

    stream: str
    position: int
    topic: str


class FreshRows:
    """The rows of one view in memory."""

    def __init__(self) -> None:
        self.now: dict[tuple[str, str], Any] = {}
        self.changed: dict[tuple[str, str], Any] = {}

    def get(self, table: Table[Any], key: str) -> Any:
        """The current row, None if there is none."""
        place = table.kind, key
        return self.changed[place] if place in self.changed else self.now.get(place)

    def need(self, table: Table[Any], key: str) -> Any:
        """The current row, which must be there."""
        row = self.get(table, key)
        assert row is not None
        return row

    def put(self, table: Table[Any], key: str, row: Struct) -> None:
        """Make it the current row."""
        self.changed[table.kind, key] = row

    def remove(self, table: Table[Any], key: str) -> None:
        """End the current row."""
        self.changed[table.kind, key] = None

    def settle(self, columns: Mapping[str, Sequence[str]]) -> list[Change]:
        """The changes of the present fact, which now hold; raises for what no store can hold."""
        hashes = {place: _hash(place, row, columns) for place, row in self.changed.items()}
        changed = {place: row for place, row in self.changed.items() if self.now.get(place) != row}
        self.now.update(changed)
        self.changed.clear()
        return sorted((*place, hashes[place]) for place in changed)


class Fresh:
    """A view folded from the first event on; what it came to at every position is kept."""

    def __init__(self, log: TenantApplication, view: View) -> None:
        self._log, self._view = log, view
        self._rows = FreshRows()
        self._columns = {table.kind: table.columns for table in view.tables}
        self._digests = [hashlib.sha256(view.name.encode()).digest()]
        self._still: dict[str, Still] = {}

    def digest(self, position: int) -> str:
        """The digest (hex) at a position of the log."""
        while len(self._digests) <= position:
            self._take(self._log.readable(len(self._digests), PAGE, position))
        return self._digests[position].hex()

    def still(self, position: int) -> set[Still]:
        """The streams that stand still at a position of the log."""
        self.digest(position)
        return {each for each in self._still.values() if each.position <= position}

    def _take(self, page: Sequence[Fact | Unreadable]) -> None:
        for fact in page:
            changes = [] if fact.stream in self._still else self._fold(fact)
            self._digests.append(_extended(self._digests[-1], fact.position, changes))

    def _fold(self, fact: Fact | Unreadable) -> list[Change]:
        topic = fact.topic if isinstance(fact, Unreadable) else fact.event.topic
        if not self._view.takes(topic):
            return []
        # As in the engine: whatever is raised concerns this fact.
        with suppress(Exception):
            assert isinstance(fact, Fact)
            self._view.fold(self._rows, fact)
            return self._rows.settle(self._columns)
        self._rows.changed.clear()
        self._still[fact.stream] = Still(fact.stream, fact.position, topic)
        return []


class Freshly:
    """What a log's views ought to say; folds each event once, however often it is asked."""

    def __init__(self, log: TenantApplication, chosen: Sequence[View] = ALL) -> None:
        self.log, self.chosen = log, chosen
        self._fresh = {view.name: Fresh(log, view) for view in chosen}

    def faults(self, views: Views) -> list[str]:
        """What is wrong in the rows in use, one sentence each; empty if all is well."""
        return [fault for view in self.chosen for fault in self._faults_of(views, view)]

    def _faults_of(self, views: Views, view: View) -> Iterator[str]:
        tenant, fresh = self.log.tenant, self._fresh[view.name]
        views.prepare(view)
        with views.reading(tenant) as db:
            generations = cursors.cursors(db, tenant, [view])[view.label]
            cursor = cursors.live(db, tenant, view) or cursors.nothing(view)
            made_again = digest_of(Reader(db, tenant, cursor), view)
            parked = cursors.parked_in(db, tenant, [view])
            records = [each for table in view.tables for each in _records(db, tenant, table)]
        # Asked last: what views have folded was in the log before.
        head = self.log.head().size
        if cursor.position > head:
            yield f"{view.name}: stands at {cursor.position}, the log at {head}"
            return
        if cursor.digest.hex() != made_again:
            yield f"{view.name}: rows at {cursor.position} are not those that were folded"
        if fresh.digest(cursor.position) != made_again:
            yield f"{view.name}: rows at {cursor.position} are not those of a fresh fold"
        found = parked.get((view.label, cursor.generation), [])
        if sorted(map(_still, found)) != sorted(fresh.still(cursor.position)):
            yield f"{view.name}: other streams stand still than in a fresh fold"
        known = {each.generation for each in generations}
        if {record.generation for record in records} - known:
            yield f"{view.name}: rows of no generation"
        yield from {f"{view.name}: {each.fault}" for each in records if each.fault}


class Record(NamedTuple):
    """A stored version, judged by itself."""

    generation: int
    fault: str


def faults(log: TenantApplication, views: Views, chosen: Sequence[View] = ALL) -> list[str]:
    """What is wrong in a tenant's views, one sentence each; folds the whole log for it."""
    return Freshly(log, chosen).faults(views)


def _hash(place: tuple[str, str], row: Any, columns: Mapping[str, Sequence[str]]) -> str | None:
    check_text(place[1])
    if row is None:
        return None
    for name in columns[place[0]]:
        scalar(getattr(row, name))
    return hashlib.sha256(pack(row)).hexdigest()


def _extended(before: bytes, position: int, changes: Sequence[Change]) -> bytes:
    lines = [msgspec.json.encode([position, *change]) + b"\n" for change in changes]
    return hashlib.sha256(before + b"".join(lines)).digest() if lines else before


def _still(parked: Parked) -> Still:
    return Still(parked.stream, parked.position, parked.topic)


def _records(db: sql.Connection, tenant: str, table: Table[Any]) -> Iterator[Record]:
    """Every version of every generation: its fork and columns must follow from the rest."""
    for each in db.execute(sql.select(table.core).where(table.core.c.tenant == tenant)):
        row, ends = table.unpack(each.row), each.to_position
        fork = None if ends is None else fork_of(each.from_position, ends)
        columns = [scalar(getattr(row, name)) for name in table.columns]
        held = [scalar(getattr(each, name)) for name in table.columns]
        fault = "" if each.fork == fork else f"fork of {table.kind}"
        yield Record(each.generation, fault if columns == held else f"columns of {table.kind}")
