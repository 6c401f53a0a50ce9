"""News (design page, part 4): after a commit Redis may say "news", and nothing relies on it.

A process that commits tells; the one that follows the log wakes up sooner than it would have looked
by itself. Nothing is said of what was committed, nor for whom.
"""

import os
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from core.log.transactions import listening
from tenants.place import Place

CHANNEL = "daicho-news"
TOGETHER_SECONDS = 0.5
"""Commits this close are told once: whoever follows the log is awake then, and looks by itself
within a tenth of that."""
QUIET_SECONDS_MAX = 30.0
HEAR_SECONDS_MAX = 0.25


class Bell:
    """Wakes the one thread that waits for it; other threads and signal handlers may ring."""

    def __init__(self) -> None:
        self._inside, self._outside = socket.socketpair()
        self._inside.setblocking(False)
        self._outside.setblocking(False)

    def ring(self) -> None:
        """Wake who waits, or who will wait next."""
        # Full or closed: it has been rung more than enough, or nobody waits any more.
        with suppress(OSError):
            self._outside.send(b"!")

    def wait(self, seconds: float) -> bool:
        """Wait for a ring, `seconds` at most; whether there was one."""
        ready, _, _ = select.select([self._inside], [], [], seconds)
        return bool(ready) and bool(self._inside.recv(4_096))

    def close(self) -> None:
        """Nobody waits any more."""
        self._inside.close()
        self._outside.close()


@contextmanager
def telling(place: Place) -> Iterator[None]:
    """While it lasts, commits of this process are told: at once after a quiet moment, else together
    after it. No commit waits for Redis: a thread of its own does."""
    committed, ending = threading.Event(), threading.Event()
    with _thread("news-teller", lambda: _tell(place, committed, ending)), listening(committed):
        try:
            yield
        finally:
            ending.set()
            committed.set()


@contextmanager
def hearing(place: Place, bell: Bell) -> Iterator[None]:
    """While it lasts, the bell rings at news."""
    ending = threading.Event()
    with _thread("news-hearer", lambda: _hear(place, bell, ending)):
        try:
            yield
        finally:
            ending.set()


@contextmanager
def _thread(name: str, work: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=work, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _tell(place: Place, committed: threading.Event, ending: threading.Event) -> None:
    # Loaded by the threads, here and below: redis takes half a second, which nobody should wait.
    from redis.exceptions import RedisError

    from workers.queue import COOL_DOWN_SECONDS, connect

    connection, silent_until = connect(_url(place)), 0.0
    while not ending.is_set():
        committed.wait()
        committed.clear()
        if time.monotonic() >= silent_until and not ending.is_set():
            try:
                connection.publish(CHANNEL, "news")
            except RedisError:
                silent_until = time.monotonic() + COOL_DOWN_SECONDS
        ending.wait(TOGETHER_SECONDS)
    connection.close()


def _hear(place: Place, bell: Bell, ending: threading.Event) -> None:
    from redis.exceptions import RedisError

    from workers.queue import COOL_DOWN_SECONDS

    while not ending.is_set():
        try:
            _hear_until_quiet(_url(place), bell, ending)
        except RedisError:
            ending.wait(COOL_DOWN_SECONDS)


def _hear_until_quiet(url: str, bell: Bell, ending: threading.Event) -> None:
    """Hear until nothing came for long: the server may be gone without a word, so ask it anew."""
    from redis.client import PubSub

    from workers.queue import connect

    connection = connect(url)
    try:
        with PubSub(connection.connection_pool) as news:
            news.subscribe(CHANNEL)
            limit = time.monotonic() + QUIET_SECONDS_MAX
            while time.monotonic() < limit and not ending.is_set():
                if news.get_message(ignore_subscribe_messages=True, timeout=HEAR_SECONDS_MAX):
                    limit = time.monotonic() + QUIET_SECONDS_MAX
                    bell.ring()
    finally:
        connection.close()


def _url(place: Place) -> str:
    if url := os.environ.get("REDIS_URL"):
        return url
    from workers import valkey

    return valkey.url_of(place.data)
