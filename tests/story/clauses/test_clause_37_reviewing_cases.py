"""Clause 37: public from a day on, reviewed about every six months; overdue → a task."""

import pytest

from projections.activity_cases import reviews_due
from tests.story.clauses.activity_case import Office


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A register with coordinators on 1 October 2025."""
    made = Office(tmp_path_factory.mktemp("cases"))
    made.clock.set("2025-10-01 09:00")
    return made


def due(office: Office) -> list[str]:
    """The tasks of today."""
    tenant = office.tenant
    tenant.catch_up()
    return [row.case for row in reviews_due(tenant.views, "isa", tenant.today)]


def test_clause_37_an_overdue_review_is_a_task_until_it_is_done(office: Office) -> None:
    case = office.published(title="半年前の題名")
    office.clock.set("2026-03-31 09:00")
    assert due(office) == []
    assert "見直しの期限が来た事例" not in office.page("/cases/desk", "officer")
    office.clock.set("2026-04-01 09:00")
    assert due(office) == [case]
    desk = office.page("/cases/desk", "officer")
    assert desk.index("見直しの期限が来た事例") < desk.index("半年前の題名")
    office.done("review-case", case=case, outcome="keep")
    assert due(office) == []
    assert "見直し 令和8年4月1日" in office.page("/cases")


def test_clause_37_a_case_to_be_revised_stays_a_task_until_the_new_version_is_public(
    office: Office,
) -> None:
    case = office.published(title="前の題名")
    office.clock.set("2026-04-02 09:00")
    office.done("review-case", case=case, outcome="revise")
    assert due(office) == [case]
    assert "見直し" not in office.page("/cases")
    shown = office.text_of(case, title="新しい題名")
    assert "前の題名" in office.page("/cases")
    office.check_all(shown)
    office.done("approve-case", "approver", **shown)
    office.done("publish-case", case=case, on="2026-04-02")
    page = office.page("/cases")
    assert "新しい題名" in page
    assert "前の題名" not in page
    assert due(office) == []


def test_clause_37_a_case_is_not_shown_before_its_day(office: Office) -> None:
    case = office.told()
    shown = office.text_of(case, title="明日からの題名")
    office.check_all(shown)
    office.done("approve-case", "approver", **shown)
    office.done("publish-case", case=case, on="2025-10-02", review_months=3)
    assert "明日からの題名" not in office.page("/cases")
    office.clock.set("2025-10-02 00:00")
    assert "明日からの題名" in office.page("/cases")
    office.clock.set("2026-01-02 09:00")
    assert due(office) == [case]


def test_clause_37_a_retired_case_leaves_the_page_and_the_tasks(office: Office) -> None:
    case = office.published(title="終わる題名")
    office.clock.set("2026-05-01 09:00")
    office.done("retire-case", case=case)
    assert "終わる題名" not in office.page("/cases")
    assert due(office) == []
