"""The supervisor: parts that die are started again, and none outlives it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workers.place import until
from workers.serve import Child, Part, parts_of

NOTE_AND_WAIT = """
import os, signal, sys
open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
signal.pause()
"""
STUBBORN = """
import os, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
while True:
    signal.pause()
"""
SUPERVISE = """
import signal, sys, threading
from workers.serve import Part, supervise
ending = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: ending.set())
program, *notes = sys.argv[1:]
parts = [Part(note, (sys.executable, "-c", program, note), {}) for note in notes]
supervise(parts, ending, lambda: None)
"""


@pytest.fixture
def notes(tmp_path: Path) -> list[Path]:
    return [tmp_path / name for name in ("web", "worker")]


@pytest.fixture
def supervisor(notes: list[Path]) -> Iterator[subprocess.Popen[bytes]]:
    """A supervisor of two parts that note their process ids and wait."""
    process = subprocess.Popen([sys.executable, "-c", SUPERVISE, NOTE_AND_WAIT, *notes])
    try:
        until(lambda: all(ids(note) for note in notes))
        yield process
    finally:
        process.kill()
        process.wait()


def ids(note: Path) -> list[int]:
    """The process ids a part has noted, one for each start."""
    return [int(line) for line in note.read_text().split()] if note.exists() else []


def is_running(process_id: int) -> bool:
    """Whether the process lives; a zombie that nobody reaps has ended too."""
    try:
        return ") Z " not in Path(f"/proc/{process_id}/stat").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_a_dead_part_is_started_again_and_the_others_stay(
    supervisor: subprocess.Popen[bytes], notes: list[Path]
) -> None:
    os.kill(ids(notes[0])[0], signal.SIGKILL)
    until(lambda: len(ids(notes[0])) == 2)
    assert supervisor.poll() is None
    assert len(ids(notes[1])) == 1


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_no_part_outlives_the_supervisor(
    supervisor: subprocess.Popen[bytes], notes: list[Path], end: signal.Signals
) -> None:
    supervisor.send_signal(end)
    supervisor.wait(10)
    until(lambda: not any(is_running(note_id) for note in notes for note_id in ids(note)))


def test_a_part_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "stubborn"
    child = Child(Part("stubborn", (sys.executable, "-c", STUBBORN, str(note)), {}))
    child.tend()
    until(lambda: ids(note))
    assert child.process is not None
    child.process.terminate()
    child.stop(time.monotonic() + 0.2)
    assert child.process.returncode == -signal.SIGKILL


def test_valkey_is_a_part_unless_redis_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    alone = parts_of(tmp_path, 8000)
    assert [part.name for part in alone] == ["valkey", "web", "views", "worker", "schedule"]
    assert alone[1].environment["REDIS_URL"].startswith("unix:///")

    monkeypatch.setenv("REDIS_URL", "redis://redis.example:6379")
    given = parts_of(tmp_path, 8000)
    assert [part.name for part in given] == ["web", "views", "worker", "schedule"]
    assert {part.environment["REDIS_URL"] for part in given} == {"redis://redis.example:6379"}


def test_every_part_works_on_the_same_data(tmp_path: Path) -> None:
    parts = parts_of(tmp_path, 8000)
    assert {part.environment.get("DAICHO_DATA", str(tmp_path)) for part in parts} == {str(tmp_path)}
