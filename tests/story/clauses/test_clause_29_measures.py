"""Clause 29: two purposes, awareness and applicants; counted by year, never by person."""

from collections.abc import Iterator

import msgspec
import pytest

from core.event import EVENTS, Privacy
from projections.outreach_measures import VIEW, MeasureCount, outreach
from tests.story.clauses.outreach import Office, office


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register with measures of both purposes, on both sides of the turn of a year."""
    with office(tmp_path_factory.mktemp("measures")) as made:
        briefing = {"title": "説明会", "audience": "windows", "form": "online"}
        for name, on, measure, came in (
            ("B1", "2025-03-31", "supply", 30),
            ("B2", "2025-04-01", "supply", None),
            ("B3", "2025-05-01", "supply", 12),
        ):
            plan = {**briefing, "briefing": name, "on": on, "measure": measure}
            made.do("plan-briefing", **plan)
            held = {} if came is None else {"headcount": came}
            made.do("record-briefing", briefing=name, on=on, **held)
        made.do(
            "plan-briefing", **{**briefing, "briefing": "B4"}, on="2025-07-01", measure="supply"
        )
        made.do("draft-message", message="M1", title="紹介", text="本文")
        post = {"post": "P1", "message": "M1", "channel": "x"}
        made.do("post-outreach", **post, measure="awareness", on="2025-05-02")
        told = {"record": "R1", "title": "講演で紹介", "on": "2025-05-03"}
        made.do("record-outreach", **told, measure="awareness")
        made.tenant.catch_up()
        yield made


def test_clause_29_measures_are_counted_by_purpose_and_fiscal_year(desk: Office) -> None:
    counts = outreach(desk.tenant.views, "isa").counts
    assert counts == [
        MeasureCount(2025, "awareness", 0, 0, 0, 1, 1),
        MeasureCount(2025, "supply", 2, 12, 1, 0, 0),
        MeasureCount(2024, "awareness", 0, 0, 0, 0, 0),
        MeasureCount(2024, "supply", 1, 30, 0, 0, 0),
    ]
    assert "ほか数えていない回 1" in desk.page()


def test_clause_29_no_measure_is_about_a_person(desk: Office) -> None:
    kinds = [EVENTS[topic] for topic in VIEW.topics]
    assert kinds
    for kind in kinds:
        assert set(kind.privacy.values()) == {Privacy.ABOUT_NO_PERSON}
    rows = [field.name for table in VIEW.tables for field in msgspec.structs.fields(table.row)]
    assert "person" not in {*rows, *MeasureCount._fields}
    assert desk.client("auditor").get("/isa/outreach").status_code == 200
