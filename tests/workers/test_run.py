"""Worker processes and a real Valkey that is killed and flushed: what was due is done anyway."""

import os
import signal
from pathlib import Path

import pytest

from tenants.outbox import Order
from tests.workers.conftest import Hire, state
from tests.workers.place import until
from workers import valkey
from workers.jobs import Workplace
from workers.queue import Hints, Work, connect

pytestmark = pytest.mark.slow
TWINS = ("isa", "isb")


def order_lines(here: Workplace, count: int, prefix: str = "job") -> None:
    """The same `count` jobs for both twins."""
    for tenant in TWINS:
        orders = [Order(f"{prefix}-{number}", "write-line", {}) for number in range(count)]
        here.outbox.enqueue(tenant, orders)


def wait_until_all_done(here: Workplace) -> None:
    """Wait for the last job of either twin."""
    until(lambda: {job.state for t in TWINS for job in here.outbox.recent(t)} == {"done"})


def written(folder: Path, tenant: str) -> str:
    """What the jobs of a tenant wrote: a claimed job has begun only when its line is there."""
    file = folder / f"{tenant}.txt"
    return file.read_text() if file.exists() else ""


def lines(folder: Path, tenant: str) -> list[str]:
    """What the jobs of a tenant wrote, in order of the ids."""
    return sorted(written(folder, tenant).split())


def test_jobs_of_twin_tenants_are_each_done_once(here: Workplace, hire: Hire, data: Path) -> None:
    hire()
    order_lines(here, 10)
    assert Hints(valkey.url_of(data)).give(Work.QUICK)
    wait_until_all_done(here)
    for tenant in TWINS:
        assert lines(data, tenant) == [f"job/job-{number}" for number in range(10)]


def test_a_killed_and_emptied_valkey_loses_no_job(here: Workplace, hire: Hire, data: Path) -> None:
    worker, hints = hire(), Hints(valkey.url_of(data))
    here.outbox.of("isa").enqueue("long-1", "hold-until-told")
    until(lambda: "begin" in written(data, "isa"))
    order_lines(here, 5, "before")
    os.kill(connect(valkey.url_of(data)).info("server")["process_id"], signal.SIGKILL)
    until(lambda: not valkey.is_alive(data))

    order_lines(here, 5, "while-gone")
    assert not hints.give(Work.QUICK)
    (data / "go").touch()
    valkey.start(data)

    wait_until_all_done(here)
    assert worker.poll() is None
    assert len(set(lines(data, "isb"))) == len(lines(data, "isb")) == 10


def test_a_flushed_valkey_loses_no_job(here: Workplace, hire: Hire, data: Path) -> None:
    hire()
    here.outbox.of("isa").enqueue("long-1", "hold-until-told")
    until(lambda: "begin" in written(data, "isa"))
    order_lines(here, 5)
    hints = Hints(valkey.url_of(data))
    assert all(hints.give(Work.QUICK) for _ in range(10))
    connect(valkey.url_of(data)).flushall()
    (data / "go").touch()
    wait_until_all_done(here)
    assert len(lines(data, "isb")) == 5


def test_a_killed_workers_job_is_taken_up_under_a_new_fence(
    here: Workplace, hire: Hire, data: Path
) -> None:
    first = hire()
    here.outbox.of("isa").enqueue("long-1", "hold-until-told")
    until(lambda: "begin" in written(data, "isa"))
    first.kill()
    first.wait()
    hire()
    (data / "go").touch()
    until(lambda: state(here, "isa", "long-1") == "done")
    job = here.outbox.find("isa", "long-1")
    assert job is not None
    assert job.result == {"fence": 2}
    assert written(data, "isa").splitlines() == ["begin 1", "begin 2", "end 2"]


def test_a_hung_worker_that_wakes_up_late_cannot_report(
    here: Workplace, hire: Hire, data: Path
) -> None:
    hung = hire()
    here.outbox.of("isa").enqueue("long-1", "hold-until-told")
    until(lambda: "begin" in written(data, "isa"))
    hung.send_signal(signal.SIGSTOP)
    hire()
    (data / "go").touch()
    until(lambda: state(here, "isa", "long-1") == "done")
    hung.send_signal(signal.SIGCONT)
    until(lambda: "end 1" in written(data, "isa"))
    hung.terminate()
    assert hung.wait(10) == 0
    job = here.outbox.find("isa", "long-1")
    assert job is not None
    assert job.result == {"fence": 2}


def test_a_lease_is_kept_for_as_long_as_its_worker_lives(
    here: Workplace, hire: Hire, data: Path
) -> None:
    hire()
    here.outbox.of("isa").enqueue("long-1", "hold-until-told")
    until(lambda: "begin" in written(data, "isa"))
    order_lines(here, 1)
    with pytest.raises(AssertionError, match="in vain"):
        until(lambda: here.outbox.ready_count(["hold-until-told"]), seconds=2.0)
    (data / "go").touch()
    wait_until_all_done(here)


@pytest.mark.parametrize("redis_gone", [False, True])
def test_a_worker_asked_to_stop_ends_by_itself(hire: Hire, data: Path, redis_gone: bool) -> None:
    worker = hire()
    if redis_gone:
        valkey.stop(data)
        until(lambda: not valkey.is_alive(data))
    worker.terminate()
    assert worker.wait(10) == 0


def test_a_worker_asked_to_stop_ends_its_job_first(here: Workplace, hire: Hire, data: Path) -> None:
    worker = hire()
    here.outbox.of("isa").enqueue("long-1", "hold-until-told")
    until(lambda: "begin" in written(data, "isa"))
    worker.terminate()
    (data / "go").touch()
    assert worker.wait(10) == 0
    assert state(here, "isa", "long-1") == "done"
