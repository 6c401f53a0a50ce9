"""Clauses 9, 29, 39-41: lists and contacts, briefings, texts and posts, as events and as rows."""

from collections.abc import Iterator
from datetime import date

import pytest

from core.event import EVENTS
from core.programme.world import TOPICS
from projections import runner
from projections.outreach_board import Card, cards, lists
from projections.outreach_measures import outreach
from projections.store import Views
from tests.programme.register import OFFICER, Register, only, topics, window
from tests.story.clauses.outreach import ADOPTED, CONTACT

TODAY = date(2025, 6, 1)
AOMORI = {"municipality_code": "022012", "prefecture": "青森県"}


@pytest.fixture
def adopted(register: Register) -> Register:
    """A register with the list of the sixteen."""
    register.at("2025-06-01 10:00").do("adopt-outreach-targets", **ADOPTED)
    return register


@pytest.fixture
def views() -> Iterator[Views]:
    """An empty store of views."""
    made = Views("memory:outreach")
    yield made
    made.close()


def board(register: Register, views: Views, on: date = TODAY, as_of: int | None = None) -> dict:
    """Prefecture -> card of list R6."""
    runner.catch_up("isa", register.log, views)
    found = cards(views, "isa", "R6", on, as_of)
    return {card.target.prefecture: card for card in found}


def test_a_list_is_adopted_as_data_with_its_source(adopted: Register) -> None:
    made = only(adopted.events("outreach.targets_adopted"))
    assert (made.count, made.prefectures[:2], made.on) == (16, ("05", "06"), date(2025, 3, 31))
    assert made.source == ADOPTED["source"]
    typed = {**ADOPTED, "prefectures": [*reversed(ADOPTED["prefectures"]), "5"]}
    assert adopted.do("adopt-outreach-targets", **typed).unchanged


def test_a_contact_names_offices_and_no_person(adopted: Register) -> None:
    receipt = adopted.do("record-outreach-contact", **{**CONTACT, "prefecture": "5"})
    assert topics(receipt) == ["outreach.contacted"]
    (fact,) = receipt.facts
    assert fact.event.prefecture == "05"
    assert fact.effective_on == date(2025, 4, 10)
    assert "contact_person" not in fact.event.privacy


def test_nothing_of_outreach_can_reach_a_policy() -> None:
    own = {topic for topic in EVENTS if topic.startswith("outreach.")}
    assert len(own) == 12
    assert not own & set(TOPICS)


def test_only_officers_record_outreach(adopted: Register) -> None:
    for role in ("approver", "auditor", "assessor", "clerk"):
        other = type(OFFICER)(id=role, roles=(role,), bodies=("052019",))
        assert adopted.refused("record-outreach-contact", other, **CONTACT) == ["access.denied"]


def test_a_list_adopted_anew_keeps_what_was_done(adopted: Register, views: Views) -> None:
    adopted.do("record-outreach-contact", **CONTACT)
    adopted.do("adopt-outreach-targets", **{**ADOPTED, "prefectures": ["06"]})
    held = board(adopted, views)
    assert [(code, held[code].listed) for code in sorted(held)] == [("05", False), ("06", True)]
    assert len(held["05"].target.contacts) == 1
    assert only(lists(views, "isa")).prefectures == ("06",)
    codes = adopted.refused("record-outreach-contact", **CONTACT)
    assert codes == ["outreach.not_a_target"]


def test_the_board_as_of_a_position_and_on_a_date(adopted: Register, views: Views) -> None:
    # given somebody certified in April who moves to another prefecture in May
    adopted.do("register-window", **window("A1", municipality_code="052019"))
    adopted.do("register-window", **window("B1", municipality_code="062014"))
    adopted.do("register-person", person="p", full_name="見本 花子")
    made = {"person": "p", "window": "A1", "number": "1"}
    certified = adopted.do("register-coordinator", **made, on="2025-04-01")
    adopted.do("transfer-coordinator", person="p", window="B1", on="2025-05-01")

    def acting(on: str, as_of: int | None = None) -> tuple[int, int]:
        held = board(adopted, views, date.fromisoformat(on), as_of)
        return held["05"].acting, held["06"].acting

    assert acting("2025-03-31") == (0, 0)
    assert acting("2025-04-30") == (1, 0)
    assert acting("2025-05-01") == (0, 1)
    assert acting("2025-05-01", certified.last) == (1, 0)
    adopted.do("retire-coordinator", person="p", on="2025-05-20")
    assert acting("2025-05-20") == (0, 0)


def test_a_window_that_moves_takes_its_coordinators_along(adopted: Register, views: Views) -> None:
    adopted.do("register-window", **window("A1", municipality_code="052019"))
    adopted.do("register-person", person="p", full_name="見本 花子")
    made = {"person": "p", "window": "A1", "number": "1"}
    adopted.do("register-coordinator", **made, on="2025-04-01")
    assert not board(adopted, views)["05"].still_zero
    adopted.do("register-window", **window("A1", **AOMORI))
    assert board(adopted, views)["05"].still_zero


def test_a_card_without_contacts_is_there_all_the_same(adopted: Register, views: Views) -> None:
    card: Card = board(adopted, views)["47"]
    assert (card.target.contacts, card.target.closing, card.acting) == ((), None, 0)
    assert cards(views, "isa", "R5", TODAY) == []


def test_measures_stand_as_told_last_and_as_of_a_position(register: Register, views: Views) -> None:
    register.at("2025-06-01 10:00")
    plan = {"briefing": "B1", "title": "説明会", "audience": "windows", "form": "online"}
    planned = register.do("plan-briefing", **plan, on="2025-05-01", measure="supply")
    register.do("record-briefing", briefing="B1", on="2025-05-02", headcount=0)
    runner.catch_up("isa", register.log, views)
    before = only(outreach(views, "isa", planned.last).briefings)
    assert (before.status, before.on, before.headcount) == ("planned", date(2025, 5, 1), None)
    after = only(outreach(views, "isa").briefings)
    assert (after.status, after.on, after.headcount) == ("held", date(2025, 5, 2), 0)
    # nobody came is counted, and is not the same as nobody counted
    assert [each.uncounted for each in outreach(views, "isa").counts] == [0, 0]


def test_versions_count_from_one_and_translations_name_theirs(register: Register) -> None:
    register.at("2025-06-01 10:00")
    for text in ("一", "二", "二"):
        register.do("draft-message", message="M", title="題", text=text)
    assert [e.text_version for e in register.events("outreach.message_drafted")] == [1, 2]
    register.do("translate-message", message="M", language="en", text="two")
    assert only(register.events("outreach.message_translated")).text_version == 2
