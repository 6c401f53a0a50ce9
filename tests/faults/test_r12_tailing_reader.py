"""R12: a reader that tails a log while 16 writers append misses nothing and sees it in order."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest
from eventsourcing.persistence import InfrastructureFactory, StoredEvent, TrackingRecorder
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg.conninfo import conninfo_to_dict

from tests import postgres
from tests.faults.campaign import report, times
from tests.faults.tailed_process import TENANT
from tests.log.store_case import root_from_rows
from tests.log.stores import store_at

ROOT = Path(__file__).parents[2]
EVENTS = 20_000
PROCESSES, THREADS = 4, 4
PAGE = 500
SECONDS_MAX = 600

Read = Callable[[int, int], Sequence[int]]
"""After which position and how many at most -> the next positions."""

pytestmark = pytest.mark.slow


class Judged(NamedTuple):
    """How many positions the reader saw, how many it missed, how many came out of order."""

    seen: int
    missed: int
    disordered: int


class Tail:
    """A reader that goes on after the last position it saw."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.seen: list[int] = []

    def step(self) -> bool:
        """Read a page; whether there was anything new."""
        page = self._read(self.seen[-1] if self.seen else 0, PAGE)
        self.seen += page
        return bool(page)

    def judge(self, stored: Sequence[int]) -> Judged:
        """What it saw against what was there in the end."""
        falls = sum(later <= earlier for earlier, later in pairwise(self.seen))
        return Judged(len(self.seen), len(set(stored) - set(self.seen)), falls)


@pytest.fixture(params=["sqlite", "postgres"])
def location(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Where an empty log is."""
    if request.param == "sqlite":
        yield str(folder / "log.db")
        return
    with postgres.database() as url:
        yield url


@contextmanager
def library_without_lock() -> Iterator[PostgresApplicationRecorder]:
    """The library's own store with the switch that leaves its table lock out (planted)."""
    with postgres.database() as url:
        asked = conninfo_to_dict(url)
        factory = InfrastructureFactory[TrackingRecorder].construct(
            {
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "POSTGRES_DBNAME": str(asked["dbname"]),
                "POSTGRES_HOST": str(asked["host"]),
                "POSTGRES_PORT": str(asked.get("port", 5432)),
                "POSTGRES_USER": str(asked["user"]),
                "POSTGRES_PASSWORD": str(asked.get("password", "none")),
                "POSTGRES_ENABLE_DB_FUNCTIONS": "y",
            }
        )
        with closing(factory):
            recorder = factory.application_recorder()
            assert isinstance(recorder, PostgresApplicationRecorder)
            yield recorder


def test_no_event_is_missed_or_seen_out_of_order(location: str) -> None:
    each = times(EVENTS) // (PROCESSES * THREADS)
    program = [sys.executable, "-m", "tests.faults.tailed_process", location]
    with closing(store_at(location)) as store:
        tail = Tail(lambda after, most: [row[0] for row in store.page(TENANT, after, most)])
        writers = [
            subprocess.Popen([*program, str(first), str(THREADS), str(each)], cwd=ROOT)
            for first in range(0, PROCESSES * THREADS, THREADS)
        ]
        while any(writer.poll() is None for writer in writers):
            tail.step()
        while tail.step():
            pass
        assert [writer.returncode for writer in writers] == [0] * PROCESSES
        count = each * PROCESSES * THREADS
        judged = tail.judge(range(1, count + 1))
        report(f"R12 {type(store).__name__}", **judged._asdict())
        assert judged == (count, 0, 0)
        assert store.head(TENANT).size == count
        assert store.head(TENANT).root() == root_from_rows(store, TENANT)


def test_the_same_reader_misses_events_where_positions_are_given_before_the_commit() -> None:
    first, second = (StoredEvent(uuid4(), 1, "counted", b"") for _ in range(2))
    with library_without_lock() as recorder:
        tail = Tail(
            lambda after, most: [
                found.id
                for found in recorder.select_notifications(after, most, inclusive_of_start=False)
            ]
        )
        # given a writer that has its position but not committed, when another one is faster
        with recorder.datastore.get_connection() as slow:
            slow.execute("begin")
            event = recorder.construct_pg_stored_event(*astuple(first))
            slow.execute(recorder.sql_invoke_pg_function_insert_events, ([event],))
            assert recorder.insert_events([second]) == [2]
            assert tail.step()
            slow.execute("commit")
        # then the reader is past it
        assert not tail.step()
        assert tail.judge([1, 2]) == (1, 1, 0)
