"""Clause 18: a certification is revoked by two people after a hearing, and never deleted."""

from collections.abc import Iterator

import pytest

from tests.programme.register import nominee
from tests.story.clauses.certificate import (
    call_opened,
    checked,
    counted,
    event,
    events,
    facts,
    registered,
    revoked,
    states,
)
from tests.story.clauses.followup import ITEM, RECORDING, SESSION
from tests.story.clauses.outreach import Office, office
from workers.duties.running import tick

DRAFT = {"person": "e1", "ground": "misconduct", "heard_on": "2026-06-01"}


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Two coordinators on 1 June 2026."""
    with office(tmp_path_factory.mktemp("clause-18-revoked")) as made:
        registered(made, "revocation_bar_months=12")
        yield made


def test_clause_18_a_revocation_names_a_ground_of_the_policy_and_follows_a_hearing(
    desk: Office,
) -> None:
    wrong = {**DRAFT, "effective_on": "2026-07-01"}
    assert desk.refused("propose-revocation", **{**wrong, "ground": "dislike"}) == [
        "coordinator.no_such_ground"
    ]
    late = {**wrong, "heard_on": "2026-06-02", "effective_on": "2026-05-01"}
    assert desk.refused("propose-revocation", **late) == [
        "coordinator.not_heard",
        "coordinator.bad_order",
    ]


def test_clause_18_a_second_person_decides_and_the_person_is_told_before_it_takes_effect(
    desk: Office,
) -> None:
    desk.do("propose-revocation", **DRAFT, effective_on="2026-07-01", circumstances="面談の記録")
    digest = event(desk, "coordinator.revocation_proposed").digest
    assert "認証の取消し" in desk.client("approver").get("/isa/approvals").text
    told = {"person": "e1", "noticed_on": "2026-06-01", "means": "post"}
    assert desk.refused("record-revocation-notice", **told) == ["coordinator.not_decided"]
    desk.do("approve-revocation", "approver", person="e1", digest_seen=digest)
    assert desk.refused("carry-out-revocation", person="e1") == [
        "coordinator.not_noticed",
        "coordinator.not_yet",
    ]
    assert desk.refused("propose-revocation", **DRAFT, effective_on="2026-07-02") == [
        "coordinator.revoked"
    ]
    desk.at("2026-07-10 10:00")
    tick(desk.tenant)
    assert states(checked(desk, "E-1")) == ["有効"]
    desk.do("record-revocation-notice", **{**told, "noticed_on": "2026-07-08"})
    assert facts(desk, "coordinator.revoked")[0].effective_on.isoformat() == "2026-07-08"
    assert "面談の記録" not in str(events(desk, "coordinator.revocation_proposed"))


def test_clause_18_it_takes_effect_on_its_date_by_the_clock_and_once(desk: Office) -> None:
    revoked(desk, "e1", "2026-07-01")
    tick(desk.tenant)
    assert (states(checked(desk, "E-1")), counted(desk)) == (["有効"], 2)
    desk.at("2026-08-15 10:00")
    tick(desk.tenant)
    tick(desk.tenant)
    (fact,) = facts(desk, "coordinator.revoked")
    assert fact.effective_on.isoformat() == "2026-07-01"
    assert (states(checked(desk, "E-1")), counted(desk)) == (["取消し"], 1)


def test_clause_18_nothing_is_deleted_and_the_ground_stays_off_the_public_page(
    desk: Office,
) -> None:
    desk.do("reissue-certificate", person="e1", reason="lost")
    revoked(desk, "e1", "2026-06-01")
    for number in ("E-1", "E-1-2"):
        page = checked(desk, number)
        assert states(page) == ["取消し"]
        assert "信用" not in page
    assert len(facts(desk, "coordinator.certified")) == 2
    board = desk.page("/certificates")
    assert "E-1-2" in board
    assert "取消し" in board
    assert "E-1" in desk.page("/roster?status=revoked")
    assert desk.refused("renew-certificate", person="e1")[0] == "coordinator.revoked"
    for name in ("transfer-coordinator", "resume-coordinator"):
        back = {"person": "e1", "window": "W1", "on": "2026-06-02"}
        assert desk.refused(name, **back) == ["coordinator.revoked"]


def test_clause_18_date_and_ground_are_public_only_where_the_policy_says_so(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with office(tmp_path_factory.mktemp("clause-18-public")) as desk:
        registered(desk, "revocation_published=yes")
        revoked(desk, "e1", "2026-06-01")
        page = checked(desk, "E-1")
        assert "令和8年6月1日" in page
        assert "信用を著しく傷つけた" in page


def test_clause_18_both_consents_end_with_it(desk: Office) -> None:
    desk.do("request-consent", person="e1", window="W1", text="掲載内容")
    for party, account in (("person", "e1"), ("institution", "officer")):
        about = {"person": "e1", "party": party}
        desk.do("answer-consent", account, **about, agrees=True)
        desk.do("confirm-proof", account, **about)
    revoked(desk, "e1", "2026-06-01")
    assert [each.person for each in events(desk, "consent.ended")] == ["e1"]


def test_clause_18_recordings_are_closed_to_whoever_is_revoked(desk: Office) -> None:
    dates = {"on": "2026-06-20", "choose_from": "2026-06-01", "choose_until": "2026-06-10"}
    desk.do("announce-follow-up", **{**SESSION, "session": "R8-1", **dates})
    desk.do("set-follow-up-item", session="R8-1", **ITEM)
    desk.at("2026-06-21 10:00")
    desk.do("publish-recording", session="R8-1", **{**RECORDING, "until": "2027-03-31"})
    view = {"session": "R8-1", "item": "law-2"}
    revoked(desk, "e1", "2026-06-21")
    assert desk.refused("view-recording", "e1", person="e1", **view) == ["followup.not_for_you"]
    desk.do("view-recording", "e2", person="e2", **view)


def test_clause_18_whoever_is_certified_or_barred_cannot_be_nominated_again(
    desk: Office,
) -> None:
    again = nominee(1, call="2026-1", full_name="見本 e1", mail="e1@example.jp", person="e1")
    call_opened(desk, "2026-1", "2026-08-31T17:00:00+09:00")
    assert desk.refused("submit-nomination", **again) == ["coordinator.certified_already"]
    revoked(desk, "e1", "2026-06-01")
    assert desk.refused("submit-nomination", **again) == ["coordinator.barred"]
