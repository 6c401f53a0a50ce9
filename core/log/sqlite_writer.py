"""The writing side of the SQLite store: one transaction a group, and what to do when one fails."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

import apsw
from eventsourcing.persistence import PersistenceError

from core.log.batch import Batch
from core.log.port import AlreadyDone, Append, Head, NotStored, Outcome, OutcomeUnknown
from core.log.sqlite_file import WalFile, close_without_checkpoint, connect

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


class _Failed(Exception):
    """An attempt failed. `sent` has its outcomes if COMMIT was sent: its rows may be stored."""

    def __init__(self, sent: list[Outcome] | None) -> None:
        super().__init__("transaction failed" if sent is None else "commit failed")
        self.sent = sent


class SqliteWriter:
    """Commits groups on one connection, used by the writer thread alone.

    `unsettled` holds after a failed COMMIT, until what readers see is known to be on disk.
    """

    def __init__(self, path: Path, vfs: str | None, drop_readers: Callable[[], None]) -> None:
        self._path, self._vfs, self._drop_readers = path, vfs, drop_readers
        self._db: apsw.Connection | None = None
        self._wal: WalFile | None = None
        self.unsettled = False
        self.latest: dict[str, Head] = {}

    def commit(self, group: Sequence[Append]) -> list[Outcome]:
        """Store what can be stored, in one transaction, and say what became of each append."""
        try:
            return self._attempt(group)
        except _Failed as failed:
            if failed.sent is not None:
                return self._resolve(group, failed.sent)
        # Nothing was stored: a transaction that never reached COMMIT is gone with its connection.
        try:
            return self._attempt(group)
        except _Failed as failed:
            if failed.sent is not None:
                return self._resolve(group, failed.sent)
            return [_because(self._not_now(), failed) for _ in group]

    def close(self) -> None:
        """Close the connection; the last one to go folds the WAL into the file."""
        if self._db is not None:
            self._db.close()
        self._db = self._wal = None

    def _not_now(self) -> PersistenceError:
        # Until a failed COMMIT is settled, it may have stored the very append that is sent again.
        if self.unsettled:
            return OutcomeUnknown("the log has not recovered yet")
        return NotStored("the log could not be written")

    def _resolve(self, group: Sequence[Append], sent: Sequence[Outcome]) -> list[Outcome]:
        # The new connection settles first, then the appends are sent again: found, or stored anew.
        known = [number for number, append in enumerate(group) if append.commands]
        unknown = OutcomeUnknown("the log lost the answer and the append has no command id")
        outcomes: list[Outcome] = [unknown] * len(group)
        try:
            again = self._attempt([group[number] for number in known])
        except _Failed as failed:
            return [_because(OutcomeUnknown("the log lost the answer"), failed) for _ in group]
        for number, outcome in zip(known, again, strict=True):
            outcomes[number] = _settled(group[number], sent[number], outcome)
        return outcomes

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
            raise _Failed(sent) from error
        except BaseException:
            self._drop()
            raise
        return outcomes

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


def _because(error: PersistenceError, failed: _Failed) -> PersistenceError:
    error.__cause__ = failed
    return error


def _settled(append: Append, sent: Outcome, again: Outcome) -> Outcome:
    """The outcome of an append sent twice: found where the first put it, it was stored."""
    if isinstance(again, AlreadyDone) and isinstance(sent, range):
        place = append.commands[0].command_id, sent.start
        return sent if (again.command_id, again.first) == place else again
    return again
