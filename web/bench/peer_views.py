"""Peer legs: a table kept by the `eventsourcing` library, one event a transaction with its
tracking, as its projections do. It holds one row a person and no earlier version of any.

The loop stands in for the library's runner, which it has for PostgreSQL only and which hands each
event through a queue and a thread more.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.sqlite import SQLiteDatastore, SQLiteTrackingRecorder
from psycopg.sql import SQL

from core.log.port import Store
from web.bench.peer import Contacts
from web.bench.rounds import PEER, Leg

BATCH = 500
"""Of 2,000 in one save the library on PostgreSQL hung for ever: server and client both wait."""
TABLE = "create table if not exists roster (person text primary key, mail text not null)"
SET_SQLITE = """insert into roster values (?, ?)
 on conflict (person) do update set mail = excluded.mail"""
SET_POSTGRES = """insert into roster values (%s, %s)
 on conflict (person) do update set mail = excluded.mail"""


class OnSqlite(SQLiteTrackingRecorder):
    """The roster in a SQLite file."""

    def construct_create_table_statements(self) -> list[str]:
        """The library's table, and the roster."""
        return [*super().construct_create_table_statements(), TABLE]

    def keep(self, contact: Any, tracking: Tracking) -> None:
        """One event in a transaction of its own."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(SET_SQLITE, (contact.person, contact.mail))
            self._insert_tracking(cursor, tracking)


class OnPostgres(PostgresTrackingRecorder):
    """The roster in a PostgreSQL database."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        super().__init__(datastore)
        self.sql_create_statements.append(SQL(TABLE).format())

    def keep(self, contact: Any, tracking: Tracking) -> None:
        """One event in a transaction of its own."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(SET_POSTGRES, (contact.person, contact.mail), prepare=True)
            self._insert_tracking(cursor, tracking)


def on_sqlite(app: Contacts, path: Path, count: int, stack: ExitStack) -> Leg:
    """A table in a file of its own."""
    datastore = SQLiteDatastore(str(path))
    stack.callback(datastore.close)
    return _applies(app, OnSqlite(datastore), count)


def on_postgres(app: Contacts, count: int) -> Leg:
    """A table in the library's own database."""
    factory: Any = app.factory
    return _applies(app, OnPostgres(factory.datastore), count)


def _applies(app: Contacts, view: OnSqlite | OnPostgres, count: int) -> Leg:
    view.create_table()

    def prepare(number: int) -> Callable[[], None]:
        for start in range(0, number, BATCH):
            app.change_many(min(BATCH, number - start))
        return work

    def work() -> None:
        for notification in _new(app, done()):
            contact: Any = app.mapper.to_domain_event(notification)
            view.keep(contact, Tracking(app.name, notification.id))

    def done() -> int:
        return view.max_tracking_id(app.name) or 0

    way = "library, an event a transaction"
    return Leg(role=PEER, way=way, count=count, prepare=prepare, done=done)


def _new(app: Contacts, after: int) -> Iterator[Any]:
    while page := app.recorder.select_notifications(after + 1, Store.rows_at_once):
        yield from page
        after = page[-1].id
