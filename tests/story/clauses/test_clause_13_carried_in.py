"""Clause 13, note: last year's second round is 見込み when the first call of a new register is
decided, although no policy here answers for that year."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.command import Actor
from tests.programme.register import nominee
from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import (
    desk_in,
    facts_of,
    nominated,
    of,
    opened,
    place,
    row_of,
    run,
    shown,
)
from tests.story.clauses.training import imported

COHORT = "2024-2"
ROUND = {"cohort": COHORT, "fiscal_year": 2024, "seats": 2, "started_on": "2024-11-05"}
OFFICER = Actor(id="officer", roles=("officer",))
SEAT = {"cohort": COHORT, "accepted_on": "2024-10-15"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """10 March 2025: the round of FY2024 that is still in training, and people p1 to p3."""
    with desk_in(tmp_path) as made:
        made.do("register-window", **place("W1"))
        made.do("register-window", **place("W2", "大阪府"))
        for number in (1, 2, 3):
            made.do("register-person", person=f"p{number}", full_name=f"見本 {number}")
        made.do("carry-in-cohort", **ROUND)
        yield made


def carried(desk: Office, person: str = "p1", window: str = "W1") -> str:
    """The person in training at the window; the number they have from now on."""
    told = desk.do("carry-in-trainee", person=person, window=window, **SEAT)
    return str(of(desk, "training.enrolled", told).nomination)


def counts(desk: Office, on: str = "2025-05-12") -> tuple[str, str]:
    """How many the first call of FY2025 counts at W1, and as what the first."""
    opened(desk)
    nominated(desk, "W1", first=50)
    facts = facts_of(row_of(run(desk, on=on), "W1"))
    return facts["window_count"], facts.get("counted_at_window", "")


def again(desk: Office, on: str) -> str:
    """The same count on another day."""
    desk.do("run-selection", call="2025-1", decided_on=on)
    return facts_of(row_of(shown(desk), "W1"))["window_count"]


def test_clause_13_a_round_from_before_the_register_is_carried_in_and_its_trainees_count(
    desk: Office,
) -> None:
    assert carried(desk) == "2024-2-carried-1"
    assert carried(desk, "p2", "W2") == "2024-2-carried-2"
    assert counts(desk) == ("1", "trainee")
    # and everybody who looks sees them: the board of the round, its seats, the person
    assert "2024-2-carried-1" in desk.page("/training/2024-2")
    assert "登録前から" in desk.page("/cohorts/2024-2/seats")
    assert "<dt>空席</dt><dd>0</dd>" in desk.page("/cohorts/2024-2/seats")


def test_clause_13_by_file_too_and_the_same_file_twice_changes_nothing(desk: Office) -> None:
    rows = [("p1", "W1", COHORT, "令和6年10月15日", None), ("p2", "W2", COHORT, "R6.10.15", None)]
    assert imported(desk, "carry-in-trainee", rows, OFFICER).accepted == 2
    size = desk.tenant.log.head().size
    imported(desk, "carry-in-trainee", rows, OFFICER)
    assert desk.tenant.log.head().size == size
    assert counts(desk) == ("1", "trainee")


def test_clause_13_once_certified_elsewhere_a_carried_trainee_is_counted_once_as_certified(
    desk: Office,
) -> None:
    carried(desk)
    desk.at("2025-04-01 09:00")
    certified = {"person": "p1", "window": "W1", "number": "R6-001", "on": "2025-03-28"}
    desk.do("register-coordinator", **certified)
    assert counts(desk) == ("1", "certified")


def test_clause_13_who_was_certified_elsewhere_is_nominated_again_only_after_a_lapse(
    desk: Office,
) -> None:
    carried(desk)
    certified = {"person": "p1", "window": "W1", "number": "R6-001", "on": "2025-03-08"}
    desk.do("register-coordinator", **certified, valid_until="2025-04-05")
    opened(desk)
    again = nominee(1, person="p1")
    assert desk.refused("submit-nomination", **again) == ["coordinator.certified_already"]
    desk.at("2025-04-06 09:00").do("lapse-certificate", person="p1")
    assert desk.do("submit-nomination", **again)["unchanged"] is False


def test_clause_13_whoever_ends_or_is_not_expected_stops_counting_from_that_day(
    desk: Office,
) -> None:
    first, second = carried(desk), carried(desk, "p2")
    assert counts(desk)[0] == "2"
    judged = {"nomination": first, "cause": "other", "expected": False}
    desk.do("set-expectation", **judged, on="2025-05-02")
    desk.do("end-training", nomination=second, ending="withdrawn", on="2025-05-10")
    assert [again(desk, f"2025-05-{day}") for day in ("01", "02", "10")] == ["2", "1", "0"]


def test_clause_13_a_carried_round_counts_from_its_start_whenever_its_seats_were_accepted(
    desk: Office,
) -> None:
    assert counts(desk)[0] == "0"
    late = {**ROUND, "cohort": "2024-3", "started_on": "2025-05-05"}
    desk.do("carry-in-cohort", **late)
    seat = {"cohort": "2024-3", "accepted_on": "2025-03-20"}
    desk.do("carry-in-trainee", person="p1", window="W1", **seat)
    assert [again(desk, f"2025-05-{day}") for day in ("04", "05")] == ["0", "1"]


def test_clause_13_a_carried_trainee_is_nominated_only_once_that_training_has_ended(
    desk: Office,
) -> None:
    nomination = carried(desk)
    opened(desk)
    wanted = {**nominee(1, "W1"), "call": "2025-1", "person": "p1"}
    assert desk.refused("submit-nomination", **wanted) == ["person.already_nominated"]
    desk.do("end-training", nomination=nomination, ending="failed", on="2025-03-10")
    desk.do("submit-nomination", **wanted)


def test_clause_13_a_year_with_a_policy_is_planned_and_not_carried_in(desk: Office) -> None:
    wanted = {**ROUND, "cohort": "2025-9", "fiscal_year": 2025, "started_on": "2025-03-01"}
    assert desk.refused("carry-in-cohort", **wanted) == ["cohort.of_a_policy"]
    assert desk.refused("carry-in-trainee", person="p1", window="W1", **SEAT | {"cohort": "2025-1"})
    assert desk.refused("plan-cohorts", fiscal_year=2024) == ["policy.none_in_force"]


def test_clause_13_every_mistake_about_a_round_is_told_at_once(desk: Office) -> None:
    wanted = {**ROUND, "cohort": "2023-x", "fiscal_year": 2023, "started_on": "2025-03-11"}
    assert desk.refused("carry-in-cohort", **wanted) == ["cohort.not_begun", "cohort.bad_name"]
    assert desk.refused("carry-in-cohort", **{**ROUND, "seats": 3}) == ["cohort.known"]
    size = desk.tenant.log.head().size
    desk.do("carry-in-cohort", **ROUND)
    assert desk.tenant.log.head().size == size


def test_clause_13_never_more_than_the_seats_and_never_beside_another_seat(desk: Office) -> None:
    carried(desk)
    carried(desk, "p2")
    third = {"person": "p3", "window": "W1", **SEAT}
    assert desk.refused("carry-in-trainee", **third) == ["cohort.full"]
    bad = {**third, "nomination": "2025-1-0001", "accepted_on": "2025-03-11"}
    assert desk.refused("carry-in-trainee", **bad) == [
        "training.not_yet",
        "training.bad_number",
        "cohort.full",
    ]
    other = {**ROUND, "cohort": "2024-1", "seats": 5}
    desk.do("carry-in-cohort", **other)
    twice = {"person": "p1", "window": "W1", **SEAT, "cohort": "2024-1"}
    assert desk.refused("carry-in-trainee", **twice) == ["person.already_nominated"]


def test_clause_13_nobody_is_certified_by_the_list_of_a_round_that_was_carried_in(
    desk: Office,
) -> None:
    carried(desk)
    assert desk.refused("propose-certification", cohort=COHORT) == ["certification.no_candidates"]


def test_clause_13_a_carried_trainee_can_defer_into_a_round_of_this_register(
    desk: Office,
) -> None:
    nomination = carried(desk)
    told = {"to_cohort": "2025-1", "cause": "birth", "on": "2025-03-10"}
    desk.do("defer-trainee", nomination=nomination, **told)
    assert counts(desk)[0] == "0"
