"""The PostgreSQL store: the suite, and what only a server shared by several can get wrong."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from core.log import postgres_statement, postgres_writer
from core.log.application import close_location, heads, open_application
from core.log.batch import Batch
from core.log.port import (
    AlreadyDone,
    Append,
    CommandMark,
    Conflict,
    Store,
    new_append,
)
from core.log.postgres import PostgresStore, close_store, open_store
from core.log.postgres_connection import WRITER, connect
from core.log.postgres_inside import Remembered
from tests.log.facts import append_of, counted
from tests.log.group_case import GroupCase, Together
from tests.log.store_case import A, B, StoreCase, Stores, root_from_rows

WAITS = "select 1 from pg_locks where not granted"
LARGE = postgres_writer.EVENTS_A_STATEMENT_MAX + 1


@pytest.fixture
def store(database: str) -> Stores:
    """A store in a fresh database."""
    store = PostgresStore(database)
    yield store
    store.close()


@pytest.fixture
def other(store: Store, database: str) -> Stores:
    """A second store on the same database, as another process would open it."""
    assert store
    other = PostgresStore(database)
    yield other
    other.close()


class TestPostgresStore(StoreCase, GroupCase):
    """The suite on PostgreSQL; it takes the fixture above."""

    @pytest.fixture
    def together(self, database: str, store: Store) -> Together:
        """While another connection holds the head rows."""

        def submitted(*appends: Append) -> list[Future[range]]:
            with held(database):
                return [store.submit(append) for append in appends]

        return submitted


@contextmanager
def held(database: str) -> Iterator[None]:
    """Meanwhile another connection holds the locks of all head rows."""
    with psycopg.connect(database) as hand:
        hand.execute("select from daicho_log.head for update")
        yield


def test_a_head_that_another_process_moved_is_no_conflict(store: Store, other: Store) -> None:
    # given two stores that each remember a head
    assert store.submit(append_of(A, "s", command_id="a")).result() == range(1, 2)
    assert other.submit(append_of(A, "t", command_id="b")).result() == range(2, 3)
    # when they write in turn, small and large, what each remembers is always old
    assert store.submit(append_of(A, "s", 2, command_id="c")).result() == range(3, 4)
    assert other.submit(append_of(A, "t", 2, LARGE, "d")).result() == range(4, 4 + LARGE)
    assert store.submit(append_of(A, "s", 3, LARGE, "e")).result().start == 4 + LARGE
    # then everything is in its place
    assert store.head(A).size == 3 + 2 * LARGE
    assert store.head(A).root() == root_from_rows(other, A)


def test_what_another_process_wrote_is_a_conflict_or_already_done(
    store: Store, other: Store
) -> None:
    store.submit(append_of(A, "mine")).result()
    other.submit(append_of(A, "s", command_id="c")).result()
    with pytest.raises(Conflict):
        store.submit(append_of(A, "s", command_id="late")).result()
    with pytest.raises(AlreadyDone) as refused:
        store.submit(append_of(A, "t", command_id="c")).result()
    assert (refused.value.first, refused.value.last) == (2, 2)
    guarded = new_append(A, [("u", 1, "counted", b"")], [CommandMark("g", 1)], [("s", 0)])
    other.submit(append_of(A, "s", 2)).result()
    with pytest.raises(Conflict) as moved:
        store.submit(guarded).result()
    assert (moved.value.stream, moved.value.version) == ("s", 1)
    assert store.head(A).size == 3


def test_a_guard_is_judged_under_the_head_it_was_placed_on(store: PostgresStore) -> None:
    # given a head that is remembered rightly, so that the one statement is tried
    store.submit(append_of(A, "read")).result()
    stale = new_append(A, [("s", 1, "counted", b"")], guards=[("read", 0)])
    with pytest.raises(Conflict):
        store.submit(stale).result()
    refused, stored = store._transactions.commit([stale, append_of(B, "s")])
    assert isinstance(refused, Conflict)
    assert stored == range(1, 2)
    many = [("s", version, "counted", b"") for version in range(1, LARGE + 1)]
    with pytest.raises(Conflict):
        store.submit(new_append(A, many, guards=[("read", 0)])).result()
    assert store.submit(new_append(A, many, guards=[("read", 1)])).result() == range(2, LARGE + 2)


def test_a_large_append_that_conflicts_leaves_nothing(store: Store) -> None:
    store.submit(append_of(A, "s", LARGE)).result()
    with pytest.raises(Conflict) as refused:
        store.submit(append_of(A, "s", 1, LARGE, "large")).result()
    assert refused.value.version == LARGE
    assert store.submit(append_of(A, "s", 1, LARGE - 1, "fits")).result() == range(2, LARGE + 1)
    assert store.find_command(A, "large") is None
    assert store.head(A).root() == root_from_rows(store, A)


def test_two_stores_at_once_on_the_same_tenants_neither_fork_nor_stop(
    store: Store, other: Store
) -> None:
    def write(into: Store, number: int) -> None:
        for version in range(1, 31):
            for tenant in (A, B) if number % 2 else (B, A):
                command = f"{number}-{version}"
                into.submit(append_of(tenant, f"s{number}", version, 1, command)).result()

    places = [(store, 1), (store, 2), (other, 3), (other, 4)]
    threads = [threading.Thread(target=write, args=place) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.heads() == {A: 120, B: 120}
    for tenant in (A, B):
        assert store.head(tenant).root() == root_from_rows(store, tenant)


def test_a_head_that_moves_while_it_is_waited_for_undoes_the_whole_statement(
    database: str, store: PostgresStore
) -> None:
    guarded = new_append(B, [], [CommandMark("c", 0)], [("t", 0)])
    group = [append_of(A, "s", 2, command_id="c"), guarded]
    for tenant in (A, B):
        store.submit(append_of(tenant, "s", command_id="a")).result()
    with connect(database, WRITER) as faster, ThreadPoolExecutor(1) as pool:
        # given another session that has moved one of two heads but not committed
        heads = {B: store.head(B)}
        batch = Batch(Remembered(heads), hopeful=True)
        batch.place(append_of(B, "t", command_id="b"))
        postgres_statement.prepare(faster)
        with faster.transaction():
            assert postgres_statement.run(faster, postgres_statement.Wanted(batch, heads, []))
            # when a group on both heads waits for it
            outcomes = pool.submit(store._transactions.commit, group)
            while not faster.execute(WAITS).fetchone():
                assert not outcomes.done()
        # then one is stored, and the other hears that what it has read was written to
        stored, refused = outcomes.result()
    assert stored == range(2, 3)
    assert isinstance(refused, Conflict)
    assert store.find_command(B, "c") is None
    for tenant in (A, B):
        assert store.head(tenant).root() == root_from_rows(store, tenant)


def test_only_so_many_heads_are_remembered(
    monkeypatch: pytest.MonkeyPatch, store: PostgresStore
) -> None:
    monkeypatch.setattr(postgres_writer, "HEADS_MAX", 2)
    for version in (1, 2):
        for tenant in ("a", "b", "c", "d"):
            place = store.submit(append_of(tenant, "s", version)).result()
            assert place == range(version, version + 1)
    assert len(store._transactions.latest) == 2


def test_what_was_stored_is_there_after_opening_again(database: str) -> None:
    open_store(database).submit(append_of(A, "s", count=2, command_id="c")).result()
    root = open_store(database).head(A).root()
    close_store(database)
    again = open_store(database)
    assert again.find_command(A, "c") == (1, 2)
    assert again.head(A).root() == root == root_from_rows(again, A)
    close_store(database)


def test_an_application_is_opened_by_the_url(database: str) -> None:
    log = open_application(A, database)
    log.append([counted(A, "s", 1)], [CommandMark("c", 1)])
    assert [fact.version for fact in log.walk()] == [1]
    assert heads(database) == {A: 1}
    log.close()
    close_location(database)
