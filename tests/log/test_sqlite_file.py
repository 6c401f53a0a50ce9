"""The guards around a SQLite file: version, one library a path, an unlinked WAL."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.request import pathname2url

import apsw
import pytest

from core.errors import Refused
from core.log.port import AlreadyDone
from core.log.sqlite import SqliteStore
from core.log.sqlite_file import TwoLibraries, refuse_bad_version
from tests.log.facts import append_of
from tests.log.store_case import A, Stores, root_from_rows
from tests.log.test_sqlite import store

ROOT = Path(__file__).parents[2]
__all__ = ["store"]

COUNT = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(db.execute("select count(*) from event").fetchone()[0])
db.close()
"""


def counted_elsewhere(path: Path) -> int:
    """Events that another process, with an older SQLite, finds; it opens and closes the file."""
    arguments = [sys.executable, "-c", COUNT, str(path)]
    return int(subprocess.run(arguments, check=True, timeout=60, stdout=subprocess.PIPE).stdout)


@pytest.mark.parametrize(
    "version",
    ["3.7.0", "3.40.1", "3.44.5", "3.45.0", "3.50.4", "3.50.6", "3.51.0", "3.51.2"],
)
def test_a_sqlite_that_can_lose_commits_is_refused(version: str) -> None:
    with pytest.raises(Refused, match=r"log\.sqlite_version"):
        refuse_bad_version(version)


@pytest.mark.parametrize(
    "version", ["3.44.6", "3.44.9", "3.50.7", "3.51.3", "3.52.0", "3.54.1", "4.0.0"]
)
def test_a_mended_sqlite_is_taken(version: str) -> None:
    refuse_bad_version(version)


def test_ours_is_one_of_the_mended() -> None:
    refuse_bad_version(apsw.sqlite_lib_version())


def test_pythons_own_sqlite_may_not_open_the_log(tmp_path: Path, store: Stores) -> None:
    assert store
    (tmp_path / "sub").mkdir()
    plain = tmp_path / "log.db"
    for name in (plain, str(plain), os.fsencode(plain), tmp_path / "sub" / ".." / "log.db"):
        with pytest.raises(TwoLibraries):
            sqlite3.connect(name)
    with pytest.raises(TwoLibraries):
        sqlite3.connect(f"file:{pathname2url(str(plain))}?mode=ro", uri=True)


def test_other_files_are_none_of_the_logs_business(tmp_path: Path, store: Stores) -> None:
    assert store
    sqlite3.connect(tmp_path / "other.db").close()
    sqlite3.connect(":memory:").close()


def test_commits_survive_a_stray_copy_that_broke_the_locks(
    tmp_path: Path, store: SqliteStore
) -> None:
    # given a log with events, and an open reader
    path = tmp_path / "log.db"
    store.submit(append_of(A, "s", count=5, command_id="before")).result()
    assert store.head(A).size == 5
    # when somebody copies the live file here, and another process opens and closes it
    path.read_bytes()
    # (an older SQLite there deletes the WAL under our hands; a newer one leaves it)
    assert counted_elsewhere(path) == 5
    # then what is acknowledged afterwards is in the file that everybody else sees
    place = store.submit(append_of(A, "s", first=6, count=2, command_id="after")).result()
    assert place == range(6, 8)
    assert store.head(A).size == counted_elsewhere(path) == 7
    with pytest.raises(AlreadyDone):
        store.submit(append_of(A, "t", command_id="after")).result()
    store.close()
    again = SqliteStore(path)
    assert again.head(A).size == 7
    assert again.head(A).root() == root_from_rows(again, A)
    again.close()
