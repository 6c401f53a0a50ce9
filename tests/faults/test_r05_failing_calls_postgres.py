"""R5: file calls of a PostgreSQL server failed one by one; it may well panic, clients resolve."""

import errno
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from core.log.postgres import PostgresStore
from tests.faults.campaign import report
from tests.faults.native import Shim
from tests.faults.oracle import Told, answer_of, faults, settle
from tests.faults.servers import Server, under_shim
from tests.faults.test_r07_connection_cut import Hasty
from tests.log.facts import append_of

A, B = "isa", "twin"
FAULTS_MIN = 30
CALLS_A_KIND_MAX = 4
SECONDS_TO_RECOVER_MAX = 10
KINDS = [
    (call, pattern, error)
    for call, pattern in (
        ("write", "pg_wal/*"),
        ("sync", "pg_wal/*"),
        ("write", "base/*"),
        ("sync", "base/*"),
        ("write", "global/*"),
    )
    for error in (errno.EIO, errno.ENOSPC)
]

pytestmark = pytest.mark.slow


class Rounds:
    """One server and one store for all rounds, as a service would have them."""

    def __init__(self, server: Server, shim: Shim) -> None:
        self._server, self._shim = server, shim
        self._store = PostgresStore(server.dsn)
        self._names = count()
        self.told, self.figures = Told(), Counter[str]()
        self.slowest = 0.0

    def play(self, fault: tuple[str, str, int], number: int) -> list[str]:
        """Let one call fail under load, then let all be well; what is wrong."""
        call, pattern, error = fault
        self._send(2)
        self._shim.fail(call, pattern, number, error=error)
        self._send(4)
        self._checkpoint()
        self._send(1)
        failed = self._shim.mend()
        self.figures.update(rounds=1, failed=failed)
        begun = monotonic()
        found = settle(self._store, self.told)
        self.slowest = max(self.slowest, monotonic() - begun)
        return found

    @property
    def panics(self) -> int:
        """How often the server gave up and recovered."""
        return self._server.said().count("PANIC:")

    def close(self) -> list[str]:
        """What is wrong for somebody who opens the log afresh."""
        self._store.close()
        with closing(PostgresStore(self._server.dsn)) as store:
            return faults(store, self.told)

    def _send(self, commands: int) -> None:
        for _ in range(commands):
            name = f"c{next(self._names)}"
            for tenant in (A, B):
                append = append_of(tenant, name, 1, 3, name, bytes(2_000))
                self.told.send(append)
                answer = answer_of(self._store, append)
                self.told.hear(append, answer)
                self.figures[type(answer).__name__] += 1

    def _checkpoint(self) -> None:
        with suppress(psycopg.Error), psycopg.connect(self._server.dsn, autocommit=True) as db:
            db.execute("checkpoint")


@pytest.fixture
def rounds(library: Path, folder: Path) -> Iterator[Rounds]:
    """Rounds on a fresh server."""
    with under_shim(library, folder, recording=False) as (server, shim):
        yield Rounds(server, shim)


def test_whichever_call_fails_answers_are_true_and_the_log_goes_on(rounds: Rounds) -> None:
    wrong = []
    for fault in KINDS:
        for number in range(CALLS_A_KIND_MAX):
            before = rounds.figures["failed"]
            found = rounds.play(fault, number)
            wrong += [(fault, number, found)] if found else []
            if rounds.figures["failed"] == before:
                break
    figures = {**rounds.figures, "panics": rounds.panics, "slowest": round(rounds.slowest, 2)}
    report("R5 PostgreSQL", **figures)
    assert not wrong, wrong[:3]
    assert rounds.close() == []
    assert rounds.figures["failed"] >= FAULTS_MIN
    assert rounds.slowest < SECONDS_TO_RECOVER_MAX
    assert rounds.panics


def test_the_oracle_sees_a_writer_that_does_not_ask(
    library: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.log.postgres.PostgresWriter", Hasty)
    with under_shim(library, folder, recording=False) as (server, shim):
        rounds = Rounds(server, shim)
        found = rounds.play(("sync", "pg_wal/*", errno.EIO), 0)
        rounds.close()
    assert any("refused" in fault for fault in found)
