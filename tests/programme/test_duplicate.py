"""Two ids that may be one person (clauses 3, 7): suspected at the gate, settled by people."""

from typing import Any

from core.engine.replay import replay
from tests.programme.register import (
    APPROVER,
    POLICIES,
    Register,
    nominee,
    opened,
    selected,
    topics,
)


def submitted(register: Register, number: int, at: str = "W1", **changes: Any) -> str:
    """A nomination; its person's id."""
    register.do("submit-nomination", **nominee(number, at, **changes))
    return str(register.events("nomination.submitted")[-1].person)


def merged(register: Register, keep: str, other: str) -> None:
    """An officer proposes, an approver decides."""
    register.do("merge-persons", person=keep, other=other, reason="電話")
    digest = register.events("duplicate.merge_proposed")[-1].digest
    register.do("approve-merge", APPROVER, person=keep, other=other, digest_seen=digest)


def test_each_way_in_which_two_are_alike_is_told_and_nothing_else_is(register: Register) -> None:
    opened(register)
    first = submitted(register, 1, full_name="見本 花子", kana="ミホン ハナコ")
    submitted(register, 2, full_name="見本 花子", kana="ミホン ハナコ")
    submitted(register, 3, mail="N1@example.jp", kana="")
    submitted(register, 4, kana="")
    found = register.events("duplicate.suspected")
    assert [each.ways for each in found] == [("name", "kana"), ("mail",)]
    assert all(first in (each.one, each.two) for each in found)


def test_one_office_address_for_many_people_does_not_flood_the_officer(register: Register) -> None:
    opened(register)
    for number in range(1, 9):
        submitted(register, number, mail="madoguchi@example.jp")
    last = register.events("nomination.submitted")[-1].person
    pairs = register.events("duplicate.suspected")
    assert sum(last in (each.one, each.two) for each in pairs) == 5


def test_the_same_person_again_is_no_duplicate(register: Register) -> None:
    opened(register)
    first = submitted(register, 1, kana="ミホン")
    register.do("withdraw-nomination", nomination="2025-1-0001")
    assert submitted(register, 1, "W2", kana="ミホン") == first
    assert not register.events("duplicate.suspected")


def test_a_merged_person_keeps_the_count_of_calls_without_a_seat(register: Register) -> None:
    opened(register)
    register.do("change-capacity", cohort="2025-1", seats=1)
    old = submitted(register, 1, "W1")
    submitted(register, 2, "W1", past_unselected=5)
    for number in ("2025-1-0001", "2025-1-0002"):
        register.do("accept-evidence", nomination=number)
    selected(register)
    register.do("send-offers", call="2025-1", reply_by="2025-05-20", cut_off="2025-05-25")
    register.do("accept-offer", nomination="2025-1-0002")
    register.at("2025-05-26 09:00").do("close-selection", call="2025-1")
    register.do("register-person", person="kept", full_name="見本 一", mail="k@example.jp")
    merged(register, "kept", old)
    assert register.events("person.absorbed")[-1].unselected == 1
    again = {"person": "kept", "other": old}
    assert register.refused("merge-persons", **again, reason="…") == ["duplicate.merged"]
    assert register.refused("confirm-distinct", **again) == ["duplicate.merged"]


def test_an_id_that_was_merged_is_nominated_no_more_and_its_address_leads_to_the_kept_one(
    register: Register,
) -> None:
    opened(register)
    old = submitted(register, 1, mail="old@example.jp")
    register.do("withdraw-nomination", nomination="2025-1-0001")
    keep = submitted(register, 1, mail="new@example.jp")
    register.do("withdraw-nomination", nomination="2025-1-0002")
    merged(register, keep, old)
    direct = nominee(1, person=old)
    assert register.refused("submit-nomination", **direct) == ["person.merged"]
    assert submitted(register, 1, mail="old@example.jp") == keep
    assert register.refused("submit-nomination", **nominee(1, mail="new@example.jp")) == [
        "person.already_nominated"
    ]


def test_an_erasure_takes_both_ids_of_one_person(register: Register) -> None:
    opened(register)
    old = submitted(register, 1, mail="old@example.jp")
    register.do("withdraw-nomination", nomination="2025-1-0001")
    keep = submitted(register, 1, mail="new@example.jp")
    merged(register, keep, old)
    register.do("request-erasure", person=keep, ground="request")
    digest = register.events("person.erasure_requested")[-1].digest
    receipt = register.do("approve-erasure", APPROVER, person=keep, digest_seen=digest)
    assert topics(receipt) == ["person.erased", "person.erased"]
    assert {fact.event.person for fact in receipt.facts} == {keep, old}


def test_nobody_is_merged_with_themselves_or_with_one_who_has_a_live_nomination(
    register: Register,
) -> None:
    opened(register)
    one, two = submitted(register, 1), submitted(register, 2)
    both = {"person": one, "other": two, "reason": "…"}
    assert register.refused("merge-persons", **both) == ["duplicate.live"]
    itself = {"person": one, "other": one, "reason": "…"}
    assert register.refused("merge-persons", **itself) == ["duplicate.merged", "duplicate.live"]


def test_every_question_about_documents_contracts_and_answers_is_answered_the_same_again(
    register: Register,
) -> None:
    opened(register)
    submitted(register, 1, contract_until="2025-05-31")
    number = "2025-1-0001"
    paper = {"kind": "employment", "begins_on": "2023-04-01", "weekly_hours": 20.0, "bytes": 1}
    register.do("attach-experience-evidence", nomination=number, file="a" * 64, **paper)
    register.do("verify-experience", nomination=number, number=1)
    register.do("state-contract", nomination=number, contract_until="2026-03-31")
    register.do("reject-evidence", nomination=number, number=1, reason="…")
    checks = replay(register.log, POLICIES, lambda _: POLICIES.ref("isa_fy2025").digest)
    asked = [each for each in checks if each.name.startswith("eligibility")]
    assert len(asked) == 4
    assert {each.result for each in asked} == {"pass"}


def test_one_person_under_two_ids_counts_once_at_a_window(register: Register) -> None:
    opened(register)
    for person, number in (("a", "1"), ("b", "2")):
        register.do("register-person", person=person, full_name="見本 一")
        register.do(
            "register-coordinator", person=person, window="W1", number=number, on="2025-03-01"
        )
    merged(register, "a", "b")
    submitted(register, 1)
    register.do("accept-evidence", nomination="2025-1-0001")
    selected(register)
    (ruled,) = register.events("selection.ruled")
    # With two counted there the window would fit no tier at all.
    assert ruled.ruling.tier == 4
