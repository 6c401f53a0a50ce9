"""Rows by the thousand: `executemany` on SQLite, COPY on PostgreSQL (setup-notes.md 5).

Values are what the columns hold, in the order of the columns, so nothing is converted on the way.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sql
from sqlalchemy import BigInteger, Boolean, Connection, Integer, LargeBinary, Table
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.types import TypeEngine

_BINARY: dict[type[TypeEngine[Any]], str] = {
    Integer: "int4",
    BigInteger: "int8",
    Boolean: "bool",
    LargeBinary: "bytea",
}
"""Column type -> the type that COPY writes it as; text otherwise."""

_ENDING = ("its_end", "its_fork", "its_tenant", "its_generation", "its_key", "its_from")


def insert(db: Connection, table: Table, records: Sequence[tuple[Any, ...]]) -> None:
    """Insert the records."""
    if not records:
        return
    if db.dialect.name == "postgresql":
        _copy(db, table, records)
    else:
        db.exec_driver_sql(_statement(table), list(records))


def end(db: Connection, table: Table, ended: Sequence[tuple[Any, ...]]) -> None:
    """End stored versions: what is to be said of them, `to_position` and `fork`, and which they
    are: tenant, generation, key, `from_position`."""
    if not ended:
        return
    if db.dialect.name == "postgresql":
        db.execute(_ending(table), [dict(zip(_ENDING, each, strict=True)) for each in ended])
    else:
        db.exec_driver_sql(_ending_statement(table), list(ended))


def _ending(table: Table) -> sql.Update:
    own = table.c
    ending = sql.update(table).where(
        own.tenant == sql.bindparam("its_tenant"),
        own.generation == sql.bindparam("its_generation"),
        own.key == sql.bindparam("its_key"),
        own.from_position == sql.bindparam("its_from"),
    )
    return ending.values(
        {own.to_position: sql.bindparam("its_end"), own.fork: sql.bindparam("its_fork")}
    )


def _copy(db: Connection, table: Table, records: Sequence[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    kinds = [_BINARY.get(type(column.type), "text") for column in table.columns]
    cursor: Any = db.connection.cursor()
    with cursor.copy(f'copy "{table.name}" ({names}) from stdin (format binary)') as copy:
        copy.set_types(kinds)
        for record in records:
            copy.write_row(record)
    cursor.close()


@lru_cache
def _statement(table: Table) -> str:
    return str(sql.insert(table).compile(dialect=SQLiteDialect()))


@lru_cache
def _ending_statement(table: Table) -> str:
    compiled = _ending(table).compile(dialect=SQLiteDialect())
    assert tuple(compiled.positiontup or ()) == _ENDING, "parameters in another order"
    return str(compiled)
