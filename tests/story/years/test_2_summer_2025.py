"""Summer 2025: the first round selected and seated, and the second with the first in training."""

from tests.story.clauses import selection
from tests.story.years.register import Years
from tests.web.conftest import token

O1, K1, N1, A1, F1 = (f"2025-1-{number:04}" for number in (2, 5, 4, 10, 6))
T1 = ("2025-1-0001", "2025-1-0007", "2025-1-0008")
T2 = "2025-1-0009"
WHY = "地域の体制を確かめ、決定したため"


def in_offer(year: Years) -> set[str]:
    """Whose answer is waited for."""
    return {each for each, state in selection.states(year).items() if state == "offered"}


def test_chapter_07_five_seats_go_by_tier_and_a_departure_keeps_its_reason(year: Years) -> None:
    # given the first call, decided on 12 May
    held = selection.run(year)
    tiers = {row.nomination: row.tier for row in held.nominees}
    assert [tiers[each] for each in (N1, K1, A1, F1, O1, T2)] == [1, 1, 1, 3, 4, None]
    assert "sequential" in year.page("/calls/2025-1/readings")
    # when the officer departs from the order, with a reason, before a second person approves
    year.do("override-selection", call="2025-1", nomination=O1, rank=5, reason=WHY)
    year.do("place-unranked", call="2025-1", nomination=T2, reason=WHY)
    draft = year.client("approver").get("/isa/calls/2025-1/draft/draft.pdf")
    selection.approved(year)
    # then five are selected, never six; the reason stays, and each nominee sees the own sentence
    board = selection.shown(year)
    assert {r.nomination for r in board.nominees if r.outcome == "selected"} == {N1, K1, A1, F1, O1}
    assert draft.content.startswith(b"%PDF")
    assert WHY in year.page("/calls/2025-1/board")
    assert selection.row_of(board, "H1").ruling.ja in year.page("/calls/2025-1/board")
    assert "選定" in year.seen_by(year.person(A1), "/me")


def test_chapter_08_a_declined_and_an_unanswered_seat_go_to_the_next_two(year: Years) -> None:
    # given five offers, of which three are accepted and one is declined
    selection.offered(year)
    year.seated(A1, F1, O1)
    year.do("decline-offer", year.person(N1), nomination=N1)
    (next_one,) = in_offer(year) - {K1}
    year.seated(next_one)
    # when the fifth stays silent, and the clock ticks
    did = [year.ticks(f"2025-05-{day} 06:00") for day in (17, 19, 21)]
    assert [each.get("remind-offers", 0) for each in did] == [1, 1, 0]
    assert did[2]["expire-offers"] == 1
    # then it was asked, reminded twice and told, and a second of T1 has moved up
    assert len([each for each in year.letters_to("n5@example.jp") if K1 in each]) == 4
    (after,) = in_offer(year)
    assert {next_one, after} < set(T1)
    year.seated(after)
    board = year.seen_by("officer", "/calls/2025-1/board")
    assert f"（{N1} の席）" in board
    assert f"（{K1} の席）" in board


def test_chapter_09_whoever_got_no_seat_is_carried_into_the_second_call(year: Years) -> None:
    # given the selection, which the clock closed after the cut-off
    assert year.ticks("2025-06-02 06:00")["close-selections"] == 1
    clerk = year.clerk("T1")
    page = year.client(clerk).get("/isa/inbox?call=2025-2").text
    waiting = [each for each in (*T1, T2) if f'id="o-{each}"' in page]
    assert len(waiting) == 2
    # when the clerk carries them over with one click
    form = {**token(year.client(clerk)), "call": "2025-2", "nomination": waiting}
    told = year.client(clerk).post("/isa/inbox/carry-over", data=form)
    # then both are in the second call
    assert told.text.count("引き継ぎました") == 2
    assert "2025-2-0001" in year.seen_by(clerk, "/inbox?call=2025-2")


def test_chapter_10_trainees_of_the_first_round_count_for_the_second_from_their_start(
    year: Years,
) -> None:
    # given two more nominees, and the first round in training since 9 June
    year.at("2025-06-05 10:00")
    for number, window in ((11, "H1"), (12, "K1"), (13, "O1")):
        nomination = year.nominate(number, window, "2025-2")
        year.do("accept-evidence", nomination=nomination)
    year.at("2025-06-09 09:00").do("start-cohort", cohort="2025-1", on="2025-06-09")
    # when the second call is decided on 1 July
    held = selection.run(year, "2025-2", "2025-07-01")
    # then O1 has two counted, one certified and one in training, and fits no tier
    facts = selection.facts_of(selection.row_of(held, "O1"))
    assert (facts["window_count"], selection.row_of(held, "O1").tier) == ("2", None)
    assert {selection.row_of(held, at).tier for at in ("H1", "K1")} == {1}
    selection.approved(year, "2025-2")
    dates = {"reply_by": "2025-07-11", "cut_off": "2025-07-25"}
    year.seated(*selection.offered(year, "2025-2", **dates))
    year.at("2025-08-05 09:00").do("start-cohort", cohort="2025-2", on="2025-08-05")
    board = year.seen_by("officer", "/training/2025-2")
    assert "見本 11" in board
    assert "見本 12" in board
