"""Reads rows of one tenant in one view, now or as of a position: the only way readers touch SQL."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec
import sqlalchemy as sql
from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select

from projections.columns import scalar
from projections.cursors import Cursor
from projections.versions import Stored, fork_of, forks_at
from projections.view import Table

R = TypeVar("R", bound=Struct)

VERSIONS_A_PAGE = 5_000


class Version(NamedTuple):
    """A row with its key and the position it holds from."""

    key: str
    from_position: int
    row: Any


class Reader:
    """One snapshot. `position` is what the rows shown rest on: the view's, or `as_of` where
    that is earlier."""

    def __init__(
        self, db: Connection, tenant: str, cursor: Cursor, as_of: int | None = None
    ) -> None:
        self._db, self.tenant, self.cursor = db, tenant, cursor
        self._as_of = None if as_of is None or as_of >= cursor.position else as_of
        self.position = cursor.position if self._as_of is None else self._as_of

    def rows(self, table: Table[R], *conditions: ColumnElement[bool]) -> list[R]:
        """The rows by key, of those that meet every condition."""
        return [version.row for version in self.versions(table, *conditions)]

    def row(self, table: Table[R], key: str) -> R | None:
        """The row under `key`."""
        held = self.held(table, key)
        return held.row if held else None

    def held(self, table: Table[R], key: str) -> Version | None:
        """The row under `key` with its position: one step in the index, of however many versions
        there are."""
        own = table.core.c
        fields = sql.select(own.from_position, own.to_position, own.row)
        wanted = self._ours(fields, table).where(own.key == key)
        if self._as_of is not None:
            wanted = wanted.where(own.from_position <= self._as_of)
        last = self._db.execute(wanted.order_by(own.from_position.desc()).limit(1)).one_or_none()
        if last is None or not self._holds(last[1]):
            return None
        return Version(key, last[0], table.unpack(last[2]))

    def versions(self, table: Table[R], *conditions: ColumnElement[bool]) -> list[Version]:
        """Rows with keys and positions, by key (as code points: databases sort text
        differently)."""
        own = table.core.c
        wanted = sql.select(own.key, own.from_position, own.row)
        parts = [
            self._ours(wanted, table).where(shown, *conditions) for shown in self._shown(table)
        ]
        unpack = table.unpack
        found = [
            Version(key, begins, unpack(row))
            for part in parts
            for key, begins, row in self._db.execute(part)
        ]
        return sorted(found, key=lambda version: version.key)

    def history(self, table: Table[Any]) -> Iterator[Stored]:
        """Every version there was up to `position`, by key and the position it holds from."""
        for found in self._all(table, ()):
            each = Stored(*found)
            yield each._replace(to_position=None) if self._holds(each.to_position) else each

    def is_filed(self, table: Table[Any]) -> bool:
        """Whether every version has the fork and the columns that its row and its ends ask for."""
        names = ("fork", *table.columns)
        return all(
            tuple(filed) == _filing(table, Stored(key, begins, ends, row))
            for key, begins, ends, row, *filed in self._all(table, names)
        )

    def _all(self, table: Table[Any], more: Sequence[str]) -> Iterator[Sequence[Any]]:
        own = table.core.c
        columns = [own[name] for name in more]
        fields = sql.select(own.key, own.from_position, own.to_position, own.row, *columns)
        wanted = self._ours(fields, table).where(own.from_position <= self.position)
        wanted = wanted.order_by(own.key, own.from_position).limit(VERSIONS_A_PAGE)
        place = sql.tuple_(own.key, own.from_position)
        page = self._db.execute(wanted).all()
        while page:
            yield from page
            page = self._db.execute(wanted.where(place > (page[-1][0], page[-1][1]))).all()

    def _ours(self, wanted: Select[Any], table: Table[Any]) -> Select[Any]:
        own = table.core.c
        return wanted.where(own.tenant == self.tenant, own.generation == self.cursor.generation)

    def _holds(self, to_position: int | None) -> bool:
        return to_position is None or to_position > self.position

    def _shown(self, table: Table[Any]) -> list[ColumnElement[bool]]:
        """Conditions of which each version that holds meets one: see `projections.versions`."""
        own = table.core.c
        current = own.fork.is_(None)
        if self._as_of is None:
            return [current]
        forks = forks_at(self._as_of, self.cursor.position)
        return [
            sql.and_(current, own.from_position <= self._as_of),
            sql.and_(own.fork.in_(forks.low), own.to_position > self._as_of),
            sql.and_(own.fork.in_(forks.high), own.from_position <= self._as_of),
        ]


def _filing(table: Table[Any], version: Stored) -> tuple[Any, ...]:
    """Fork and columns as a page writes them; no columns if the row cannot be read."""
    ends = version.to_position
    try:
        fork = None if ends is None else fork_of(version.from_position, ends)
        row = table.unpack(version.row)
    except (AssertionError, msgspec.MsgspecError):
        return ()
    return (fork, *(scalar(getattr(row, name)) for name in table.columns))
