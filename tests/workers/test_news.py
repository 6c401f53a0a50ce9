"""News through a real Valkey: they wake, say nothing of anybody, and are missed by nobody."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from redis.client import PubSub

from core.log.sqlite import SqliteStore
from tenants.place import Place
from tests.log.facts import append_of
from tests.workers.place import until
from workers import valkey
from workers.news import CHANNEL, TOGETHER_SECONDS, Bell, hearing, telling
from workers.queue import connect


class Writer:
    """Commits to a log of its own, as often as asked."""

    def __init__(self, store: SqliteStore) -> None:
        self._store, self._version = store, 0

    def commit(self) -> bool:
        """One event; True, to be used in a condition."""
        self._version += 1
        self._store.append(append_of("isa", "s/1", self._version, 1, f"c{self._version}"))
        return True


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    with closing(SqliteStore(tmp_path / "log.db")) as store:
        yield Writer(store)


@pytest.fixture
def bell() -> Iterator[Bell]:
    made = Bell()
    yield made
    made.close()


def test_a_commit_wakes_who_waits(data: Path, writer: Writer, bell: Bell) -> None:
    place = Place(data)
    with telling(place), hearing(place, bell):
        until(lambda: writer.commit() and bell.wait(0.1), 3)


def test_commits_together_are_told_together_and_of_nobody(data: Path, writer: Writer) -> None:
    connection, told = connect(valkey.url_of(data)), list[bytes]()
    with PubSub(connection.connection_pool) as news, telling(Place(data)):
        news.subscribe(CHANNEL)
        until(lambda: news.get_message(timeout=0.1))
        begun = time.monotonic()
        for _ in range(300):
            writer.commit()
        took = time.monotonic() - begun
        while message := news.get_message(timeout=TOGETHER_SECONDS + 0.3):
            told.append(message["data"])
    connection.close()
    assert set(told) == {b"news"}
    assert len(told) <= took / TOGETHER_SECONDS + 2


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP])
def test_a_dead_or_hung_valkey_holds_up_no_commit_and_no_stop(
    data: Path, writer: Writer, bell: Bell, fault: signal.Signals
) -> None:
    place = Place(data)
    server = connect(valkey.url_of(data)).info("server")["process_id"]
    with telling(place), hearing(place, bell):
        until(lambda: writer.commit() and bell.wait(0.1), 3)
        os.kill(server, fault)
        begun = time.monotonic()
        for _ in range(100):
            writer.commit()
        took = time.monotonic() - begun
        leaving = time.monotonic()
    left = time.monotonic() - leaving
    os.kill(server, signal.SIGCONT) if fault is signal.SIGSTOP else None
    assert took < 1
    assert left < 3


def test_news_are_heard_again_once_valkey_is_back(
    tmp_path: Path, writer: Writer, bell: Bell
) -> None:
    place = Place(tmp_path)
    with telling(place), hearing(place, bell):
        writer.commit()
        assert not bell.wait(0.2)
        server = valkey.start(tmp_path)
        until(lambda: writer.commit() and bell.wait(0.1), 3)
    server.stop()


def test_a_bell_is_heard_if_it_rang_before(bell: Bell) -> None:
    bell.ring()
    bell.ring()
    assert bell.wait(0)
    assert not bell.wait(0)


def test_a_bell_rung_without_end_holds_nobody_up(bell: Bell) -> None:
    for _ in range(100_000):
        bell.ring()
    assert bell.wait(0)


def test_a_signal_may_ring(bell: Bell) -> None:
    before = signal.signal(signal.SIGUSR1, lambda *_: bell.ring())
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1)).start()
    assert bell.wait(10)
    signal.signal(signal.SIGUSR1, before)


def test_nobody_hears_a_closed_bell() -> None:
    bell = Bell()
    bell.close()
    bell.ring()
