"""Clause 36: an outline without personal data, decided by the agency; rare nationality × town, the
author objects, withdrawal."""

import pytest

from core.command import Actor
from tests.story.clauses.activity_case import AUTHOR, OTHER, PUBLIC, Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A register with coordinators."""
    return Office(tmp_path_factory.mktemp("cases"))


def test_clause_36_a_rare_nationality_in_a_named_town_stops_the_approval(office: Office) -> None:
    shown = office.text_of(office.told(), text="見本町のブータン国籍の方を支援しました。")
    office.check_all(shown)
    assert "国籍と市区町村の両方" in office.page(f"/cases/desk/{shown['case']}", "officer")
    office.done("answer-case-check", **shown, item="no_rare_pair", holds=False)
    answer = office.send("approve-case", "approver", **shown)
    assert answer == (422, ["activity_case.unchecked"])
    better = office.text_of(shown["case"], text="在留外国人の方を支援しました。")
    assert "国籍と市区町村の両方" not in office.page(f"/cases/desk/{shown['case']}", "officer")
    office.check_all(better)
    office.done("approve-case", "approver", **better)


def test_clause_36_personal_data_cannot_enter_the_text_for_the_public(office: Office) -> None:
    wanted = {**PUBLIC, "text": "連絡先は090-1234-5678です。"}
    answer = office.send("redact-case", case=office.told(), **wanted)
    assert answer == (422, ["activity_case.personal_data"])


def test_clause_36_the_author_sees_the_final_text_and_an_objection_holds_it_back(
    office: Office,
) -> None:
    case = office.told()
    shown = office.text_of(case)
    office.check_all(shown)
    assert PUBLIC["text"] in office.page(f"/cases/{case}/author", AUTHOR)
    office.done("object-to-case", AUTHOR, person=AUTHOR, **shown, reason="窓口が分かります")
    assert "窓口が分かります" in office.page(f"/cases/desk/{case}", "approver")
    answer = office.send("approve-case", "approver", **shown)
    assert answer == (422, ["activity_case.author_objects"])
    office.done("agree-to-case", AUTHOR, person=AUTHOR, **shown)
    office.done("approve-case", "approver", **shown)


def test_clause_36_somebody_elses_case_is_not_there(office: Office) -> None:
    case = office.told()
    assert office.client(OTHER).get(f"/isa/cases/{case}/author").status_code == 404
    wanted = {"person": AUTHOR, "case": case}
    assert office.send("withdraw-case", OTHER, **wanted).codes == ["access.denied"]


def test_clause_36_a_second_person_decides_and_finds_it_in_the_inbox(office: Office) -> None:
    case = office.told()
    office.tenant.accounts.put(Actor(id="both", roles=("officer", "approver")))
    office.done("redact-case", "both", case=case, **PUBLIC)
    shown = {"case": case, "digest_seen": office.last("activity_case.redacted").digest}
    office.check_all(shown)
    inbox = office.page("/approvals", "approver")
    assert f"/isa/cases/desk/{case}" in inbox
    assert shown["digest_seen"] in inbox
    assert office.send("approve-case", "both", **shown).codes == ["approval.same_person"]
    office.done("approve-case", "approver", **shown)
    assert f"/isa/cases/desk/{case}" not in office.page("/approvals", "approver")


def test_clause_36_a_rejected_case_is_never_public(office: Office) -> None:
    case = office.told()
    shown = office.text_of(case, title="掲載しない題名")
    office.done("reject-case", **shown, reason="概要になっていません")
    answer = office.send("publish-case", case=case, on="2025-03-01")
    assert answer == (422, ["activity_case.not_approved"])
    assert "概要になっていません" in office.page(f"/cases/desk/{case}", "officer")
    assert "掲載しない題名" not in office.page("/cases")


def test_clause_36_a_withdrawn_case_leaves_the_public_page_at_once_and_its_past_too(
    office: Office,
) -> None:
    case = office.published(title="取り下げられる題名")
    before = office.tenant.log.head().size
    assert "取り下げられる題名" in office.page("/cases")
    office.done("withdraw-case", AUTHOR, case=case, person=AUTHOR)
    assert "取り下げられる題名" not in office.page("/cases")
    assert "取り下げられる題名" not in office.page(f"/cases?as_of={before}")
    assert "本人が取下げ" in office.page("/cases/desk", "officer")


def test_clause_36_the_public_page_tells_nothing_of_the_author(office: Office) -> None:
    office.published(title="公開の題名")
    page = office.page("/cases")
    assert "公開の題名" in page
    assert not [word for word in (AUTHOR, "見本 p-", "W1国際課") if word in page]
