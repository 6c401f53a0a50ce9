"""Clause 23: how case studies are held is weighed under the document's own headings, in a memo that
is tied to the policy in force."""

from collections.abc import Iterator

import pytest

from projections.memos import MemoEntry, memos
from tests.story.clauses.outreach import Office, office

HEADINGS = ("個人情報", "守秘義務", "人的体制", "経費", "ニーズ")
TEXT = "\n".join(f"【{heading}】\n{heading}について検討した。" for heading in HEADINGS)
MEMO = {"memo": "M1", "subject": "method", "title": "当面は研修会とする", "text": TEXT}


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register on 1 June 2025."""
    with office(tmp_path_factory.mktemp("clause-23")) as made:
        yield made


def entry(desk: Office, memo: str) -> MemoEntry:
    assert desk.page("/memos")
    found = memos(desk.tenant.views, "isa", desk.tenant.today)
    return next(each for each in found if each.memo.memo == memo)


def approved(desk: Office, memo: str, **changes: object) -> None:
    desk.do("propose-memo", **{**MEMO, "memo": memo, **changes})
    digest = entry(desk, memo).memo.digest
    desk.do("approve-memo", "approver", memo=memo, digest_seen=digest)


def adopted(desk: Office, id: str, on: str) -> None:
    ref = desk.tenant.policies.ref(id)
    wanted = {"policy_id": id, "policy_version": ref.version, "policy_digest": ref.digest}
    told = desk.do("propose-policy", **wanted, from_date=on)
    fact = desk.tenant.log.facts(told["last"], 1)[0]
    desk.do("adopt-policy", "approver", digest_seen=fact.event.digest)


def test_clause_23_every_heading_of_the_document_is_asked_for_and_all_gaps_are_told(
    desk: Office,
) -> None:
    less = TEXT.replace("【守秘義務】", "").replace("【経費】", "")
    found = desk.refused("propose-memo", **{**MEMO, "text": less})
    assert found == ["memo.heading_missing"] * 2
    more = {**MEMO, "headings": ["会場"]}
    assert desk.refused("propose-memo", **more) == ["memo.heading_missing"]
    assert desk.refused("propose-memo", **{**MEMO, "text": "前書き\n" + TEXT}) == [
        "memo.text_before_heading"
    ]


def test_clause_23_a_memo_is_decided_by_a_second_person_who_saw_it(desk: Office) -> None:
    desk.do("propose-memo", **MEMO)
    page = desk.client("approver").get("/isa/approvals").text
    assert "検討メモ" in page
    assert 'href="/isa/memos#M1"' in page
    digest = entry(desk, "M1").memo.digest
    seen = {"memo": "M1", "digest_seen": "0" * 64}
    assert desk.refused("approve-memo", "approver", **seen) == ["approval.other_content"]
    desk.do("approve-memo", "approver", memo="M1", digest_seen=digest)
    page = desk.page("/memos")
    assert all(f"{heading}について検討した。" in page for heading in HEADINGS)
    assert "決裁済み" in page
    assert desk.refused("propose-memo", **{**MEMO, "title": "別の題"}) == ["memo.recorded"]


def test_clause_23_a_memo_is_tied_to_the_policy_in_force(desk: Office) -> None:
    approved(desk, "M1")
    assert entry(desk, "M1").memo.policy.id == "isa_fy2025"
    assert entry(desk, "M1").current
    desk.do("propose-memo", **{**MEMO, "memo": "M2"})
    digest = entry(desk, "M2").memo.digest
    # when another version comes into force
    adopted(desk, "extra_cohort", "2025-06-01")
    # then the memo stands as it was, marked, and one that still waits has to be weighed anew
    assert not entry(desk, "M1").current
    assert "今の版ではありません" in desk.page("/memos")
    wanted = {"memo": "M2", "digest_seen": digest}
    assert desk.refused("approve-memo", "approver", **wanted) == ["memo.other_policy"]
    approved(desk, "M2")
    assert entry(desk, "M2").memo.policy.id == "extra_cohort"


def test_clause_23_a_later_memo_supersedes_an_earlier_one_and_both_stay(desk: Office) -> None:
    approved(desk, "M1")
    approved(desk, "M2", title="令和8年度から開く", supersedes="M1")
    assert entry(desk, "M1").memo.superseded_by == "M2"
    page = desk.page("/memos")
    assert "置換え済み" in page
    assert "当面は研修会とする" in page
    again = {**MEMO, "memo": "M3", "supersedes": "M1"}
    assert desk.refused("propose-memo", **again) == ["memo.not_superseded"]
