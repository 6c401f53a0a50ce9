"""The demo: its summary, its invariants, other seeds and samples, interruption."""

import csv
import io
import json
from pathlib import Path

import pytest

from core.log.application import close_location, open_application
from tests import postgres
from tests.story.command_line import Daicho

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


def digests(daicho: Daicho) -> dict[str, tuple[int, str]]:
    """View -> position and digest."""
    return {e["view"]: (e["position"], e["digest"]) for e in daicho.isa("views", "status")}


def test_an_erasure_leaves_every_row_and_every_digest_as_it_was(copied: Daicho) -> None:
    person = copied.isa("roster")["coordinators"][0]["id"]
    before = digests(copied)
    copied.isa("tenant", "erase-person", person)
    # when everything is folded again without the key, no row is another
    rebuilt = {each["view"]: each["rebuilt"] for each in copied.isa("views", "rebuild")}
    assert all(each["equal"] and each["switched"] for each in rebuilt.values())
    # and the views that an erasure says nothing to have the digests they had
    after = digests(copied)
    untouched = {view for view, (_, digest) in before.items() if after[view][1] == digest}
    assert {"coordinator_roster", "person_record", "directory", "nomination_inbox"} <= untouched


def test_the_register_is_the_same_on_postgresql(played: Daicho, tmp_path: Path) -> None:
    with postgres.database() as url:
        elsewhere = Daicho(tmp_path / "data", url)
        assert elsewhere.json("demo", "--no-serve") == played.summary
        assert not (tmp_path / "data" / "log.db").exists()
        assert digests(elsewhere) == digests(played)
        assert not (tmp_path / "data" / "views.db").exists()
        elsewhere.isa("bundle", "--out", tmp_path / "bundle.zip")
    assert played.json("verify", tmp_path / "bundle.zip")["ok"]


def test_a_directory_with_other_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "something").write_text("mine")
    refused = Daicho(tmp_path).json("demo", "--no-serve", code=1)
    assert [fault["code"] for fault in refused["refused"]] == ["demo.not_a_demo"]


def rulings(daicho: Daicho) -> dict[str, dict]:
    log = open_application("isa", str(daicho.data / "log.db"))
    found = {
        fact.event.nomination: fact.event.ruling
        for fact in log.facts(1, 100_000, topics=("selection.ruled",))
    }
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
