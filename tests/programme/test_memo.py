"""Memos: every heading is weighed, a second person decides, and nothing decided is written over."""

from typing import Any

from tests.programme.register import APPROVER, OFFICER, Register, only, topics

HEADINGS = ("個人情報", "守秘義務", "人的体制", "経費", "ニーズ")
TEXT = "\n".join(f"【{heading}】\n{heading}の検討" for heading in HEADINGS)
MEMO = {"memo": "M1", "subject": "method", "title": "当面は研修会とする", "text": TEXT}


def digest(register: Register) -> str:
    found: Any = register.events("memo.proposed")[-1]
    return str(found.digest)


def test_a_memo_is_proposed_under_its_headings_and_the_policy_in_force(register: Register) -> None:
    receipt = register.do("propose-memo", **MEMO)
    assert topics(receipt) == ["memo.proposed"]
    told = only(register.events("memo.proposed"))
    assert tuple(section.heading for section in told.sections) == HEADINGS
    assert told.policy.id == "isa_fy2025"
    assert register.do("propose-memo", **MEMO).unchanged


def test_headings_of_ones_own_are_asked_for_like_the_others(register: Register) -> None:
    wanted = {**MEMO, "subject": "other", "headings": ("会場",)}
    assert register.refused("propose-memo", **{**wanted, "text": ""}) == [
        "command.missing",
    ]
    assert register.refused("propose-memo", **{**wanted, "headings": ()}) == [
        "memo.headings",
        "memo.text_before_heading",
    ]
    register.do("propose-memo", **{**wanted, "text": "[会場]\n東京"})
    assert only(register.events("memo.proposed")).sections[0].text == "東京"


def test_the_proposer_does_not_approve_and_an_approval_comes_once(register: Register) -> None:
    both = type(OFFICER)(id="officer", roles=("officer", "approver"))
    register.do("propose-memo", **MEMO)
    seen = {"memo": "M1", "digest_seen": digest(register)}
    assert register.refused("approve-memo", both, **seen) == ["approval.same_person"]
    assert topics(register.do("approve-memo", APPROVER, **seen)) == ["memo.recorded"]
    assert register.do("approve-memo", APPROVER, **seen).unchanged
    assert register.refused("propose-memo", **{**MEMO, "title": "別"}) == ["memo.recorded"]


def test_two_memos_cannot_both_supersede_one(register: Register) -> None:
    register.do("propose-memo", **MEMO)
    register.do("approve-memo", APPROVER, memo="M1", digest_seen=digest(register))
    seen = {}
    for memo in ("M2", "M3"):
        register.do("propose-memo", **{**MEMO, "memo": memo, "supersedes": "M1"})
        seen[memo] = digest(register)
    receipt = register.do("approve-memo", APPROVER, memo="M2", digest_seen=seen["M2"])
    assert topics(receipt) == ["memo.recorded", "memo.superseded"]
    late = {"memo": "M3", "digest_seen": seen["M3"]}
    assert register.refused("approve-memo", APPROVER, **late) == ["memo.not_superseded"]


def test_an_unapproved_memo_cannot_be_superseded(register: Register) -> None:
    register.do("propose-memo", **MEMO)
    later = {**MEMO, "memo": "M2", "supersedes": "M1"}
    assert register.refused("propose-memo", **later) == ["memo.not_superseded"]
    own = {**MEMO, "supersedes": "M1"}
    assert register.refused("propose-memo", **own) == ["memo.not_superseded"]
