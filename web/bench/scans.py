"""Reference legs: a log's rows scanned into Python by the same driver, in pages as long as ours."""

import gc
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg

from core.log.port import Store
from core.log.sqlite import SqliteStore
from core.log.sqlite_file import connect
from web.bench.rounds import REFERENCE, Leg, Work

COLUMNS = "select position, stream, version, topic, state from"
SCAN_SQLITE = f"{COLUMNS} event where tenant = ? and position > ? order by position limit ?"
SCAN_POSTGRES = f"""{COLUMNS} daicho_log.event where tenant = %s and position > %s
 order by position limit %s"""
Page = Sequence[tuple[int, str, int, str, bytes]]
Pages = Callable[[int], Page]
"""Position -> the page after it."""


def scans(pages: Pages, events: int) -> Leg:
    """Every row once; positions have no gap, so the last one says how many were met."""
    did = Counter[str]()

    def work() -> None:
        last = 0
        while rows := pages(last):
            last = rows[-1][0]
        did["events"] += last

    def prepare(_: int) -> Work:
        # What the leg before left is not this one's to clear away.
        gc.collect()
        return work

    return Leg(
        role=REFERENCE,
        way="rows scanned",
        count=events,
        prepare=prepare,
        done=lambda: did["events"],
    )


def sqlite_pages(path: Path, tenant: str, stack: ExitStack) -> Pages:
    """Pages of a tenant's log in a SQLite file."""
    db = stack.enter_context(closing(connect(path, readonly=True)))
    return lambda after: list(db.execute(SCAN_SQLITE, (tenant, after, SqliteStore.rows_at_once)))


def postgres_pages(dsn: str, tenant: str, stack: ExitStack) -> Pages:
    """Pages of a tenant's log in PostgreSQL."""
    db = stack.enter_context(psycopg.connect(dsn, autocommit=True))
    # As a log that is no minute old would be.
    db.execute("vacuum analyze daicho_log.event")

    def page(after: int) -> Page:
        with db.cursor(binary=True) as cursor:
            cursor.execute(SCAN_POSTGRES, (tenant, after, Store.rows_at_once), prepare=True)
            return cursor.fetchall()

    return page
