"""Connections to where views are kept: a SQLite file of their own, or a schema in PostgreSQL.

Every transaction is begun by name on SQLite: a reader sees one snapshot, a writer waits for its
turn (BEGIN IMMEDIATE). On PostgreSQL a reader is `daicho_reader`, which row security shows one
tenant only, and a writer `daicho_projector`.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sql
from sqlalchemy import Connection, Engine, MetaData, Table
from sqlalchemy.pool import NullPool, QueuePool
from sqlalchemy.schema import CreateIndex, CreateTable

from core.log import sqlite_file
from core.log.application import MEMORY, POSTGRES
from projections import pep249

CONNECTIONS_MAX = 16
"""Busy readers slow down SQLite's commits: further ones wait."""
READERS_MAX, WRITERS_MAX = 6, 2
SCHEMA = "daicho_view"
LAYOUT_LOCK = 0x6461_6964
AS_TENANT = "select set_config('daicho.tenant', %s, true)"
# Both settings read '' once they were set in an earlier transaction: that is no tenant.
GUARDS = """
grant select, insert, update, delete on {schema}."{table}" to daicho_projector;
grant select on {schema}."{table}" to daicho_reader;
alter table {schema}."{table}" enable row level security;
alter table {schema}."{table}" force row level security;
create policy one_tenant on {schema}."{table}" for select to daicho_reader
  using (tenant = nullif(current_setting('daicho.tenant', true), ''));
"""
MAKE_SCHEMA = f"""
create schema if not exists {SCHEMA};
grant usage on schema {SCHEMA} to daicho_projector, daicho_reader;
"""


class Engines(NamedTuple):
    """How a location is read, written, and given new tables."""

    read: Engine
    write: Engine
    owner: Engine

    def make(self, metadata: MetaData) -> None:
        """Make tables that are not there."""
        with self.owner.begin() as db:
            _lock_layout(db)
            there = set(sql.inspect(db).get_table_names())
            _create(db, metadata)
            for table in metadata.sorted_tables:
                if table.name not in there:
                    _guard(db, table.name)

    def drop_others(self, kept: set[str]) -> list[str]:
        """Drop all tables but those; the names of what was dropped."""
        with self.owner.begin() as db:
            _lock_layout(db)
            gone = sorted(set(sql.inspect(db).get_table_names()) - kept)
            for name in gone:
                Table(name, MetaData()).drop(db)
        return gone

    def close(self) -> None:
        """Release all connections."""
        self.read.dispose()
        self.write.dispose()


def engines_of(location: str) -> Engines:
    """Engines of `memory:NAME`, a `postgresql://` URL, or a SQLite file, made if absent."""
    if location.startswith(POSTGRES):
        return _postgres(location)
    sqlite_file.refuse_bad_version(pep249.sqlite_version)
    if location.startswith(MEMORY):
        connect = partial(pep249.connect_memory, location[len(MEMORY) :])
    else:
        sqlite_file.claim(Path(location))
        connect = partial(pep249.connect, Path(location))
    engine = _engine("sqlite://", connect, CONNECTIONS_MAX, module=pep249)
    sql.event.listen(engine, "begin", _begin)
    writer = engine.execution_options(write=True)
    return Engines(engine, writer, writer)


def _begin(db: Connection) -> None:
    write = db.get_execution_options().get("write")
    db.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _postgres(url: str) -> Engines:
    # Loaded when needed: psycopg takes a quarter of a second.
    from core.log.postgres_connection import PROJECTOR, READER, connect
    from core.log.postgres_tables import make_roles

    def linked(role: str | None) -> Any:
        db = connect(url, role, search_path=SCHEMA)
        db.autocommit = False
        return db

    make_roles(url)
    owner = _engine("postgresql+psycopg://", partial(linked, None), 0, poolclass=NullPool)
    with owner.begin() as db:
        _lock_layout(db)
        db.exec_driver_sql(MAKE_SCHEMA)
    read = _engine(
        "postgresql+psycopg://",
        partial(linked, READER),
        READERS_MAX,
        isolation_level="REPEATABLE READ",
    )
    write = _engine("postgresql+psycopg://", partial(linked, PROJECTOR), WRITERS_MAX)
    return Engines(read, write, owner)


def _lock_layout(db: Connection) -> None:
    """Of two who make tables, one waits: on SQLite by the transaction itself."""
    if db.dialect.name == "postgresql":
        db.exec_driver_sql(f"select pg_advisory_xact_lock({LAYOUT_LOCK})")


def _guard(db: Connection, table: str) -> None:
    if db.dialect.name == "postgresql":
        db.exec_driver_sql(GUARDS.format(schema=SCHEMA, table=table))


def _create(db: Connection, metadata: MetaData) -> None:
    for table in metadata.sorted_tables:
        db.execute(CreateTable(table, if_not_exists=True))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            db.execute(CreateIndex(index, if_not_exists=True))


def _engine(url: str, connect: Callable[[], Any], most: int, **more: Any) -> Engine:
    pool = {"poolclass": QueuePool, "pool_size": most, "max_overflow": 0} if most else {}
    return sql.create_engine(url, creator=connect, hide_parameters=True, **pool, **more)
