"""R2: power cuts on SQLite under two real processes, recorded by a shim before libc."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.faults.campaign import Dice, report, times
from tests.faults.disk import Op
from tests.faults.native import Shim
from tests.faults.power import Tally, campaign, cut_power

ROOT = Path(__file__).parents[2]
STATES = 5_000
STATES_OF_TEETH = 800
STATES_A_PART = 1_250
STEPS = 12
TENANTS = ("isa,twin", "third,fourth")
SECONDS_MAX = 120

pytestmark = pytest.mark.slow


def recorded(library: Path, folder: Path, seed: int, level: str) -> Iterator[Op]:
    """What two processes that append to one log did to its files."""
    files = folder / "files"
    files.mkdir(parents=True)
    with Shim(library, files, folder) as shim:
        environment = {**os.environ, **shim.environment(recording=True)}
        program = [sys.executable, "-m", "tests.faults.writing_process", files / "log.db"]
        writers = [
            subprocess.Popen(
                [*program, str(seed), str(STEPS), tenants, level], cwd=ROOT, env=environment
            )
            for tenants in TENANTS
        ]
        assert [writer.wait(SECONDS_MAX) for writer in writers] == [0, 0]
        yield from shim.ops()


def part(library: Path, folder: Path, level: str, states: int, seed: int) -> Tally:
    """One pair of processes after the other, until so many states are judged."""
    rng, tally = Dice(seed), Tally()
    while tally.states < states:
        mine = folder / f"{seed}-{tally.states}"
        ops = recorded(library, mine, rng.getrandbits(32), level)
        tally.add(cut_power(ops, mine, rng, states - tally.states))
        shutil.rmtree(mine)
    return tally


def cut(library: Path, folder: Path, states: int, level: str = "full") -> Tally:
    """The campaign with this setting; its figures are printed."""
    tally = campaign(partial(part, library, folder, level), states, STATES_A_PART)
    report(f"R2 synchronous={level}", **tally.figures)
    return tally


def test_no_power_cut_under_two_processes_loses_or_breaks_anything(
    library: Path, folder: Path
) -> None:
    tally = cut(library, folder, times(STATES))
    assert not tally.examples
    assert tally.states == times(STATES)


def test_the_oracle_sees_a_sync_left_out_of_each_commit(library: Path, folder: Path) -> None:
    tally = cut(library, folder, STATES_OF_TEETH, level="normal")
    assert tally.lost
    assert not tally.broken


def test_the_oracle_sees_all_syncs_left_out(library: Path, folder: Path) -> None:
    tally = cut(library, folder, STATES_OF_TEETH, level="off")
    assert tally.broken
    assert tally.lost
