"""Clause 11: the six tiers, the first that holds; who is outside them; the other reading shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import (
    certified,
    desk_in,
    facts_of,
    nominated,
    opened,
    parameters,
    place,
    row_of,
    run,
    shown,
)
from workers.selection_readings import other_readings


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A register whose windows each test names."""
    with desk_in(tmp_path) as made:
        yield made


def windows(desk: Office, *places: tuple[str, str, bool, int]) -> None:
    """Windows by code, prefecture, grant, and how many certified people work there."""
    for code, prefecture, grant, count in places:
        desk.do("register-window", **place(code, prefecture, grant=grant))
        for number in range(count):
            certified(desk, f"{code}-{number}", code)


SIX = (
    ("W1", "東京都", True, 0),
    ("W2", "大阪府", True, 0),
    ("W2b", "大阪府", False, 1),
    ("W3", "京都府", False, 0),
    ("W4", "北海道", True, 1),
    ("W5", "福岡県", False, 0),
    ("W5b", "福岡県", True, 1),
    ("W6", "愛知県", False, 1),
    ("W7", "沖縄県", True, 2),
)


def test_clause_11_one_window_for_each_of_the_six_tiers_and_one_for_none(desk: Office) -> None:
    windows(desk, *SIX)
    opened(desk)
    # received in the opposite order, which has no effect
    nominated(desk, "W7", "W6", "W5", "W4", "W3", "W2", "W1")
    held = run(desk)
    ranked = [(row.window, row.tier) for row in held.nominees]
    assert ranked == [
        ("W1", 1),
        ("W2", 2),
        ("W3", 3),
        ("W4", 4),
        ("W5", 5),
        ("W6", 6),
        ("W7", None),
    ]
    page = desk.page("/calls/2025-1/board")
    for mark in "①②③④⑤⑥":
        assert f'<span class="mark">{mark}</span>' in page


def test_clause_11_tier_1_lies_within_tier_2_and_the_first_holds(desk: Office) -> None:
    windows(desk, ("W1", "東京都", True, 0), ("W3", "京都府", False, 0))
    opened(desk)
    nominated(desk, "W3", "W1")
    held = run(desk)
    # W1 fulfils ① and ②, W3 fulfils ③ and ⑤
    one, three = row_of(held, "W1"), row_of(held, "W3")
    assert (one.tier, facts_of(one)["window_count"]) == (1, "0")
    assert (three.tier, facts_of(three)["window_count"]) == (3, "0")


def test_clause_11_tier_3_without_the_grant_precedes_tier_4_with_it(
    desk: Office,
) -> None:
    windows(desk, ("W3", "京都府", False, 0), ("W4", "北海道", True, 1))
    opened(desk)
    nominated(desk, "W4", "W3")
    assert [row.window for row in run(desk).nominees] == ["W3", "W4"]


def test_clause_11_people_of_any_window_count_for_the_prefecture_the_states_too(
    desk: Office,
) -> None:
    windows(desk, ("W1", "東京都", True, 0))
    desk.do("register-window", **place("S1", "東京都", founder_kind="state", grant=False))
    certified(desk, "at-the-state", "S1")
    opened(desk)
    nominated(desk, "W1")
    row = row_of(run(desk), "W1")
    assert (row.tier, facts_of(row)["prefecture_count"]) == (2, "1")
    others = {(each.reading.name, each.value): each for each in other_readings_of(desk)}
    # the other reading, grant windows only, is shown: there W1 would be ①
    assert ("prefecture_counts", "grant_windows") in others


def other_readings_of(desk: Office) -> tuple:
    return other_readings(desk.tenant, "2025-1").others


def test_clause_11_three_nominees_of_one_empty_window_keep_their_tier(desk: Office) -> None:
    windows(desk, ("W1", "東京都", True, 0), ("W2", "大阪府", True, 0), ("W3", "京都府", True, 0))
    opened(desk)
    nominated(desk, "W1", "W1", "W1", "W2", "W3")
    held = run(desk)
    assert [row.tier for row in held.nominees] == [1] * 5
    # one a window in each round of picks: W1's second comes after everybody's first
    assert sorted(row.window for row in held.nominees[:3]) == ["W1", "W2", "W3"]
    assert [row.window for row in held.nominees[3:]] == ["W1", "W1"]


def test_clause_11_the_other_reading_of_it_is_shown_before_the_decision(desk: Office) -> None:
    desk.do("change-capacity", cohort="2025-1", seats=2)
    windows(desk, ("W1", "東京都", True, 0), ("W4", "北海道", True, 1))
    opened(desk)
    nominated(desk, "W1", "W1", "W4")
    run(desk)
    (sequential,) = [each for each in other_readings_of(desk) if each.value == "sequential"]
    # counted anew after each pick, W1's second falls to ④, level with W4
    assert {each.nomination for each in sequential.changed} <= {
        row.nomination for row in shown(desk).nominees
    }
    page = desk.page("/calls/2025-1/readings")
    assert "<code>evaluation</code> = sequential" in page


def test_clause_11_the_reading_of_the_prefectures_own_window_is_a_parameter(desk: Office) -> None:
    parameters(desk, "tier1_window=prefecture_own")
    desk.do("register-window", **place("P1", "大阪府", municipality_code="270008"))
    desk.do("register-window", **place("W1", "東京都"))
    opened(desk)
    nominated(desk, "W1", "P1")
    held = run(desk)
    assert [(row.window, row.tier) for row in held.nominees] == [("P1", 1), ("W1", 2)]
    page = desk.page("/calls/2025-1/board")
    assert "prefecture_own" in page
    assert "変更" in page


def test_clause_11_a_grant_of_another_year_is_unknown_and_taken_as_none_which_is_said(
    desk: Office,
) -> None:
    desk.do("register-window", **place("W1", "東京都", grant_year=2024))
    opened(desk)
    nominated(desk, "W1")
    row = row_of(run(desk), "W1")
    assert (row.tier, facts_of(row)["grant"]) == (3, "no")
    assert "grant_other_year" in {reason.code for reason in row.ruling.reasons}


def test_clause_11_a_grant_decided_after_the_deadline_is_taken_at_the_date_and_a_run_offered(
    desk: Office,
) -> None:
    desk.do("register-window", **place("W1", "東京都", grant=None, grant_year=None))
    opened(desk)
    nominated(desk, "W1")
    assert row_of(run(desk), "W1").tier == 3
    desk.do("register-window", **place("W1", "東京都", grant=True, grant_year=2025))
    page = desk.page("/calls/2025-1/board")
    assert "計算の後に記録された事実があります" in page
    desk.do("run-selection", call="2025-1", decided_on="2025-05-12")
    assert row_of(shown(desk), "W1").tier == 1
