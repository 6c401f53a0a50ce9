"""The clock: a tick of every tenant is ordered once, whatever the clock or Redis does."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rq.utils import now

from core.clock import JAPAN, system_clock
from core.log.application import close_location
from tenants.gate import add_tenant
from tenants.outbox import Outbox
from tenants.place import Place
from tests.workers.place import until
from workers import valkey
from workers.jobs import Workplace
from workers.queue import Work, connect, queue_of
from workers.schedule import TICK_MINUTES, order_ticks_at, scheduler_of

NOON = datetime(2025, 5, 12, 12, 3, tzinfo=JAPAN)
SLUGS = ("isa", "twin")


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    outbox = Outbox(tmp_path / "jobs.db", system_clock)
    yield Workplace(outbox, lambda slug: slug, lambda: SLUGS)
    outbox.close()


def end_all(workplace: Workplace) -> int:
    """Do the ticks that are ready; how many there were."""
    count = 0
    while claim := workplace.outbox.claim_next(["tick"]):
        workplace.outbox.finish(claim, [])
        count += 1
    return count


def test_each_tenant_gets_one_tick_however_often_it_is_ordered(workplace: Workplace) -> None:
    assert order_ticks_at(workplace, NOON) == 2
    assert order_ticks_at(workplace, NOON + timedelta(minutes=2)) == 0
    assert end_all(workplace) == 2
    assert order_ticks_at(workplace, NOON + timedelta(minutes=6)) == 0
    assert order_ticks_at(workplace, NOON + timedelta(minutes=TICK_MINUTES)) == 2


@pytest.mark.parametrize("jump", [timedelta(days=365), timedelta(days=-20)])
def test_a_clock_that_jumps_makes_no_storm(workplace: Workplace, jump: timedelta) -> None:
    order_ticks_at(workplace, NOON)
    for step in range(20):
        order_ticks_at(workplace, NOON + jump + step * timedelta(minutes=TICK_MINUTES))
    assert end_all(workplace) == 2
    assert order_ticks_at(workplace, NOON + jump + timedelta(days=1)) == 2
    assert len(workplace.outbox.recent("isa")) == 1


def test_rq_is_asked_in_json_once_a_period_and_after_the_clock_was_set_back(data: Path) -> None:
    connection = connect(valkey.url_of(data))
    scheduler, queue = scheduler_of(connection), queue_of(Work.QUICK, connection)
    [regular] = scheduler.get_jobs()
    assert scheduler.enqueue_jobs() == [regular]
    assert scheduler.enqueue_jobs() == []
    [job] = queue.jobs
    assert (job.func_name, list(job.args)) == ("workers.schedule.order_ticks", [])

    regular.set_enqueue_time(now() + timedelta(days=365))
    assert scheduler.enqueue_jobs() == []
    assert scheduler.calculate_sleep_interval() <= 60
    assert regular.next_enqueue_time is not None
    assert regular.next_enqueue_time <= now() + timedelta(minutes=TICK_MINUTES)

    regular.set_enqueue_time(now() - timedelta(days=30))
    assert len(scheduler.enqueue_jobs()) == 1
    assert scheduler.enqueue_jobs() == []
    connection.close()


@pytest.mark.slow
def test_schedule_and_worker_together_tick_every_register(data: Path) -> None:
    place = Place(data)
    for slug in SLUGS:
        add_tenant(slug, f"見本庁 {slug}", "isa_fy2025", place)
    close_location(place.log)
    environment = {**os.environ, "DAICHO_DATA": str(data), "REDIS_URL": valkey.url_of(data)}
    parts = [
        subprocess.Popen((sys.executable, "-m", part), env=environment, stderr=subprocess.DEVNULL)
        for part in ("workers.run", "workers.schedule")
    ]
    outbox = Outbox(place.jobs, system_clock)
    try:
        until(lambda: {_state(outbox, slug) for slug in SLUGS} == {"done"})
    finally:
        for part in parts:
            part.terminate()
        assert [part.wait(15) for part in parts] == [0, 0]
        outbox.close()


def _state(outbox: Outbox, slug: str) -> str:
    job = outbox.find(slug, "tick")
    return job.state if job else ""


@pytest.mark.slow
def test_the_process_asks_at_its_start_and_ends_when_told(data: Path) -> None:
    command = (sys.executable, "-m", "workers.schedule")
    process = subprocess.Popen(command, env={"DAICHO_DATA": str(data)}, stderr=subprocess.DEVNULL)
    connection = connect(valkey.url_of(data))
    until(lambda: queue_of(Work.QUICK, connection).count == 1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    connection.close()
