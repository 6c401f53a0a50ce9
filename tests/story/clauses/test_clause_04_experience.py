"""Clause 4: a certain length of experience, objectively confirmed: typed documents, hours summed to
months in the open, returned and submitted again."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.programme.nomination.documents import KINDS
from tests.story.clauses.clockwork import deliver, subjects
from tests.story.clauses.nominating import (
    FILE,
    attach,
    codes,
    count,
    entry,
    event,
    inbox_row,
    nominates,
    prepared,
)
from tests.story.clauses.outreach import Office, office
from tests.web.conftest import token

PART = {"weekly_hours": 20.0, "begins_on": "2023-04-01", "ends_on": "2024-03-31"}
OTHER = {"weekly_hours": 30.0, "begins_on": "2024-01-01", "ends_on": None, "file": "cd" * 32}
LEAVE = {
    "kind": "leave",
    "weekly_hours": 30.0,
    "begins_on": "2024-06-01",
    "ends_on": "2024-08-31",
    "file": "ef" * 32,
}
BARE = {"started_on": None, "weekly_hours": None, "evidence": ""}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register with an open call."""
    with office(tmp_path_factory.mktemp("clause-04")) as made:
        yield prepared(made)


@pytest.fixture
def desk(register: Office) -> Office:
    """The register on the day of the call; each story has nominees of its own."""
    return register.at("2025-03-10 10:00")


def verify(desk: Office, number: str, *papers: int) -> None:
    for paper in papers:
        desk.do("verify-experience", nomination=number, number=paper)


def test_clause_04_a_document_has_its_kind_period_hours_and_the_hash_of_its_file(
    desk: Office,
) -> None:
    number = nominates(desk, 1, **BARE)
    attach(desk, number)
    (paper,) = entry(desk, number).nomination.documents
    assert (paper.kind, paper.file, paper.bytes) == ("employment", FILE, 12_345)
    row = inbox_row(desk, number)
    assert "在職証明書" in row
    assert FILE[:16] in row
    assert "見本市国際課" in row
    assert "見本市国際課" not in repr(desk.tenant.log.facts(1, 10_000))


def test_clause_04_the_page_hashes_the_file_and_keeps_nothing_of_it(desk: Office) -> None:
    number = nominates(desk, 12, **BARE)
    clerk, content = desk.client("clerk"), b"%PDF-1.7 in-service certificate"
    path = f"/isa/inbox/{number}/document"
    assert "書類のファイル" in clerk.get(path).text
    fields = {"kind": "employment", "begins_on": "令和5年4月1日", "weekly_hours": "３８．７５"}
    form = {**token(clerk), **fields}
    assert "ファイルを選んでください" in clerk.post(path, data=form).text
    sent = clerk.post(path, data=form, files={"upload": ("z.pdf", content, "application/pdf")})
    assert sent.status_code == 303, sent.text
    (paper,) = entry(desk, number).nomination.documents
    assert (paper.file, paper.bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    assert desk.client("north").get(path).status_code == 404
    assert not [p for p in desk.tenant.place.data.rglob("*") if p.is_file() and holds(p, content)]


def holds(path: Path, content: bytes) -> bool:
    """Whether a file holds these bytes."""
    return content in path.read_bytes()


def test_clause_04_an_unread_document_proves_nothing_and_a_verified_one_does(
    desk: Office,
) -> None:
    number = nominates(desk, 2, **BARE)
    attach(desk, number)
    assert codes(desk, number) == ["experience_unknown", "experience_unproved"]
    verify(desk, number, 1)
    assert codes(desk, number) == []
    assert desk.do("verify-experience", nomination=number, number=1)["unchanged"]


def test_clause_04_several_employers_add_up_and_leave_is_taken_off_step_by_step(
    desk: Office,
) -> None:
    number = nominates(desk, 3, **BARE)
    for changes in (PART, OTHER, LEAVE):
        attach(desk, number, **changes)
    verify(desk, number, 1)
    assert codes(desk, number) == ["experience_short"]
    verify(desk, number, 2, 3)
    assert entry(desk, number).nomination.months == 16
    row = inbox_row(desk, number)
    for step in (
        "書類1: 2023-04-01から2024-03-31まで366日、週20時間: 1,045.7時間",
        "書類2: 2024-01-01から2025-04-18まで473日、週30時間: 2,027.1時間",
        "書類3（休業・休職）: 2024-06-01から2024-08-31まで92日、週30時間: 394.3時間を引く",
        "合計2,678.6時間 ÷ １月160時間 = 16月（端数は切捨て）",
        "必要な実務経験は12月",
    ):
        assert step in row


def test_clause_04_part_time_hours_of_the_form_are_counted_in_the_open_too(desk: Office) -> None:
    number = nominates(desk, 4, started_on="2024-04-18", weekly_hours=20.0)
    assert "実務経験が6月で、12月に足りません" in inbox_row(desk, number)
    assert "365日、週20時間: 1,042.9時間" in inbox_row(desk, number)


def test_clause_04_what_documents_prove_wins_over_what_was_stated(desk: Office) -> None:
    number = nominates(desk, 5, **{**BARE, "experience_months": 40})
    attach(desk, number, begins_on="2024-10-01", ends_on="2025-03-31")
    verify(desk, number, 1)
    assert codes(desk, number) == ["experience_short"]
    assert "書類を用いました" in inbox_row(desk, number)


def test_clause_04_where_the_employer_is_gone_another_document_needs_its_reason(
    desk: Office,
) -> None:
    number = nominates(desk, 6, **BARE)
    wanted = {
        "nomination": number,
        "kind": "other",
        "begins_on": "2023-04-01",
        "ends_on": "2024-12-31",
        "weekly_hours": 38.0,
        "file": FILE,
        "bytes": 10,
    }
    refused = desk.refused("attach-experience-evidence", "clerk", **wanted)
    assert refused == ["nomination.no_reason"]
    desk.do("attach-experience-evidence", "clerk", **wanted, reason="委託先の解散のため年金記録")
    verify(desk, number, 1)
    assert codes(desk, number) == []
    assert "委託先の解散のため年金記録" in inbox_row(desk, number)


def test_clause_04_a_rejected_document_does_not_count_and_says_why(desk: Office) -> None:
    number = nominates(desk, 7, **BARE)
    attach(desk, number)
    verify(desk, number, 1)
    desk.do("reject-evidence", nomination=number, number=1, reason="別人の証明書")
    assert codes(desk, number) == ["experience_unknown", "experience_unproved"]
    assert "別人の証明書" in inbox_row(desk, number)
    assert attach(desk, number) == 2


def test_clause_04_every_fault_of_a_document_is_told_at_once_and_a_file_counts_once(
    desk: Office,
) -> None:
    number = nominates(desk, 8, **BARE)
    wrong = {"ends_on": "2023-03-01", "weekly_hours": 0.0, "kind": "other"}
    document = {"begins_on": "2023-04-01", "file": FILE, "bytes": 10, **wrong}
    assert desk.refused("attach-experience-evidence", nomination=number, **document) == [
        "nomination.bad_period",
        "nomination.no_hours",
        "nomination.no_reason",
    ]
    attach(desk, number)
    before = count(desk, "nomination.evidence_attached")
    attach(desk, number)
    assert count(desk, "nomination.evidence_attached") == before
    short = {**document, "file": "abc"}
    assert desk.refused("attach-experience-evidence", nomination=number, **short) == [
        "command.bad_value"
    ]


def test_clause_04_a_qualification_waives_nothing_while_the_waiver_is_off(desk: Office) -> None:
    number = nominates(desk, 9, **BARE)
    attach(desk, number, kind="qualification", weekly_hours=0.0, ends_on=None)
    verify(desk, number, 1)
    assert codes(desk, number) == ["experience_unknown", "experience_unproved"]


def test_clause_04_a_return_has_stock_reasons_and_the_number_stays(desk: Office) -> None:
    number = nominates(desk, 10, weekly_hours=1.0)
    unknown = {"nomination": number, "comment": "…", "grounds": ["no_such"]}
    assert desk.refused("return-nomination", **unknown) == ["nomination.unknown_ground"]
    grounds = ["hours", "no_document"]
    desk.do("return-nomination", nomination=number, grounds=grounds, comment="週の時間数を確認")
    deliver(desk.tenant)
    sent = subjects(desk.tenant, "kokusai@example.jp")
    assert sent == [f"【要回答】推薦の補正のお願い（{number}）"]
    row = inbox_row(desk, number, "clerk")
    assert "従事時間が確認できない" in row
    assert "週の時間数を確認" in row
    again = {"role": "counsellor", "started_on": "2020-04-01", "weekly_hours": 38.75}
    desk.do("resubmit-nomination", "clerk", nomination=number, **again)
    assert event(desk, "nomination.resubmitted").nomination == number
    held = entry(desk, number).nomination
    assert (held.status, held.grounds) == ("submitted", tuple(grounds))
    assert "週の時間数を確認" in inbox_row(desk, number)


def test_clause_04_another_bodys_clerk_attaches_nothing_and_a_clerk_verifies_nothing(
    desk: Office,
) -> None:
    number = nominates(desk, 11, **BARE)
    document = {"begins_on": "2023-04-01", "file": FILE, "bytes": 10, "kind": "employment"}
    wanted = {"nomination": number, **document, "weekly_hours": 8.0}
    assert desk.refused("attach-experience-evidence", "north", **wanted) == ["access.denied"]
    attach(desk, number)
    assert desk.send("verify-experience", "clerk", {"nomination": number, "number": 1})[0] == 404


def test_clause_04_the_kinds_of_documents_are_the_ones_a_form_offers() -> None:
    offered = {"在職証明書", "雇用契約書", "業務委託契約書", "辞令", "所属長の証明書"}
    assert offered <= {kind.ja for kind in KINDS}
