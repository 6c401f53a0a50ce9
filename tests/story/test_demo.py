"""The demo: its summary, its invariants, other seeds and samples, interruption."""

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from core.audit.merkle import edge_of, leaf_hash
from core.log.application import close_location, open_application
from tests.story.command_line import SAMPLE, Daicho
from workers.documents.forms import WINDOWS
from workers.documents.parsing import read_form
from workers.documents.writing import write_workbook
from workers.story.chance import Chance
from workers.story.sample import sample_files

pytestmark = pytest.mark.slow
SEATS = 60


def test_the_summary_has_the_shape_of_the_contract(played: Daicho) -> None:
    found = played.summary
    assert list(found) == ["tenant", "events", "windows", "calls", "directory", "root"]
    assert [list(call) for call in found["calls"]] == [
        ["id", "nominations", "eligible", "selected", "waitlisted", "certified"]
    ] * 2
    assert list(found["directory"]) == ["edition", "organisations", "coordinators"]
    assert found["windows"] > 260
    assert len(found["root"]) == 64


def never_a_seat_too_many(found: dict) -> None:
    for call in found["calls"]:
        assert call["selected"] == SEATS < call["nominations"]
        assert call["selected"] + call["waitlisted"] <= call["eligible"] <= call["nominations"]
        assert 0 < call["certified"] <= SEATS
    certified = sum(call["certified"] for call in found["calls"])
    assert 0 < found["directory"]["coordinators"] <= certified + 52


def test_never_a_seat_too_many(played: Daicho) -> None:
    never_a_seat_too_many(played.summary)


def test_a_second_run_goes_on_where_nothing_is_left_to_do(copied: Daicho, played: Daicho) -> None:
    assert copied.json("demo", "--no-serve") == played.summary


def test_another_place_ends_with_the_same_root(tmp_path: Path, played: Daicho) -> None:
    assert Daicho(tmp_path / "data").json("demo", "--no-serve") == played.summary


def test_another_seed_gives_other_figures_and_keeps_the_invariants(
    tmp_path: Path, played: Daicho
) -> None:
    other = Daicho(tmp_path / "data").json("demo", "--no-serve", "--seed", "7")
    assert other != played.summary
    never_a_seat_too_many(other)


def test_the_sample_is_what_the_product_generates() -> None:
    assert {path.name: path.read_bytes() for path in SAMPLE.iterdir()} == sample_files()


def test_a_directory_with_other_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "something").write_text("mine")
    refused = Daicho(tmp_path).json("demo", "--no-serve", code=1)
    assert [fault["code"] for fault in refused["refused"]] == ["demo.not_a_demo"]


def changed(folder: Path, field: str, value: object, code: str) -> Path:
    """A copy of the sample in which one window differs in one field."""
    shutil.copytree(SAMPLE, folder)
    rows = [row.values for row in read_form(WINDOWS, SAMPLE / "windows.xlsx").rows]
    wanted = [{**row, field: value} if row["code"] == code else row for row in rows]
    assert wanted != rows
    write_workbook(WINDOWS, wanted, folder / "windows.xlsx")
    return folder


def rulings(daicho: Daicho) -> dict[str, dict]:
    log = open_application("isa", str(daicho.data / "log.db"))
    found = {
        fact.event.nomination: fact.event.ruling
        for fact in log.facts(1, 100_000, topics=("selection.ruled",))
    }
    close_location(str(daicho.data / "log.db"))
    return found


def a_window_at_the_cut(played: Daicho) -> str:
    """The window of the last one selected in round 1."""
    ranked = rulings(played).values()
    return next(r.window for r in ranked if r.rank == SEATS and r.nomination.startswith("2025-1"))


@pytest.mark.parametrize(("field", "value"), [("caseload", 0), ("grant", False)])
def test_board_explanation_and_edition_follow_a_changed_fact(
    tmp_path: Path, played: Daicho, field: str, value: object
) -> None:
    code = a_window_at_the_cut(played)
    sample = changed(tmp_path / "sample", field, value, code)
    daicho = Daicho(tmp_path / "data")
    found = daicho.json("demo", "--no-serve", "--sample", sample)
    never_a_seat_too_many(found)
    before, after = rulings(played), rulings(daicho)
    moved = [name for name, ruling in after.items() if before[name].outcome != ruling.outcome]
    assert moved
    told = daicho.isa("explain", moved[0].rpartition("-")[0], moved[0])
    assert told["outcome"] == after[moved[0]].outcome
    assert all(check["result"] == "pass" for check in daicho.isa("replay", "2025-1")["checks"])


def test_killed_at_twenty_random_moments_it_ends_the_same(tmp_path: Path, played: Daicho) -> None:
    daicho, chance = Daicho(tmp_path / "data"), Chance(int.from_bytes(b"kill", "big"))
    heads = []
    for number in range(20):
        process = subprocess.Popen(
            daicho.words("demo", "--no-serve", "--json"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            process.wait(0.8 + chance.below(4000, str(number)) / 1000)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        heads.append(head(daicho))
    assert daicho.json("demo", "--no-serve") == played.summary
    leaves = [leaf_hash(entry) for entry in entries(daicho)]
    assert [edge_of(leaves[:size]).root() for size, _ in heads] == [root for _, root in heads]


def head(daicho: Daicho) -> tuple[int, bytes]:
    if not (daicho.data / "log.db").exists():
        return 0, edge_of([]).root()
    log = open_application("isa", str(daicho.data / "log.db"))
    found = log.head()
    close_location(str(daicho.data / "log.db"))
    return found.size, found.root()


def entries(daicho: Daicho) -> list[bytes]:
    found = list(open_application("isa", str(daicho.data / "log.db")).entries())
    close_location(str(daicho.data / "log.db"))
    return found


def test_the_export_of_a_selection_tried_again_gives_the_same_order(
    tmp_path: Path, played: Daicho
) -> None:
    options = played.isa("export", "2025-1", "--out", tmp_path)
    tried = played.json(
        *("try-selection", "--policy", options["policy"], "--seats", str(options["seats"])),
        *("--windows", tmp_path / "windows.xlsx", "--nominations", tmp_path / "nominations.xlsx"),
        *("--certified", tmp_path / "certified.xlsx", "--seed", options["seed"]),
        *("--fiscal-year", "2025", "--decided-on", options["decided_on"]),
    )
    recorded = [r for name, r in rulings(played).items() if name.startswith("2025-1")]
    lapsed = {r.nomination for r in recorded} - {r["nomination"] for r in tried["results"]}
    wanted = [
        (r.nomination, r.tier, r.rank, r.outcome, r.ticket)
        for r in recorded
        if r.nomination not in lapsed
    ]
    keys = ("nomination", "tier", "rank", "outcome", "ticket")
    assert [tuple(each[key] for key in keys) for each in tried["results"]] == wanted


def test_the_public_list_has_no_row_without_both_consents(tmp_path: Path, played: Daicho) -> None:
    played.isa("directory", "build", "--out", tmp_path)
    table = list(csv.DictReader(io.StringIO((tmp_path / "directory.csv").read_text("utf-8-sig"))))
    edition = json.loads((tmp_path / "edition.json").read_text())
    assert len(table) == edition["organisations"] == played.summary["directory"]["organisations"]
    assert sum(int(row["人数"]) for row in table) == edition["coordinators"]
