"""Clause 34: a yearly campaign and edition on dates that are data; withdrawals leave the public
list within one working day; the public sees what changed and no causes."""

import re
from collections.abc import Iterator

import pytest

from projections import runner
from projections.catalogue import VIEWS
from tests.story.clauses.publication import PLAN, Spring, spring


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spring]:
    """Edition 2026, published on Friday 19 June with p01, p02 (W1), p03 (W2) and p04 (W3)."""
    with spring(tmp_path_factory.mktemp("clause-34")) as made:
        made.asked()
        made.listed("p01", "p02", "p03", "p04")
        yield made


def test_clause_34_the_dates_of_a_year_are_data_and_in_order(desk: Spring) -> None:
    wrong = {**PLAN, "edition": "2027", "publish_on": "2026-05-01"}
    assert desk.refused("plan-edition", **wrong) == ["directory.bad_order"]
    late = {**PLAN, "edition": "2027", "second_reminder": "2026-05-01"}
    assert desk.refused("plan-edition", **late) == ["directory.late_reminder"]
    march = {"ask_by": "2027-02-26", "proofs_by": "2027-03-12", "publish_on": "2027-03-31"}
    desk.do("plan-edition", **{**PLAN, "edition": "2027", "fiscal_year": 2026, **march})
    assert "令和9年3月31日" in desk.page("/consents")


def test_clause_34_officers_see_replies_by_percent_and_by_prefecture(desk: Spring) -> None:
    desk.at("2027-04-05 10:00")
    plan = {"ask_by": "2027-04-30", "proofs_by": "2027-05-28", "publish_on": "2027-06-18"}
    desk.do("plan-edition", **{**PLAN, "edition": "2027", **plan})
    desk.do("open-consent-campaign", edition="2027")
    assert '<strong id="percent">0%' in desk.page("/consents")
    desk.says("p01")
    desk.says("p02", theirs=None)
    shown = desk.page("/consents")
    assert '<strong id="percent">37%' in shown
    tokyo = shown.partition('<th scope="row">東京都</th>')[2].partition("</tr>")[0]
    counts = [part.partition("<")[0] for part in tokyo.split('<td class="number">')[1:]]
    assert counts == ["3", "1", "1", "0"]


def test_clause_34_a_withdrawal_on_friday_evening_is_gone_on_monday(desk: Spring) -> None:
    desk.at("2026-06-19 19:30").do("withdraw-consent", "p01", person="p01", party="person")
    assert "6月22日（月） 17:00" in desk.page_of("p01", "/me")
    assert "6月22日（月） 17:00" in desk.page("/consents")
    for early in ("2026-06-20 12:00", "2026-06-21 12:00", "2026-06-22 08:59"):
        assert desk.at(early).tick() == 0
    assert desk.at("2026-06-22 09:00").tick() == 1
    assert desk.rows() == {"W1国際課": 1, "W2国際課": 1, "W3国際課": 1}
    assert "撤回を受け付けました" not in desk.page_of("p01", "/me")
    assert desk.tick() == 0


def test_clause_34_holidays_and_the_turn_of_the_year_are_no_working_days(desk: Spring) -> None:
    # Friday before the three days of Golden Week 2027 that are no working days
    desk.at("2027-04-30 18:00").do("withdraw-consent", "p01", person="p01", party="person")
    assert desk.at("2027-05-05 12:00").tick() == 0
    assert desk.at("2027-05-06 09:00").tick() == 1
    # 28 December is the last working day of a year, 4 January the first
    desk.at("2027-12-28 18:00").do("withdraw-consent", "p02", person="p02", party="person")
    assert desk.at("2028-01-03 12:00").tick() == 0
    assert desk.at("2028-01-04 09:00").tick() == 1
    assert desk.rows() == {"W2国際課": 1, "W3国際課": 1}


def test_clause_34_a_late_tick_amends_once_for_all_and_an_institution_may_withdraw_too(
    desk: Spring,
) -> None:
    desk.at("2026-06-22 10:00").do("withdraw-consent", "p01", person="p01", party="person")
    gone = {"person": "p03", "party": "institution"}
    desk.at("2026-06-25 10:00").do("withdraw-consent", "boss-W2", **gone)
    assert "期限を過ぎています" in desk.at("2026-07-20 12:00").page("/consents")
    assert desk.at("2026-07-21 12:00").tick() == 1
    assert desk.rows() == {"W1国際課": 1, "W3国際課": 1}
    assert len(desk.facts("directory.amended")) == 1


def test_clause_34_an_officer_may_amend_at_once_and_needs_no_approval_to_take_away(
    desk: Spring,
) -> None:
    desk.at("2026-06-22 10:00").do("withdraw-consent", "p01", person="p01", party="person")
    desk.do("amend-edition", edition="2026")
    assert desk.rows()["W1国際課"] == 1
    assert desk.do("amend-edition", edition="2026")["unchanged"]
    assert desk.at("2026-06-23 09:00").tick() == 0


def test_clause_34_an_amendment_by_the_clock_adds_nobody(desk: Spring) -> None:
    desk.at("2026-06-22 09:00").certified("p05", "W1")
    ask = {"person": "p05", "window": "W1", "text": "W1国際課の人数に加えます。氏名は載りません。"}
    desk.do("request-consent", **ask)
    desk.says("p05")
    for party, who in (("person", "p05"), ("institution", "boss-W1")):
        desk.do("confirm-proof", who, person="p05", party=party)
    desk.do("withdraw-consent", "p03", person="p03", party="person")
    assert desk.at("2026-06-23 09:00").tick() == 1
    assert desk.rows() == {"W1国際課": 2, "W3国際課": 1}
    # with an approval the newcomer is added
    desk.publish()
    assert desk.rows() == {"W1国際課": 3, "W3国際課": 1}


def test_clause_34_a_mistaken_withdrawal_is_undone_by_the_same_party_within_seven_days(
    desk: Spring,
) -> None:
    mine = {"person": "p01", "party": "person"}
    desk.at("2026-06-22 10:00").do("withdraw-consent", "p01", **mine)
    theirs = {"person": "p01", "party": "institution"}
    assert desk.refused("undo-withdrawal", "boss-W1", **theirs) == ["consent.nothing_to_undo"]
    desk.do("undo-withdrawal", "p01", **mine)
    assert desk.at("2026-06-23 09:00").tick() == 0
    assert desk.rows()["W1国際課"] == 2
    desk.do("withdraw-consent", "p01", **mine)
    late = desk.at("2026-07-01 10:00")
    assert late.refused("undo-withdrawal", "p01", **mine) == ["consent.too_late_to_undo"]


def test_clause_34_what_was_undone_comes_back_with_an_approved_list_only(desk: Spring) -> None:
    mine = {"person": "p01", "party": "person"}
    desk.at("2026-06-22 10:00").do("withdraw-consent", "p01", **mine)
    assert desk.at("2026-06-23 09:00").tick() == 1
    desk.do("undo-withdrawal", "p01", **mine)
    desk.do("withdraw-consent", "p03", person="p03", party="person")
    assert desk.at("2026-06-24 09:00").tick() == 1
    assert desk.rows() == {"W1国際課": 1, "W3国際課": 1}
    desk.publish()
    assert desk.rows() == {"W1国際課": 2, "W3国際課": 1}


def test_clause_34_nothing_brings_a_withdrawn_row_back(desk: Spring) -> None:
    desk.at("2026-06-22 10:00").do("withdraw-consent", "p04", person="p04", party="person")
    assert desk.at("2026-06-23 09:00").tick() == 1
    gone = {"W1国際課": 2, "W2国際課": 1}
    assert desk.rows() == gone
    # the views made anew, and the decisions made again
    for name in ("directory", "consent_board"):
        tenant = desk.tenant
        runner.rebuild(tenant.slug, tenant.log, tenant.views, VIEWS[name])
    assert desk.rows() == gone
    assert {check.result for check in desk.tenant.replay()} == {"pass"}
    # the next edition asks anew, and silence is no
    desk.at("2027-04-05 10:00")
    plan = {"ask_by": "2027-04-30", "proofs_by": "2027-05-28", "publish_on": "2027-06-18"}
    desk.do("plan-edition", **{**PLAN, "edition": "2027", **plan})
    desk.do("open-consent-campaign", edition="2027")
    desk.listed("p01", "p02", "p03", edition="2027")
    assert desk.rows() == gone


def test_clause_34_while_the_next_edition_is_asked_about_the_public_one_stands_as_agreed(
    desk: Spring,
) -> None:
    desk.at("2027-04-05 10:00")
    plan = {"ask_by": "2027-04-30", "proofs_by": "2027-05-28", "publish_on": "2027-06-18"}
    desk.do("plan-edition", **{**PLAN, "edition": "2027", **plan})
    desk.do("open-consent-campaign", edition="2027")
    desk.do("withdraw-consent", "p03", person="p03", party="person")
    assert desk.at("2027-04-06 09:00").tick() == 1
    assert desk.rows() == {"W1国際課": 2, "W3国際課": 1}
    # and nobody who stays silent is in the next one
    desk.says("p01")
    desk.listed("p01", edition="2027")
    assert desk.rows() == {"W1国際課": 1}


def test_clause_34_the_public_difference_has_counts_and_no_causes_and_auditors_see_the_facts(
    desk: Spring,
) -> None:
    desk.at("2026-06-22 10:00").do("withdraw-consent", "p01", person="p01", party="person")
    desk.do("retire-coordinator", person="p03", on="2026-06-22")
    assert desk.at("2026-06-23 09:00").tick() == 1
    public = desk.public("/editions")
    rows = public.partition("<tbody>")[2].partition("</tbody>")[0]
    assert rows.count("<tr>") == 2
    assert "W1国際課" in rows
    assert "W2国際課" in rows
    for cause in ("撤回", "引退", "p01", "p03"):
        assert cause not in public
    internal = desk.page_of("auditor", "/editions")
    withdrawn = desk.facts("consent.withdrawn")[0].position
    retired = desk.facts("coordinator.retired")[0].position
    assert f"/isa/audit/{withdrawn}" in internal
    assert f"/isa/audit/{retired}" in internal
    assert "1名減" in internal


def test_clause_34_a_draft_that_waits_keeps_waiting_when_the_clock_amends(desk: Spring) -> None:
    desk.at("2026-06-22 10:00").do("cease-coordinator", person="p04", on="2026-06-22")
    desk.do("draft-edition", edition="2026", fiscal_year=2026)
    digest = desk.facts("directory.drafted")[-1].event.rows_sha256
    desk.do("withdraw-consent", "p01", person="p01", party="person")
    assert desk.at("2026-06-23 09:00").tick() == 1
    assert digest in desk.page_of("approver", "/approvals")
    desk.do("approve-edition", "approver", edition="2026", digest_seen=digest)
    desk.do("publish-edition", edition="2026")
    numbers = [f.event.number for f in desk.facts("directory.amended")]
    assert numbers == [1, 2]
    assert desk.rows() == {"W1国際課": 1, "W2国際課": 1}


def test_clause_34_neither_employer_nor_public_learns_a_reason(desk: Spring) -> None:
    told = {"person": "p01", "party": "person", "reason": "転職"}
    assert desk.refused("withdraw-consent", "p01", **told) == ["command.extra_field"]
    before = card_of(desk, "p01")
    desk.do("withdraw-consent", "p01", person="p01", party="person")
    assert card_of(desk, "p01") == before


def card_of(desk: Spring, person: str) -> str:
    """What the institution sees of one of its people, without what is new at each drawing."""
    _, found, rest = desk.page_of("boss-W1", "/institution").partition(f'id="p-{person}"')
    assert found
    card = rest.partition('<div class="card"')[0].partition("</main>")[0]
    return re.sub(r'name="(nonce|form_token)" value="[^"]*"', "", card)
