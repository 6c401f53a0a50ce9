"""Reads rows of one tenant in one view, now or as of a position: the only way readers touch SQL."""

from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sql
from msgspec import Struct
from sqlalchemy import ColumnElement, Connection

from projections.view import Table

R = TypeVar("R", bound=Struct)


class Version(NamedTuple):
    """A row with its key and the position it holds from."""

    key: str
    from_position: int
    row: Any


class Reader:
    """One snapshot. `position` is what the rows shown rest on: the view's, or `as_of` where
    that is earlier."""

    def __init__(
        self, db: Connection, tenant: str, generation: int, position: int, as_of: int | None
    ) -> None:
        self._db, self._tenant, self._generation, self._as_of = db, tenant, generation, as_of
        self.position = position if as_of is None else min(position, as_of)

    def rows(self, table: Table[R], *conditions: ColumnElement[bool]) -> list[R]:
        """The rows by key, of those that meet every condition."""
        return [version.row for version in self.versions(table, *conditions)]

    def row(self, table: Table[R], key: str) -> R | None:
        """The row under `key`."""
        found = self.rows(table, table.core.c.key == key)
        return found[0] if found else None

    def versions(self, table: Table[R], *conditions: ColumnElement[bool]) -> list[Version]:
        """Rows with keys and positions, by key (as code points: databases sort text
        differently)."""
        own = table.core.c
        fields = [own[name] for name in table.row.__struct_fields__]
        wanted = sql.select(own.key, own.from_position, *fields).where(
            own.tenant == self._tenant,
            own.generation == self._generation,
            self._shown(table),
            *conditions,
        )
        names = table.row.__struct_fields__
        found = [
            Version(each[0], each[1], table.row(**dict(zip(names, each[2:], strict=True))))
            for each in self._db.execute(wanted)
        ]
        return sorted(found, key=lambda version: version.key)

    def _shown(self, table: Table[R]) -> ColumnElement[bool]:
        own = table.core.c
        if self._as_of is None:
            return own.to_position.is_(None)
        ends_later = sql.or_(own.to_position.is_(None), own.to_position > self._as_of)
        return sql.and_(own.from_position <= self._as_of, ends_later)
