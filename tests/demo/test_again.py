"""The year played again: interrupted, killed, with another seed, from edited files (issue 3)."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from core.errors import Refused
from core.identity import seeded_entropy
from tenants.place import Place
from tests.demo import invariants
from tests.demo.played import Played, play_into
from workers.documents.forms import WINDOWS
from workers.documents.parsing import read_form
from workers.documents.writing import write_workbook
from workers.story.play import SAMPLE, play

KILLS = 20
DYING = """
import json, os, signal, sys
from pathlib import Path
from core.log.sqlite import SqliteStore
from tenants.place import Place
from workers.story.play import play
left, after, commit = [int(sys.argv[2])], sys.argv[3] == "after", SqliteStore.append
def dying(self, append):
    left[0] -= 1
    if not left[0] and not after:
        os.kill(os.getpid(), signal.SIGKILL)
    positions = commit(self, append)
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return positions
SqliteStore.append = dying
print(json.dumps(play(Place(Path(sys.argv[1])), None, None, lambda step: None)))
"""
"""Plays, and dies just before or after the n-th append."""


class Stopped(Exception):
    """The person at the terminal had enough."""


def stop_at(step: int) -> Callable[[str], None]:
    """Listen to `step` lines, then stop the play."""
    heard: list[str] = []

    def listen(line: str) -> None:
        heard.append(line)
        if len(heard) > step:
            raise Stopped

    return listen


@pytest.mark.slow
def test_a_play_stopped_at_any_step_goes_on_to_the_same_end(year: Played, tmp_path: Path) -> None:
    place = Place(tmp_path / "var")
    for step in (0, 4, 3, len(year.told) - 1):
        with pytest.raises(Stopped):
            play(place, None, None, stop_at(step))
    assert play_into(place.data).document == year.document


@pytest.mark.slow
def test_a_play_killed_twenty_times_goes_on_to_the_same_end(year: Played, tmp_path: Path) -> None:
    folder, draw = tmp_path / "var", seeded_entropy(b"kills")
    killed = 0
    for number in range(KILLS):
        raw = draw(str(number))
        ended = _dying(folder, 1 + raw[0] % 24, "after" if raw[1] % 2 else "before")
        killed += ended.returncode == -signal.SIGKILL
    assert killed > KILLS // 2
    assert play_into(folder).document == year.document


def _dying(folder: Path, appends: int, when: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", DYING, str(folder), str(appends), when]
    return subprocess.run(command, check=False, capture_output=True, cwd=SAMPLE.parents[1])


@pytest.mark.slow
def test_a_finished_play_is_found_as_it_was_left(year: Played) -> None:
    assert play_into(year.place.data).document == year.document


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 7])
def test_another_seed_gives_other_figures_and_the_same_invariants(
    seed: int, year: Played, tmp_path: Path
) -> None:
    other = play_into(tmp_path / "var", seed=seed)
    invariants.check_year(other)
    assert other.document["root"] != year.document["root"]
    assert other.document["events"] != year.document["events"]


def edited(folder: Path, window: str, **changes: Any) -> Path:
    """A copy of the sample in which one window's row says something else."""
    copytree(SAMPLE, folder)
    rows = [row.values for row in read_form(WINDOWS, SAMPLE / "windows.xlsx").rows]
    assert any(row["code"] == window for row in rows)
    rows = [row | changes if row["code"] == window else row for row in rows]
    write_workbook(WINDOWS, rows, folder / "windows.xlsx")
    return folder


@pytest.mark.slow
def test_a_changed_grant_moves_board_explanation_and_directory(
    year: Played, tmp_path: Path
) -> None:
    waiting = next(
        ruling
        for ruling in year.rulings("2025-1")
        if ruling.outcome == "waitlisted" and ruling.tier == 5 and ruling.counterfactual
    )
    sample = edited(tmp_path / "sample", waiting.window, grant=True)
    other = play_into(tmp_path / "var", sample=sample)
    now = next(r for r in other.rulings("2025-1") if r.nomination == waiting.nomination)
    assert (now.tier, now.outcome) == (2, "selected")
    assert {fact.name: fact.value for fact in now.facts} != {
        fact.name: fact.value for fact in waiting.facts
    }
    assert now.ja != waiting.ja
    assert other.document["directory"] != year.document["directory"]
    invariants.check_year(other)


@pytest.mark.slow
def test_a_changed_caseload_moves_the_order(year: Played, tmp_path: Path) -> None:
    before = [r for r in year.rulings("2025-1") if r.tier == 2]
    last = before[-1]
    sample = edited(
        tmp_path / "sample", last.window, caseload=99_999, caseload_unit="件", caseload_year=2024
    )
    other = play_into(tmp_path / "var", sample=sample)
    after = next(r for r in other.rulings("2025-1") if r.nomination == last.nomination)
    assert after.rank is not None
    assert last.rank is not None
    assert after.rank < last.rank
    invariants.check_year(other)


def test_a_directory_that_holds_anything_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("x")
    with pytest.raises(Refused) as refusal:
        play(Place(tmp_path), None, None, lambda _: None)
    assert [fault.code for fault in refusal.value.faults] == ["demo.not_a_demo"]
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_a_mistake_in_an_edited_file_is_told_at_its_row(tmp_path: Path) -> None:
    sample = edited(tmp_path / "sample", "010006-01", days_open=9)
    with pytest.raises(Refused) as refusal:
        play(Place(tmp_path / "var"), None, sample, lambda _: None)
    (fault,) = refusal.value.faults
    assert fault.code == "demo.sample_mistaken"
    assert "windows.xlsx 2行目「開設日数」" in fault.ja


def test_a_sample_without_one_of_its_files_is_refused(tmp_path: Path) -> None:
    copytree(SAMPLE, tmp_path / "sample")
    (tmp_path / "sample" / "consents.csv").unlink()
    with pytest.raises(Refused) as refusal:
        play(Place(tmp_path / "var"), None, tmp_path / "sample", lambda _: None)
    assert "consents.csv" in refusal.value.faults[0].ja
    assert not (tmp_path / "var").exists()


def test_a_demo_of_another_seed_is_refused(year: Played) -> None:
    with pytest.raises(Refused):
        play(year.place, 99, None, lambda _: None)
    assert json.loads((year.place.data / "demo.json").read_text())["seed"] != 99
    assert not (year.place.data / "sample").exists()
