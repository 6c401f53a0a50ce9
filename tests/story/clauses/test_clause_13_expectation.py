"""Clause 13: who is expected to be certified counts, from a date on; fail, withdraw and defer stop
it from that date, and past results stand."""

from collections.abc import Iterator
from datetime import date

import pytest

from core.programme.selection.snapshot import standings_of
from core.programme.world import TOPICS, world_at
from tests.story.clauses.training import COHORT, LATER, Training, training

PEOPLE = tuple(f"{COHORT}-{number:04d}" for number in range(1, 7))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Training]:
    """Six trainees on 1 August."""
    with training(tmp_path_factory.mktemp("clause-13"), len(PEOPLE)) as made:
        made.at("2025-08-01 10:00")
        yield made


def expected_on(desk: Training, who: str, day: str) -> bool:
    """Whether a selection decided on that day would count the trainee."""
    log = desk.tenant.log
    facts = log.facts(1, log.head().size, topics=TOPICS)
    person = desk.state(who).person
    standings = standings_of(world_at(facts, date.fromisoformat(day)))
    (found,) = [each for each in standings if each.person == person]
    return found.expected


def test_clause_13_not_expected_counts_from_its_date_only_and_results_stand(desk: Training) -> None:
    who = PEOPLE[0]
    desk.do("record-progress", nomination=who, step="course1-A", on="2025-06-20")
    stops = {"nomination": who, "expected": False, "on": "2025-07-15", "cause": "other"}
    desk.do("set-expectation", **stops, reason="連絡が取れない")
    assert expected_on(desk, who, "2025-07-14")
    assert not expected_on(desk, who, "2025-07-15")
    assert desk.state(who).done == ("course1-A",)
    row = desk.row(who)
    assert "なし" in row
    assert "その他" in row
    assert "連絡が取れない" not in desk.page("/audit")


def test_clause_13_a_revision_counts_from_its_own_date(desk: Training) -> None:
    who = PEOPLE[0]
    again = {"nomination": who, "expected": True, "on": "2025-07-25", "cause": "resumed"}
    desk.do("set-expectation", **again)
    assert desk.do("set-expectation", **again)["unchanged"]
    days = ("2025-07-14", "2025-07-15", "2025-07-24", "2025-07-25")
    assert [expected_on(desk, who, day) for day in days] == [True, False, False, True]


@pytest.mark.parametrize(("who", "ending"), [(PEOPLE[1], "failed"), (PEOPLE[2], "withdrawn")])
def test_clause_13_fail_and_withdraw_stop_from_that_date(
    desk: Training, who: str, ending: str
) -> None:
    desk.do("end-training", nomination=who, ending=ending, on="2025-07-20")
    assert expected_on(desk, who, "2025-07-19")
    assert not expected_on(desk, who, "2025-07-20")
    late = {"nomination": who, "expected": True, "on": "2025-07-21", "cause": "resumed"}
    assert desk.refused("set-expectation", **late) == ["training.ended"]


def test_clause_13_a_deferral_stops_it_until_the_return(desk: Training) -> None:
    who = PEOPLE[3]
    wanted = {"nomination": who, "to_cohort": LATER, "cause": "birth", "on": "2025-07-10"}
    desk.do("defer-trainee", **wanted)
    desk.do("return-trainee", nomination=who, on="2025-07-30")
    days = ("2025-07-09", "2025-07-10", "2025-07-29", "2025-07-30")
    assert [expected_on(desk, who, day) for day in days] == [True, False, False, True]


def test_clause_13_an_officer_sees_who_is_not_expected_and_why(desk: Training) -> None:
    page = desk.page(f"/training/{COHORT}?show=unexpected")
    assert PEOPLE[1] in page
    assert "辞退" in page
    assert PEOPLE[4] not in page


def test_clause_13_no_date_before_the_seat_was_accepted(desk: Training) -> None:
    early = {"nomination": PEOPLE[4], "on": "2025-05-01"}
    judged = {**early, "expected": False, "cause": "other"}
    assert desk.refused("set-expectation", **judged) == ["training.before_seat"]
    assert desk.refused("end-training", **early, ending="failed") == ["training.before_seat"]
