"""Persistence module `core.log.postgres`: the log in a PostgreSQL database (design.md part 4)."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from psycopg.abc import Params
from psycopg.rows import BaseRowFactory, tuple_row

from core.event import Stored
from core.log import recorder
from core.log.port import POSITION_MAX, Head, Row
from core.log.postgres_connection import READER, WRITER, Connection, Connections
from core.log.postgres_tables import lay_out
from core.log.postgres_writer import PostgresWriter
from core.log.written import WrittenStore

READERS_MAX = 8
AS_TENANT = "select set_config('daicho.tenant', %s, true)"
ROW = "select position, stream, version, topic, state from daicho_log.event"
PAGE = f"""{ROW} where tenant = %s and position > %s and position <= %s
 order by position limit %s"""
PAGE_OF_TOPICS = f"""{ROW} where tenant = %s and position > %s and position <= %s
 and topic = any(%s) order by position limit %s"""
STATES = """select position, state from daicho_log.event
 where tenant = %s and position > %s and position <= %s and topic = %s
 order by position limit %s"""
STREAM = f"{ROW} where tenant = %s and stream = %s and version > %s and version <= %s"
FIND_COMMAND = "select first, last from daicho_log.command where tenant = %s and command_id = %s"
HEAD = "select size, edge from daicho_log.head where tenant = %s"
HEADS = "select tenant, size from daicho_log.head where size > 0"

_stores: dict[str, "PostgresStore"] = {}
_stores_lock = threading.Lock()


class PostgresStore(WrittenStore):
    """One database: a writer with a connection of its own, and a few for all who read."""

    reads_at_once = False

    def __init__(self, url: str) -> None:
        lay_out(url)
        super().__init__(PostgresWriter(url))
        self._readers = Connections(url, READER, READERS_MAX)
        # Row security shows the reader one tenant only; who has news is nobody's content.
        self._overseer = Connections(url, WRITER, 1)

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
        if topics:
            bound = (tenant, after, upto, list(topics), limit)
            return self._read(tenant, PAGE_OF_TOPICS, bound, tuple_row)
        return self._read(tenant, PAGE, (tenant, after, upto, limit), tuple_row)

    def states(
        self, tenant: str, after: int, limit: int, upto: int, topic: str
    ) -> list[tuple[int, bytes]]:
        """See `Store.states`."""
        return self._read(tenant, STATES, (tenant, after, upto, topic, limit), tuple_row)

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
        most = POSITION_MAX if limit is None else limit
        order = " order by version desc limit %s" if desc else " order by version limit %s"
        return self._read(tenant, STREAM + order, (tenant, stream, low, high, most), _rows)

    def find_command(self, tenant: str, command_id: str) -> tuple[int, int] | None:
        """See `Store.find_command`; `OutcomeUnknown` while a lost answer is not settled."""
        self._settle(tenant)
        found = self._read(tenant, FIND_COMMAND, (tenant, command_id), tuple_row)
        return (found[0][0], found[0][1]) if found else None

    def head(self, tenant: str) -> Head:
        """See `Store.head`."""
        found = self._read(tenant, HEAD, (tenant,), tuple_row)
        return Head(*found[0]) if found else Head()

    def heads(self) -> dict[str, int]:
        """See `Store.heads`."""
        self.check_process()
        return self._overseer.ask(lambda db: dict(db.execute(HEADS).fetchall()))

    def close(self) -> None:
        """See `Store.close`."""
        self._close_writer()
        self._transactions.close()
        self._readers.close()
        self._overseer.close()

    def _read(self, tenant: str, query: str, bound: Params, row: BaseRowFactory[Any]) -> list[Any]:
        """All rows the query finds in a transaction of that tenant, in one round trip."""
        self.check_process()

        def question(db: Connection) -> list[Any]:
            with db.cursor(binary=True, row_factory=row) as cursor:
                with db.pipeline():
                    db.execute("begin")
                    db.execute(AS_TENANT, (tenant,))
                    cursor.execute(query, bound, prepare=True)
                    db.execute("commit")
                return cursor.fetchall()

        return self._readers.ask(question)


class Factory(recorder.LogFactory):
    """Setting DATABASE_URL names the database; all recorders of one URL share one store."""

    def store(self) -> PostgresStore:
        """The store of that database."""
        url = self.env.get("DATABASE_URL")
        assert url, "setting DATABASE_URL is missing"
        return open_store(url)


def open_store(url: str) -> PostgresStore:
    """The store of that database, one a process; `Refused` for missing rights or an unknown
    layout, `OperationalError` if there is no server."""
    with _stores_lock:
        store = _stores.get(url)
        if store is None:
            store = _stores[url] = PostgresStore(url)
    store.check_process()
    return store


def close_store(url: str) -> None:
    """Close the store of that database, if it is open in this process."""
    with _stores_lock:
        store = _stores.pop(url, None)
    if store is not None:
        store.close()


def _rows(_cursor: object) -> Callable[[Sequence[Any]], Row]:
    return Row._make
