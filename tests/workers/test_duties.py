"""Duties: done from state, so that a tick twice, late, or by two workers does each thing once."""

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.command import Command
from core.programme.reminder import GiveReminder
from tenants.gate import Tenant, open_tenant
from tenants.outbox import Order, Outbox
from tests.story.clauses.followup import announced
from tests.story.clauses.outreach import Office, office
from tests.story.clauses.survey import coordinators, opened
from workers.duties import CLOCK, DUTIES, Duty
from workers.duties.running import Done, tick
from workers.jobs import Workplace, do_all


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """Three coordinators are asked to join a session and to answer a survey by 31 October."""
    with office(tmp_path) as made:
        made.at("2025-10-10 10:00")
        coordinators(made, 3)
        announced(made, "R7-1")
        opened(made, "needs")
        yield made


def done(found: list[Done]) -> dict[str, int]:
    """What a tick did, by duty."""
    return {each.duty: each.done for each in found if not each.idle}


def facts(tenant: Tenant, *topics: str) -> list[Any]:
    """The events of these topics."""
    return [fact.event for fact in tenant.log.walk(topics=topics)]


def planted(name: str, due: Any) -> Duty:
    """A duty of the test's own."""
    return Duty(name, "試し", "a trial", (), due)


def reminder(number: int, about: str = "x") -> GiveReminder:
    """A command that a duty may send."""
    return GiveReminder(
        command_id=f"clock/trial/{about}/{number}",
        kind="outreach",
        about=about,
        day=date(2025, 10, 31),
        number=number,
    )


def test_nothing_is_due_before_its_day(desk: Office) -> None:
    desk.at("2025-10-23 23:59")
    assert done(tick(desk.tenant)) == {}


def test_a_tick_twice_is_once(desk: Office) -> None:
    desk.at("2025-10-24 00:00")
    assert done(tick(desk.tenant)) == {"remind-surveys": 1, "remind-follow-ups": 1}
    size = desk.tenant.log.head().size
    assert done(tick(desk.tenant)) == {}
    assert desk.tenant.log.head().size == size


def test_a_clock_a_year_ahead_ends_what_is_over_once_and_reminds_of_nothing_past(
    desk: Office,
) -> None:
    desk.at("2026-10-24 10:00")
    assert done(tick(desk.tenant)) == {"close-surveys": 1}
    assert done(tick(desk.tenant)) == {}
    assert facts(desk.tenant, "survey.reminded", "reminder.given") == []
    # when the clock is set right again, nothing begins anew
    desk.at("2025-10-24 10:00")
    assert done(tick(desk.tenant)) == {"remind-follow-ups": 1}


def test_reminders_missed_for_weeks_are_one_and_two_in_all(desk: Office) -> None:
    for day in ("2025-10-30 09:00", "2025-10-30 09:10", "2025-10-31 09:00", "2025-11-01 09:00"):
        tick(desk.at(day).tenant)
    assert [event.number for event in facts(desk.tenant, "survey.reminded")] == [1]
    assert [event.number for event in facts(desk.tenant, "reminder.given")] == [1]


def test_two_workers_that_tick_at_once_do_each_thing_once(desk: Office) -> None:
    desk.at("2025-10-24 09:00")
    tenant = desk.tenant
    other = open_tenant("isa", tenant.place, clock=tenant.now)
    together, found = threading.Barrier(2), list[list[Done]]()

    def work(own: Tenant) -> None:
        together.wait()
        found.append(tick(own))

    threads = [threading.Thread(target=work, args=(each,)) for each in (tenant, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert sum(each.failed for ticks in found for each in ticks) == 0
    assert len(facts(tenant, "survey.reminded")) == len(facts(tenant, "reminder.given")) == 1


def test_a_duty_that_breaks_down_keeps_nobody_else_from_being_done(
    desk: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_tenant: Tenant) -> Iterator[Command]:
        yield reminder(1)
        raise KeyError("見本 太郎")

    others = dict(DUTIES)
    monkeypatch.setattr(
        "workers.duties.running.DUTIES", {"trial": planted("trial", broken), **others}
    )
    desk.at("2025-10-24 09:00")
    found = tick(desk.tenant)
    assert (found[0].duty, found[0].failed) == ("trial", 1)
    assert done(found[1:]) == {"remind-surveys": 1, "remind-follow-ups": 1}
    assert "KeyError" in caplog.text
    assert "見本" not in caplog.text


def test_a_refusal_is_told_and_the_next_command_is_done(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = [reminder(2), reminder(1, "y")]
    monkeypatch.setattr("workers.duties.running.DUTIES", {"trial": planted("trial", lambda _: due)})
    [found] = tick(desk.tenant)
    assert (found.done, found.refused, found.failed) == (1, ("reminder.given_before",), 0)


def test_a_duty_with_too_much_to_do_goes_on_at_the_next_tick(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def due(tenant: Tenant) -> list[GiveReminder]:
        told = {event.about for event in facts(tenant, "reminder.given")}
        return [reminder(1, f"x{n}") for n in range(5) if f"x{n}" not in told]

    monkeypatch.setattr("workers.duties.running.DUTIES", {"trial": planted("trial", due)})
    found = [tick(desk.tenant, most=2)[0] for _ in range(3)]
    assert [(each.done, each.more) for each in found] == [(2, True), (2, True), (1, False)]


def test_a_tick_is_a_job_that_says_what_was_done(desk: Office) -> None:
    desk.at("2025-10-24 09:00")
    outbox = Outbox(desk.tenant.place.jobs, desk.tenant.now)
    outbox.order_again("isa", Order("tick", "tick", {"at": "now"}))
    do_all(Workplace(outbox, lambda _: desk.tenant))
    job = outbox.find("isa", "tick")
    assert job is not None
    assert job.state == "done"
    assert {each["duty"]: each["done"] for each in job.result} == {
        "remind-surveys": 1,
        "remind-follow-ups": 1,
    }


def test_every_duty_says_what_it_is_in_both_languages_and_acts_as_the_system() -> None:
    assert DUTIES
    assert all(each.ja and each.en and each.clauses for each in DUTIES.values())
    assert CLOCK.roles == ("system",)
