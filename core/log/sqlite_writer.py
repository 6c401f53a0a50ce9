"""The writing side of the SQLite store: one transaction a group, and what to do when one fails."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

import apsw

from core.log.batch import Batch
from core.log.port import Append, Head, Outcome
from core.log.sqlite_file import WalFile, close_without_checkpoint, connect
from core.log.transactions import Failed, Transactions

FIND_COMMAND = "select first, last from command where tenant = ? and command_id = ?"
HEAD = "select size, edge from head where tenant = ?"
VERSIONS = """select version from event
 where tenant = ? and stream = ? and version between ? and ?"""
ADD_EVENTS = "insert or rollback into event (tenant, position, stream, version, topic, state)"
ADD_COMMANDS = "insert or rollback into command (tenant, command_id, first, last)"
ROWS_A_STATEMENT = 64
SET_HEAD = """insert into head (tenant, size, edge) values (?, ?, ?)
 on conflict (tenant) do update set size = excluded.size, edge = excluded.edge"""
HEADS_MAX = 20_000


class Inside:
    """Answers a batch's questions on the connection whose transaction is open."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    def head(self, tenant: str) -> Head:
        """The head row, read under the write lock."""
        row = self._db.execute(HEAD, (tenant,)).fetchone()
        return Head(*row) if row else Head()

    def find_command(self, tenant: str, command_id: str) -> tuple[int, int] | None:
        """First and last position of a recorded command."""
        row = self._db.execute(FIND_COMMAND, (tenant, command_id)).fetchone()
        return (row[0], row[1]) if row else None

    def versions(self, tenant: str, stream: str, low: int, high: int) -> Iterable[int]:
        """The stream's versions from `low` to `high`."""
        found = self._db.execute(VERSIONS, (tenant, stream, low, high))
        return [version for (version,) in found]


class SqliteWriter(Transactions):
    """Commits groups on one connection."""

    def __init__(self, path: Path, vfs: str | None, drop_readers: Callable[[], None]) -> None:
        super().__init__()
        self._path, self._vfs, self._drop_readers = path, vfs, drop_readers
        self._db: apsw.Connection | None = None
        self._wal: WalFile | None = None

    def close(self) -> None:
        """Close the connection; the last one to go folds the WAL into the file."""
        if self._db is not None:
            self._db.close()
        self._db = self._wal = None

    def _attempt(self, group: Sequence[Append]) -> list[Outcome]:
        sent: list[Outcome] | None = None
        try:
            db = self._connection()
            batch, outcomes = _write(db, group)
            sent = outcomes
            db.execute("commit")
            if self._wal is None or not self._wal.still_linked():
                raise apsw.IOError("the WAL file was unlinked")
            self._remember(batch)
        except apsw.Error as error:
            self.unsettled = self.unsettled or sent is not None
            self._drop()
            raise Failed(sent) from error
        except BaseException:
            self._drop()
            raise
        return outcomes

    def _attempt_settled(self, group: Sequence[Append]) -> list[Outcome]:
        return self._attempt(group)  # a new connection settles before anything else

    def _remember(self, batch: Batch) -> None:
        if len(self.latest) > HEADS_MAX:
            self.latest.clear()
        self.latest.update((tenant, Head(size, edge)) for tenant, size, edge in batch.heads)

    def _connection(self) -> apsw.Connection:
        if self._db is None:
            self._db = connect(self._path, self._vfs)
            self._settle(self._db)
            self._db.execute(HEAD, ("",)).fetchall()  # the first read makes the WAL file
            self._wal = WalFile(self._path)
        return self._db

    def _settle(self, db: apsw.Connection) -> None:
        # After a failed COMMIT its rows may be visible but not on disk, and a second sync of the
        # same file may say yes without writing; or invisible, and come back after a crash. Moving
        # what is visible into the database file and cutting the WAL to nothing ends both.
        if self.unsettled:
            db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            # The cut is not synced: a power cut now could leave the old WAL without its last
            # frames, to be copied over the newer file. A commit begins the WAL anew, on disk.
            db.execute("begin immediate")
            db.pragma("user_version", db.pragma("user_version"))
            db.execute("commit")
            self.unsettled = False

    def _drop(self) -> None:
        # Connections of one process share an index of the WAL: as long as any is open, the others,
        # opened anew, would trust what that index says about a file that is gone.
        db, self._db, self._wal = self._db, None, None
        if db is not None:
            close_without_checkpoint(db)
        self._drop_readers()


def _write(db: apsw.Connection, group: Sequence[Append]) -> tuple[Batch, list[Outcome]]:
    """Open a transaction and insert what can be stored; the caller commits."""
    db.execute("begin immediate")
    batch = Batch(Inside(db), hopeful=True)
    outcomes = [batch.place(append) for append in group]
    if all(isinstance(outcome, range) for outcome in outcomes):
        try:
            _insert(db, batch)
        except apsw.ConstraintError:
            db.execute("begin immediate")
        else:
            return batch, outcomes
    batch = Batch(Inside(db))
    outcomes = [batch.place(append) for append in group]
    _insert(db, batch)
    return batch, outcomes


def _insert(db: apsw.Connection, batch: Batch) -> None:
    _add(db, ADD_EVENTS, batch.events)
    _add(db, ADD_COMMANDS, batch.commands)
    db.executemany(SET_HEAD, batch.heads)


def _add(db: apsw.Connection, insert: str, rows: Sequence[tuple[str | int | bytes, ...]]) -> None:
    """Insert rows, many a statement: SQLite gives the interpreter up once a statement, and threads
    that wait for it would each time take their turn. A key that objects ends the transaction."""
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        part = rows[start : start + ROWS_A_STATEMENT]
        db.execute(_statement(insert, len(part[0]), len(part)), tuple(chain.from_iterable(part)))


@cache
def _statement(insert: str, columns: int, rows: int) -> str:
    row = f"({', '.join('?' * columns)})"
    return f"{insert} values {', '.join([row] * rows)}"
