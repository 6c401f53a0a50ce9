"""Reminders: on the days set, twice at most, and one for however many days were missed."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from core.command import Actor
from core.programme.reminder import DEFAULTS, KINDS, TIMES_MAX, is_due
from tests.programme.register import Register, topics

CLOCK = Actor(id="clock", roles=("system",))
DAY = date(2025, 10, 31)
GIVEN = {"kind": "follow-up", "about": "R7-1", "day": "2025-10-31"}


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path, str(tmp_path))


def asked_on(ticks: list[date], since: date, days: tuple[int, ...] = (-7, -2)) -> list[date]:
    """When reminders go out if the clock ticks on these days."""
    found: list[date] = []
    for today in ticks:
        if is_due(days, DAY, max([since, *found]), today):
            found.append(today)
    return found


def test_a_clock_that_ticks_every_day_reminds_on_the_days_set() -> None:
    every_day = [date(2025, 10, 1) + timedelta(days=n) for n in range(60)]
    assert asked_on(every_day, date(2025, 10, 1)) == [date(2025, 10, 24), date(2025, 10, 29)]


def test_a_clock_that_was_off_reminds_once_for_all_the_days_it_missed() -> None:
    late = [date(2025, 10, 30), date(2025, 10, 30), date(2025, 10, 31)]
    assert asked_on(late, date(2025, 10, 1)) == [date(2025, 10, 30)]


def test_a_day_before_the_beginning_calls_for_nothing() -> None:
    assert asked_on([date(2025, 10, 30)], since=date(2025, 10, 29)) == []


def test_officers_choose_the_days(register: Register) -> None:
    days = {"kind": "follow-up", "days": ["-10", "-3"]}
    assert topics(register.do("set-reminder-days", **days)) == ["reminder.days_set"]
    assert topics(register.do("set-reminder-days", **days)) == []
    assert topics(register.do("set-reminder-days", kind="follow-up")) == ["reminder.days_set"]
    assert register.events("reminder.days_set")[-1].days == ()


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (["soon"], "reminder.bad_days"),
        (["-401"], "reminder.bad_days"),
        (["٣"], "reminder.bad_days"),
        (["-9", "-5", "-1"], "reminder.too_many"),
    ],
)
def test_days_that_are_none_or_too_many_are_refused(
    register: Register, days: list[str], code: str
) -> None:
    assert code in register.refused("set-reminder-days", kind="survey", days=days)


def test_nobody_is_reminded_a_third_time_or_twice_of_one(register: Register) -> None:
    for number in (1, 2):
        given = register.do("give-reminder", CLOCK, **GIVEN, number=number)
        assert topics(given) == ["reminder.given"]
        again = register.refused("give-reminder", CLOCK, **GIVEN, number=number)
        assert again == ["reminder.given_before"]
    assert register.refused("give-reminder", CLOCK, **GIVEN, number=3) == ["command.bad_value"]


def test_only_the_clock_gives_reminders(register: Register) -> None:
    assert register.refused("give-reminder", **GIVEN, number=1) == ["access.denied"]


def test_every_kind_has_days_and_never_more_than_two() -> None:
    assert set(DEFAULTS) == {kind.code for kind in KINDS}
    assert all(0 < len(days) <= TIMES_MAX for days in DEFAULTS.values())
