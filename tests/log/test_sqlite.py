"""The SQLite store: the suite, and what only a file can get wrong."""

from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from eventsourcing.persistence import OperationalError

from core.errors import Refused
from core.log.port import Append, Store
from core.log.sqlite import SqliteStore, close_store, open_store
from core.log.sqlite_file import connect
from tests.log.facts import append_of
from tests.log.group_case import GroupCase, Together
from tests.log.store_case import A, StoreCase, Stores, root_from_rows


@pytest.fixture
def store(tmp_path: Path) -> Stores:
    """A store in a fresh file."""
    store = SqliteStore(tmp_path / "log.db")
    yield store
    store.close()


class TestSqliteStore(StoreCase, GroupCase):
    """The suite on SQLite; it takes the fixture above."""

    @pytest.fixture
    def together(self, tmp_path: Path, store: Store) -> Together:
        """While another connection holds the write lock."""

        def submitted(*appends: Append) -> list[Future[range]]:
            with closing(connect(tmp_path / "log.db")) as other:
                other.execute("begin immediate")
                futures = [store.submit(append) for append in appends]
                other.execute("rollback")
            return futures

        return submitted


def test_what_was_stored_is_there_after_opening_again(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    open_store(path).submit(append_of(A, "s", count=2, command_id="c")).result()
    root = open_store(path).head(A).root()
    close_store(path)
    again = open_store(path)
    assert again.find_command(A, "c") == (1, 2)
    assert again.head(A).root() == root == root_from_rows(again, A)
    close_store(path)


def test_two_spellings_of_a_path_are_one_store(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    assert open_store(tmp_path / "log.db") is open_store(tmp_path / "sub" / ".." / "log.db")
    close_store(tmp_path / "log.db")


@pytest.mark.parametrize(
    "sql",
    [
        "update event set state = x'00'",
        "delete from event",
        "update command set first = 9",
        "delete from command",
    ],
)
def test_nothing_updates_or_deletes_an_event(tmp_path: Path, store: Store, sql: str) -> None:
    store.submit(append_of(A, "s", command_id="c")).result()
    hand = connect(tmp_path / "log.db")
    with pytest.raises(apsw.ConstraintError, match="stays"):
        hand.execute(sql)
    hand.close()


def test_a_reader_cannot_write(tmp_path: Path, store: Store) -> None:
    store.submit(append_of(A, "s")).result()
    reader = connect(tmp_path / "log.db", readonly=True)
    with pytest.raises(apsw.ReadOnlyError):
        reader.execute("delete from head")
    reader.close()


def test_every_connection_is_durable_and_wipes_what_it_frees(tmp_path: Path, store: Store) -> None:
    assert store.head(A).size == 0
    for readonly in (False, True):
        db = connect(tmp_path / "log.db", readonly=readonly)
        settings = [db.pragma(name) for name in ("journal_mode", "synchronous", "secure_delete")]
        assert settings == ["wal", 2, 1]
        db.close()


def test_a_file_that_is_no_log_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"not a database, but long enough to be looked at" * 40)
    with pytest.raises(OperationalError, match="could not be opened"):
        SqliteStore(tmp_path / "log.db")


def test_a_file_of_a_newer_layout_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    db = connect(path)
    db.pragma("user_version", 9)
    db.close()
    with pytest.raises(Refused, match=r"log\.layout"):
        SqliteStore(path)
