"""PEP 249 over apsw, as much as SQLAlchemy's SQLite dialect asks of a driver (setup-notes.md
part 5).

So one SQLite library serves every file. A cursor fetches at once: no statement is left open
behind a commit.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from core.log import sqlite_file

apilevel, threadsafety, paramstyle = "2.0", 1, "qmark"
sqlite_version = apsw.sqlite_lib_version()
sqlite_version_info = tuple(int(part) for part in sqlite_version.split("."))
Binary = bytes
Row = tuple[Any, ...]
CACHE_KIB = 32_768


class Error(Exception):
    """Base of all."""


class InterfaceError(Error):
    """The module was used wrongly."""


class DatabaseError(Error):
    """Anything the database says that has no closer name."""


class IntegrityError(DatabaseError):
    """A constraint holds against it."""


class OperationalError(DatabaseError):
    """Circumstances: a lock, the disk, a missing table."""


class ProgrammingError(DatabaseError):
    """A closed connection or a broken order of calls."""


class DataError(DatabaseError):
    """A value out of range."""


class InternalError(DatabaseError):
    """SQLite found itself inconsistent."""


class NotSupportedError(DatabaseError):
    """SQLite has no such thing."""


Warning = Error

_KINDS: tuple[tuple[type[Exception], type[Error]], ...] = (
    (apsw.ConstraintError, IntegrityError),
    (apsw.ConnectionClosedError, ProgrammingError),
    (apsw.ThreadingViolationError, ProgrammingError),
    (apsw.MisuseError, ProgrammingError),
    (apsw.InternalError, InternalError),
    (apsw.TooBigError, DataError),
    (apsw.CorruptError, DatabaseError),
    (apsw.NotADBError, DatabaseError),
    (apsw.Error, OperationalError),
)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except apsw.Error as error:
        kind = next(ours for theirs, ours in _KINDS if isinstance(error, theirs))
        raise kind(str(error)) from error


class Cursor:
    """One statement at a time, its rows fetched when it was executed."""

    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: Iterator[Row] = iter(())
        self.description: Sequence[Row] | None = None
        self.rowcount, self.lastrowid = -1, 0

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "Cursor":
        """Run one statement and fetch what it gives."""
        with _translated():
            cursor = self._connection.raw.cursor()
            cursor.exec_trace = self._describe
            self._counted(lambda: list(cursor.execute(sql, tuple(parameters))))
        return self

    def executemany(self, sql: str, many: Iterable[Sequence[Any]]) -> "Cursor":
        """Run one statement for each set of parameters; `rowcount` is over all of them."""
        self.description = None
        with _translated():
            cursor = self._connection.raw.cursor()
            self._counted(lambda: list(cursor.executemany(sql, many)))
        return self

    def _counted(self, run: Callable[[], list[Row]]) -> None:
        raw = self._connection.raw
        before = raw.total_changes()
        self._rows = iter(run())
        self.rowcount = raw.total_changes() - before
        self.lastrowid = raw.last_insert_rowid()

    def _describe(self, cursor: apsw.Cursor, sql: str, bindings: Any) -> bool:
        # apsw knows the columns only while the statement runs, and an empty result never runs.
        del sql, bindings
        columns = cursor.get_description()
        self.description = [(c[0], c[1], None, None, None, None, None) for c in columns] or None
        return True

    def fetchone(self) -> Row | None:
        """The next row, None after the last."""
        return next(self._rows, None)

    def fetchmany(self, size: int | None = None) -> list[Row]:
        """Up to `size` rows."""
        wanted = range(size or self.arraysize)
        return [row for _, row in zip(wanted, self._rows, strict=False)]

    def fetchall(self) -> list[Row]:
        """All rows that are left."""
        return list(self._rows)

    def close(self) -> None:
        """Forget the rows."""
        self._rows = iter(())


class Connection:
    """An apsw connection; BEGIN is said by whoever uses it, never implied."""

    isolation_level = None

    def __init__(self, raw: apsw.Connection) -> None:
        self.raw = raw

    def cursor(self) -> Cursor:
        """A new cursor."""
        return Cursor(self)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Cursor:
        """Run one statement on a cursor of its own."""
        return self.cursor().execute(sql, parameters)

    def create_function(
        self, name: str, count: int, function: Any, *, deterministic: bool = False
    ) -> None:
        """Make a function callable from SQL."""
        self.raw.create_scalar_function(name, function, count, deterministic=deterministic)

    def commit(self) -> None:
        """Commit what is open, if anything is."""
        if self.raw.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        """Undo what is open, if anything is."""
        if self.raw.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        """Close it."""
        with _translated():
            self.raw.close()


def connect(path: Path) -> Connection:
    """A connection to a file that is made if absent.

    `synchronous=normal`: a page that a power cut takes is folded again, and the log itself keeps
    FULL.
    """
    with _translated():
        raw = sqlite_file.connect(path)
        raw.pragma("synchronous", "normal")
        raw.pragma("cache_size", -CACHE_KIB)
        raw.pragma("wal_autocheckpoint", sqlite_file.CHECKPOINT_PAGES)
        return Connection(raw)


def connect_memory(name: str) -> Connection:
    """A connection to a database that this process's connections of the same name share."""
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
    with _translated():
        raw = apsw.Connection(f"file:/{name}?vfs=memdb", flags=flags)
        raw.set_busy_timeout(sqlite_file.BUSY_MILLISECONDS)
        return Connection(raw)
