"""Clause 14: what becomes of a seat: offer, answer, silence, promotion, cut-off."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import (
    CALL,
    OFFERS,
    decided,
    desk_in,
    last,
    nominated,
    offered,
    opened,
    person_of,
    place,
    shown,
    states,
    ticked,
    topics,
)
from workers.letters import LETTERS
from workers.letters.registry import notices_of


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """Five nominees for two seats, approved on 12 May."""
    with desk_in(tmp_path) as made:
        made.do("register-window", **place("W1"))
        made.do("register-window", **place("W2", "大阪府"))
        made.do("change-capacity", cohort=CALL, seats=2)
        opened(made)
        nominated(made, "W1", "W2", "W1", "W2", "W1")
        decided(made)
        yield made


def line(desk: Office) -> list[str]:
    """The nominations in the approved order."""
    return [row.nomination for row in shown(desk).nominees if row.rank]


def test_clause_14_a_nominee_answers_with_one_of_two_buttons(desk: Office) -> None:
    first, second = offered(desk)
    person = person_of(desk, first)
    page = desk.client(person).get("/isa/me").text
    assert "受講します" in page
    assert "辞退します" in page
    assert desk.do("accept-offer", person, nomination=first)["unchanged"] is False
    other = {"nomination": second}
    assert desk.refused("accept-offer", person, **other) == ["access.denied"]
    assert states(desk)[first] == "accepted"


def test_clause_14_the_local_government_gets_a_copy(desk: Office) -> None:
    offered(desk)
    fact = last(desk, "selection.offered")
    notices = notices_of(desk.tenant, fact)
    assert [(notice.to.kind, notice.kind) for notice in notices] == [
        ("person", "seat-offered"),
        ("body", "seat-offered-copy"),
    ]
    assert "selection.offered" in LETTERS


def test_clause_14_silence_is_reminded_of_twice_at_most_and_then_expires(desk: Office) -> None:
    offered(desk)
    nothing = {"remind-offers": 0, "expire-offers": 0, "close-selections": 0}
    assert ticked(desk, "2025-05-16") == nothing
    assert ticked(desk, "2025-05-17") == {**nothing, "remind-offers": 2}
    assert ticked(desk, "2025-05-17") == nothing
    assert ticked(desk, "2025-05-18") == nothing
    assert ticked(desk, "2025-05-19") == {**nothing, "remind-offers": 2}
    assert ticked(desk, "2025-05-20") == nothing
    assert ticked(desk, "2025-05-21")["expire-offers"] == 1
    counts = list(states(desk).values())
    assert (counts.count("expired"), counts.count("offered")) == (2, 2)
    for topic, kind in (("reminded", "seat-reminded"), ("expired", "seat-expired")):
        notices = notices_of(desk.tenant, last(desk, f"selection.{topic}"))
        assert [notice.kind for notice in notices] == [kind]


def test_clause_14_a_clock_that_was_off_for_weeks_does_each_thing_once(desk: Office) -> None:
    first, _ = offered(desk)
    done = ticked(desk, "2025-08-01")
    assert (done["remind-offers"], done["expire-offers"]) == (0, 1)
    # after the cut-off nobody moves up, and the selection is closed in the same tick
    assert done["close-selections"] == 1
    assert set(states(desk).values()) == {"expired", None}
    assert shown(desk).run.accepted == 0
    assert ticked(desk, "2025-08-02") == dict.fromkeys(done, 0)
    assert first in line(desk)


def test_clause_14_when_reminders_go_out_is_the_agencys_choice(desk: Office) -> None:
    first, _ = offered(desk)
    assert desk.refused("set-offer-reminders", call=CALL, first=2, second=5) == [
        "selection.reminders_order"
    ]
    desk.do("set-offer-reminders", call=CALL, first=6)
    assert ticked(desk, "2025-05-14")["remind-offers"] == 2
    assert ticked(desk, "2025-05-19")["remind-offers"] == 0
    desk.do("remind-offer", nomination=first)
    assert desk.refused("remind-offer", nomination=first) == ["selection.reminded_enough"]


def test_clause_14_promotion_follows_the_approved_order_each_with_a_sentence(desk: Office) -> None:
    first, second = offered(desk)
    told = desk.do("decline-offer", nomination=first)
    assert topics(desk, told) == ["selection.declined", "selection.promoted", "selection.offered"]
    promoted = last(desk, "selection.promoted").event
    assert (promoted.nomination, promoted.freed) == (line(desk)[2], first)
    assert f"（{first} の席）" in desk.page(f"/calls/{CALL}/board").replace("の席）", "の席）")
    assert "が補欠から繰り上がった" in desk.page(f"/audit/{told['first'] + 1}")
    notices = notices_of(desk.tenant, last(desk, "selection.promoted"))
    assert [notice.to.kind for notice in notices] == ["body"]
    assert second in states(desk)


def test_clause_14_whoever_left_the_window_meanwhile_is_passed_over_and_it_is_said(
    desk: Office,
) -> None:
    first, _ = offered(desk)
    third, fourth = line(desk)[2:4]
    desk.do("lapse-nomination", nomination=third)
    told = desk.do("decline-offer", nomination=first)
    assert last(desk, "selection.promoted").event.nomination == fourth
    passed = last(desk, "selection.passed_over").event
    assert (passed.nomination, passed.why) == (third, "lapsed")
    assert "selection.passed_over" in topics(desk, told)
    assert states(desk)[third] == "passed"
    assert "繰上げの対象外" in desk.page(f"/calls/{CALL}/board")


def test_clause_14_a_decline_costs_nothing_in_a_later_call(desk: Office) -> None:
    first, second = offered(desk)
    person = person_of(desk, first)
    desk.do("decline-offer", person, nomination=first)
    desk.do("accept-offer", nomination=second)
    ticked(desk, "2025-05-30")
    ticked(desk, "2025-06-02")
    assert shown(desk).run.closed
    released = desk.tenant.log.facts(1, 100_000, topics=("person.released",))
    unselected = {fact.event.nomination: fact.event.unselected for fact in released}
    assert unselected[first] is False
    # never offered a seat: that counts for the person
    assert unselected[line(desk)[4]] is True
    notices = notices_of(desk.tenant, last(desk, "selection.closed"))
    assert {notice.kind for notice in notices} == {"not-selected"}


def test_clause_14_after_the_cut_off_a_seat_stays_empty(desk: Office) -> None:
    first, second = offered(desk)
    desk.do("accept-offer", nomination=first)
    desk.at("2025-06-02 10:00")
    told = desk.do("expire-offers", call=CALL)
    assert topics(desk, told) == ["selection.expired"]
    assert states(desk)[second] == "expired"
    assert desk.do("close-selection", call=CALL)["unchanged"] is False
    page = desk.page(f"/cohorts/{CALL}/seats")
    assert "空席" in page
    assert desk.refused("send-offers", **OFFERS) == ["selection.closed"]


def test_clause_14_an_answer_after_the_date_is_too_late(desk: Office) -> None:
    first, _ = offered(desk)
    desk.at("2025-05-20 23:59")
    person = person_of(desk, first)
    desk.at("2025-05-21 00:00")
    assert desk.refused("accept-offer", person, nomination=first) == ["selection.too_late"]


def test_clause_14_dates_out_of_order_are_refused(desk: Office) -> None:
    wrong = {**OFFERS, "reply_by": "2025-06-10"}
    assert desk.refused("send-offers", **wrong) == ["selection.bad_dates"]


def test_clause_14_where_a_nomination_died_before_the_offers_its_seat_goes_on(
    desk: Office,
) -> None:
    first, second, third = line(desk)[:3]
    desk.do("withdraw-nomination", nomination=first)
    assert offered(desk) == [second, third]
    assert states(desk)[first] == "passed"


def test_clause_14_each_seat_has_its_ledger_with_links_to_the_records(desk: Office) -> None:
    first, second = offered(desk)
    desk.do("decline-offer", nomination=first)
    desk.do("accept-offer", nomination=second)
    page = desk.page(f"/cohorts/{CALL}/seats")
    for fact in desk.tenant.log.facts(
        1, 10_000, topics=("selection.declined", "selection.accepted", "selection.promoted")
    ):
        assert f'href="/isa/audit/{fact.position}"' in page
