"""Clause 21: clear criteria and a share for private bodies; no page knows them by heart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.outreach import Office
from tests.story.clauses.private_bodies import NEW, POLICY, desk_of
from tests.story.clauses.selection import (
    approved,
    desk_in,
    nominated,
    opened,
    parameters,
    row_of,
    run,
    shown,
)


def test_clause_21_seats_are_shared_between_windows_and_private_bodies(r9: Office) -> None:
    held = shown(r9, NEW)
    chosen = {row.window: row.tier for row in held.nominees if row.outcome == "selected"}
    assert chosen.keys() == {"B1"} | (chosen.keys() & {"W1", "W2", "W3"})
    assert (len(chosen), chosen["B1"]) == (3, 7)
    body = row_of(held, "B1").ruling
    assert "民間団体等の枠は34％で1名" in "".join(reason.ja for reason in body.reasons)
    waiting = next(row for row in held.nominees if row.outcome == "waitlisted").ruling
    assert waiting.counterfactual is not None
    assert "民間団体等の割合が33％なら" in waiting.ja


def test_clause_21_the_board_and_the_draft_show_the_tiers_that_the_policy_has(
    r9: Office,
) -> None:
    board = r9.page(f"/calls/{NEW}/board")
    assert '<span class="mark">民①</span>' in board
    assert "民間団体等に認証された者がいない都道府県の民間団体等の職員" in board
    assert f"{POLICY} 0.1" in board
    assert "何％にしますか" in board
    draft = r9.page(f"/calls/{NEW}/draft")
    assert "民③ 認証された者が１名しかいない民間団体等の職員" in draft
    assert "<td>東京都 B1</td><td>民①</td>" in draft
    paper = r9.client().get(f"/isa/calls/{NEW}/draft/draft.pdf")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert "private_share" in r9.page(f"/calls/{NEW}/readings")


@pytest.fixture
def short(tmp_path: Path) -> Iterator[Office]:
    """A run with two seats of which private bodies, by flow_back=no, leave one empty; W2 waits."""
    with desk_in(tmp_path) as made:
        for code in ("W1", "W2"):
            made.do("register-window", **desk_of(code, "東京都", grant_year=2027))
        made.at("2027-02-01 10:00")
        parameters(made, "seats=2 private_share=50 flow_back=no", "2027-04-01", POLICY)
        made.do("plan-cohorts", fiscal_year=2027)
        opened(made, NEW, "2027-03-18T17:00:00+09:00")
        nominated(made, "W1", "W2", call=NEW)
        run(made, NEW, "2027-04-12")
        yield made


def seats(desk: Office) -> list[tuple[str, str, str | None]]:
    """Window, outcome and offer of each, by rank."""
    return [(row.window, row.outcome, row.offer) for row in shown(desk, NEW).nominees]


def test_clause_21_no_more_people_are_offered_a_seat_than_the_share_lets_in(short: Office) -> None:
    first, second = (row.window for row in shown(short, NEW).nominees)
    approved(short, NEW)
    short.do("send-offers", call=NEW, reply_by="2027-05-20", cut_off="2027-06-01")
    assert seats(short) == [(first, "selected", "offered"), (second, "waitlisted", None)]


def test_clause_21_a_departure_by_decision_gives_no_seat_more_either(short: Office) -> None:
    first, second = (row.window for row in shown(short, NEW).nominees)
    waits = row_of(shown(short, NEW), second).nomination
    wanted = {"call": NEW, "nomination": waits, "rank": 1, "reason": "会議の結論"}
    short.do("override-selection", **wanted)
    assert seats(short) == [(second, "selected", None), (first, "waitlisted", None)]
    assert "1 / 1" in short.page(f"/calls/{NEW}/draft")
