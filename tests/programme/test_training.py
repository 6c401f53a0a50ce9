"""Clauses 13, 15-17: given a trainee, when something is recorded, then these facts and dates."""

from datetime import date
from typing import Any

from core.area import evolve
from core.command import Actor
from core.programme.selection.snapshot import standings_of
from core.programme.training import Trainee
from core.programme.training.due import due_of, reminder_due
from core.programme.training.reporting import sections_of
from core.programme.world import TOPICS, world_at
from tests.programme.register import APPROVER, Register, topics
from tests.programme.test_training_to_certificate import STEPS, trainees

WHO, OTHER = "2025-1-0001", "2025-1-0002"
CLOCK = Actor(id="clock", roles=("system",))
PLAN = {"cohort": "2025-1", "starts_on": "2025-09-08", "report_due": "2025-12-05"}
REPORT = "【取り組んだこと】\n案内\n【結果と考察】\n考えた\n【今後の課題】\n続ける"


def state(register: Register, nomination: str = WHO) -> Trainee:
    held: Trainee = world_at(register.facts(*TOPICS), date(2100, 1, 1))[f"training/{nomination}"]
    return held


def upto(register: Register, step: str, nomination: str = WHO) -> None:
    for each in STEPS[: STEPS.index(step)]:
        wanted = {"nomination": nomination, "step": each, "score": 80}
        register.do("record-progress", **wanted, on=register.now.date())


def practising(register: Register) -> None:
    trainees(register, 1)
    register.at("2025-09-10 09:00").do("plan-practice", **PLAN)
    upto(register, "practice")
    begun = {"nomination": WHO, "on": "2025-09-10", "text": "課題", "place": "職場"}
    register.do("start-practice", **begun)
    register.do("submit-practice-report", nomination=WHO, text=REPORT)


def test_a_started_cohort_has_the_units_of_its_policy(register: Register) -> None:
    trainees(register, 1)
    (pinned,) = register.events("course.curriculum_pinned")
    assert len(pinned.units) == 15
    counts = [sum(unit.step == f"course1-{group}" for unit in pinned.units) for group in "ABCDE"]
    assert counts == [1, 4, 2, 5, 3]
    assert {unit.hours for unit in pinned.units} == {None}


def test_a_unit_and_the_step_it_completes_are_one_entry(register: Register) -> None:
    trainees(register, 1)
    done = register.do("complete-unit", nomination=WHO, unit="A1", on="2025-06-09")
    assert topics(done) == ["training.unit_completed", "training.step_completed"]


def test_a_step_recorded_by_group_needs_no_units(register: Register) -> None:
    trainees(register, 1)
    register.do("record-progress", nomination=WHO, step="course1-A", on="2025-06-09")
    seen = register.do("complete-unit", nomination=WHO, unit="B1", on="2025-06-09")
    assert topics(seen) == ["training.unit_completed"]
    behind = {"nomination": WHO, "unit": "A1", "on": "2025-06-09"}
    assert register.refused("complete-unit", **behind) == ["training.locked"]


def test_every_fault_of_a_unit_is_told_at_once(register: Register) -> None:
    trainees(register, 1)
    wrong = {"nomination": WHO, "unit": "Z9", "on": "2025-06-10", "video": "R9"}
    codes = ["training.not_yet", "training.unknown_unit", "training.unknown_video"]
    assert register.refused("complete-unit", **wrong) == codes


def test_a_first_judgement_is_set_and_a_later_one_revised(register: Register) -> None:
    trainees(register, 1)
    first = {"nomination": WHO, "expected": False, "on": "2025-06-09", "cause": "other"}
    assert topics(register.do("set-expectation", **first)) == ["training.expectation_set"]
    then = {**first, "expected": True, "cause": "resumed"}
    assert topics(register.do("set-expectation", **then)) == ["training.expectation_revised"]


def test_who_is_not_expected_may_still_finish_and_past_results_stand(register: Register) -> None:
    trainees(register, 1)
    register.do("record-progress", nomination=WHO, step="course1-A", on="2025-06-09")
    stops = {"nomination": WHO, "expected": False, "on": "2025-06-09", "cause": "other"}
    register.do("set-expectation", **stops)
    register.do("record-progress", nomination=WHO, step="course1-B", on="2025-06-09")
    assert state(register).done == ("course1-A", "course1-B")
    assert not state(register).expected


def test_a_deferred_trainee_counts_in_no_snapshot_until_the_return(register: Register) -> None:
    trainees(register, 2)
    register.do("plan-cohorts", fiscal_year=2026)
    wanted = {"nomination": WHO, "to_cohort": "2025-2", "cause": "birth", "on": "2025-06-20"}
    deferred = register.do("defer-trainee", **wanted)
    assert topics(deferred) == ["training.deferred", "cohort.seat_held"]
    assert register.do("defer-trainee", **wanted).unchanged
    register.do("return-trainee", nomination=WHO, on="2025-08-01")
    facts, person = register.facts(*TOPICS), state(register).person
    expected = [
        next(each.expected for each in standings_of(world_at(facts, day)) if each.person == person)
        for day in (date(2025, 6, 19), date(2025, 6, 20), date(2025, 8, 1))
    ]
    assert expected == [True, False, True]


def test_a_withdrawal_after_a_deferral_gives_back_the_seat(register: Register) -> None:
    trainees(register, 1)
    wanted = {"nomination": WHO, "to_cohort": "2025-2", "cause": "illness", "on": "2025-06-20"}
    register.do("defer-trainee", **wanted)
    ended = register.do("end-training", nomination=WHO, ending="withdrawn", on="2025-07-01")
    assert topics(ended) == ["training.ended", "person.released", "cohort.seat_released"]


def test_a_report_is_marked_once_and_by_its_number(register: Register) -> None:
    practising(register)
    wrong = {"nomination": WHO, "number": 2, "passed": True}
    assert register.refused("grade-practice", **wrong) == ["training.other_report"]
    passed = register.do("grade-practice", nomination=WHO, number=1, passed=True)
    assert topics(passed) == ["training.practice_passed", "training.step_completed"]
    again = {"nomination": WHO, "number": 1, "passed": False}
    assert "training.other_report" in register.refused("grade-practice", **again)


def test_failed_with_a_date_leaves_the_expectation_failed_without_one_ends_it(
    register: Register,
) -> None:
    practising(register)
    failed = {"nomination": WHO, "number": 1, "passed": False, "resubmit_by": "2025-10-01"}
    assert topics(register.do("grade-practice", **failed)) == ["training.practice_failed"]
    register.do("submit-practice-report", nomination=WHO, text=REPORT)
    over = register.do("grade-practice", nomination=WHO, number=2, passed=False)
    assert topics(over) == ["training.practice_failed", "training.expectation_set"]


def test_the_clock_notes_a_missed_date_once_and_ends_the_expectation(register: Register) -> None:
    practising(register)
    failed = {"nomination": WHO, "number": 1, "passed": False, "resubmit_by": "2025-10-01"}
    register.do("grade-practice", **failed)
    late = {"nomination": WHO, "what": "resubmission", "due": "2025-10-01"}
    register.at("2025-10-01 23:00")
    assert register.refused("note-overdue", CLOCK, **late) == ["training.not_due"]
    register.at("2025-10-02 00:00")
    noted = register.do("note-overdue", CLOCK, **late)
    assert topics(noted) == ["training.overdue", "training.expectation_set"]
    assert register.do("note-overdue", CLOCK, **late).unchanged


def test_a_late_clock_sends_the_last_reminder_only(register: Register) -> None:
    trainees(register, 1)
    register.do("plan-practice", **PLAN)
    course = world_of(register, "course/2025-1")
    held, steps = state(register), register.events("cohort.started")[0].steps
    due = due_of(held, course, steps)
    assert due is not None
    assert (due.what, due.due) == ("course1", date(2025, 9, 8))
    days = {date(2025, 8, 24): None, date(2025, 8, 25): 1, date(2025, 9, 5): 2}
    days |= {date(2025, 9, 8): 2, date(2025, 9, 9): None}
    assert {day: reminder_due(held, course, due, day) for day in days} == days
    register.do("remind-trainee", CLOCK, nomination=WHO, what=due.what, due=due.due, number=2)
    earlier = {"nomination": WHO, "what": due.what, "due": due.due, "number": 1}
    assert register.do("remind-trainee", CLOCK, **earlier).unchanged


def test_an_attempt_is_allowed_only_to_whoever_has_none(register: Register) -> None:
    trainees(register, 1)
    allow = {"nomination": WHO, "step": "gate-test", "reason": "なし"}
    assert register.refused("allow-attempt", APPROVER, **allow) == ["training.attempts_left"]


def test_a_half_day_later_said_otherwise_is_corrected(register: Register) -> None:
    trainees(register, 1)
    venue = {"prefecture": "東京都", "address": "見本", "days": ["2025-06-09"]}
    register.do("decide-venue", cohort="2025-1", **venue)
    upto(register, "course2")
    there = {"nomination": WHO, "on": "2025-06-09"}
    register.do("record-attendance", **there, present=False)
    assert "course2" not in state(register).done
    right = register.do("record-attendance", **there)
    assert topics(right) == ["training.attendance_recorded", "training.step_completed"]


def test_days_that_cannot_be_read_are_each_told(register: Register) -> None:
    trainees(register, 1)
    wrong = {"prefecture": "東京都", "address": "見本", "days": ["2月の初め", "R8.2.30", "R8.2.3"]}
    assert register.refused("decide-venue", cohort="2025-1", **wrong) == ["course.bad_day"] * 2


def test_a_plan_of_the_practice_tells_every_fault(register: Register) -> None:
    trainees(register, 1)
    wrong = {"starts_on": "2025-12-05", "report_due": "2025-09-08", "rubric": ["考察"]}
    wrong |= {"sections": ["結果", "結果"], "remind_days": ["七"]}
    assert register.refused("plan-practice", cohort="2025-1", **wrong) == [
        "course.bad_order",
        "course.bad_sections",
        "course.bad_rubric",
        "course.bad_reminders",
    ]


def test_a_report_is_read_by_its_headings() -> None:
    found = sections_of("前書き\n【一】 \n あ\nい\n【二】\n\n【三】\nう")
    assert found == {"": "前書き", "一": "あ\nい", "二": "", "三": "う"}


def world_of(register: Register, stream: str) -> Any:
    """The state of one stream."""
    held = None
    for fact in register.log.stream(stream):
        held = evolve(held, fact)
    return held
