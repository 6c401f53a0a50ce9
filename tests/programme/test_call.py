"""Clauses 7, 8: the text and its approval, opening, extension, closing, the lottery."""

import hashlib

from core.programme.call import Pin, Pins
from tenants.prepare import opened_field
from tests.programme.register import APPROVER, CLAUSE, TEXT, Register, nominee, only, opened


def test_no_call_without_the_priority_clause(register: Register) -> None:
    codes = register.refused("draft-call", call="2025-1", text="募集", priority_clause=CLAUSE)
    assert codes == ["call.no_priority_clause"]


def test_the_proposer_cannot_approve_and_the_text_must_be_the_one_seen(register: Register) -> None:
    register.do("draft-call", call="2025-1", text=TEXT, priority_clause=CLAUSE)
    digest = only(register.events("call.drafted")).digest
    both = {"id": "officer", "roles": ("approver",)}
    same = type(APPROVER)(**both)
    assert register.refused("approve-call-text", same, call="2025-1", digest_seen="0" * 64) == [
        "approval.same_person",
        "approval.other_content",
    ]
    register.do("approve-call-text", APPROVER, call="2025-1", digest_seen=digest)


def test_a_call_opens_only_with_an_approved_text(register: Register) -> None:
    register.do("plan-cohorts", fiscal_year=2025)
    register.do("draft-call", call="2025-1", text=TEXT, priority_clause=CLAUSE)
    when = {"cohort": "2025-1", "deadline": "2025-04-18T17:00:00+09:00"}
    assert register.refused("open-call", call="2025-1", **when) == ["call.not_approved"]


def test_opening_pins_the_policy_and_commits_the_lottery(register: Register) -> None:
    opened(register)
    fact = register.facts("call.opened")[0]
    seed = opened_field(register.keys, "isa", fact, "lottery_seed")
    commitment = hashlib.sha256(bytes.fromhex(str(seed))).hexdigest()
    assert fact.event.lottery_commitment == commitment
    assert fact.event.pins == Pins(*[Pin(fact.envelope.policy)] * 3)
    assert fact.envelope.policy.id == "isa_fy2025"


def test_an_extension_is_a_fact_with_old_new_and_reason(register: Register) -> None:
    opened(register).at("2025-04-15 12:00")
    register.do(
        "extend-call", call="2025-1", deadline="2025-05-07T17:00:00+09:00", reason="応募が少ない"
    )
    extended = only(register.events("call.deadline_extended"))
    assert (extended.old.day, extended.deadline.day) == (18, 7)
    earlier = {"deadline": "2025-05-01T17:00:00+09:00", "reason": "誤り"}
    assert register.refused("extend-call", call="2025-1", **earlier) == ["call.deadline_earlier"]


def test_one_second_after_the_deadline_is_late_and_before_it_is_not(register: Register) -> None:
    opened(register).at("2025-04-18 17:00:01")
    register.do("submit-nomination", **nominee(1))
    register.at("2025-04-18 17:00:00").do("submit-nomination", **nominee(2))
    late = only(register.events("nomination.received_late"))
    assert (late.nomination, late.received_text) == ("2025-1-0001", "2025-04-18 17:00:01")


def test_a_call_does_not_close_before_its_deadline(register: Register) -> None:
    opened(register).at("2025-04-18 16:59")
    assert register.refused("close-call", call="2025-1") == ["call.before_deadline"]
    register.at("2025-04-18 17:00").do("close-call", call="2025-1")
    assert register.refused("submit-nomination", **nominee(1)) == ["call.closed"]
