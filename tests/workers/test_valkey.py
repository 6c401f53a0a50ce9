"""The embedded Valkey: one a data directory, taken over when alive, replaced when dead."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workers.place import until
from workers import valkey
from workers.queue import connect


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The process that keeps a server on the socket of `tmp_path`."""
    process = keep(tmp_path)
    try:
        until(lambda: valkey.is_alive(tmp_path))
        yield process
    finally:
        process.kill()
        process.wait()
        valkey.stop(tmp_path)


def keep(data: Path, stderr: int | None = None) -> subprocess.Popen[bytes]:
    """Start a keeper, which says on `stderr` when the server is there."""
    command = [sys.executable, "-m", "workers.valkey", str(data)]
    return subprocess.Popen(command, stderr=stderr)


def server_of(data: Path) -> int:
    """The process id of the server on the socket."""
    process_id: int = connect(valkey.url_of(data)).info("server")["process_id"]
    return process_id


@pytest.mark.slow
def test_a_dead_server_is_replaced(tmp_path: Path, keeper: subprocess.Popen[bytes]) -> None:
    dead = server_of(tmp_path)
    os.kill(dead, signal.SIGKILL)
    until(lambda: valkey.is_alive(tmp_path) and server_of(tmp_path) != dead)
    assert keeper.poll() is None


@pytest.mark.slow
def test_a_server_left_behind_is_taken_over_and_stopped(
    tmp_path: Path, keeper: subprocess.Popen[bytes]
) -> None:
    left = server_of(tmp_path)
    keeper.kill()
    keeper.wait()
    with keep(tmp_path, stderr=subprocess.PIPE) as successor:
        assert successor.stderr is not None
        assert b"serves" in successor.stderr.readline()
        assert server_of(tmp_path) == left
        successor.terminate()
        assert successor.wait(10) == 0
    assert not valkey.is_alive(tmp_path)


def test_nothing_answers_where_no_server_is(tmp_path: Path) -> None:
    assert not valkey.is_alive(tmp_path)
    valkey.stop(tmp_path)


def test_a_long_data_path_still_gets_a_socket(tmp_path: Path) -> None:
    data = tmp_path / ("長い" * 30) / "var"
    path = valkey.socket_path(data)
    assert len(os.fsencode(path)) <= valkey.SOCKET_BYTES_MAX
    assert path != valkey.socket_path(data / "other")
    server = valkey.start(data)
    assert valkey.is_alive(data)
    server.stop()
    path.parent.joinpath("valkey.conf").unlink()


def test_a_folder_that_others_may_write_to_holds_no_socket(tmp_path: Path) -> None:
    folder = valkey.socket_path(tmp_path).parent
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(AssertionError):
        valkey.start(tmp_path)
