"""R5: each file call of the SQLite log failed once and from then on, with EIO and ENOSPC."""

import errno
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.faults.campaign import report
from tests.faults.native import Shim

ROOT = Path(__file__).parents[2]
FAULTS_MIN = 200
SECONDS_MAX = 300
CALLS = (
    ("write", "log.db-wal"),
    ("sync", "log.db-wal"),
    ("truncate", "log.db-wal"),
    ("open", "log.db-wal"),
    ("write", "log.db"),
    ("sync", "log.db"),
    ("truncate", "log.db"),
    ("open", "log.db"),
    ("write", "log.db-shm"),
    ("truncate", "log.db-shm"),
    ("open", "log.db-shm"),
)

pytestmark = pytest.mark.slow
Fault = tuple[str, str, int]


def rounds(library: Path, folder: Path, fault: Fault, planted: str = "") -> list[dict[str, object]]:
    """Every round of a process in which calls of this kind fail, as it printed them."""
    mine = folder / "-".join(map(str, fault))
    mine.mkdir()
    program = [sys.executable, "-m", "tests.faults.failing_process"]
    with Shim(library, mine / "files", mine) as shim:
        done = subprocess.run(
            [*program, mine, *map(str, fault), planted],
            cwd=ROOT,
            env={**os.environ, **shim.environment(recording=True)},
            stdout=subprocess.PIPE,
            timeout=SECONDS_MAX,
        )
    assert done.returncode == 0, fault
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_whichever_call_fails_answers_are_true_and_the_log_goes_on(
    library: Path, folder: Path
) -> None:
    faults = [(*call, error) for error in (errno.EIO, errno.ENOSPC) for call in CALLS]
    with ThreadPoolExecutor(2) as pool:
        played = list(pool.map(partial(rounds, library, folder), faults))
    failed = sum(bool(each["failed"]) for one in played for each in one)
    report("R5 SQLite", kinds=len(faults), rounds=sum(map(len, played)), failed=failed)
    wrong = [
        (fault, each) for fault, one in zip(faults, played, strict=True) for each in one
        if each["found"]
    ]  # fmt: skip
    assert not wrong, wrong[:5]
    assert failed >= FAULTS_MIN


@pytest.mark.parametrize("planted", ["hasty", "trusting"])
def test_the_oracle_sees_a_writer_that_jumps_to_conclusions(
    library: Path, folder: Path, planted: str
) -> None:
    played = rounds(library, folder, ("sync", "log.db-wal", errno.EIO), planted)
    assert any(each["found"] for each in played)
