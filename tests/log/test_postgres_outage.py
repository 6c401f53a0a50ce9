"""A PostgreSQL that is gone, comes back, or keeps a writer waiting: what is said of an append."""

import psycopg
import pytest
from eventsourcing.persistence import OperationalError

from core.errors import Refused
from core.log import postgres_writer
from core.log.port import NotStored, OutcomeUnknown
from core.log.postgres import PostgresStore
from tests.log.facts import append_of
from tests.log.store_case import A
from tests.postgres import with_setting
from workers.postgres import EmbeddedPostgres


def test_a_writer_that_must_wait_too_long_says_that_nothing_is_stored(database: str) -> None:
    store = PostgresStore(with_setting(database, "lock_timeout", "50ms"))
    store.submit(append_of(A, "s")).result()
    with psycopg.connect(database) as hand:
        hand.execute("select from daicho_log.head for update")
        busy = store.submit(append_of(A, "s", 2, command_id="c"))
        with pytest.raises(NotStored):
            busy.result()
    assert store.find_command(A, "c") is None
    assert store.submit(append_of(A, "s", 2, command_id="c")).result() == range(2, 3)
    store.close()


def test_a_server_that_is_not_there_is_an_error_in_one_line() -> None:
    with pytest.raises(OperationalError, match="could not be opened"):
        PostgresStore("postgresql://nobody@127.0.0.1:1/none")


def test_a_database_of_a_newer_layout_is_refused(database: str) -> None:
    PostgresStore(database).close()
    with psycopg.connect(database) as hand:
        hand.execute("update daicho_log.layout set version = 9")
    with pytest.raises(Refused, match=r"log\.layout"):
        PostgresStore(database)


def test_a_server_that_goes_and_comes_back_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_writer, "CONNECT_AGAIN_SECONDS", (0.05, 0.05))
    with EmbeddedPostgres(settings={"fsync": "off"}) as server:
        store = PostgresStore(server.dsn)
        store.submit(append_of(A, "s", command_id="a")).result()
        assert [row.position for row in store.page(A, 0, 9)] == [1]
        # given a server that is killed, so that the next statement goes nowhere
        server.kill()
        lost = store.submit(append_of(A, "s", 2, command_id="b"))
        with pytest.raises(OutcomeUnknown):
            lost.result()
        with pytest.raises(OutcomeUnknown):
            store.find_command(A, "b")
        with pytest.raises(OperationalError):
            store.page(A, 0, 9)
        # when it is there again, the same command settles it, and reading works at once
        server.start()
        assert store.submit(append_of(A, "s", 2, command_id="b")).result() == range(2, 3)
        assert [row.position for row in store.page(A, 0, 9)] == [1, 2]
        assert store.heads() == {A: 2}
        store.close()


def test_as_long_as_the_old_session_may_live_nothing_is_said_to_be_not_stored(
    database: str,
) -> None:
    store = PostgresStore(with_setting(database, "lock_timeout", "50ms"))
    store.submit(append_of(A, "s", command_id="a")).result()
    # given a writer that lost an answer, while the session it lost it from goes on living
    writer = store._transactions
    with psycopg.connect(database, autocommit=True) as old:
        old.execute(postgres_writer.LIVE, (postgres_writer.SESSION_LOCKS,))
        writer._session = old.info.backend_pid
        writer._drop(maybe_stored=True)
        # then nobody says that a command is not stored
        with pytest.raises(OutcomeUnknown):
            store.find_command(A, "b")
        with pytest.raises(OutcomeUnknown):
            store.submit(append_of(A, "t", command_id="b")).result()
    # and when the old session is over, it is known, and writing goes on
    assert store.find_command(A, "b") is None
    assert store.submit(append_of(A, "t", command_id="b")).result() == range(2, 3)
    store.close()


def test_what_cannot_be_sent_is_surely_not_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_writer, "CONNECT_AGAIN_SECONDS", (0.05, 0.05))
    with EmbeddedPostgres(settings={"fsync": "off"}) as server:
        store = PostgresStore(server.dsn)
        server.stop()
        with pytest.raises(NotStored):
            store.submit(append_of(A, "s", command_id="c")).result()
        server.start()
        assert store.submit(append_of(A, "s", command_id="c")).result() == range(1, 2)
        store.close()
