"""Rows while a page of facts is folded: an overlay in memory, written whole with the cursor
or not at all."""

import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sql
from msgspec import Struct
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from core.event import Fact
from projections.reader import Reader
from projections.store import PARKED
from projections.view import Parked, Table, View

R = TypeVar("R", bound=Struct)
Place = tuple[str, str]
"""Kind of table, key."""

HELD_MAX = 200_000
"""Rows kept in memory between pages; beyond it they are read again."""


class Held(NamedTuple):
    """The current row and the position it holds from; `stored` once the database has it."""

    from_position: int
    row: Any
    stored: bool


class Ended(NamedTuple):
    """A row version that a later fact of the page ended."""

    place: Place
    held: Held
    to_position: int


class PageRows:
    """The `Rows` a fold is given, for one tenant and generation of a view."""

    def __init__(self, view: View, tenant: str, generation: int, position: int) -> None:
        self._tables = {table.kind: table for table in view.tables}
        self._tenant, self._generation = tenant, generation
        # Folded from the first fact on, everything there is was held here: a miss needs no query.
        self._complete = position == 0
        self._held: dict[Place, Held | None] = {}
        self._changed: dict[Place, Any] = {}
        self._unsaved: dict[Place, None] = {}
        self._ended: list[Ended] = []
        self.reader: Reader | None = None

    def get(self, table: Table[R], key: str) -> R | None:
        """The current row, None if there is none."""
        place = (table.kind, key)
        if place in self._changed:
            row: R | None = self._changed[place]
            return row
        held = self._load(table, place)
        return held.row if held else None

    def need(self, table: Table[R], key: str) -> R:
        """The current row; a missing one is an error of the fold."""
        row = self.get(table, key)
        assert row is not None, f"no row of {table.kind}"
        return row

    def put(self, table: Table[R], key: str, row: R) -> None:
        """Make `row` the current one under `key`."""
        assert isinstance(row, table.row), f"not a row of {table.kind}"
        self._load(table, (table.kind, key))
        self._changed[table.kind, key] = row

    def remove(self, table: Table[R], key: str) -> None:
        """End the current row, if there is one."""
        self._load(table, (table.kind, key))
        self._changed[table.kind, key] = None

    def undo(self) -> None:
        """Forget what the present fact changed."""
        self._changed.clear()

    def settle(self, position: int) -> None:
        """What the present fact changed holds from its position."""
        for place, row in self._changed.items():
            old = self._held[place]
            if (old.row if old else None) == row:
                continue
            if old:
                self._ended.append(Ended(place, old, position))
            self._held[place] = None if row is None else Held(position, row, stored=False)
            self._unsaved[place] = None
        self._changed.clear()

    def write(self, db: Connection) -> None:
        """Store what was settled since the last write."""
        for kind, table in self._tables.items():
            closing = [e for e in self._ended if e.place[0] == kind and e.held.stored]
            fresh = [
                self._record(table, e.place[1], e.held, e.to_position)
                for e in self._ended
                if e.place[0] == kind and not e.held.stored
            ]
            fresh += [
                self._record(table, place[1], held, None)
                for place in self._unsaved
                if place[0] == kind and (held := self._held[place])
            ]
            self._close(db, table, closing)
            if fresh:
                db.execute(sql.insert(table.core), fresh)

    def written(self) -> None:
        """The transaction of `write` was committed."""
        for place in self._unsaved:
            if held := self._held[place]:
                self._held[place] = held._replace(stored=True)
        self._unsaved.clear()
        self._ended.clear()
        if len(self._held) > HELD_MAX:
            self._held.clear()
            self._complete = False

    def _load(self, table: Table[Any], place: Place) -> Held | None:
        if place in self._held:
            return self._held[place]
        found = [] if self._complete else self._stored(table, place[1])
        self._held[place] = found[0] if found else None
        return self._held[place]

    def _stored(self, table: Table[Any], key: str) -> list[Held]:
        assert self.reader is not None, "rows are read inside a page only"
        versions = self.reader.versions(table, table.core.c.key == key)
        return [Held(each.from_position, each.row, stored=True) for each in versions]

    def _record(
        self, table: Table[Any], key: str, held: Held, to_position: int | None
    ) -> dict[str, Any]:
        fields = {name: getattr(held.row, name) for name in table.row.__struct_fields__}
        return {
            "tenant": self._tenant,
            "generation": self._generation,
            "key": key,
            "from_position": held.from_position,
            "to_position": to_position,
            **fields,
        }

    def _close(self, db: Connection, table: Table[Any], closing: Sequence[Ended]) -> None:
        if not closing:
            return
        own = table.core.c
        ended = sql.update(table.core).where(
            own.tenant == self._tenant,
            own.generation == self._generation,
            own.key == sql.bindparam("its_key"),
            own.from_position == sql.bindparam("its_from"),
        )
        db.execute(
            ended.values(to_position=sql.bindparam("its_end")),
            [
                {"its_key": e.place[1], "its_from": e.held.from_position, "its_end": e.to_position}
                for e in closing
            ],
        )


class Target:
    """One generation of one view of a tenant, on its way through the log."""

    def __init__(
        self, db: Connection, tenant: str, view: View, generation: int, position: int
    ) -> None:
        self.view, self.tenant, self.generation = view, tenant, generation
        self.position = position
        self._rows = PageRows(view, tenant, generation, position)
        self._parked = {each.stream for each in parked_of(db, tenant, view, generation)}
        self._newly: list[Parked] = []

    def fold(self, db: Connection, facts: Sequence[Fact]) -> None:
        """Fold a page in memory; a fact that the fold cannot take parks its stream."""
        self._rows.reader = Reader(db, self.tenant, self.generation, self.position, None)
        for fact in facts:
            if self.view.takes(fact) and fact.stream not in self._parked:
                self._fold_one(fact)
        self._rows.reader = None

    def write(self, db: Connection) -> None:
        """Store the page's rows and newly parked streams."""
        self._rows.write(db)
        where = {"tenant": self.tenant, "view": self.view.label, "generation": self.generation}
        if self._newly:
            db.execute(sql.insert(PARKED), [{**where, **each._asdict()} for each in self._newly])

    def written(self, position: int) -> None:
        """The page was committed: the rows now rest on `position`."""
        self.position = position
        self._rows.written()
        self._newly.clear()

    def _fold_one(self, fact: Fact) -> None:
        try:
            self.view.fold(self._rows, fact)
        except (SQLAlchemyError, MemoryError):
            # The database or the machine, not the fact: nobody's stream is parked for it.
            raise
        except Exception as error:  # noqa: BLE001 whatever else a fold raises concerns this fact
            self._rows.undo()
            self._parked.add(fact.stream)
            reason = _reason(error)
            self._newly.append(Parked(fact.stream, fact.position, fact.event.topic, reason))
        else:
            self._rows.settle(fact.position)


def parked_of(db: Connection, tenant: str, view: View, generation: int) -> list[Parked]:
    """The streams that stand still in this generation, by position."""
    own = PARKED.c
    wanted = sql.select(own.stream, own.position, own.topic, own.reason).where(
        own.tenant == tenant, own.view == view.label, own.generation == generation
    )
    found = [Parked(*each) for each in db.execute(wanted)]
    return sorted(found, key=lambda parked: parked.position)


def _reason(error: Exception) -> str:
    """Kind of error, file and line of the fold; never the error's text, which could hold a
    value."""
    frames = list(traceback.walk_tb(error.__traceback__))
    ours = [(frame, line) for frame, line in frames if frame.f_code.co_filename != __file__]
    frame, line = (ours or frames)[-1]
    return f"{type(error).__name__} ({Path(frame.f_code.co_filename).name}:{line})"
