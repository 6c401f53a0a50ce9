"""One attempt at a job: what it leaves when it ends well, is refused, breaks or is overtaken."""

import logging
from pathlib import Path

import pytest

from tenants.outbox import Outbox
from tests.workers import place
from tests.workers.test_outbox import HandClock
from workers.jobs import ATTEMPTS_MAX, Attempt, Workplace, do_all, do_next, kinds_of
from workers.queue import Work

TWINS = ("isa", "isb")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock) -> Workplace:
    outbox = Outbox(tmp_path / "jobs.db", clock, lease_seconds=10)
    return Workplace(outbox, lambda tenant: place.Place(tenant, tmp_path))


def test_what_is_due_is_done_once_and_says_so(desk: Workplace, tmp_path: Path) -> None:
    for tenant in TWINS:
        desk.outbox.of(tenant).enqueue("job-1", "write-line")
    assert do_all(desk) == 2
    assert do_all(desk) == 0
    for tenant in TWINS:
        job = desk.outbox.find(tenant, "job-1")
        assert job is not None
        assert (job.state, job.done, job.total, job.result) == ("done", 1, 1, {"fence": 1})
        assert (tmp_path / f"{tenant}.txt").read_text() == "job/job-1\n"


def test_a_refusal_ends_the_job_with_its_sentences(desk: Workplace) -> None:
    desk.outbox.of("isa").enqueue("job-1", "be-refused")
    do_all(desk)
    job = desk.outbox.find("isa", "job-1")
    assert job is not None
    assert job.state == "failed"
    assert [(f["code"], f["field"]) for f in job.result["faults"]] == [("window.unknown", "window")]


def test_a_breakdown_is_tried_again_later_and_at_last_given_up(
    desk: Workplace, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "daicho")
    desk.outbox.of("isa").enqueue("job-1", "break-down")
    for attempt in range(1, ATTEMPTS_MAX + 1):
        assert do_all(desk) == 1, f"attempt {attempt} was not due"
        clock.forward(60)
    job = desk.outbox.find("isa", "job-1")
    assert job is not None
    assert (job.state, job.fence) == ("failed", ATTEMPTS_MAX)
    assert job.result["faults"][0]["code"] == "job.crashed"
    assert do_all(desk) == 0


def test_an_errors_text_reaches_neither_the_result_nor_the_process_log(
    desk: Workplace, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk.outbox.of("isa").enqueue("job-1", "break-down")
    for _ in range(ATTEMPTS_MAX):
        do_all(desk)
        clock.forward(60)
    assert "KeyError at break_down" in caplog.text
    assert "山田" not in caplog.text + repr(desk.outbox.find("isa", "job-1"))


def test_an_overtaken_attempt_changes_nothing(desk: Workplace, clock: HandClock) -> None:
    desk.outbox.of("isa").enqueue("job-1", "write-line")
    slow = desk.outbox.claim_next(["write-line"])
    assert slow is not None
    with Attempt(desk.outbox, slow) as task:
        clock.forward(10)
        assert do_next(desk, ["write-line"])
        task.result = {"from": "slow"}
    job = desk.outbox.find("isa", "job-1")
    assert job is not None
    assert job.result == {"fence": 2}


def test_a_stopped_process_puts_its_job_back_at_once(desk: Workplace) -> None:
    desk.outbox.of("isa").enqueue("job-1", "write-line")
    claimed = desk.outbox.claim_next(["write-line"])
    assert claimed is not None
    with pytest.raises(KeyboardInterrupt), Attempt(desk.outbox, claimed):
        raise KeyboardInterrupt
    assert desk.outbox.ready_count(["write-line"]) == 1


def test_each_queue_serves_its_own_kinds() -> None:
    assert "write-line" in kinds_of(Work.QUICK)
    assert "hold-until-told" in kinds_of(Work.LONG)
    assert not set(kinds_of(Work.QUICK)) & set(kinds_of(Work.LONG))
