"""The year of docs/sample: its invariants, and the story the issue asks for (issue 3, point 11)."""

from collections import Counter
from datetime import date
from typing import Any

from core.event import Fact
from tests.demo import invariants
from tests.demo.played import Played, listed_at
from workers.story.play import summary

GAPS = [
    "05",
    "06",
    "07",
    "10",
    "25",
    "28",
    "29",
    "30",
    "31",
    "33",
    "35",
    "42",
    "43",
    "45",
    "46",
    "47",
]


def test_no_seat_is_given_twice(year: Played) -> None:
    invariants.check_seats(year)


def test_nobody_has_two_live_nominations(year: Played) -> None:
    invariants.check_one_live_nomination(year)


def test_the_figures_can_be_counted_again(year: Played) -> None:
    invariants.check_figures(year)


def test_time_runs_forward(year: Played) -> None:
    invariants.check_order_of_time(year)


def test_the_sixteen_gaps_are_those_of_the_seed(year: Played) -> None:
    grants = {e.code for e in year.events("window.grant_recorded") if e.grant}
    before = [f for f in year.of("coordinator.certified") if f.effective_on.year == 2025]
    certified: list[Any] = [fact.event for fact in before]
    windows = [event.window for event in certified]
    from_grant_windows = {window[:2] for window in windows if window in grants}
    assert len(windows) == 52
    assert [f"{n:02d}" for n in range(1, 48) if f"{n:02d}" not in from_grant_windows] == GAPS
    assert len({window[:2] for window in windows} & set(GAPS)) == 2, "the 16 are not tier 1"


def test_every_tier_and_outcome_has_somebody(year: Played) -> None:
    rulings = [*year.rulings("2025-1"), *year.rulings("2025-2")]
    assert {ruling.tier for ruling in rulings} == {1, 2, 3, 4, 5, 6, None}
    outcomes = {ruling.outcome for ruling in rulings}
    assert outcomes == {"selected", "waitlisted", "unranked", "ineligible"}
    reasons = Counter(reason.code for ruling in rulings for reason in ruling.reasons)
    assert {"founder_not_local_government", "days_too_few", "not_one_stop"} <= reasons.keys()
    assert {"experience_short", "experience_unproved"} <= reasons.keys()


def test_everything_the_issue_asks_for_happens(year: Played) -> None:
    happened = Counter(fact.event.topic for fact in year.facts)
    for topic in (
        "call.deadline_extended",
        "nomination.returned",
        "nomination.resubmitted",
        "nomination.withdrawn",
        "nomination.lapsed",
        "selection.declined",
        "selection.expired",
        "selection.promoted",
        "training.ended",
        "coordinator.transferred",
        "coordinator.ceased",
        "coordinator.retired",
        "consent.refused",
        "consent.withdrawn",
        "directory.amended",
    ):
        assert happened[topic], topic
    assert happened["call.deadline_extended"] == 2
    assert 260 <= year.document["windows"] <= 270


def test_the_calls_overlap_and_some_are_nominated_again(year: Played) -> None:
    opened = [fact.position for fact in year.of("call.opened")]
    closed = [fact.position for fact in year.of("call.closed")]
    assert opened[1] < closed[0]
    unselected = {e.person for e in year.events("person.released") if e.unselected}
    second = {e.person for e in year.events("nomination.submitted") if e.call == "2025-2"}
    assert unselected & second


def test_the_file_with_mistakes_left_nothing_behind(year: Played) -> None:
    files = {
        fact.envelope.command_id.rpartition("-")[0]
        for fact in year.of("nomination.submitted")
        if fact.stream.startswith("nomination/2025-1-")
    }
    assert len(files) == 1, "nominations of the first round came from more than one file"


def test_a_withdrawal_of_consent_leaves_the_list_within_a_working_day(year: Played) -> None:
    withdrawn = year.of("consent.withdrawn")[-1]
    amended = next(f for f in year.of("directory.amended") if f.position > withdrawn.position)
    person = withdrawn.stream.partition("/")[2]
    assert person in listed_at(year, withdrawn.position - 1)
    assert person not in listed_at(year, amended.position)
    assert _day(withdrawn).toordinal() + 1 >= _day(amended).toordinal()


def test_consent_never_changes_who_is_counted(year: Played) -> None:
    answers = {f.position for f in year.facts if f.stream.startswith("consent/")}
    used = {fact.position for r in year.rulings("2025-2") for fact in r.facts}
    assert not answers & used


def test_the_summary_has_ten_lines_and_names_nobody(year: Played) -> None:
    lines = summary(year.document)
    assert len(lines) == 10
    assert year.document["root"] in "\n".join(lines)


def _day(fact: Fact) -> date:
    return date.fromisoformat(fact.envelope.recorded_at[:10])
