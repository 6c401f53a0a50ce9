"""Clause 22: three cohorts a year need no code: a policy that answers the calendar alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import desk_in, last, nominated, opened, parameters, place, run


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A register that adopted a third round for FY2026."""
    with desk_in(tmp_path) as made:
        made.at("2026-02-01 10:00")
        parameters(made, "third_seats=30", "2026-04-01", "extra_cohort")
        made.do("plan-cohorts", fiscal_year=2026)
        yield made


def test_clause_22_a_third_round_is_planned_beside_the_two_of_the_year(desk: Office) -> None:
    facts = desk.tenant.log.facts(1, 1_000_000, topics=("cohort.planned",))
    found = [fact for fact in facts if fact.event.fiscal_year == 2026]
    assert [(each.event.cohort, each.event.seats) for each in found] == [
        ("2026-1", 60),
        ("2026-2", 60),
        ("2026-3", 30),
    ]
    assert {each.envelope.policy.id for each in found} == {"extra_cohort"}
    assert found[-1].event.plan.course1_from == "2026-10"
    assert "30" in desk.page("/cohorts/2026-3/seats")


def test_clause_22_everything_but_the_calendar_stays_with_the_policy_of_the_year(
    desk: Office,
) -> None:
    desk.do("register-window", **place("W1", grant_year=2026, caseload_year=2025))
    opened(desk, "2026-3", "2026-03-20T17:00:00+09:00")
    assert last(desk, "call.opened").event.pins.selection.policy.id == "isa_fy2025"
    assert last(desk, "call.opened").event.pins.selection.parameters == {}
    nominated(desk, "W1", call="2026-3")
    held = run(desk, "2026-3", "2026-04-05")
    assert (held.run.seats, held.run.selected) == (30, 1)
    assert held.nominees[0].ruling.reasons[0].code == "tier_1"
    assert all(check.result == "pass" for check in desk.tenant.replay("2026-3"))


def test_clause_22_a_year_without_the_extra_policy_has_its_two_rounds(desk: Office) -> None:
    facts = desk.tenant.log.facts(1, 1_000_000, topics=("cohort.planned",))
    assert [each.event.cohort for each in facts if each.event.fiscal_year == 2025] == [
        "2025-1",
        "2025-2",
    ]


def test_clause_22_rounds_and_seats_of_r9_are_those_of_its_parameters(r9: Office) -> None:
    facts = r9.tenant.log.facts(1, 1_000_000, topics=("cohort.planned",))
    planned = [fact.event for fact in facts if fact.event.fiscal_year == 2027]
    assert [(each.cohort, each.seats) for each in planned] == [
        ("2027-1", 3),
        ("2027-2", 3),
        ("2027-3", 3),
    ]
