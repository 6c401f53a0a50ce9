"""Clause 3: who works at a window now, as counsellor or adviser: at application, decision and
start; moves, contracts that end, two windows, windows of the State; one id for one person."""

from collections.abc import Iterator
from datetime import date

import pytest

from projections.duplicates import Alike, duplicates
from tests.programme.register import nominee
from tests.story.clauses.clockwork import subjects, tick
from tests.story.clauses.nominating import (
    codes,
    decided,
    entry,
    event,
    inbox_row,
    nominates,
    prepared,
    ruling,
    signed_in,
)
from tests.story.clauses.outreach import Office, office


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register with an open call, for stories that end before its deadline."""
    with office(tmp_path_factory.mktemp("clause-03")) as made:
        yield prepared(made, W9={"founder_kind": "state", "founder": "国"})


@pytest.fixture
def while_open(shared: Office) -> Office:
    """The shared register on 10 March; each story has nominees of its own."""
    return shared.at("2025-03-10 10:00")


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register of its own, for stories that go on to the decision."""
    with office(tmp_path_factory.mktemp("clause-03")) as made:
        yield prepared(made)


def test_clause_03_the_body_enters_and_the_role_window_and_dates_stand(while_open: Office) -> None:
    desk = while_open
    number = nominates(desk, 11, role="adviser", contract_until="2027-03-31")
    held = entry(desk, number).nomination
    assert (held.experience.role, held.window) == ("adviser", "W1")
    assert (held.experience.started_on, held.contract_until) == (
        date(2020, 4, 1),
        date(2027, 3, 31),
    )
    assert codes(desk, number) == ["experience_unproved"]


def test_clause_03_the_nominee_confirms_on_a_phone_and_the_officer_sees_it(
    while_open: Office,
) -> None:
    desk = while_open
    number = nominates(desk, 21)
    person = signed_in(desk, number)
    page = desk.client(person).get("/isa/me").text
    assert "本人で、今もこの窓口で働いている" in page
    desk.do("confirm-nomination", person, nomination=number, answer="yes")
    assert "本人で、今もこの窓口で働いている" in inbox_row(desk, number)
    assert entry(desk, number).nomination.confirmed_on == date(2025, 3, 10)


def test_clause_03_whoever_says_they_left_is_not_eligible_and_nothing_is_withdrawn(
    while_open: Office,
) -> None:
    desk = while_open
    number = nominates(desk, 31)
    desk.do("accept-evidence", nomination=number)
    person = signed_in(desk, number)
    desk.do("confirm-nomination", person, nomination=number, answer="left")
    assert codes(desk, number) == ["not_working_now"]
    assert entry(desk, number).nomination.status == "submitted"
    desk.do("confirm-nomination", person, nomination=number, answer="yes")
    assert codes(desk, number) == []


def test_clause_03_nobody_confirms_for_somebody_else(while_open: Office) -> None:
    desk = while_open
    mine, theirs = nominates(desk, 41), nominates(desk, 42)
    other = signed_in(desk, theirs)
    assert desk.refused("confirm-nomination", other, nomination=mine, answer="yes") == [
        "access.denied"
    ]


def test_clause_03_a_nominee_is_asked_once_and_reminded_twice_at_most(desk: Office) -> None:
    number = nominates(desk, 51)
    for day in ("03-11", "03-12", "03-18", "03-25", "04-10"):
        tick(desk.at(f"2025-{day} 08:00").tenant)
    assert entry(desk, number).nomination.asked == 3
    asked = f"【要回答】養成研修への推薦の確認のお願い（{number}）"
    assert subjects(desk.tenant, "n51@example.jp") == [asked] * 3
    assert desk.refused("ask-confirmation", nomination=number) == ["nomination.asked_enough"]
    desk.do("confirm-nomination", signed_in(desk, number), nomination=number, answer="not_me")
    assert "nomination.answered" in desk.refused("ask-confirmation", nomination=number)
    tick(desk.tenant)
    assert subjects(desk.tenant, "officer@isa.invalid") == [f"推薦の確認が必要です（{number}）"]


def test_clause_03_a_move_lapses_the_nomination_and_the_new_body_may_nominate(
    while_open: Office,
) -> None:
    desk = while_open
    old = nominates(desk, 61)
    again = nominee(61, "W3")
    assert desk.refused("submit-nomination", "north", **again) == ["person.already_nominated"]
    desk.do("lapse-nomination", "clerk", nomination=old)
    desk.do("submit-nomination", "north", **again)
    new = str(event(desk, "nomination.submitted").nomination)
    assert entry(desk, old).nomination.status == "lapsed"
    assert entry(desk, new).nomination.person == entry(desk, old).nomination.person
    assert entry(desk, new).nomination.evidence_accepted is False


def test_clause_03_after_a_move_the_tier_is_computed_anew_for_the_new_window(
    desk: Office,
) -> None:
    # 東京都 has a counted person already, 北海道 has nobody.
    desk.do("register-person", person="R6", full_name="見本 認証")
    desk.do("register-coordinator", person="R6", window="W2", number="1", on="2025-03-01")
    old = nominates(desk, 1)
    desk.do("lapse-nomination", "clerk", nomination=old)
    new = nominates(desk, 1, "W3", "north")
    desk.do("accept-evidence", nomination=new)
    decided(desk)
    assert (ruling(desk, new).tier, ruling(desk, new).outcome) == (1, "selected")
    gone = ruling(desk, old)
    assert (gone.tier, gone.outcome) == (None, "ineligible")
    assert "not_working_now" in [reason.code for reason in gone.reasons]


def test_clause_03_after_the_deadline_a_mover_is_not_retiered_silently(desk: Office) -> None:
    old = nominates(desk, 1)
    desk.do("accept-evidence", nomination=old)
    desk.at("2025-05-01 09:00").do("lapse-nomination", nomination=old)
    desk.do("close-call", call="2025-1")
    assert desk.refused("submit-nomination", "north", **nominee(1, "W3")) == ["call.closed"]
    desk.do("run-selection", call="2025-1", decided_on="2025-05-01")
    assert ruling(desk, old).outcome == "ineligible"


def test_clause_03_a_contract_that_ends_before_the_start_is_a_warning_with_its_reason(
    while_open: Office,
) -> None:
    desk = while_open
    number = nominates(desk, 71, contract_until="2025-05-31")
    row = inbox_row(desk, number)
    assert "契約の終期2025-05-31が研修の開始予定2025-06-01より前です" in row
    desk.do("state-contract", "clerk", nomination=number, contract_until="2026-03-31")
    assert "研修の開始予定" not in inbox_row(desk, number)


def test_clause_03_a_contract_that_ended_on_31_march_is_not_eligible_at_the_decision(
    desk: Office,
) -> None:
    number = nominates(desk, 1, contract_until="2025-03-31")
    desk.do("accept-evidence", nomination=number)
    assert codes(desk, number) == []
    decided(desk)
    found = ruling(desk, number)
    assert found.outcome == "ineligible"
    assert [reason.code for reason in found.reasons] == ["contract_ended"]
    used = {fact.name: (fact.value, fact.position) for fact in found.facts}
    value, position = used["contract_until"]
    assert value == "2025-03-31"
    assert desk.tenant.log.facts(position, 1)[0].event.topic == "nomination.contract_stated"


def test_clause_03_of_two_windows_one_is_declared_and_the_refusal_says_which(
    while_open: Office,
) -> None:
    desk = while_open
    first = nominates(desk, 81, "W1")
    code, told = desk.send("submit-nomination", "clerk", nominee(81, "W2"))
    assert code == 422
    assert first in told["faults"][0]["ja"]
    assert "一つの窓口" in told["faults"][0]["ja"]


def test_clause_03_a_window_of_the_state_is_not_eligible(while_open: Office) -> None:
    desk = while_open
    number = nominates(desk, 91, "W9")
    desk.do("accept-evidence", nomination=number)
    assert codes(desk, number) == ["founder_not_local_government"]


def test_clause_03_at_the_start_of_the_course_everyone_with_a_seat_is_checked(
    desk: Office,
) -> None:
    stays = nominates(desk, 1, "W1")
    ends = nominates(desk, 2, "W2", contract_until="2025-06-01")
    for number in (stays, ends):
        desk.do("accept-evidence", nomination=number)
    decided(desk)
    desk.do("send-offers", call="2025-1", reply_by="2025-05-20", cut_off="2025-05-25")
    for number in (stays, ends):
        desk.do("accept-offer", signed_in(desk, number), nomination=number)
    desk.at("2025-06-10 09:00").do("start-cohort", cohort="2025-1", on="2025-06-09")
    assert "まだ確かめていない" in desk.page("/inbox/at-start")
    tick(desk.at("2025-06-11 08:00").tenant)
    page = desk.page("/inbox/at-start")
    assert "契約の終期2025-06-01が決定日2025-06-11より前" in page
    assert page.count("確認が必要") == 1
    assert "check-at-start" not in tick(desk.at("2025-06-12 08:00").tenant)


def test_clause_03_a_possible_duplicate_is_put_before_an_officer_and_never_merged(
    desk: Office,
) -> None:
    one = nominates(desk, 1, kana="ミホン イチ", mail="old@example.jp")
    two = nominates(desk, 2, "W3", "north", kana="ﾐﾎﾝ ｲﾁ", mail="new@example.jp")
    assert entry(desk, one).nomination.person != entry(desk, two).nomination.person
    (pair,) = pairs(desk)
    assert pair.row.pair.ways == ("kana",)
    page = desk.page("/duplicates")
    assert "old@example.jp" in page
    assert "new@example.jp" in page
    assert "old@example.jp" not in repr(desk.tenant.log.facts(1, 10_000))


def test_clause_03_two_persons_are_confirmed_to_be_two_and_nobody_is_asked_again(
    while_open: Office,
) -> None:
    desk = while_open
    nominates(desk, 101, kana="ミホン フタリ")
    last = nominates(desk, 102, kana="ミホン フタリ")
    person = entry(desk, last).nomination.person
    (pair,) = [each for each in pairs(desk) if person in (each.row.pair.one, each.row.pair.two)]
    one, two = pair.row.pair.one, pair.row.pair.two
    desk.do("confirm-distinct", person=one, other=two)
    assert f'id="{one}+{two}"' not in desk.page("/duplicates")
    assert desk.do("confirm-distinct", person=two, other=one)["unchanged"]


def test_clause_03_one_person_under_two_ids_is_proposed_and_approved_by_another(
    while_open: Office,
) -> None:
    desk = while_open
    first = nominates(desk, 111, mail="old@example.jp")
    old = entry(desk, first).nomination.person
    desk.do("withdraw-nomination", "clerk", nomination=first)
    live = nominates(desk, 111, mail="new@example.jp")
    new = entry(desk, live).nomination.person
    wrong = {"person": old, "other": new, "reason": "電話で確認"}
    assert desk.refused("merge-persons", **wrong) == ["duplicate.live"]
    right = {"person": new, "other": old}
    desk.do("merge-persons", **right, reason="電話で確認")
    digest = event(desk, "duplicate.merge_proposed").digest
    assert f"/duplicates#{'+'.join(sorted((old, new)))}" in desk.client("approver").get(
        "/isa/approvals"
    ).text.replace("%2B", "+")
    assert desk.send("approve-merge", "officer", {**right, "digest_seen": digest})[0] == 404
    desk.do("approve-merge", "approver", **right, digest_seen=digest)
    # The old address leads to the kept id: a second live nomination is refused.
    again = nominee(111, "W2", mail="old@example.jp")
    assert desk.refused("submit-nomination", "clerk", **again) == ["person.already_nominated"]


def pairs(desk: Office) -> list[Alike]:
    """The pairs that wait for somebody to look."""
    desk.tenant.catch_up()
    return duplicates(desk.tenant.views, "isa")
