"""Clauses 37 and 38: a case is published, reviewed, retired, and presented by a call."""

from datetime import date

import pytest

from tests.programme.casework import (
    CASE,
    checked,
    published,
    redacted,
    submitted,
    with_coordinators,
)
from tests.programme.register import APPROVER, CLAUSE, TEXT, Register, only, topics


@pytest.fixture
def desk(register: Register) -> Register:
    """A register with two certified coordinators."""
    return with_coordinators(register)


def test_a_case_is_due_for_review_after_the_months_that_were_asked_for(desk: Register) -> None:
    published(desk)
    assert only(desk.events("activity_case.published")).review_due == date(2025, 9, 10)
    desk.at("2025-10-01 09:00")
    desk.do("review-case", case=CASE, outcome="revise")
    desk.do("review-case", case=CASE, outcome="keep", review_months=3)
    due = [event.review_due for event in desk.events("activity_case.reviewed")]
    assert due == [date(2025, 9, 10), date(2026, 1, 1)]


def test_a_publication_begins_neither_in_the_past_nor_with_a_gap(desk: Register) -> None:
    submitted(desk)
    shown = checked(desk, redacted(desk))
    desk.do("approve-case", APPROVER, **shown)
    assert desk.refused("publish-case", case=CASE, on="2025-03-09") == ["activity_case.past"]
    desk.do("publish-case", case=CASE, on="2025-03-20")
    desk.do("approve-case", APPROVER, **checked(desk, redacted(desk, title="次の版")))
    assert desk.refused("publish-case", case=CASE, on="2025-03-21") == ["activity_case.gap"]
    desk.do("publish-case", case=CASE, on="2025-03-10")


def test_only_a_public_case_is_presented_by_a_call_that_is_not_closed(desk: Register) -> None:
    desk.do("draft-call", call="2025-1", text=TEXT, priority_clause=CLAUSE)
    submitted(desk)
    linked = {"case": CASE, "call": "2025-1"}
    assert desk.refused("link-case-to-call", **linked) == ["activity_case.not_public"]
    shown = checked(desk, redacted(desk))
    desk.do("approve-case", APPROVER, **shown)
    desk.do("publish-case", case=CASE, on="2025-03-10")
    unknown = {"case": CASE, "call": "2025-9"}
    assert desk.refused("link-case-to-call", **unknown) == ["call.unknown"]
    desk.do("link-case-to-call", **linked)
    assert desk.do("link-case-to-call", **linked).unchanged
    assert topics(desk.do("unlink-case-from-call", **linked)) == ["activity_case.unlinked"]
    assert desk.do("unlink-case-from-call", **linked).unchanged


def test_a_closed_call_presents_nothing_new(desk: Register) -> None:
    published(desk)
    desk.do("plan-cohorts", fiscal_year=2025)
    desk.do("draft-call", call="2025-1", text=TEXT, priority_clause=CLAUSE)
    digest = only(desk.events("call.drafted")).digest
    desk.do("approve-call-text", APPROVER, call="2025-1", digest_seen=digest)
    desk.do("open-call", call="2025-1", cohort="2025-1", deadline="2025-04-18T17:00:00+09:00")
    desk.at("2025-05-12 09:00").do("close-call", call="2025-1")
    codes = desk.refused("link-case-to-call", case=CASE, call="2025-1")
    assert codes == ["activity_case.call_closed"]
