"""Clause 9: the prefectures without a trainee from a grant window are approached one by one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from projections.selection_board import board
from tests.programme.register import CLAUSE, TEXT, nominee, window
from tests.story.clauses.outreach import ADOPTED, CONTACT, SIXTEEN, Office, office

AKITA = {"municipality_code": "052019", "prefecture": "秋田県", "municipality": "秋田市"}
YAMAGATA = {"municipality_code": "062014", "prefecture": "山形県", "municipality": "山形市"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A register with the list of the sixteen."""
    with office(tmp_path) as made:
        made.do("adopt-outreach-targets", **ADOPTED)
        yield made


def certified(desk: Office, person: str, at: str) -> None:
    desk.do("register-person", person=person, full_name="見本 花子")
    made = {"person": person, "window": at, "number": person, "on": "2025-03-01"}
    desk.do("register-coordinator", **made)


def test_clause_09_each_of_the_sixteen_has_a_card_with_who_when_and_result(desk: Office) -> None:
    desk.do("record-outreach-contact", **CONTACT)
    page = desk.page()
    assert page.count('<li class="card"') == len(SIXTEEN) == 16
    card = desk.card("05")
    assert "令和7年4月10日" in card
    assert "秋田県国際課（電話）" in card
    assert "推薦を検討" in card
    assert "仙台局" in card
    assert "まだ働きかけていません。" in desk.card("06")


def test_clause_09_being_a_target_is_not_tier_one_and_both_are_shown(desk: Office) -> None:
    # given a coordinator at a window without the grant, in a prefecture of the list
    desk.do("register-window", **window("A1", grant=False, **AKITA))
    desk.do("register-window", **window("Y1", **YAMAGATA))
    certified(desk, "R6-1", "A1")
    # then it stays a target, though somebody is certified there; its neighbour is still at zero
    assert "活動中 1 名" in desk.card("05")
    assert "今も0名" not in desk.card("05")
    assert "今も0名" in desk.card("06")
    assert "とは別のもので" in desk.page()


def test_clause_09_still_zero_follows_the_work_not_the_certificate(desk: Office) -> None:
    desk.do("register-window", **window("A1", **AKITA))
    desk.do("register-window", **window("Y1", **YAMAGATA))
    certified(desk, "R6-1", "A1")
    desk.do("transfer-coordinator", person="R6-1", window="Y1", on="2025-05-01")
    assert ("今も0名" in desk.card("05"), "今も0名" in desk.card("06")) == (True, False)
    desk.do("cease-coordinator", person="R6-1", on="2025-06-10")
    assert "今も0名" not in desk.card("06"), "not before the day it holds from"
    assert "今も0名" in desk.at("2025-06-10 10:00").card("06")


def selected(desk: Office) -> list[tuple[Any, ...]]:
    desk.at("2025-03-10 10:00")
    for code in ("W1", "W2"):
        desk.do("register-window", **window(code))
    desk.do("register-window", **window("A1", **AKITA))
    desk.do("plan-cohorts", fiscal_year=2025)
    drafted = desk.do("draft-call", call="2025-1", text=TEXT, priority_clause=CLAUSE)
    assert drafted["first"]
    digest = desk.tenant.log.facts(1, 1, topics=("call.drafted",))[0].event.digest
    desk.do("approve-call-text", "approver", call="2025-1", digest_seen=digest)
    deadline = "2025-04-18T17:00:00+09:00"
    desk.do("open-call", call="2025-1", cohort="2025-1", deadline=deadline)
    for number, code in enumerate(("W1", "A1", "W2"), 1):
        desk.do("submit-nomination", **nominee(number, code))
        desk.do("accept-evidence", nomination=f"2025-1-{number:04d}")
    desk.at("2025-05-12 10:00")
    desk.do("close-call", call="2025-1")
    desk.do("run-selection", call="2025-1", decided_on="2025-05-12")
    desk.tenant.catch_up()
    held = board(desk.tenant.views, "isa", "2025-1")
    assert held
    rulings = [each.ruling for each in held.nominees]
    return [(it.nomination, it.tier, it.rank, it.outcome, it.ja) for it in rulings]


def test_clause_09_a_contact_gives_no_rank(tmp_path: Path) -> None:
    told = []
    for name, contacts in (("without", 0), ("with", 3)):
        (tmp_path / name).mkdir()
        with office(tmp_path / name) as desk:
            # given the same call twice, once after the target was approached
            desk.do("adopt-outreach-targets", **ADOPTED)
            for day in range(contacts):
                desk.do("record-outreach-contact", **{**CONTACT, "on": f"2025-03-0{day + 1}"})
            told.append(selected(desk))
            assert "働きかけは、選定の順位に影響しません。" in desk.page()
    # then every ruling is the same
    assert len(told[0]) == 3
    assert told[0] == told[1]


def test_clause_09_the_list_is_data_and_another_year_has_another(desk: Office) -> None:
    again = desk.do("adopt-outreach-targets", **ADOPTED)
    assert again["unchanged"]
    other = {**ADOPTED, "targets": "R7", "prefectures": ["1", "０５"], "on": "2026-03-31"}
    desk.do("adopt-outreach-targets", **other)
    page = desk.page()
    assert page.count('<li class="card"') == 2
    assert 'id="p-01"' in page
    assert desk.page("/outreach?targets=R6").count('<li class="card"') == 16


def test_clause_09_a_prefecture_that_does_not_exist_is_named(desk: Office) -> None:
    wrong = {**ADOPTED, "prefectures": ["48", "秋田", "05"]}
    codes = desk.refused("adopt-outreach-targets", **wrong)
    assert codes == ["outreach.unknown_prefecture"] * 2
    assert desk.refused("adopt-outreach-targets", **{**ADOPTED, "prefectures": [" "]}) == [
        "outreach.no_prefecture"
    ]


def test_clause_09_only_targets_are_approached_and_only_on_days_that_came(desk: Office) -> None:
    ahead = {**CONTACT, "prefecture": "13", "on": "2025-06-02"}
    codes = desk.refused("record-outreach-contact", **ahead)
    assert codes == ["outreach.not_a_target", "outreach.ahead"]
    nobody = {**CONTACT, "targets": "R5"}
    assert desk.refused("record-outreach-contact", **nobody) == ["outreach.unknown"]


def test_clause_09_a_closed_task_keeps_its_result_and_takes_no_more(desk: Office) -> None:
    closing = {"targets": "R6", "prefecture": "05", "result": "nominated", "on": "2025-04-20"}
    desk.do("record-outreach-contact", **CONTACT)
    desk.do("close-outreach", **closing)
    assert desk.do("close-outreach", **closing)["unchanged"]
    assert desk.do("record-outreach-contact", **CONTACT)["unchanged"]
    late = {**CONTACT, "on": "2025-05-01"}
    assert desk.refused("record-outreach-contact", **late) == ["outreach.closed"]
    other = {**closing, "result": "not_nominated"}
    assert desk.refused("close-outreach", **other) == ["outreach.closed"]
    card = desk.card("05")
    assert "推薦があった" in card
    assert "/commands/record-outreach-contact" not in card
