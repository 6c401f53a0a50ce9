"""Every write and sync of a commit failed once, or for good (design part 4: the three outcomes)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from eventsourcing.persistence import OperationalError

from core.log.port import AlreadyDone, NotStored, OutcomeUnknown, Store
from core.log.sqlite import SqliteStore
from core.log.sqlite_file import WRITER_CACHE_KIB
from tests.log.facts import append_of
from tests.log.faulty_vfs import FaultyVfs, Switch
from tests.log.store_case import A, B, root_from_rows
from tests.log.test_processes import writer

FOR_EVER = 1_000_000


@pytest.fixture
def switch() -> Iterator[Switch]:
    """The switch of a file system that lives as long as the test."""
    vfs = FaultyVfs("faulty")
    yield vfs.switch
    vfs.unregister()


@pytest.fixture
def store(tmp_path: Path, switch: Switch) -> Iterator[SqliteStore]:
    """A store on that file system, with a few events of twin tenants and an open reader."""
    store = SqliteStore(tmp_path / "log.db", switch.vfs)
    for tenant in (A, B):
        store.submit(append_of(tenant, "s", count=5, command_id="before")).result()
    assert store.heads() == {A: 5, B: 5}
    yield store
    switch.disarm()
    store.close()


def is_whole(store: Store, size: int) -> bool:
    """Dense, of that size, with the root that its rows have."""
    positions = [row.position for row in store.page(A, 0, 1_000_000)]
    dense = positions == list(range(1, size + 1)) and store.head(A).size == size
    return dense and store.head(A).root() == root_from_rows(store, A)


@pytest.mark.parametrize(("call", "number"), [("sync", 0), *(("write", n) for n in range(8))])
def test_one_failing_call_is_got_over(
    store: SqliteStore, switch: Switch, call: str, number: int
) -> None:
    switch.arm(call, "-wal", range(number, number + 1))
    place = store.submit(append_of(A, "s", 6, 3, command_id="c")).result()
    assert place == range(6, 9)
    assert switch.failed == 1
    switch.disarm()
    assert store.find_command(A, "c") == (6, 8)
    assert is_whole(store, 8)


@pytest.mark.parametrize(("call", "number"), [("sync", 0), *(("write", n) for n in range(4))])
def test_what_is_unknown_is_settled_by_sending_it_again(
    store: SqliteStore, switch: Switch, call: str, number: int
) -> None:
    # given a disk that fails in the middle of a commit and goes on failing
    switch.arm(call, "-wal", range(number, FOR_EVER))
    sent = append_of(A, "s", 6, 3, command_id="c")
    with pytest.raises(OutcomeUnknown):
        store.submit(sent).result()
    # when it works again and the same command is sent again
    switch.disarm()
    try:
        place = store.submit(sent).result()
    except AlreadyDone as done:
        place = range(done.first, done.last + 1)
    # then it is there once, and the log goes on from there
    assert place == range(6, 9)
    assert store.find_command(A, "c") == (6, 8)
    assert store.submit(append_of(A, "t", command_id="d")).result() == range(9, 10)
    assert is_whole(store, 9)


def test_nothing_is_acknowledged_while_no_sync_succeeds(store: SqliteStore, switch: Switch) -> None:
    switch.arm("sync", "-wal", range(FOR_EVER))
    sent = append_of(A, "s", 6, command_id="c")
    with pytest.raises(OutcomeUnknown):
        store.submit(sent).result()
    with pytest.raises(OutcomeUnknown):
        store.find_command(A, "c")
    # nor is it called not stored when it is sent again: the first time may have stored it
    with pytest.raises(OutcomeUnknown):
        store.submit(sent).result()
    switch.disarm()
    assert store.find_command(A, "c") in (None, (6, 6))


def test_a_command_that_was_done_long_before_is_not_taken_for_the_lost_one(
    store: SqliteStore, switch: Switch
) -> None:
    switch.arm("sync", "-wal", range(1))
    futures = [store.submit(append_of(A, "s", 6, command_id=name)) for name in ("new", "before")]
    assert futures[0].result() == range(6, 7)
    with pytest.raises(AlreadyDone) as refused:
        futures[1].result()
    assert (refused.value.first, refused.value.last) == (1, 5)


def test_a_command_another_process_did_meanwhile_is_not_taken_for_ours(
    tmp_path: Path, store: SqliteStore, switch: Switch
) -> None:
    # given a commit that fails, and another process that is quicker to do the same command
    switch.arm("write", "-wal", range(1))
    path = tmp_path / "log.db"
    switch.meanwhile = lambda: writer(path, "z", 2).communicate(timeout=60)
    # when the writer has opened the file again and asks
    with pytest.raises(AlreadyDone) as refused:
        store.submit(append_of(A, "s", 6, command_id="z-2")).result()
    # then the answer is where the other put it
    assert (refused.value.first, refused.value.last) == (7, 7)
    assert is_whole(store, 7)


def test_without_a_command_id_a_lost_answer_stays_unknown(
    store: SqliteStore, switch: Switch
) -> None:
    switch.arm("sync", "-wal", range(1))
    with pytest.raises(OutcomeUnknown):
        store.submit(append_of(A, "s", 6)).result()


def test_a_transaction_that_failed_before_its_commit_is_not_stored(
    store: SqliteStore, switch: Switch
) -> None:
    # given an append larger than the writer's cache, so that SQLite writes pages before COMMIT
    count = 2 * WRITER_CACHE_KIB * 1024 // 60_000
    large = append_of(A, "s", 6, count, command_id="c", state=bytes(60_000))
    switch.arm("write", "-wal", range(FOR_EVER))
    with pytest.raises(NotStored):
        store.submit(large).result()
    switch.disarm()
    assert store.find_command(A, "c") is None
    assert is_whole(store, 5)
    # and failing only once, it is stored at the second attempt
    switch.arm("write", "-wal", range(1))
    assert store.submit(large).result() == range(6, 6 + count)
    assert switch.failed == 1
    assert is_whole(store, 5 + count)


def test_a_log_opens_only_once_its_wal_is_on_disk(tmp_path: Path, switch: Switch) -> None:
    # given a log whose last rows are in the WAL, as a killed process leaves them
    first = SqliteStore(tmp_path / "log.db", switch.vfs)
    first.submit(append_of(A, "s", command_id="c")).result()
    # when it is opened and the disk does not take them
    switch.arm("sync", "-wal", range(FOR_EVER))
    with pytest.raises(OperationalError, match="could not be opened"):
        SqliteStore(tmp_path / "log.db", switch.vfs)
    # then it opens as soon as the disk does
    switch.disarm()
    second = SqliteStore(tmp_path / "log.db", switch.vfs)
    assert second.find_command(A, "c") == (1, 1)
    second.close()
    first.close()


def test_reads_stay_up_while_the_disk_takes_no_writes(store: SqliteStore, switch: Switch) -> None:
    switch.arm("write", "-wal", range(FOR_EVER))
    with pytest.raises(OutcomeUnknown):
        store.submit(append_of(A, "s", 6, command_id="c")).result()
    assert is_whole(store, 5)
    assert store.stream(B, "s")[0].state == b"1"
