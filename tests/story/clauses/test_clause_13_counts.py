"""Clause 13: who counts at a window on a date: certified and at work, or a trainee expected."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programme.register import nominee
from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import (
    approved,
    certified,
    desk_in,
    facts_of,
    nominated,
    offered,
    opened,
    parameters,
    person_of,
    place,
    row_of,
    run,
    shown,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """Two grant windows, of Tokyo and of Osaka."""
    with desk_in(tmp_path) as made:
        made.do("register-window", **place("W1"))
        made.do("register-window", **place("W2", "大阪府"))
        yield made


def trainee(desk: Office, at: str = "W1") -> str:
    """A nominee of 2025-1 at a window accepts a seat on 12 May; the number of the nomination."""
    opened(desk)
    nominated(desk, at)
    run(desk)
    approved(desk)
    (nomination,) = offered(desk)
    desk.do("accept-offer", nomination=nomination)
    return nomination


def second_call(desk: Office, at: str = "W1", on: str = "2025-07-01") -> dict[str, str]:
    """Another nominee of the window in the second call, decided on a day: the facts of the
    ruling."""
    opened(desk, "2025-2", "2025-06-30T17:00:00+09:00")
    nominated(desk, at, call="2025-2", first=50)
    return facts_of(row_of(run(desk, "2025-2", on), at))


def started(desk: Office, on: str = "2025-06-10") -> None:
    desk.at(f"{on} 09:00")
    desk.do("start-cohort", cohort="2025-1", on=on)


def test_clause_13_trainees_of_the_first_round_count_for_the_second_from_their_start(
    desk: Office,
) -> None:
    trainee(desk)
    started(desk)
    assert second_call(desk)["window_count"] == "1"
    assert row_of(shown(desk, "2025-2"), "W1").tier == 4


def test_clause_13_before_its_start_a_round_does_not_count(desk: Office) -> None:
    trainee(desk)
    assert second_call(desk)["window_count"] == "0"


def test_clause_13_that_acceptance_counts_is_another_reading(desk: Office) -> None:
    parameters(desk, "trainee_counts_from=acceptance")
    trainee(desk)
    assert second_call(desk)["window_count"] == "1"


def test_clause_13_the_second_round_of_last_year_still_counts_when_the_next_call_opens_in_march(
    desk: Office,
) -> None:
    opened(desk, "2025-2", "2025-06-30T17:00:00+09:00")
    nominated(desk, "W1", call="2025-2")
    run(desk, "2025-2", "2025-07-01")
    approved(desk, "2025-2")
    dates = {"reply_by": "2025-07-10", "cut_off": "2025-07-20"}
    (nomination,) = offered(desk, "2025-2", **dates)
    desk.do("accept-offer", nomination=nomination)
    desk.at("2025-08-05 09:00").do("start-cohort", cohort="2025-2", on="2025-08-05")
    desk.at("2026-03-02 09:00").do("plan-cohorts", fiscal_year=2026)
    for code, prefecture in (("W1", "東京都"), ("W2", "大阪府")):
        desk.do("register-window", **place(code, prefecture, grant_year=2026, caseload_year=2025))
    opened(desk, "2026-1", "2026-03-20T17:00:00+09:00")
    nominated(desk, "W1", call="2026-1", first=60)
    held = run(desk, "2026-1", "2026-03-25")
    facts = facts_of(row_of(held, "W1"))
    assert (facts["window_count"], facts["counted_at_window"]) == ("1", "trainee")


@pytest.mark.parametrize("ending", ["failed", "withdrawn"])
def test_clause_13_whoever_failed_or_withdrew_stops_counting_from_that_date(
    desk: Office, ending: str
) -> None:
    nomination = trainee(desk)
    started(desk)
    assert second_call(desk)["window_count"] == "1"
    desk.at("2025-07-03 09:00")
    desk.do("end-training", nomination=nomination, ending=ending, on="2025-07-02")
    for on, count in (("2025-07-01", "1"), ("2025-07-02", "0")):
        desk.do("run-selection", call="2025-2", decided_on=on)
        assert facts_of(row_of(shown(desk, "2025-2"), "W1"))["window_count"] == count
    # past results stand
    assert row_of(shown(desk), "W1").outcome == "selected"


def test_clause_13_whoever_deferred_stops_counting_until_the_return(desk: Office) -> None:
    nomination = trainee(desk)
    started(desk)
    desk.at("2025-06-20 09:00")
    told = {"to_cohort": "2025-2", "cause": "illness", "on": "2025-06-20"}
    desk.do("defer-trainee", nomination=nomination, **told)
    assert second_call(desk)["window_count"] == "0"


def test_clause_13_an_expectation_is_a_dated_fact_and_counts_from_its_date(desk: Office) -> None:
    nomination = trainee(desk)
    started(desk)
    desk.at("2025-06-20 09:00")
    judged = {"nomination": nomination, "cause": "other", "reason": "修了の見込みがない"}
    desk.do("set-expectation", **judged, expected=False, on="2025-06-18")
    assert second_call(desk)["window_count"] == "0"
    desk.do("set-expectation", **judged, expected=True, on="2025-07-01")
    desk.do("run-selection", call="2025-2", decided_on="2025-07-01")
    assert facts_of(row_of(shown(desk, "2025-2"), "W1"))["window_count"] == "1"


def test_clause_13_whoever_moved_counts_at_the_new_window(desk: Office) -> None:
    certified(desk, "c1", "W1")
    desk.do("transfer-coordinator", person="c1", window="W2", on="2025-03-10")
    opened(desk)
    nominated(desk, "W1", "W2")
    held = run(desk)
    counts = {at: facts_of(row_of(held, at))["window_count"] for at in ("W1", "W2")}
    assert counts == {"W1": "0", "W2": "1"}


@pytest.mark.parametrize("command", ["cease-coordinator", "retire-coordinator"])
def test_clause_13_whoever_left_the_work_counts_nowhere_from_that_day(
    desk: Office, command: str
) -> None:
    certified(desk, "c1", "W1")
    desk.at("2025-05-10 09:00").do(command, person="c1", on="2025-05-10")
    opened(desk, deadline="2025-05-11T17:00:00+09:00")
    nominated(desk, "W1")
    held = run(desk)
    facts = facts_of(row_of(held, "W1"))
    assert (facts["window_count"], facts["prefecture_count"]) == ("0", "0")


def test_clause_13_consent_to_publication_never_affects_a_count(desk: Office) -> None:
    certified(desk, "c1", "W1")
    opened(desk)
    nominated(desk, "W1")
    before = facts_of(row_of(run(desk), "W1"))
    desk.do("request-consent", person="c1", window="W1", text="所属機関リストへの掲載")
    desk.do("run-selection", call="2025-1", decided_on="2025-05-12")
    after = facts_of(row_of(shown(desk), "W1"))
    assert (before["window_count"], after["window_count"]) == ("1", "1")
    assert before == after


def test_clause_13_one_is_one_person_though_two_facts_speak_of_them(desk: Office) -> None:
    nomination = trainee(desk)
    started(desk)
    person = person_of(desk, nomination)
    # already certified for an earlier course, and in training: still one person at the window
    desk.do("register-coordinator", person=person, window="W1", number="N-1", on="2025-06-10")
    facts = second_call(desk)
    assert (facts["window_count"], facts["prefecture_count"]) == ("1", "1")


def test_clause_13_a_window_that_was_merged_takes_its_people_with_it(desk: Office) -> None:
    certified(desk, "c1", "W1")
    desk.do("register-window", **place("W9", caseload=1))
    desk.do("succeed-window", code="W1", successor="W9", reason="統合", on="2025-03-10")
    opened(desk)
    nominated(desk, "W9")
    facts = facts_of(row_of(run(desk), "W9"))
    assert facts["window_count"] == "1"


def test_clause_13_the_officer_sees_who_is_counted_by_the_record_not_by_name(desk: Office) -> None:
    certified(desk, "c1", "W1")
    opened(desk)
    nominated(desk, "W1")
    row = row_of(run(desk), "W1")
    (counted,) = [fact for fact in row.ruling.facts if fact.name == "counted_at_window"]
    fact = desk.tenant.log.facts(counted.position, 1)[0]
    assert fact.event.topic == "coordinator.certified"
    assert "c1" not in row.ruling.ja
    assert nominee(1)["full_name"] not in row.ruling.ja
