"""The writing side of the PostgreSQL store: one statement a group, and what to do when one fails.

A group is first placed on the heads this process remembers, as if nobody else wrote. If that does
not hold, nothing of it is written, and it is placed again in a transaction that locks the heads, so
that each append gets its own answer. Memory makes it fast; the statement makes it right.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import LiteralString, NamedTuple

import psycopg
from psycopg.pq import ConnStatus

from core.log import postgres_statement as statement
from core.log.batch import Batch
from core.log.port import Append, Head, Outcome
from core.log.postgres_connection import WRITER, Connection, connect
from core.log.postgres_inside import Locked, Remembered, read_heads
from core.log.transactions import Failed, Transactions

EVENTS_A_STATEMENT_MAX = 200
HEADS_MAX = 10_000
CONNECT_AGAIN_SECONDS = (0.1, 0.2, 0.4, 0.8, 1.6)


class CopyInto(NamedTuple):
    """How rows are streamed into a table, and the types of its columns."""

    query: LiteralString
    types: tuple[str, ...]


COPY_EVENTS = CopyInto(
    """copy daicho_log.event (tenant, position, stream, version, topic, state)
 from stdin (format binary)""",
    ("text", "int8", "text", "int8", "text", "bytea"),
)
COPY_COMMANDS = CopyInto(
    "copy daicho_log.command (tenant, command_id, first, last) from stdin (format binary)",
    ("text", "text", "int8", "int8"),
)

SESSION_LOCKS = 0x6461_6964
"""Advisory locks of this class, by backend pid, say that a session of ours lives."""
LIVE = "select pg_advisory_lock(%s, pg_backend_pid())"
OUTLIVE = "select pg_advisory_lock(%s, %s), pg_advisory_unlock(%s, %s)"


class PostgresWriter(Transactions):
    """Commits groups on one connection."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._db: Connection | None = None
        self._session: int | None = None
        self._old: int | None = None

    def close(self) -> None:
        """Close the connection."""
        self.closing.set()
        if self._db is not None:
            self._db.close()
        self._db = None

    def _attempt(self, group: Sequence[Append]) -> list[Outcome]:
        db = self._connection()
        return self._at_once(db, group) or self._in_turn(db, group)

    def _attempt_settled(self, group: Sequence[Append]) -> list[Outcome]:
        # A new connection outlives the old session first; heads are locked, not remembered.
        db = self._connection()
        return self._in_turn(db, group) if group else []

    def _at_once(self, db: Connection, group: Sequence[Append]) -> list[Outcome] | None:
        """Store the group on the remembered heads; None, and nothing stored, if it does not fit."""
        with self._talking(None):
            heads = self._remember(db, group)
        batch = Batch(Remembered(heads), hopeful=True)
        outcomes = [batch.place(append) for append in group]
        if not all(isinstance(outcome, range) for outcome in outcomes):
            return None
        guards = statement.following(group)
        done = False
        try:
            with self._talking(outcomes):
                done = _store(db, statement.Wanted(batch, heads, guards))
        except Failed as failed:
            if failed.sent is not None:
                raise
        self._learn(heads, batch.heads if done else None)
        return outcomes if done else None

    def _in_turn(self, db: Connection, group: Sequence[Append]) -> list[Outcome]:
        """Place each append under locked heads, and store what is not refused."""
        with self._talking(None):
            inside = Locked(db, group)
            batch = Batch(inside)
            outcomes = [batch.place(append) for append in group]
            done = _write(db, statement.Wanted(batch, inside.heads, []))
            assert done, "a locked head moved"
        with self._talking(outcomes):
            db.execute("commit")
        self._learn(inside.heads, batch.heads)
        return outcomes

    @contextmanager
    def _talking(self, sent: list[Outcome] | None) -> Iterator[None]:
        """Make a `Failed` of what goes wrong: with `sent` where the answer was lost, without where
        the server itself says that it has undone the work."""
        try:
            yield
        except psycopg.Error as error:
            lost = not self._undone()
            if lost:
                self._drop(maybe_stored=sent is not None)
            raise Failed(sent if lost else None) from error
        except BaseException:
            self._drop(maybe_stored=sent is not None)
            raise

    def _undone(self) -> bool:
        """After an error: whether the connection lives, so that what was sent is surely undone."""
        self.latest.clear()
        try:
            if self._db is not None and self._db.pgconn.status == ConnStatus.OK:
                self._db.rollback()
                return True
        except psycopg.Error:
            pass
        return False

    def _connection(self) -> Connection:
        if self._db is None:
            self._db = self._connected()
            try:
                with self._talking(None):
                    self._outlive(self._db)
            except Failed:
                self._drop(maybe_stored=False)
                raise
        return self._db

    def _connected(self) -> Connection:
        for seconds in CONNECT_AGAIN_SECONDS:
            try:
                return connect(self._url, WRITER)
            except psycopg.Error as error:
                failure = error
                self.closing.wait(seconds)
        raise Failed(None, again=False) from failure

    def _outlive(self, db: Connection) -> None:
        # A server may still be busy with a statement whose answer was lost, or not have begun it.
        # Each session holds a lock for life: who gets that of the old one knows that it is over.
        if self._old is not None:
            db.execute(OUTLIVE, (SESSION_LOCKS, self._old) * 2)
        db.execute(LIVE, (SESSION_LOCKS,))
        statement.prepare(db)
        # Kept now: a broken connection does not tell it any more.
        self._session, self._old, self.unsettled = db.info.backend_pid, None, False

    def _drop(self, *, maybe_stored: bool) -> None:
        """Forget connection and heads; the session ends, a transaction of it is undone."""
        db, self._db = self._db, None
        self.latest.clear()
        self.unsettled = self.unsettled or maybe_stored
        if db is not None:
            self._session, self._old = None, self._session or self._old
            db.close()

    def _remember(self, db: Connection, group: Sequence[Append]) -> dict[str, Head]:
        """The heads of the group's tenants as this process knows them, read where it does not."""
        tenants = {append.tenant for append in group}
        unknown = [tenant for tenant in tenants if tenant not in self.latest]
        known = {tenant: self.latest[tenant] for tenant in tenants.difference(unknown)}
        return known | (read_heads(db, unknown) if unknown else {})

    def _learn(self, heads: dict[str, Head], new: list[tuple[str, int, bytes]] | None) -> None:
        """Remember the heads of a group after it was stored, or forget them (None)."""
        for tenant in heads:
            self.latest.pop(tenant, None)
        if new is not None:
            self.latest |= heads
            self.latest |= {tenant: Head(size, edge) for tenant, size, edge in new}
        for tenant in list(islice(self.latest, max(0, len(self.latest) - HEADS_MAX))):
            del self.latest[tenant]


def _store(db: Connection, wanted: statement.Wanted) -> bool:
    """Write and commit; whether everything held. Otherwise nothing is written."""
    if len(wanted.batch.events) <= EVENTS_A_STATEMENT_MAX:
        return statement.run(db, wanted)
    db.execute("begin")
    done = _write(db, wanted)
    db.execute("commit" if done else "rollback")
    return done


def _write(db: Connection, wanted: statement.Wanted) -> bool:
    """Write within the open transaction; whether everything held."""
    events = wanted.batch.events
    if len(events) <= EVENTS_A_STATEMENT_MAX:
        return statement.run(db, wanted)
    if not statement.run(db, wanted, heads_only=True):
        return False
    _copy(db, COPY_COMMANDS, wanted.batch.commands)
    _copy(db, COPY_EVENTS, events)
    return True


def _copy(db: Connection, into: CopyInto, rows: Sequence[tuple[object, ...]]) -> None:
    with db.cursor() as cursor, cursor.copy(into.query) as copy:
        copy.set_types(into.types)
        for row in rows:
            copy.write_row(row)
