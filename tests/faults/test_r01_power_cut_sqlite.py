"""R1: power cuts on SQLite, by a file system of ours that rebuilds what a disk may hold."""

import shutil
from functools import partial
from pathlib import Path

import pytest

from tests.faults.campaign import Dice, report, times
from tests.faults.disk import Op
from tests.faults.power import Tally, campaign, cut_power, synchronous
from tests.faults.recording_vfs import RecordingVfs
from tests.faults.workload import on_sqlite

STATES = 20_000
STATES_OF_TEETH = 800
STATES_A_PART = 2_500
STEPS = 12

pytestmark = pytest.mark.slow


def recorded(folder: Path, rng: Dice) -> list[Op]:
    """What a workload did to its files, by way of a file system of ours."""
    vfs = RecordingVfs("recording")

    def note(data: bytes) -> None:
        vfs.ops.append(Op("note", data=data))

    try:
        on_sqlite(folder / "log.db", note, rng, vfs="recording").run(STEPS)
    finally:
        vfs.unregister()
    return vfs.ops


def part(folder: Path, level: str, states: int, seed: int) -> Tally:
    """One workload after the other, until so many states are judged."""
    rng, mine, tally = Dice(seed), folder / str(seed), Tally()
    while tally.states < states:
        mine.mkdir()
        with synchronous(level):
            ops = recorded(mine, rng)
        tally.add(cut_power(ops, mine, rng, states - tally.states))
        shutil.rmtree(mine)
    return tally


def cut(folder: Path, states: int, level: str = "full") -> Tally:
    """The campaign with this setting; its figures are printed."""
    tally = campaign(partial(part, folder, level), states, STATES_A_PART)
    report(f"R1 synchronous={level}", **tally.figures)
    return tally


def test_no_power_cut_loses_or_breaks_what_was_acknowledged(folder: Path) -> None:
    tally = cut(folder, times(STATES))
    assert not tally.examples
    assert tally.states == times(STATES)


def test_the_oracle_sees_a_sync_left_out_of_each_commit(folder: Path) -> None:
    tally = cut(folder, STATES_OF_TEETH, level="normal")
    assert tally.lost
    # SQLite promises that much for this setting, so the rest of the oracle cries no wolf.
    assert not tally.broken


def test_the_oracle_sees_all_syncs_left_out(folder: Path) -> None:
    tally = cut(folder, STATES_OF_TEETH, level="off")
    assert tally.broken
    assert tally.lost
