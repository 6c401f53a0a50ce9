"""Clause 33: both parties check the very row before it is published; corrections, disagreement,
silence, changes after the OK, and who leaves before publication."""

from collections.abc import Iterator

import pytest

from tests.programme.register import window
from tests.story.clauses.publication import Spring, spring


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spring]:
    """Everybody asked; p01 and p03 agreed on both sides, and were sent their proofs."""
    with spring(tmp_path_factory.mktemp("clause-33")) as made:
        made.asked()
        made.says("p01")
        made.says("p03")
        made.proofed()
        yield made


def proof_of(desk: Spring, person: str) -> str:
    sent = [f.event for f in desk.facts("consent.proof_sent") if f.event.person == person]
    return str(sent[-1].digest)


def test_clause_33_each_party_sees_the_row_and_says_that_it_is_right(desk: Spring) -> None:
    assert [f.event.person for f in desk.facts("consent.proof_sent")] == ["p01", "p03"]
    assert "東京都 / 千代田区 / W1国際課" in desk.page_of("p01", "/me")
    assert "誤りがない" in desk.page_of("boss-W1", "/institution")
    seen = {"person": "p01", "party": "person", "digest_seen": proof_of(desk, "p01")}
    desk.do("confirm-proof", "p01", **seen)
    assert "掲載内容を確認済みです" in desk.page_of("p01", "/me")


def test_clause_33_before_a_proof_was_sent_there_is_nothing_to_confirm(desk: Spring) -> None:
    desk.at("2026-04-20 10:00")
    desk.says("p02")
    seen = {"person": "p02", "party": "person"}
    assert desk.refused("confirm-proof", "p02", **seen) == ["consent.no_proof"]


def test_clause_33_silence_about_the_proof_is_held_back(desk: Spring) -> None:
    desk.do("confirm-proof", "p01", person="p01", party="person")
    desk.proofed("p03")
    assert "確認を待つ人" in desk.page("/consents")
    desk.at("2026-06-19 10:00").publish()
    assert desk.rows() == {"W2国際課": 1}


def test_clause_33_a_correction_is_a_task_and_a_new_proof_makes_the_old_ok_fall(
    desk: Spring,
) -> None:
    desk.proofed("p01")
    old = proof_of(desk, "p01")
    wrong = {"person": "p01", "party": "institution", "text": "課の名称が国際交流課に変わりました"}
    desk.do("correct-proof", "boss-W1", **wrong)
    assert "国際交流課に変わりました" in desk.page("/consents")
    assert "国際交流課" not in str([f.event for f in desk.facts("consent.proof_corrected")])
    # sent again without a change it stays a task; with the window corrected it is a new proof
    assert desk.do("send-proofs", edition="2026")["unchanged"]
    changes = {"languages": [], "institution": "W1国際交流課"}
    desk.do("register-window", **window("W1", **changes))
    assert desk.tick() == 1
    assert proof_of(desk, "p01") != old
    assert "国際交流課に変わりました" not in desk.page("/consents")
    stale = {"person": "p01", "party": "person", "digest_seen": old}
    assert desk.refused("confirm-proof", "p01", **stale) == ["consent.other_proof"]
    desk.at("2026-06-19 10:00").publish()
    assert desk.rows() == {}


def test_clause_33_a_row_that_changed_after_the_ok_is_not_published_unproofed(
    desk: Spring,
) -> None:
    desk.proofed("p01", "p03")
    desk.do("register-window", **window("W1", languages=[], institution="W1多文化課"))
    desk.at("2026-06-19 10:00").publish()
    assert desk.rows() == {"W2国際課": 1}


def test_clause_33_an_officer_answers_a_correction_that_changes_nothing_with_the_same_row(
    desk: Spring,
) -> None:
    desk.proofed("p03")
    desk.do("correct-proof", "p03", person="p03", party="person", text="区名が違う気がします")
    desk.do("send-proofs", edition="2026", person="p03")
    assert "区名が違う" not in desk.page("/consents")
    desk.proofed("p03")
    desk.at("2026-06-19 10:00").publish()
    assert desk.rows() == {"W2国際課": 1}


def test_clause_33_disagreement_of_the_parties_is_a_task(desk: Spring) -> None:
    desk.at("2026-04-20 10:00")
    desk.says("p02", theirs=False)
    _, _, task = desk.page("/consents").partition('id="disagreeing"')
    assert "p02" in task.partition('id="silent"')[0]


def test_clause_33_who_retires_after_the_approval_is_not_in_what_is_published(
    desk: Spring,
) -> None:
    desk.proofed("p01", "p03")
    desk.at("2026-06-18 10:00").do("draft-edition", edition="2026", fiscal_year=2026)
    digest = desk.facts("directory.drafted")[-1].event.rows_sha256
    desk.do("approve-edition", "approver", edition="2026", digest_seen=digest)
    desk.do("retire-coordinator", "p03", person="p03", on="2026-06-18")
    desk.at("2026-06-19 10:00").do("publish-edition", edition="2026")
    assert desk.rows() == {"W1国際課": 1}


def test_clause_33_proofs_go_out_by_the_clock_once_the_answers_are_due(desk: Spring) -> None:
    desk.at("2026-04-20 10:00")
    desk.says("p02")
    assert desk.tick() == 1  # the first reminder
    assert len(desk.facts("consent.proof_sent")) == 2
    desk.at("2026-05-01 09:00")
    assert [desk.tick(), desk.tick()] == [1, 0]
    assert [f.event.person for f in desk.facts("consent.proof_sent")] == ["p01", "p03", "p02"]
