"""Clause 17: course 2 at a venue, attendance by half-days, the final test; snow, absence, deferral
to a named later cohort, and back."""

from collections.abc import Iterator
from datetime import date

import pytest

from core.command import Actor
from tests.story.clauses.training import (
    COHORT,
    LATER,
    VENUE,
    Training,
    events,
    imported,
    training,
)

PEOPLE = tuple(f"{COHORT}-{number:04d}" for number in range(1, 9))
FIRST_DAY, SECOND_DAY = VENUE["days"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Training]:
    """Eight trainees who passed the practice; an assessor besides."""
    with training(tmp_path_factory.mktemp("clause-17"), len(PEOPLE), course2_absences=1) as made:
        made.at("2025-12-01 10:00")
        made.studied(*PEOPLE)
        for who in PEOPLE:
            made.do("record-progress", nomination=who, step="practice", on="2025-11-28")
        made.tenant.accounts.put(Actor(id="teacher", roles=("assessor",)))
        yield made


def attends(desk: Training, who: str, on: str, present: bool = True, part: str = "day") -> None:
    wanted = {"nomination": who, "on": on, "present": present, "part": part}
    desk.do("record-attendance", "teacher", **wanted)


def final(desk: Training, who: str, score: int, on: str) -> None:
    wanted = {"nomination": who, "step": "final-test", "on": on, "score": score}
    desk.do("record-progress", "teacher", **wanted)


def test_clause_17_a_trainee_sees_date_route_and_how_sure_it_is(desk: Training) -> None:
    early = {"nomination": PEOPLE[0], "on": "2025-12-01"}
    assert desk.refused("record-attendance", "teacher", **early) == ["training.no_such_day"]
    desk.do("decide-venue", **VENUE)
    page = desk.me(PEOPLE[0])
    for told in ("予定", "令和7年12月15日（月）", "見本会館", "見本駅から徒歩5分"):
        assert told in page
    desk.do("decide-venue", **VENUE, certainty="fixed")
    assert "確定" in desk.page(f"/training/{COHORT}")
    assert desk.do("decide-venue", **VENUE, certainty="fixed")["unchanged"]


def test_clause_17_every_day_there_completes_the_course_and_the_final_test_ends_it(
    desk: Training,
) -> None:
    desk.at("2025-12-17 10:00")
    who = PEOPLE[0]
    attends(desk, who, FIRST_DAY)
    assert "course2" not in desk.state(who).done
    attends(desk, who, SECOND_DAY)
    assert desk.state(who).done[-1] == "course2"
    final(desk, who, 59, on="2025-12-17")
    final(desk, who, 60, on="2025-12-17")
    assert desk.state(who).done[-1] == "final-test"
    assert "100%" in desk.row(who)


def test_clause_17_half_a_day_may_be_missed_where_the_rule_says_so(desk: Training) -> None:
    who = PEOPLE[1]
    attends(desk, who, FIRST_DAY, part="morning")
    attends(desk, who, FIRST_DAY, present=False, part="afternoon")
    attends(desk, who, SECOND_DAY)
    assert desk.state(who).done[-1] == "course2"
    assert "3 / 4" in desk.row(who)


def test_clause_17_more_than_that_is_not_enough_until_it_is_corrected_or_made_up(
    desk: Training,
) -> None:
    who = PEOPLE[2]
    attends(desk, who, FIRST_DAY, present=False)
    attends(desk, who, SECOND_DAY)
    assert desk.state(who).done[-1] == "practice"
    attends(desk, who, FIRST_DAY, part="morning")
    assert desk.state(who).done[-1] == "course2"


def test_clause_17_the_list_at_the_door_has_a_code_to_scan_for_each(desk: Training) -> None:
    teacher = desk.client("teacher")
    page = teacher.get(f"/isa/training/{COHORT}/attendance?on={SECOND_DAY}").text
    assert page.count("<svg") >= len(PEOPLE)
    scanned = f"/isa/commands/record-attendance?nomination={PEOPLE[3]}&on={SECOND_DAY}"
    form = teacher.get(scanned).text
    assert f'value="{PEOPLE[3]}"' in form
    assert f'value="{SECOND_DAY}"' in form


def test_clause_17_a_list_comes_in_as_a_file_and_every_mistake_is_named_at_its_cell(
    desk: Training,
) -> None:
    good = [
        (PEOPLE[3], "R7.12.15", "終日", "○"),
        (PEOPLE[3], "令和7年12月16日", "午前", "○"),
        (PEOPLE[3], SECOND_DAY, "午後", "×"),
    ]
    bad = [(PEOPLE[4], "12月15日", "夜", "△")]
    told = imported(desk, "record-attendance", [*good, *bad])
    found = [(error.row, error.column) for error in told.errors]
    assert found == [(6, "日付"), (6, "時間帯"), (6, "出席")]
    assert desk.state(PEOPLE[3]).attended == {}
    assert imported(desk, "record-attendance", good).accepted == 3
    assert desk.state(PEOPLE[3]).done[-1] == "course2"


def test_clause_17_snow_moves_it_past_the_31st_of_march_and_the_cohort_keeps_its_year(
    desk: Training,
) -> None:
    desk.at("2026-03-20 10:00")
    moved = {**VENUE, "days": ["令和8年4月2日", "R8.4.3"], "reason": "大雪のため"}
    desk.do("decide-venue", **moved, certainty="fixed")
    told = events(desk, "course.venue_decided")[-1]
    assert (told.fiscal_year, told.days) == (2025, (date(2026, 4, 2), date(2026, 4, 3)))
    page = desk.page(f"/training/{COHORT}")
    assert "令和7年度（2025）" in page
    assert "大雪のため" in page
    desk.at("2026-04-04 10:00")
    who = PEOPLE[4]
    attends(desk, who, "2026-04-02")
    attends(desk, who, "2026-04-03")
    assert desk.state(who).done[-1] == "course2"
    # who was there on the old days is not asked again
    assert desk.state(PEOPLE[1]).done[-1] == "course2"


def test_clause_17_a_deferral_keeps_results_and_a_seat_of_the_named_cohort(desk: Training) -> None:
    desk.at("2026-01-10 10:00")
    who = PEOPLE[5]
    earlier = {"nomination": who, "to_cohort": COHORT, "cause": "birth", "on": "2026-01-10"}
    found = desk.refused("defer-trainee", **earlier)
    assert "training.not_later" in found
    unknown = {**earlier, "to_cohort": "2099-1"}
    assert desk.refused("defer-trainee", **unknown) == ["cohort.unknown"]
    before = desk.state(who).done
    desk.do("defer-trainee", **{**earlier, "to_cohort": LATER})
    held = desk.state(who)
    assert (held.done, held.deferred_to, held.expected) == (before, LATER, False)
    seat = events(desk, "cohort.seat_held")[-1]
    assert (seat.cohort, seat.nomination) == (LATER, who)
    assert "席は確保され" in desk.me(who)
    # nothing of an illness or a birth is on record but the code
    assert events(desk, "training.deferred")[-1].cause == "birth"


def test_clause_17_back_one_goes_on_where_the_results_left_off(desk: Training) -> None:
    who = PEOPLE[5]
    desk.at("2026-06-10 10:00")
    desk.do("return-trainee", nomination=who, on="2026-06-10")
    assert desk.do("return-trainee", nomination=who, on="2026-06-10")["unchanged"]
    desk.do("start-cohort", cohort=LATER, on="2026-06-10")
    held = desk.state(who)
    assert (held.cohort, held.came_from, held.expected) == (LATER, COHORT, True)
    assert "養成課程②" in desk.row(who, LATER)
    later = {**VENUE, "cohort": LATER, "days": ["2026-06-11"]}
    desk.do("decide-venue", **later)
    desk.at("2026-06-12 10:00")
    attends(desk, who, "2026-06-11")
    final(desk, who, 90, on="2026-06-12")
    assert desk.state(who).done[-1] == "final-test"


def test_clause_17_whoever_withdraws_after_a_deferral_gives_the_seat_back(desk: Training) -> None:
    who = PEOPLE[6]
    desk.at("2026-01-10 10:00")
    desk.do("plan-cohorts", fiscal_year=2026)
    later = {"nomination": who, "to_cohort": "2026-2", "cause": "illness", "on": "2026-01-10"}
    desk.do("defer-trainee", **later)
    desk.do("end-training", nomination=who, ending="withdrawn", on="2026-02-01")
    seat = events(desk, "cohort.seat_released")[-1]
    assert (seat.cohort, seat.nomination) == ("2026-2", who)
    again = {"nomination": who, "on": "2026-03-01"}
    assert desk.refused("return-trainee", **again) == ["training.not_deferred"]


def test_clause_17_the_final_test_may_be_taken_as_often_as_the_rule_says(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with training(tmp_path_factory.mktemp("final"), 1, final_attempts=2) as desk:
        who = PEOPLE[0]
        desk.at("2025-12-20 10:00")
        desk.studied(who)
        for step in ("practice", "course2"):
            desk.do("record-progress", nomination=who, step=step, on="2025-12-16")
        desk.do("record-progress", nomination=who, step="final-test", on="2025-12-17", score=10)
        assert desk.state(who).expected
        desk.do("record-progress", nomination=who, step="final-test", on="2025-12-18", score=20)
        assert not desk.state(who).expected
        last = {"nomination": who, "step": "final-test", "on": "2025-12-19", "score": 90}
        assert desk.refused("record-progress", **last) == ["training.no_attempts"]
        desk.do("allow-attempt", "approver", nomination=who, step="final-test", reason="再試験")
        desk.do("record-progress", **last)
        assert desk.state(who).done[-1] == "final-test"
