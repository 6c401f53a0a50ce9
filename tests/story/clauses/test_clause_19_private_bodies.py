"""Clause 19: which private bodies take part, by what an officer recorded of them."""

from tests.story.clauses.outreach import Office
from tests.story.clauses.private_bodies import NEW, SEEN
from tests.story.clauses.selection import facts_of, last, row_of, shown


def test_clause_19_a_body_of_which_nothing_is_recorded_is_not_eligible(r9: Office) -> None:
    row = row_of(shown(r9, NEW), "B2")
    assert row.outcome == "ineligible"
    assert [reason.code for reason in row.ruling.reasons] == ["organisation_unknown"]


def test_clause_19_what_was_seen_of_a_body_is_a_fact_of_the_ruling_with_its_position(
    r9: Office,
) -> None:
    row = row_of(shown(r9, NEW), "B1")
    recorded = last(r9, "window.organisation_recorded").position
    seen = {each.name: (each.value, each.position) for each in row.ruling.facts}
    assert seen["organisation_kind"] == ("npo", recorded)
    assert facts_of(row)["organisation_documents"] == "activity_report, articles, registration"


def test_clause_19_the_kind_of_a_body_is_shown_and_recorded_of_private_bodies_only(
    r9: Office,
) -> None:
    page = r9.page("/windows/B1")
    assert "NPO法人" in page
    assert "activity_report" in page
    assert r9.do("record-organisation", code="B1", **SEEN)["unchanged"]
    assert r9.refused("record-organisation", code="W1", **SEEN) == ["window.not_private"]
