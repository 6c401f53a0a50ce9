"""Clause 12: the order inside a tier: balance, caseload of the last closed year, patience, and a
lottery that nobody can lean on."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import (
    certified,
    desk_in,
    facts_of,
    last,
    nominated,
    opened,
    parameters,
    place,
    row_of,
    run,
    shown,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A register whose windows each test names."""
    with desk_in(tmp_path) as made:
        yield made


def order(desk: Office) -> list[str]:
    return [row.window for row in run(desk).nominees]


def test_clause_12_the_prefecture_with_the_fewest_picks_of_this_run_comes_first(
    desk: Office,
) -> None:
    for code, prefecture, count in (
        ("T1", "東京都", 900),
        ("T2", "東京都", 800),
        ("O1", "大阪府", 10),
    ):
        desk.do("register-window", **place(code, prefecture, caseload=count))
    opened(desk)
    nominated(desk, "T1", "T2", "O1")
    # by caseload alone T2 would come second
    assert order(desk) == ["T1", "O1", "T2"]


def test_clause_12_earlier_tiers_count_as_picked(desk: Office) -> None:
    desk.do("register-window", **place("T1", "東京都", caseload=900))
    desk.do("register-window", **place("T2", "東京都", grant=False, caseload=900))
    desk.do("register-window", **place("K3", "京都府", grant=False, caseload=1))
    opened(desk)
    nominated(desk, "T1", "T2", "K3")
    held = run(desk)
    # ① takes T1; among ③ the one of Kyoto comes before the busier one of Tokyo
    assert [(row.window, row.tier) for row in held.nominees] == [("T1", 1), ("K3", 3), ("T2", 3)]


def test_clause_12_a_missing_caseload_is_not_zero(desk: Office) -> None:
    desk.do("register-window", **place("Z", "東京都", caseload=0))
    missing = {"caseload": None, "caseload_unit": None, "caseload_year": None}
    desk.do("register-window", **place("M", "大阪府", **missing))
    desk.do("register-window", **place("B", "京都府", caseload=5))
    opened(desk)
    nominated(desk, "M", "Z", "B")
    assert order(desk) == ["B", "Z", "M"]
    row = row_of(shown(desk), "M")
    assert facts_of(row)["caseload"] == "unknown"
    assert "caseload_missing" in {reason.code for reason in row.ruling.reasons}


def test_clause_12_another_unit_or_another_year_is_missing_and_said(desk: Office) -> None:
    desk.do("register-window", **place("P", "東京都", caseload=9999, caseload_unit="人"))
    desk.do("register-window", **place("Y", "大阪府", caseload=9999, caseload_year=2023))
    desk.do("register-window", **place("B", "京都府", caseload=5))
    opened(desk)
    nominated(desk, "P", "Y", "B")
    assert order(desk)[0] == "B"
    codes = {
        at: {reason.code for reason in row_of(shown(desk), at).ruling.reasons} for at in ("P", "Y")
    }
    assert "caseload_other_unit" in codes["P"]
    assert "caseload_other_year" in codes["Y"]


def test_clause_12_direction_and_region_of_balance_are_parameters(desk: Office) -> None:
    parameters(desk, "caseload_order=ascending balance_region=block")
    desk.do("register-window", **place("T", "東京都", caseload=900))
    desk.do("register-window", **place("O", "大阪府", caseload=10))
    desk.do("register-window", **place("K", "京都府", caseload=500))
    opened(desk)
    nominated(desk, "T", "O", "K")
    # few first; Osaka and Kyoto are of one bureau, so Tokyo comes before the second of them
    assert order(desk) == ["O", "T", "K"]
    readings = {each.name: each.value for each in shown(desk).run.readings}
    assert readings["caseload_order"] == "ascending"
    assert readings["balance_region"] == "block"


def test_clause_12_keys_never_cross_tiers(desk: Office) -> None:
    desk.do("register-window", **place("Low", "東京都", caseload=1))
    desk.do("register-window", **place("High", "京都府", grant=False, caseload=9999))
    opened(desk)
    nominated(desk, "High", "Low")
    assert order(desk) == ["Low", "High"]


def test_clause_12_who_was_not_selected_before_comes_before_the_lottery(desk: Office) -> None:
    desk.do("register-window", **place("W1"))
    opened(desk)
    nominated(desk, "W1", "W1")
    nominated(desk, "W1", first=3, past_unselected=2)
    rows = run(desk).nominees
    assert rows[0].nomination == "2025-1-0003"
    assert facts_of(rows[0])["past_unselected"] == "2"


def test_clause_12_the_lottery_is_committed_at_the_opening_and_revealed_with_the_result(
    desk: Office,
) -> None:
    desk.do("register-window", **place("W1"))
    opened(desk)
    commitment = last(desk, "call.opened").event.lottery_commitment
    page = desk.page("/calls/2025-1/board")
    assert "選定はまだ計算されていません" in page
    nominated(desk, *["W1"] * 5)
    held = run(desk)
    assert hashlib.sha256(bytes.fromhex(held.run.seed)).hexdigest() == commitment
    seed = bytes.fromhex(held.run.seed)
    for row in held.nominees:
        assert row.ruling.ticket == hashlib.sha256(seed + row.nomination.encode()).hexdigest()
    page = desk.page("/calls/2025-1/board")
    assert held.run.seed in page
    assert commitment in page


def test_clause_12_neither_arrival_nor_name_decides_among_equals(desk: Office) -> None:
    desk.do("register-window", **place("W1"))
    opened(desk)
    nominated(desk, *["W1"] * 6)
    rows = run(desk).nominees
    assert [row.ruling.ticket for row in rows] == sorted(row.ruling.ticket for row in rows)
    assert [row.nomination for row in rows] != sorted(row.nomination for row in rows)


def test_clause_12_each_sees_why_others_came_before(desk: Office) -> None:
    desk.do("register-window", **place("W1"))
    certified(desk, "c1", "W1")
    desk.do("change-capacity", cohort="2025-1", seats=1)
    desk.do("register-window", **place("W2", "大阪府"))
    desk.do("register-window", **place("W3", "大阪府"))
    certified(desk, "c3", "W3")
    opened(desk)
    nominated(desk, "W1", "W2")
    row = row_of(run(desk), "W1")
    ruling = row.ruling
    assert (row.tier, row.outcome) == (4, "waitlisted")
    assert "定員1名は②の1番目（全体の1位）で満ちた" in ruling.ja
    assert ruling.counterfactual is not None
    assert ruling.counterfactual.ja in ruling.ja
    assert {"taken_from_region", "taken_from_window", "caseload"} <= set(facts_of(row))
