"""Clause 41: any other occasion is recorded in free words."""

from pathlib import Path

from projections.outreach_measures import outreach
from tests.story.clauses.outreach import office

TALK = {"record": "R1", "title": "大学で講演", "on": "2025-05-03", "measure": "supply"}


def test_clause_41_an_occasion_is_recorded_counted_and_mended(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        desk.do("record-outreach", **TALK, text="制度を紹介")
        assert desk.do("record-outreach", **TALK, text="制度を紹介")["unchanged"]
        desk.do("record-outreach", **TALK, text="制度と研修を紹介")
        page = desk.page()
        assert "大学で講演" in page
        assert "制度と研修を紹介" in page
        (_, supply) = outreach(desk.tenant.views, "isa").counts
        assert (supply.measure, supply.occasions) == ("supply", 1)
        ahead = {**TALK, "record": "R2", "on": "2999-01-01"}
        assert desk.refused("record-outreach", **ahead) == ["outreach.ahead"]
