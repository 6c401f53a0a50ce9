"""Clauses 13, 15-18: steps in locked order, who is expected, certification by two people."""

from datetime import date

from core.programme.selection.snapshot import standings_of
from core.programme.world import world_at
from tests.programme.register import APPROVER, Register, nominated, opened, selected, topics

STEPS = (
    *(f"course1-{group}" for group in "ABCDE"),
    *("gate-test", "practice", "course2", "final-test"),
)


def trainees(register: Register, count: int) -> None:
    nominated(opened(register), count)
    selected(register)
    register.do("send-offers", call="2025-1", reply_by="2025-05-20", cut_off="2025-06-01")
    for number in range(1, count + 1):
        register.do("accept-offer", nomination=f"2025-1-{number:04d}")
    register.at("2025-06-09 09:00").do("start-cohort", cohort="2025-1", on="2025-06-09")


def finished(register: Register, nomination: str) -> None:
    for step in STEPS:
        register.do("record-progress", nomination=nomination, step=step, on="2025-12-01", score=80)


def test_steps_are_locked_in_the_order_of_the_policy(register: Register) -> None:
    trainees(register, 1)
    register.at("2025-06-10 09:00")
    steps = [step.id for step in register.events("cohort.started")[0].steps]
    assert tuple(steps) == STEPS
    early = {"nomination": "2025-1-0001", "step": "course1-B", "on": "2025-06-10"}
    assert register.refused("record-progress", **early) == ["training.locked"]


def test_a_test_passes_at_its_mark_and_may_be_taken_again(register: Register) -> None:
    trainees(register, 1)
    register.at("2025-08-01 09:00")
    done = {"nomination": "2025-1-0001", "on": "2025-08-01"}
    for step in STEPS[:5]:
        register.do("record-progress", **done, step=step)
    assert register.refused("record-progress", **done, step="gate-test") == ["training.no_score"]
    below = register.do("record-progress", **done, step="gate-test", score=59)
    assert topics(below) == ["training.test_failed"]
    assert register.refused("record-progress", **done, step="practice") == ["training.locked"]
    at = register.do("record-progress", **done, step="gate-test", score=60)
    assert topics(at) == ["training.step_completed"]


def test_nothing_is_recorded_before_its_day(register: Register) -> None:
    trainees(register, 1)
    early = {"nomination": "2025-1-0001", "step": "course1-A", "on": "2025-06-10"}
    assert register.refused("record-progress", **early) == ["training.not_yet"]


def test_only_those_who_did_every_step_are_proposed(register: Register) -> None:
    trainees(register, 3)
    register.at("2025-12-02 09:00")
    finished(register, "2025-1-0001")
    finished(register, "2025-1-0002")
    register.do("end-training", nomination="2025-1-0002", ending="withdrawn", on="2025-12-02")
    register.at("2026-03-20 09:00").do("propose-certification", cohort="2025-1")
    proposal = register.events("certification.proposed")[0]
    assert [each.nomination for each in proposal.candidates] == ["2025-1-0001"]


def test_a_second_person_certifies_and_numbers_run_in_the_year(register: Register) -> None:
    trainees(register, 2)
    register.at("2025-12-02 09:00")
    for nomination in ("2025-1-0001", "2025-1-0002"):
        finished(register, nomination)
    register.at("2026-03-20 09:00").do("propose-certification", cohort="2025-1")
    digest = register.events("certification.proposed")[0].digest
    wanted = {"cohort": "2025-1", "digest_seen": digest, "certified_on": "2026-03-27"}
    register.do("approve-certification", APPROVER, **wanted)
    numbers = [event.number for event in register.events("certification.numbered")]
    assert numbers == [event.number for event in register.events("coordinator.certified")]
    assert len(set(numbers)) == 2
    issued = register.do("issue-certificates", cohort="2025-1")
    assert topics(issued) == ["certification.issued"] * 2
    assert register.do("issue-certificates", cohort="2025-1").unchanged


def test_a_trainee_counts_from_the_start_and_not_after_the_end(register: Register) -> None:
    trainees(register, 1)
    register.do("end-training", nomination="2025-1-0001", ending="deferred", on="2025-07-01")
    facts, days = register.facts(), (date(2025, 6, 30), date(2025, 7, 1))
    june, july = (standings_of(world_at(facts, day)) for day in days)
    assert [each.expected for each in june] == [True]
    assert [each.expected for each in july] == [False]
