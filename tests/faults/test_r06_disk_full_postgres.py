"""R6: the disk under PostgreSQL is full, and has space again."""

import errno
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from time import monotonic

import psycopg
import pytest
from eventsourcing.persistence import PersistenceError

from core.log.postgres import PostgresStore
from tests.faults.campaign import SEED, Dice, report
from tests.faults.native import FOR_EVER
from tests.faults.oracle import Told, answer_of, settle
from tests.faults.servers import Server, under_shim
from tests.log.facts import append_of
from workers.postgres import PostgresFailed

A, B = "isa", "twin"
SECONDS_TO_RECOVER_MAX = 10
# Together more than the WAL of 32 MB that the server keeps room for.
APPENDS, EVENTS_AN_APPEND, EVENT_BYTES = 60, 8, 60_000
# Random, because the server compresses what it can.
CONTENT = Dice(SEED).randbytes(EVENT_BYTES)
FAILED_IN_TURN_MAX = 2
DATA, WAL, EVERYTHING = "base/*", "pg_wal/*", "*"

pytestmark = pytest.mark.slow


def send(store: PostgresStore, told: Told, name: str, appends: int, size: int) -> int:
    """Commands of both tenants, until too many in turn fail; how many of them were stored."""
    stored, failed_in_turn = 0, 0
    for number in range(appends):
        for tenant in (A, B):
            command = f"{name}-{number}"
            append = append_of(tenant, command, 1, EVENTS_AN_APPEND, command, CONTENT[:size])
            told.send(append)
            answer = answer_of(store, append)
            told.hear(append, answer)
            stored += isinstance(answer, range)
            failed_in_turn = 0 if isinstance(answer, range) else failed_in_turn + 1
            if failed_in_turn == FAILED_IN_TURN_MAX:
                return stored
    return stored


def is_readable(store: PostgresStore) -> bool:
    """Whether both tenants' logs can be read now."""
    with suppress(PersistenceError):
        return all(store.page(tenant, 0, 1) for tenant in store.heads())
    return False


def service_manager(server: Server) -> None:
    """Start a server that has ended, as whatever runs it would."""
    with suppress(psycopg.Error), psycopg.connect(server.dsn):
        return
    with suppress(PostgresFailed):
        server.kill()
    server.start()


@pytest.mark.parametrize("files", [DATA, WAL, EVERYTHING])
def test_writes_come_back_with_the_space(library: Path, folder: Path, files: str) -> None:
    with ExitStack() as held:
        server, shim = held.enter_context(under_shim(library, folder, recording=False))
        store, told = held.enter_context(closing(PostgresStore(server.dsn))), Told()
        send(store, told, "before", 2, 200)
        for name in ("once", "again"):
            # given a disk that takes no more, while commands go on coming
            shim.fail("write", files, error=errno.ENOSPC, until=FOR_EVER, growing=True)
            stored, readable = send(store, told, name, APPENDS, EVENT_BYTES), is_readable(store)
            failed = shim.mend()
            # when there is space again
            begun = monotonic()
            service_manager(server)
            found = settle(store, told)
            seconds = monotonic() - begun
            report("R6 PostgreSQL", files=files, stored=stored, failed=failed, seconds=seconds,
                   readable=readable, panics=server.said().count("PANIC:"))  # fmt: skip
            # then what was answered was true, and all goes on
            assert found == []
            assert failed
            assert seconds < SECONDS_TO_RECOVER_MAX
            # and without a panic (only the WAL brings one) reads stayed up
            assert readable or files != DATA
