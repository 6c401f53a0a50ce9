"""Where views are kept: a database file apart from the log, which may be thrown away (design.md
part 6).

Every transaction is begun by name: a reader sees one snapshot, a writer waits for its turn
(BEGIN IMMEDIATE).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import sqlalchemy as sql
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateIndex, CreateTable

from core.log import sqlite_file
from core.log.port import OpenedElsewhere
from projections import pep249
from projections.reader import Reader
from projections.view import View

MEMORY = "memory:"
CONNECTIONS_MAX = 16
"""Busy readers slow down the writer's commits: further ones wait."""

_metadata = MetaData()
CURSORS = Table(
    "view_cursor",
    _metadata,
    Column("tenant", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("live", Boolean, nullable=False),
)
PARKED = Table(
    "view_parked",
    _metadata,
    Column("tenant", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("topic", Text, nullable=False),
    Column("reason", Text, nullable=False),
)


class Views:
    """The rows of all tenants' views at `location`: `memory:NAME`, or a SQLite file, made if
    absent."""

    def __init__(self, location: str) -> None:
        self._process = os.getpid()
        self._engine = _engine(location)
        self._writer = self._engine.execution_options(write=True)
        self._ready: set[str] = set()
        with self.writing() as db:
            _create(db, _metadata)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot."""
        self._check_process()
        with self._engine.begin() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it is stored, or with an exception nothing."""
        self._check_process()
        with self._writer.begin() as db:
            yield db

    @contextmanager
    def at(self, view: View, tenant: str, as_of: int | None = None) -> Iterator[Reader]:
        """Rows of one tenant in one view, as they are now or were at position `as_of`."""
        self.prepare(view)
        with self.reading() as db:
            generation, position = live(db, tenant, view) or (0, 0)
            yield Reader(db, tenant, generation, position, as_of)

    def prepare(self, view: View) -> None:
        """Make the view's tables and drop those of its other versions, once a process."""
        if view.label in self._ready:
            return
        with self.writing() as db:
            _drop_others(db, view)
            _create(db, view.metadata)
        self._ready.add(view.label)

    def close(self) -> None:
        """Release all connections; a memory store is gone with the last one."""
        self._engine.dispose()

    def _check_process(self) -> None:
        if os.getpid() != self._process:
            raise OpenedElsewhere("views were opened before the fork: open them in the child only")


def live(db: Connection, tenant: str, view: View) -> tuple[int, int] | None:
    """Generation and position of the rows that readers see, None before the first page."""
    found = db.execute(
        sql.select(CURSORS.c.generation, CURSORS.c.position).where(
            CURSORS.c.tenant == tenant, CURSORS.c.view == view.label, CURSORS.c.live
        )
    ).one_or_none()
    return (found[0], found[1]) if found else None


def _engine(location: str) -> Engine:
    sqlite_file.refuse_bad_version(pep249.sqlite_version)
    if location.startswith(MEMORY):
        connect = partial(pep249.connect_memory, location[len(MEMORY) :])
    else:
        sqlite_file.claim(Path(location))
        connect = partial(pep249.connect, Path(location))
    engine = sql.create_engine(
        "sqlite://",
        module=pep249,
        creator=connect,
        poolclass=QueuePool,
        pool_size=CONNECTIONS_MAX,
        max_overflow=0,
        hide_parameters=True,
    )
    sql.event.listen(engine, "begin", _begin)
    return engine


def _begin(db: Connection) -> None:
    write = db.get_execution_options().get("write")
    db.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _create(db: Connection, metadata: MetaData) -> None:
    for table in metadata.sorted_tables:
        db.execute(CreateTable(table, if_not_exists=True))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            db.execute(CreateIndex(index, if_not_exists=True))


def _drop_others(db: Connection, view: View) -> None:
    """Rows of another version are of no use: they are folded anew, and must not outlive an
    erasure's scan."""
    for name in sql.inspect(db).get_table_names():
        if name.startswith(f"{view.name}__") and not name.startswith(f"{view.label}__"):
            Table(name, MetaData()).drop(db)
    for table in (CURSORS, PARKED):
        ours = table.c.view.startswith(f"{view.name}__", autoescape=True)
        db.execute(sql.delete(table).where(ours, table.c.view != view.label))
