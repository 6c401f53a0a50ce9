"""R6: the disk under the SQLite log is full, and has space again, without a restart."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.campaign import report
from tests.faults.native import Shim

ROOT = Path(__file__).parents[2]
SECONDS_TO_RECOVER_MAX = 10
SECONDS_MAX = 120
WAL, DATA, COPY = "*-wal", "log.db", "*.partial*"
# All but the index of the WAL, which is made shorter before it is made longer.
EVERYTHING = "*[!m]"

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("files", [WAL, DATA, COPY, EVERYTHING])
def test_reads_stay_up_on_a_full_disk_and_writes_come_back_with_the_space(
    library: Path, folder: Path, files: str
) -> None:
    # given a service whose files cannot grow for a while, twice
    with Shim(library, folder / "files", folder) as shim:
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.full_process", folder, files],
            cwd=ROOT,
            env={**os.environ, **shim.environment(recording=False)},
            stdout=subprocess.PIPE,
            timeout=SECONDS_MAX,
        )
    assert done.returncode == 0
    *times_full, restarted = json.loads(done.stdout)
    report("R6 SQLite", files=files, seen=times_full)
    # then every answer was true, what was acknowledged could be read, and all went on by itself
    assert [each["found"] for each in (*times_full, restarted)] == [[], [], []]
    for each in times_full:
        assert each["failed"]
        assert each["seconds"] < SECONDS_TO_RECOVER_MAX
        # and only where the space is needed for it, something was not stored or not copied
        stopped = files in (WAL, EVERYTHING)
        assert (each["stored"] < 80) == stopped
        assert each["copied"] == (files in (WAL, DATA))
