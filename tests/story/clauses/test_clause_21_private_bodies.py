"""Clause 21: clear criteria and a share for private bodies; no page knows them by heart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.outreach import Office
from tests.story.clauses.private_bodies import NEW, POLICY, SEEN, desk_of
from tests.story.clauses.selection import (
    approved,
    desk_in,
    last,
    nominated,
    opened,
    parameters,
    row_of,
    run,
    shown,
    states,
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


@pytest.fixture
def shared(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    """Two seats, one for each track: W1 and B1 have offers; W2, then B2 wait, in this order."""
    with desk_in(tmp_path) as made:
        for code, caseload in (("W1", 900), ("W2", 800), ("B1", 900), ("B2", 800)):
            yearly = {"grant_year": 2027, "caseload": caseload, "caseload_year": 2026}
            made.do("register-window", **desk_of(code, "東京都", **yearly))
        for code in ("B1", "B2"):
            made.do("record-organisation", code=code, **SEEN)
        made.at("2027-02-01 10:00")
        asked = f"seats=2 private_share=50 {getattr(request, 'param', '')}"
        parameters(made, asked, "2027-04-01", POLICY)
        made.do("plan-cohorts", fiscal_year=2027)
        opened(made, NEW, "2027-03-18T17:00:00+09:00")
        nominated(made, "W1", "W2", "B1", "B2", call=NEW)
        run(made, NEW, "2027-04-12")
        assert [row.window for row in shown(made, NEW).nominees] == ["W1", "B1", "W2", "B2"]
        yield made


def offers(desk: Office) -> None:
    """The run approved and its seats offered."""
    approved(desk, NEW)
    desk.do("send-offers", call=NEW, reply_by="2027-05-20", cut_off="2027-06-01")


def decline(desk: Office, at: str) -> dict[str, str | None]:
    """The nominee of a window declines; what became of each window's offer."""
    desk.do("decline-offer", nomination=row_of(shown(desk, NEW), at).nomination)
    return offered_at(desk)


def offered_at(desk: Office) -> dict[str, str | None]:
    """Window -> what became of its nominee's offer."""
    told = states(desk, NEW)
    return {row.window: told[row.nomination] for row in shown(desk, NEW).nominees}


def test_clause_21_a_freed_seat_stays_on_its_track_and_flows_when_nobody_waits_there(
    shared: Office,
) -> None:
    offers(shared)
    waiting = row_of(shown(shared, NEW), "B2").ruling
    assert "民間団体等の席が空いたときは" in "".join(reason.ja for reason in waiting.reasons)
    assert decline(shared, "B1") == {"W1": "offered", "B1": "declined", "W2": None, "B2": "offered"}
    promoted = last(shared, "selection.promoted").event
    assert promoted.freed == row_of(shown(shared, NEW), "B1").nomination
    assert decline(shared, "B2")["W2"] == "offered"


@pytest.mark.parametrize("shared", ["flow_back=no"], indirect=True)
def test_clause_21_without_flow_back_a_freed_seat_that_nobody_waits_for_stays_empty(
    shared: Office,
) -> None:
    offers(shared)
    decline(shared, "W1")
    assert decline(shared, "W2") == {
        "W1": "declined",
        "B1": "offered",
        "W2": "declined",
        "B2": None,
    }


@pytest.mark.parametrize("shared", ["freed_seats=in_order"], indirect=True)
def test_clause_21_the_agency_may_have_freed_seats_go_by_the_one_order(shared: Office) -> None:
    offers(shared)
    assert decline(shared, "B1")["W2"] == "offered"


def test_clause_21_whoever_left_before_the_offers_leaves_the_seat_to_the_same_track(
    shared: Office,
) -> None:
    shared.do("withdraw-nomination", nomination=row_of(shown(shared, NEW), "B1").nomination)
    offers(shared)
    assert offered_at(shared) == {"W1": "offered", "B1": "passed", "W2": None, "B2": "offered"}
