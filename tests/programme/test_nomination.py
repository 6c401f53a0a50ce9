"""Clauses 3, 4, 7: one live nomination a person, return, evidence, withdrawal, a move."""

from tests.programme.register import Register, nominee, opened, topics


def test_numbers_of_receipt_run_and_the_eligibility_is_recorded(register: Register) -> None:
    opened(register)
    register.do("submit-nomination", **nominee(1))
    receipt = register.do("submit-nomination", **nominee(2, "W2"))
    assert topics(receipt) == [
        "person.registered",
        "call.received",
        "nomination.submitted",
        "nomination.assessed",
        "person.nominated",
    ]
    assert receipt.facts[2].event.nomination == "2025-1-0002"
    assert not receipt.facts[3].event.eligible


def test_accepting_the_evidence_makes_an_eligible_nominee(register: Register) -> None:
    opened(register).do("submit-nomination", **nominee(1))
    receipt = register.do("accept-evidence", nomination="2025-1-0001")
    assert topics(receipt) == ["nomination.evidence_accepted", "nomination.assessed"]
    assert receipt.facts[1].event.eligible
    assert register.do("accept-evidence", nomination="2025-1-0001").unchanged


def test_every_reason_against_is_given_not_the_first(register: Register) -> None:
    opened(register)
    short = nominee(1, started_on="2025-03-01", weekly_hours=10.0)
    receipt = register.do("submit-nomination", **short)
    assert len(receipt.facts[3].event.reasons) == 2


def test_one_person_has_one_live_nomination_though_the_spelling_differs(register: Register) -> None:
    opened(register).do("submit-nomination", **nominee(1, full_name="見本 ｱﾝ", mail="A@example.jp"))
    again = nominee(1, "W2", full_name="見本　アン", mail="a@example.jp")
    assert register.refused("submit-nomination", **again) == ["person.already_nominated"]


def test_all_faults_of_a_nomination_come_at_once(register: Register) -> None:
    opened(register).do("submit-nomination", **nominee(1))
    assert register.refused("submit-nomination", **nominee(1, "W9")) == [
        "window.unknown",
        "person.already_nominated",
    ]


def test_a_returned_nomination_keeps_its_number_when_it_comes_back(register: Register) -> None:
    opened(register).do("submit-nomination", **nominee(1, weekly_hours=1.0))
    register.do("return-nomination", nomination="2025-1-0001", comment="時間数を確認")
    assert register.refused("accept-evidence", nomination="2025-1-0001") == ["nomination.returned"]
    register.at("2025-04-20 09:00")
    register.do(
        "resubmit-nomination",
        nomination="2025-1-0001",
        role="counsellor",
        started_on="2020-04-01",
        weekly_hours=38.75,
    )
    receipt = register.do("accept-evidence", nomination="2025-1-0001")
    assert receipt.facts[-1].event.eligible


def test_after_a_withdrawal_the_person_may_be_nominated_again(register: Register) -> None:
    opened(register).do("submit-nomination", **nominee(1))
    register.do("withdraw-nomination", nomination="2025-1-0001")
    receipt = register.do("submit-nomination", **nominee(1, "W2"))
    assert receipt.facts[1].event.nomination == "2025-1-0002"
    assert len(register.events("person.registered")) == 1


def test_a_move_ends_the_nomination_and_carries_nothing_over(register: Register) -> None:
    opened(register).do("submit-nomination", **nominee(1))
    register.do("lapse-nomination", nomination="2025-1-0001")
    assert register.refused("lapse-nomination", nomination="2025-1-0001") == ["nomination.lapsed"]
    register.do("submit-nomination", **nominee(1, "W2"))
