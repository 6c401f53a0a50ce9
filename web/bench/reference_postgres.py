"""Reference legs on PostgreSQL: the same rows, encoded and inserted, by the least that lasts."""

from collections.abc import Callable

import psycopg

from web.bench.model import Source, row_of
from web.bench.rounds import REFERENCE, Leg, Work

TABLE = """create table bench_raw (position bigint generated always as identity primary key,
 stream text not null, version bigint not null, topic text not null, state bytea not null,
 unique (stream, version))"""
INSERT = "insert into bench_raw (stream, version, topic, state) values (%s, %s, %s, %s)"
COPY = "copy bench_raw (stream, version, topic, state) from stdin (format binary)"
TYPES = ("text", "int8", "text", "bytea")


class RawTable:
    """One connection, one table, `synchronous_commit=on`."""

    def __init__(self, dsn: str, source: Source) -> None:
        self._db, self._source = psycopg.connect(dsn, autocommit=True), source
        self._db.execute("set synchronous_commit = on")
        self._db.execute(TABLE)

    def singly(self, count: int) -> Leg:
        """One prepared insert a commit."""
        return self._leg("one prepared insert", count, self._insert_each)

    def in_batches(self, count: int, batch: int) -> Leg:
        """Binary COPY of `batch` rows a commit."""
        return self._leg("binary COPY", count, lambda n: self._copy_batches(n, batch))

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def _insert_each(self, count: int) -> Work:
        ready, db = self._source.make_many(count)[0], self._db

        def work() -> None:
            for fact in ready:
                db.execute(INSERT, row_of(fact), prepare=True)

        return work

    def _copy_batches(self, count: int, batch: int) -> Work:
        ready = self._source.make_many(count)[0]

        def work() -> None:
            for start in range(0, count, batch):
                with self._db.cursor() as cursor, cursor.copy(COPY) as copy:
                    copy.set_types(TYPES)
                    for fact in ready[start : start + batch]:
                        copy.write_row(row_of(fact))

        return work

    def _leg(self, way: str, count: int, prepare: Callable[[int], Work]) -> Leg:
        return Leg(role=REFERENCE, way=way, count=count, prepare=prepare, done=self._stored)

    def _stored(self) -> int:
        row = self._db.execute("select count(*) from bench_raw").fetchone()
        assert row is not None
        return int(row[0])
