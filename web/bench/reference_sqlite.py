"""Reference legs on SQLite: the same rows, encoded and inserted, by the least that lasts."""

from collections.abc import Callable
from pathlib import Path

from core.log.sqlite_file import connect
from web.bench.model import Source, row_of
from web.bench.rounds import REFERENCE, Leg, Work

TABLE = """create table raw (position integer primary key, stream text not null,
 version integer not null, topic text not null, state blob not null, unique (stream, version))"""
INSERT = "insert into raw (stream, version, topic, state) values (?, ?, ?, ?)"


class RawFile:
    """A file of its own: WAL, `synchronous=FULL`, one connection, one table."""

    def __init__(self, path: Path, source: Source) -> None:
        self._db, self._source = connect(path), source
        self._db.execute(TABLE)

    def singly(self, count: int) -> Leg:
        """One prepared insert a commit."""
        return self._leg("one prepared insert", count, self._insert_each)

    def in_batches(self, count: int, batch: int) -> Leg:
        """`executemany` in one transaction for each `batch` rows."""
        return self._leg("executemany", count, lambda n: self._insert_batches(n, batch))

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _insert_each(self, count: int) -> Work:
        ready, db = self._source.make_many(count)[0], self._db

        def work() -> None:
            for fact in ready:
                db.execute(INSERT, row_of(fact))

        return work

    def _insert_batches(self, count: int, batch: int) -> Work:
        ready, db = self._source.make_many(count)[0], self._db

        def work() -> None:
            for start in range(0, count, batch):
                db.execute("begin immediate")
                db.executemany(INSERT, map(row_of, ready[start : start + batch]))
                db.execute("commit")

        return work

    def _leg(self, way: str, count: int, prepare: Callable[[int], Work]) -> Leg:
        return Leg(role=REFERENCE, way=way, count=count, prepare=prepare, done=self._stored)

    def _stored(self) -> int:
        [(stored,)] = self._db.execute("select count(*) from raw")
        return int(stored)
