"""Rows while a page of facts is folded: an overlay in memory, written whole with the cursor
or not at all."""

import traceback
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from core.event import Fact, Unreadable
from projections import bulk, cursors
from projections.columns import check_text, pack, scalar
from projections.cursors import Cursor
from projections.digest import Change, extended
from projections.reader import Reader
from projections.versions import fork_of
from projections.view import Parked, Table, View

R = TypeVar("R", bound=Struct)
Place = tuple[str, str]
"""Kind of table, key."""

HELD_MAX = 50_000
"""Rows of a view kept in memory between pages; beyond it they are read again."""
STACK_FRAMES_MAX = 8


class Held(NamedTuple):
    """The current row and the position it holds from."""

    from_position: int
    row: Any


class Packed(NamedTuple):
    """A row as it will be stored: its JSON, and the fields that are columns."""

    data: bytes
    columns: list[Any]


class PageRows:
    """The `Rows` a fold is given, for one tenant and generation of a view."""

    def __init__(self, view: View, tenant: str, cursor: Cursor, held_max: int) -> None:
        self._held_max = held_max
        self._tables = {table.kind: table for table in view.tables}
        self._tenant, self._generation = tenant, cursor.generation
        # Folded from the first fact on, everything there is was held here: a miss needs no query.
        self._complete = cursor.position == 0
        self._held: dict[Place, Held | None] = {}
        self._changed: dict[Place, Any] = {}
        self._fresh: dict[Place, Packed | None] = {}
        self._records: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in self._tables}
        self._ends: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in self._tables}
        self.digest = cursor.digest
        self.reader: Reader | None = None

    def get(self, table: Table[R], key: str) -> R | None:
        """The current row, None if there is none."""
        place = (table.kind, key)
        if place in self._changed:
            row: R | None = self._changed[place]
            return row
        held = self._held[place] if place in self._held else self._load(table, place)
        return held.row if held else None

    def need(self, table: Table[R], key: str) -> R:
        """The current row; a missing one is an error of the fold."""
        row = self.get(table, key)
        assert row is not None, f"no row of {table.kind}"
        return row

    def put(self, table: Table[R], key: str, row: R) -> None:
        """Make `row` the current one under `key`."""
        assert isinstance(row, table.row), f"not a row of {table.kind}"
        self._change(table, key, row)

    def remove(self, table: Table[R], key: str) -> None:
        """End the current row, if there is one."""
        self._change(table, key, None)

    def undo(self) -> None:
        """Forget what the present fact changed."""
        self._changed.clear()

    def settle(self, position: int) -> None:
        """What the present fact changed holds from its position."""
        if not self._changed:
            return
        # All are packed before any is kept: of a row that cannot be, nothing of its fact stays.
        fresh = [
            (place, row, self._packed(place, row))
            for place, row in sorted(self._changed.items(), key=itemgetter(0))
        ]
        changes: list[Change] = []
        for place, row, packed in fresh:
            old = self._held[place]
            if (old.row if old else None) == row:
                continue
            if old:
                self._end(place, old.from_position, position)
            self._held[place] = None if row is None else Held(position, row)
            self._fresh[place] = packed
            changes.append((*place, packed.data if packed else None))
        self._changed.clear()
        if changes:
            self.digest = extended(self.digest, position, changes)

    def write(self, db: Connection) -> None:
        """Store what was settled since the last write."""
        for place, packed in self._fresh.items():
            if packed is not None:
                now = self._held[place]
                assert now, "a fresh row is held"
                self._record(place, packed, now.from_position, None, None)
        for kind, table in self._tables.items():
            bulk.end(db, table.core, self._ends[kind])
            bulk.insert(db, table.core, self._records[kind])

    def written(self) -> None:
        """The transaction of `write` was committed."""
        self._fresh.clear()
        for kind in self._tables:
            self._records[kind].clear()
            self._ends[kind].clear()
        if len(self._held) > self._held_max:
            # The rows met first: those of the last pages are likelier to be met again.
            for place in list(islice(self._held, len(self._held) // 2)):
                del self._held[place]
            self._complete = False

    def _change(self, table: Table[Any], key: str, row: Any) -> None:
        place = (table.kind, key)
        if place not in self._held:
            self._load(table, place)
        self._changed[place] = row

    def _load(self, table: Table[Any], place: Place) -> Held | None:
        check_text(place[1])
        found = None if self._complete else self._stored(table, place[1])
        self._held[place] = found
        return found

    def _stored(self, table: Table[Any], key: str) -> Held | None:
        assert self.reader is not None, "rows are read inside a page only"
        held = self.reader.held(table, key)
        return Held(held.from_position, held.row) if held else None

    def _packed(self, place: Place, row: Any) -> Packed | None:
        if row is None:
            return None
        columns = self._tables[place[0]].columns
        return Packed(pack(row), [scalar(getattr(row, name)) for name in columns])

    def _end(self, place: Place, begins: int, ends: int) -> None:
        """The current version ends: written with its end if it is not stored yet."""
        fork, packed = fork_of(begins, ends), self._fresh.get(place)
        if packed is None:
            kind, key = place
            ended = (ends, fork, self._tenant, self._generation, key, begins)
            self._ends[kind].append(ended)
        else:
            self._record(place, packed, begins, ends, fork)

    def _record(
        self, place: Place, packed: Packed, begins: int, ends: int | None, fork: int | None
    ) -> None:
        kind, key = place
        own = (self._tenant, self._generation, key, begins, ends, fork, packed.data)
        self._records[kind].append((*own, *packed.columns))


class Target:
    """One generation of one view of a tenant, on its way through the log."""

    def __init__(
        self,
        tenant: str,
        view: View,
        cursor: Cursor,
        parked: Iterable[Parked],
        held_max: int = HELD_MAX,
    ) -> None:
        self.tenant, self.view, self.cursor = tenant, view, cursor
        self._rows = PageRows(view, tenant, cursor, held_max)
        self._parked = {each.stream for each in parked}
        self._newly: list[Parked] = []

    @property
    def position(self) -> int:
        """What the rows rest on."""
        return self.cursor.position

    def fold(self, db: Connection, page: Sequence[Fact | Unreadable]) -> None:
        """Fold a page in memory; a fact that cannot be read or taken parks its stream."""
        self._rows.reader = Reader(db, self.tenant, self.cursor)
        topics, parked = self.view.topics, self._parked
        for fact in page:
            if isinstance(fact, Unreadable):
                self._meet(fact)
            elif (not topics or fact.event.topic in topics) and fact.stream not in parked:
                self._fold_one(fact)
        self._rows.reader = None

    @property
    def digest(self) -> bytes:
        """What all rows come to, with those of the page."""
        return self._rows.digest

    def write(self, db: Connection) -> None:
        """Store the page's rows and newly parked streams; the cursor has been moved before."""
        self._rows.write(db)
        cursors.park(db, self.tenant, self.view, self.cursor.generation, self._newly)

    def written(self, end: int, now: str) -> None:
        """The page was committed: the rows now rest on `end`."""
        self.cursor = self.cursor._replace(position=end, digest=self.digest, moved_at=now)
        self._rows.written()
        self._newly.clear()

    def _meet(self, fact: Unreadable) -> None:
        if self.view.takes(fact.topic) and fact.stream not in self._parked:
            self._park(fact.stream, fact.position, fact.topic, fact.reason, "")

    def _fold_one(self, fact: Fact) -> None:
        try:
            self.view.fold(self._rows, fact)
            self._rows.settle(fact.position)
        except (SQLAlchemyError, MemoryError):
            # The database or the machine, not the fact: nobody's stream is parked for it.
            raise
        except Exception as error:  # noqa: BLE001 whatever else a fold raises concerns this fact
            self._rows.undo()
            stack = _stack(error)
            reason = f"{type(error).__name__} ({stack[0]})"
            self._park(fact.stream, fact.position, fact.event.topic, reason, "\n".join(stack))

    def _park(self, stream: str, position: int, topic: str, reason: str, stack: str) -> None:
        self._parked.add(stream)
        self._newly.append(Parked(stream, position, topic, reason, stack))


def _stack(error: Exception) -> list[str]:
    """Where it was raised, the innermost place first; never the error's text, which could hold a
    value."""
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    ours = [place for place in frames if place[0].co_filename != __file__] or frames
    places = [f"{Path(code.co_filename).name}:{line} {code.co_name}" for code, line in ours]
    return places[::-1][:STACK_FRAMES_MAX]
