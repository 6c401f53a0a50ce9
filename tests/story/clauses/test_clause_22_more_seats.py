"""Clause 22: more seats, lecturers and rounds are data; a what-if is a fact of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.event import encode
from projections.plan_board import board
from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import (
    certified,
    desk_in,
    nominated,
    opened,
    parameters,
    place,
    run,
)

WHAT_IF = {"plan": "three", "from_year": 2027, "years": 3, "rounds": 3, "seats": 60}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A register with a window and one certified person."""
    with desk_in(tmp_path) as made:
        made.do("register-window", **place("W1"))
        certified(made, "c1", "W1")
        yield made


def test_clause_22_three_cohorts_a_year_need_no_code(desk: Office) -> None:
    parameters(desk, "rounds=3 seats=80", on="2026-04-01")
    desk.at("2026-02-01 10:00").do("plan-cohorts", fiscal_year=2026)
    page = desk.page("/cohorts/2026-3/seats")
    assert "80" in page
    desk.do("register-window", **place("W1", grant_year=2026, caseload_year=2025))
    opened(desk, "2026-3", "2026-03-20T17:00:00+09:00")
    nominated(desk, "W1", call="2026-3")
    held = run(desk, "2026-3", "2026-03-25")
    assert (held.run.seats, held.run.selected) == (80, 1)


def test_clause_22_the_capacity_of_one_round_is_changed_alone(desk: Office) -> None:
    desk.do("change-capacity", cohort="2025-2", seats=90)
    assert "90" in desk.page("/cohorts/2025-2/seats")
    assert "60" in desk.page("/cohorts/2025-1/seats")


def test_clause_22_lecturers_are_data_and_their_names_are_sealed(desk: Office) -> None:
    wanted = {"cohort": "2025-1", "part": "A", "lecturer": "t1"}
    assert desk.refused("assign-lecturer", **wanted) == ["plan.no_name"]
    desk.do("assign-lecturer", **wanted, full_name="見本 講師", hours=4)
    assert desk.do("assign-lecturer", **wanted, hours=4)["unchanged"]
    assert "見本 講師" in desk.page("/plans")
    auditor = desk.client("auditor").get("/isa/plans").text
    assert "t1" in auditor
    assert "見本 講師" not in auditor
    stored = b"".join(encode(fact) for fact in desk.tenant.log.facts(1, 1_000))
    assert "見本 講師".encode() not in stored


def test_clause_22_a_what_if_is_stored_with_what_it_supposes_and_what_came_of_it(
    desk: Office,
) -> None:
    hours = {"lecturers": 5, "hours_a_round": 60, "hours_a_lecturer": 30}
    desk.do("simulate-plan", **WHAT_IF, completion=90, target=300, **hours)
    desk.tenant.catch_up()
    (plan,) = board(desk.tenant.views, "isa").plans
    assert [(row.fiscal_year, row.seats, row.certified, row.total) for row in plan.rows] == [
        (2027, 180, 162, 163),
        (2028, 180, 162, 325),
        (2029, 180, 162, 487),
    ]
    assert (plan.reached_in, plan.rows[0].hours_short) == (2028, 30)
    again = desk.do("simulate-plan", **WHAT_IF, completion=90, target=300, **hours)
    assert again["unchanged"]
    assert "令和10年度（2028）" in desk.page("/plans")


def test_clause_22_a_what_if_that_never_gets_there_says_so(desk: Office) -> None:
    desk.do("simulate-plan", **{**WHAT_IF, "rounds": 1, "seats": 1}, target=100)
    assert "期間内に届かない" in desk.page("/plans")
