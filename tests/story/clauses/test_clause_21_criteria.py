"""Clause 21: clear criteria are parameters, adopted before any call of R9."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import (
    desk_in,
    last,
    nominated,
    opened,
    parameters,
    place,
    run,
    shown,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A register with two windows."""
    with desk_in(tmp_path) as made:
        made.do("register-window", **place("W1", caseload=10))
        made.do("register-window", **place("W2", "大阪府", caseload=900))
        yield made


def test_clause_21_no_call_of_r9_before_its_policy_is_adopted(desk: Office) -> None:
    desk.at("2027-03-01 10:00")
    assert desk.refused("plan-cohorts", fiscal_year=2027) == ["policy.none_in_force"]


def test_clause_21_criteria_are_parameters_with_the_clause_they_read(desk: Office) -> None:
    parameters(desk, "caseload_order=ascending experience_months=36 seats=1")
    opened(desk)
    pinned = last(desk, "call.opened").event.pins.selection.parameters
    assert pinned == {"caseload_order": "ascending", "experience_months": 36, "seats": 1}
    nominated(desk, "W1", "W2")
    held = run(desk)
    assert [row.window for row in held.nominees] == ["W1", "W2"]
    readings = {each.name: (each.value, each.default, each.clause) for each in held.run.readings}
    assert readings["experience_months"] == (36, 12, "1(1)")
    page = desk.page("/calls/2025-1/draft")
    assert "experience_months" in page
    assert "変更" in page


def test_clause_21_what_the_criteria_would_change_is_seen_before_they_are_used(
    desk: Office,
) -> None:
    opened(desk)
    nominated(desk, "W1", "W2")
    run(desk)
    page = desk.page("/calls/2025-1/readings")
    assert "<code>caseload_order</code> = ascending" in page
    assert shown(desk).run.parameters == {}
