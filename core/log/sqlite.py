"""Persistence module `core.log.sqlite`: the log in one SQLite file (design.md part 4)."""

import json
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import apsw
from eventsourcing.persistence import OperationalError

from core.errors import refuse
from core.event import Stored
from core.log import recorder
from core.log.port import POSITION_MAX, Head, Row
from core.log.sqlite_file import claim, close_without_checkpoint, connect, refuse_bad_version
from core.log.sqlite_writer import Inside, SqliteWriter
from core.log.written import WrittenStore

LAYOUT = 1
TABLES = """
create table event (tenant text not null, position integer not null, stream text not null,
  version integer not null, topic text not null, state blob not null,
  primary key (tenant, position), unique (tenant, stream, version)) strict, without rowid;
create table head (tenant text not null primary key, size integer not null, edge blob not null)
  strict, without rowid;
create table command (tenant text not null, command_id text not null, first integer not null,
  last integer not null, primary key (tenant, command_id)) strict, without rowid;
create trigger event_stays before update on event begin select raise(abort, 'stays'); end;
create trigger event_kept before delete on event begin select raise(abort, 'stays'); end;
create trigger command_stays before update on command begin select raise(abort, 'stays'); end;
create trigger command_kept before delete on command begin select raise(abort, 'stays'); end;
"""
ROW = "select position, stream, version, topic, state from event"
PAGE = f"{ROW} where tenant = ? and position > ? and position <= ? order by position limit ?"
PAGE_OF_TOPICS = """select position, stream, version, topic, state from event
 where tenant = ? and position > ? and position <= ?
 and topic in (select value from json_each(?)) order by position limit ?"""
STATES = """select position, state from event
 where tenant = ? and position > ? and position <= ? and topic = ? order by position limit ?"""
STREAM = f"{ROW} where tenant = ? and stream = ? and version > ? and version <= ? order by version"
HEADS = "select tenant, size from head where size > 0"

_stores: dict[Path, "SqliteStore"] = {}
_stores_lock = threading.Lock()


class SqliteStore(WrittenStore):
    """One file, one writer thread, and a read-only connection for each thread that reads."""

    # With the facts made of them they fit in a processor's own cache; asking again costs little.
    rows_at_once = 500

    def __init__(self, path: Path, vfs: str | None = None) -> None:
        refuse_bad_version(apsw.sqlite_lib_version())
        claim(path)
        self._path, self._vfs = path, vfs
        _lay_out(path, vfs)
        super().__init__(SqliteWriter(path, vfs, self._drop_readers))
        self._local = threading.local()
        self._readers: weakref.WeakSet[Reader] = weakref.WeakSet()

    def page(
        self,
        tenant: str,
        after: int,
        limit: int,
        upto: int = POSITION_MAX,
        topics: Sequence[str] = (),
    ) -> list[Row]:
        """See `Store.page`."""
        return list(map(Row._make, self.scan(tenant, after, limit, upto, topics)))

    def scan(
        self,
        tenant: str,
        after: int,
        limit: int,
        upto: int = POSITION_MAX,
        topics: Sequence[str] = (),
    ) -> list[Stored]:
        """See `Store.scan`."""
        window = (tenant, after, upto)
        with self._reading() as db:
            if topics:
                wanted = json.dumps(list(topics))
                return list(db.execute(PAGE_OF_TOPICS, (*window, wanted, limit)))
            return list(db.execute(PAGE, (*window, limit)))

    def states(
        self, tenant: str, after: int, limit: int, upto: int, topic: str
    ) -> list[tuple[int, bytes]]:
        """See `Store.states`."""
        with self._reading() as db:
            return list(db.execute(STATES, (tenant, after, upto, topic, limit)))

    def stream(
        self,
        tenant: str,
        stream: str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[Row]:
        """See `Store.stream`."""
        low, high = -1 if gt is None else gt, POSITION_MAX if lte is None else lte
        order = " desc limit ?" if desc else " limit ?"
        bound = (tenant, stream, low, high, -1 if limit is None else limit)
        with self._reading() as db:
            return list(map(Row._make, db.execute(STREAM + order, bound)))

    def find_command(self, tenant: str, command_id: str) -> tuple[int, int] | None:
        """See `Store.find_command`; `OutcomeUnknown` while a failed COMMIT is not settled."""
        self._settle(tenant)
        with self._reading() as db:
            return Inside(db).find_command(tenant, command_id)

    def head(self, tenant: str) -> Head:
        """See `Store.head`."""
        with self._reading() as db:
            return Inside(db).head(tenant)

    def heads(self) -> dict[str, int]:
        """See `Store.heads`."""
        with self._reading() as db:
            return {str(tenant): int(size) for tenant, size in db.execute(HEADS)}

    def pulse(self) -> object:
        """See `Store.pulse`: SQLite tells each connection of commits by others."""
        with self._reading() as db:
            return self._reader().opened, db.pragma("data_version")

    def close(self) -> None:
        """See `Store.close`."""
        self._close_writer()
        self._drop_readers()
        self._transactions.close()

    @contextmanager
    def _reading(self) -> Iterator[apsw.Connection]:
        self.check_process()
        reader = self._reader()
        with reader.lock:
            # Asked under the lock: `close` sets it first, and then waits for each reader's lock.
            if self._closed:
                raise OperationalError("log is closed")
            try:
                yield reader.connection()
            except apsw.Error as error:
                reader.drop()
                raise OperationalError("log could not be read") from error

    def _reader(self) -> "Reader":
        reader: Reader | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = Reader(self._path, self._vfs)
            with self._lock:
                self._readers.add(reader)
        return reader

    def _drop_readers(self) -> None:
        """Close all of them at one moment; each opens anew when it reads."""
        with self._lock, ExitStack() as held:
            readers = list(self._readers)
            for reader in readers:
                held.enter_context(reader.lock)
            for reader in readers:
                reader.drop()


class Reader:
    """One thread's read-only connection; the lock is for whoever must close it from another."""

    def __init__(self, path: Path, vfs: str | None) -> None:
        self._path, self._vfs = path, vfs
        self._db: apsw.Connection | None = None
        self.lock = threading.Lock()
        self.opened = 0

    def connection(self) -> apsw.Connection:
        """The connection, opened if need be; the caller holds the lock."""
        if self._db is None:
            self._db = connect(self._path, self._vfs, readonly=True)
            self.opened += 1
        return self._db

    def drop(self) -> None:
        """Close the connection; the caller holds the lock."""
        db, self._db = self._db, None
        if db is not None:
            close_without_checkpoint(db)


class Factory(recorder.LogFactory):
    """Setting SQLITE_DBNAME is the path of the file; all recorders of one path share one store."""

    def store(self) -> SqliteStore:
        """The store of that path."""
        name = self.env.get("SQLITE_DBNAME")
        assert name, "setting SQLITE_DBNAME is missing"
        return open_store(Path(name))


def open_store(path: Path) -> SqliteStore:
    """The store of that file, one a process; `Refused` for a bad SQLite or unknown layout."""
    path = path.resolve()
    with _stores_lock:
        store = _stores.get(path)
        if store is None:
            store = _stores[path] = SqliteStore(path)
    store.check_process()
    return store


def close_store(path: Path) -> None:
    """Close the store of that file, if it is open in this process."""
    with _stores_lock:
        store = _stores.pop(path.resolve(), None)
    if store is not None:
        store.close()


def _lay_out(path: Path, vfs: str | None) -> None:
    """Make the tables in a new file; refuse a file that is laid out in a way we do not know."""
    try:
        with closing(connect(path, vfs)) as db:
            db.execute("begin immediate")
            found = db.pragma("user_version")
            if found == 0:
                db.execute(TABLES)
            # Written even if it is there: this commit's sync also brings to disk what a killed
            # process left in the WAL, which is readable from now on.
            if found in (0, LAYOUT):
                db.pragma("user_version", LAYOUT)
            db.execute("commit")
    except apsw.Error as error:
        raise OperationalError("log file could not be opened") from error
    if found not in (0, LAYOUT):
        raise refuse(
            "log.layout",
            "この記録ファイルは新しい版の台帳が作ったものです。新しい版で開いてください。",
            "This log file was made by a newer version of Daicho. Open it with that version.",
        )
