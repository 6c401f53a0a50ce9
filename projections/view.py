"""What a view declares: name, version, tables, the events it folds, and a pure fold (design.md
part 6).

A row is a frozen struct. Each change of a row makes a version of it, from the position of the fact
that made it to the position of the one that ended it, so a reader may ask as of any.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Text
from sqlalchemy import Table as CoreTable

from core.event import Event, Fact
from projections.columns import columns_of, shape_of

R = TypeVar("R", bound=Struct)
_BY_CODE_POINT = Text().with_variant(Text(collation="C"), "postgresql")


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
    """Rows of one kind. `kind` names it within its view; `indexes` are fields that readers ask
    by, `columns` fields that they compare."""

    def __init__(
        self,
        kind: str,
        row: type[R],
        indexes: tuple[str, ...] = (),
        columns: tuple[str, ...] = (),
    ) -> None:
        self.kind, self.row, self.indexes = kind, row, indexes
        self.columns = (*indexes, *columns)
        self.unpack = msgspec.json.Decoder(row).decode
        self.core: CoreTable

    def column(self, name: str) -> Column[Any]:
        """The column of a field, for a reader's condition."""
        return self.core.c[name]

    def attach(self, label: str, metadata: MetaData) -> None:
        """Make the SQL table of the view that has this label."""
        name = f"{label}__{self.kind}"
        self.core = table = CoreTable(
            name,
            metadata,
            Column("tenant", Text, nullable=False),
            Column("generation", Integer, nullable=False),
            Column("key", _BY_CODE_POINT, nullable=False),
            Column("from_position", BigInteger, nullable=False),
            Column("to_position", BigInteger),
            Column("fork", BigInteger),
            Column("row", LargeBinary, nullable=False),
            *columns_of(self.row, self.columns),
        )
        own = table.c
        where = (own.tenant, own.generation)
        Index(f"{name}__version", *where, own.key, own.from_position, unique=True)
        Index(f"{name}__from", *where, own.fork, own.from_position)
        ended = own.fork.is_not(None)
        parts = (*where, own.fork, own.to_position)
        Index(f"{name}__to", *parts, sqlite_where=ended, postgresql_where=ended)
        for field in self.indexes:
            Index(f"{name}__{field}", *where, own[field], own.fork, own.from_position)


class View:
    """A view: made at the foot of its file from tables, events and fold.

    `version` goes up with every change of what the fold does: rows of an older one are shown until
    a rebuild beside is switched in. Rows of another shape have tables of their own. `events` empty
    means every event there is.
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
        shapes = "\n".join(
            f"{table.kind}({shape_of(table.row)}){table.columns}" for table in tables
        )
        self.label = f"{name}__{hashlib.sha256(shapes.encode()).hexdigest()[:8]}"
        self.metadata = MetaData()
        for table in tables:
            table.attach(self.label, self.metadata)

    def takes(self, topic: str) -> bool:
        """Whether the fold is shown facts of this topic."""
        return not self.topics or topic in self.topics


class Parked(NamedTuple):
    """A stream that stands still in a view since the fact at `position`; neither `reason` nor
    `stack` holds anything of the fact."""

    stream: str
    position: int
    topic: str
    reason: str
    stack: str
