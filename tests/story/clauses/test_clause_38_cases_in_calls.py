"""Clause 38: a call presents cases; a retired or withdrawn case leaves the call's page."""

import pytest

from tests.programme.register import CLAUSE, TEXT
from tests.story.clauses.activity_case import AUTHOR, Office

CALL = "2026-1"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A register with a drafted call."""
    made = Office(tmp_path_factory.mktemp("cases"))
    made.done("draft-call", call=CALL, text=TEXT, priority_clause=CLAUSE)
    return made


def test_clause_38_a_drafted_call_embeds_its_cases(office: Office) -> None:
    case = office.published(title="募集で紹介する題名")
    office.published(title="紹介しない題名")
    office.done("link-case-to-call", case=case, call=CALL)
    page = office.page(f"/calls/{CALL}", "officer")
    assert "募集で紹介する題名" in page
    assert f"/isa/cases#{case}" in page
    assert "紹介しない題名" not in page


@pytest.mark.parametrize("leaving", ["retire-case", "withdraw-case", "unlink-case-from-call"])
def test_clause_38_a_case_that_is_over_leaves_the_page_of_the_call(
    office: Office, leaving: str
) -> None:
    case = office.published(title=f"題名 {leaving}")
    office.done("link-case-to-call", case=case, call=CALL)
    before = office.tenant.log.head().size
    assert f"題名 {leaving}" in office.page(f"/calls/{CALL}", "officer")
    further = {"withdraw-case": {"person": AUTHOR}, "unlink-case-from-call": {"call": CALL}}
    office.done(leaving, case=case, **further.get(leaving, {}))
    assert f"題名 {leaving}" not in office.page(f"/calls/{CALL}", "officer")
    assert f"題名 {leaving}" not in office.page(f"/calls/{CALL}?as_of={before}", "officer")


def test_clause_38_a_case_that_is_not_public_cannot_be_presented(office: Office) -> None:
    case = office.told()
    answer = office.send("link-case-to-call", case=case, call=CALL)
    assert answer == (422, ["activity_case.not_public"])
