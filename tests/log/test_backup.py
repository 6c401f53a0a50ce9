"""A backup of a live log: whole, openable, and taken while others write."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core.errors import Refused
from core.log.backup import backup
from core.log.sqlite import SqliteStore
from tests.log.facts import append_of
from tests.log.store_case import A, B, root_from_rows


def test_a_backup_taken_under_load_is_a_log_as_it_was_at_one_moment(tmp_path: Path) -> None:
    # given twin tenants, and a thread that keeps appending
    live, copy = tmp_path / "log.db", tmp_path / "backup" / "copy.db"
    copy.parent.mkdir()
    store = SqliteStore(live)
    for tenant in (A, B):
        store.submit(append_of(tenant, "s", count=2000, command_id="c")).result()
    stop = threading.Event()

    def write() -> None:
        version = 2001
        while not stop.is_set():
            store.submit(append_of(A, "s", version)).result()
            version += 1

    thread = threading.Thread(target=write)
    thread.start()
    # when a backup is taken
    backup(str(live), copy)
    stop.set()
    thread.join()
    # then it is one file, whole in itself, and a beginning of the live log
    assert [path.name for path in copy.parent.iterdir()] == ["copy.db"]
    assert (
        copy.read_bytes()[18:20] == b"\x01\x01"
    )  # it needs no WAL, even where nothing can be written
    restored = SqliteStore(copy)
    size = restored.head(A).size
    assert 2000 <= size <= store.head(A).size
    assert restored.heads()[B] == 2000
    assert restored.page(A, 0, size) == store.page(A, 0, size)
    assert restored.find_command(B, "c") == (1, 2000)
    for tenant in (A, B):
        assert restored.head(tenant).root() == root_from_rows(restored, tenant)
    # and goes on as a log of its own
    assert restored.submit(append_of(B, "t")).result() == range(2001, 2002)
    restored.close()
    store.close()


def test_a_backup_overwrites_nothing_and_needs_a_log(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "log.db").close()
    (tmp_path / "there.db").write_bytes(b"mine")
    with pytest.raises(Refused, match=r"log\.backup_exists"):
        backup(str(tmp_path / "log.db"), tmp_path / "there.db")
    with pytest.raises(Refused, match=r"log\.no_file"):
        backup(str(tmp_path / "none.db"), tmp_path / "copy.db")
    assert (tmp_path / "there.db").read_bytes() == b"mine"
    assert not (tmp_path / "copy.db").exists()


def test_a_copy_that_finds_no_room_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    # given a process that may write no file as long as the log
    store = SqliteStore(tmp_path / "log.db")
    store.submit(append_of(A, "s", count=200, state=bytes(10_000))).result()
    store.close()
    (tmp_path / "copies").mkdir()
    copying = """
import resource, signal, sys
from pathlib import Path
from core.errors import Refused
from core.log.backup import backup
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
try:
    backup(sys.argv[1], Path(sys.argv[2]))
except Refused as refused:
    print(refused.faults[0].code)
"""
    # when it makes a copy
    arguments = [str(tmp_path / "log.db"), str(tmp_path / "copies" / "copy.db")]
    done = subprocess.run(
        [sys.executable, "-c", copying, *arguments],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    # then it is told so, and nothing is left
    assert done.stdout.strip() == "log.backup_not_written"
    assert list((tmp_path / "copies").iterdir()) == []
