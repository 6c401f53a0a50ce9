"""What a view declares: name, version, tables, the events it folds, and a pure fold (design.md
part 6).

A row is a frozen struct; its fields are the columns. Each change of a row makes a version of it,
from the position of the fact that made it to the position of the one that ended it, so a reader
may ask as of any.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from msgspec import Struct
from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Text
from sqlalchemy import Table as CoreTable

from core.event import Event, Fact
from projections.columns import columns_of, shape_of

R = TypeVar("R", bound=Struct)


class Rows(Protocol):
    """What a fold may do: read and change the current rows of one tenant in this view."""

    def get(self, table: "Table[R]", key: str) -> R | None:
        """The current row, None if there is none."""

    def need(self, table: "Table[R]", key: str) -> R:
        """The current row; without one the fold cannot take the fact, and its stream is parked."""

    def put(self, table: "Table[R]", key: str, row: R) -> None:
        """Make `row` the current one under `key`."""

    def remove(self, table: "Table[R]", key: str) -> None:
        """End the current row, if there is one."""


Fold = Callable[[Rows, Fact], None]


class Table(Generic[R]):
    """Rows of one kind. `kind` names it within its view; `indexes` are fields that readers
    ask for."""

    def __init__(self, kind: str, row: type[R], indexes: Sequence[str] = ()) -> None:
        self.kind, self.row, self.indexes = kind, row, indexes
        self.core: CoreTable

    def column(self, name: str) -> Column[Any]:
        """The column of a field, for a reader's condition."""
        return self.core.c[name]

    def attach(self, label: str, metadata: MetaData) -> None:
        """Make the SQL table of the view that has this label."""
        name = f"{label}__{self.kind}"
        self.core = CoreTable(
            name,
            metadata,
            Column("tenant", Text, primary_key=True),
            Column("generation", Integer, primary_key=True),
            Column("key", Text, primary_key=True),
            Column("from_position", BigInteger, primary_key=True),
            Column("to_position", BigInteger),
            *columns_of(self.row),
            sqlite_with_rowid=False,
        )
        for field in ("to_position", *self.indexes):
            parts = (self.core.c.tenant, self.core.c.generation, self.core.c[field])
            Index(f"{name}__{field}", *parts)


class View:
    """A view: made at the foot of its file from tables, events and fold.

    `version` goes up with every change of what the fold does; a changed row struct is noticed by
    itself. `events` empty means every event there is.
    """

    def __init__(
        self,
        name: str,
        version: int,
        tables: Sequence[Table[Any]],
        events: Sequence[type[Event]],
        fold: Fold,
    ) -> None:
        self.name, self.version, self.tables, self.fold = name, version, tuple(tables), fold
        self.topics = frozenset(event.topic for event in events)
        shapes = "\n".join(f"{table.kind}({shape_of(table.row)})" for table in tables)
        digest = hashlib.sha256(f"{version}\n{shapes}".encode()).hexdigest()
        self.label = f"{name}__{digest[:8]}"
        self.metadata = MetaData()
        for table in tables:
            table.attach(self.label, self.metadata)

    def takes(self, fact: Fact) -> bool:
        """Whether the fold is shown this fact."""
        return not self.topics or fact.event.topic in self.topics


class Parked(NamedTuple):
    """A stream that stands still in a view since the fact at `position`; `reason` holds
    nothing of the fact."""

    stream: str
    position: int
    topic: str
    reason: str
