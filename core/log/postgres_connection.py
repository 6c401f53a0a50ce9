"""Connections to PostgreSQL: each drops to its role, none waits for ever."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from eventsourcing.persistence import OperationalError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

WRITER = "daicho_writer"
READER = "daicho_reader"
PROJECTOR = "daicho_projector"
TURN_SECONDS_MAX = 10.0

Connection = psycopg.Connection[Any]
Answer = TypeVar("Answer")

SETTINGS = {
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
    "synchronous_commit": "on",
    "default_transaction_isolation": "read\\ committed",
    "jit": "off",
    # Tables are asked by key alone. A plan made while they are empty must fit when they are full,
    # and making it again at each call would cost more than running it.
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}
# A peer that vanished is noticed in half a minute.
LINK: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
    "client_encoding": "UTF8",
}


def connect(url: str, role: str | None = None, search_path: str = "") -> Connection:
    """A connection in autocommit mode, acting as `role` or as the login itself.

    What the URL says of these settings wins. Raises `psycopg.Error`.
    """
    asked = conninfo_to_dict(url)
    settings = dict(SETTINGS) if role is None else {**SETTINGS, "role": role}
    if search_path:
        settings["search_path"] = search_path
    words = [f"-c {name}={value}" for name, value in settings.items()]
    options = " ".join([*words, str(asked.pop("options", ""))])
    name = {"application_name": role or "daicho"}
    full = make_conninfo("", **{**LINK, **name, **asked, "options": options})
    return psycopg.connect(full, autocommit=True)


class Connections:
    """A few connections of one role, opened when needed and used by one thread at a time."""

    def __init__(self, url: str, role: str, most: int) -> None:
        self._url, self._role = url, role
        self._room = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._free: list[Connection] = []
        self._closed = False

    def ask(self, question: Callable[[Connection], Answer]) -> Answer:
        """What `question` reads; asked once more on a new connection if an old one was lost.

        Raises `OperationalError`.
        """
        with self._turn():
            try:
                db = self._take()
                if db is not None:
                    try:
                        return self._use(db, question)
                    except psycopg.OperationalError:
                        # The server was started again: the others that wait here are lost too.
                        self._drop_free()
                return self._use(connect(self._url, self._role), question)
            except psycopg.Error as error:
                raise OperationalError("log could not be read") from error

    def close(self) -> None:
        """Close what is free; what is in use is closed when it comes back."""
        with self._lock:
            self._closed = True
        self._drop_free()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._room.acquire(timeout=TURN_SECONDS_MAX):
            raise OperationalError("log is too busy to be read")
        try:
            yield
        finally:
            self._room.release()

    def _take(self) -> Connection | None:
        with self._lock:
            if self._closed:
                raise OperationalError("log is closed")
            return self._free.pop() if self._free else None

    def _use(self, db: Connection, question: Callable[[Connection], Answer]) -> Answer:
        try:
            answer = question(db)
        except BaseException:
            db.close()
            raise
        with self._lock:
            keep = not self._closed
            if keep:
                self._free.append(db)
        if not keep:
            db.close()
        return answer

    def _drop_free(self) -> None:
        with self._lock:
            free, self._free = self._free, []
        for db in free:
            db.close()
