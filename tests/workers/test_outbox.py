"""The list of what is due: once, in turn, under a fence, each tenant alone (design, part 9)."""

import multiprocessing
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.clock import JAPAN
from tenants.outbox import Claim, Order, Outbox, StaleFence

KINDS = ("import-file", "send-mail")
TWINS = ("isa", "isb")


class HandClock:
    """A clock that a test turns by hand."""

    def __init__(self) -> None:
        self.now = datetime(2025, 5, 7, 17, 0, tzinfo=JAPAN)

    def __call__(self) -> datetime:
        return self.now

    def at(self, text: str) -> None:
        self.now = datetime.fromisoformat(text).replace(tzinfo=JAPAN)

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def outbox(tmp_path: Path, clock: HandClock) -> Iterator[Outbox]:
    opened = Outbox(tmp_path / "jobs.db", clock, lease_seconds=10)
    yield opened
    opened.close()


def claim(outbox: Outbox) -> Claim:
    """The next claim, which must be there."""
    claimed = outbox.claim_next(KINDS)
    assert claimed is not None
    return claimed


def test_the_same_job_asked_for_twice_is_one_job(outbox: Outbox) -> None:
    jobs = outbox.of("isa")
    assert jobs.enqueue("job-1", "import-file", file="f-1")
    assert not jobs.enqueue("job-1", "import-file", file="f-2")
    assert [job.arguments for job in jobs.recent()] == [{"file": "f-1"}]


def test_twin_tenants_with_equal_job_ids_see_only_their_own(outbox: Outbox) -> None:
    for tenant in TWINS:
        outbox.of(tenant).enqueue("job-1", "import-file", owner=tenant)
    first = claim(outbox)
    outbox.finish(first, {"of": first.tenant})

    own, twin = (outbox.of(tenant).find("job-1") for tenant in TWINS)
    assert own is not None
    assert twin is not None
    assert (own.state, own.result, own.arguments) == ("done", {"of": "isa"}, {"owner": "isa"})
    assert (twin.state, twin.result, twin.arguments) == ("due", None, {"owner": "isb"})


def test_a_job_reports_its_progress_and_its_result(outbox: Outbox) -> None:
    outbox.of("isa").enqueue("job-1", "import-file")
    claimed = claim(outbox)
    outbox.progress(claimed, 3, 10)
    shown = outbox.of("isa").find("job-1")
    assert shown is not None
    assert (shown.state, shown.done, shown.total, shown.fence) == ("running", 3, 10, 1)

    outbox.fail(claimed, {"faults": []})
    assert [job.state for job in outbox.of("isa").recent()] == ["failed"]
    assert outbox.claim_next(KINDS) is None


def test_a_claimed_job_is_nobody_elses_until_its_lease_ends(
    outbox: Outbox, clock: HandClock
) -> None:
    outbox.of("isa").enqueue("job-1", "import-file")
    first = claim(outbox)
    clock.forward(9)
    assert outbox.claim_next(KINDS) is None
    outbox.renew(first)
    clock.forward(9)
    assert outbox.claim_next(KINDS) is None
    clock.forward(1)
    assert claim(outbox).fence == 2


@pytest.mark.parametrize("report", ["renew", "progress", "finish", "fail", "put_back"])
def test_a_worker_taken_for_dead_is_refused_whatever_it_reports(
    outbox: Outbox, clock: HandClock, report: str
) -> None:
    outbox.of("isa").enqueue("job-1", "import-file")
    slow = claim(outbox)
    clock.forward(10)
    successor = claim(outbox)
    arguments = {"renew": (), "progress": (1, 2), "finish": (1,), "fail": (1,), "put_back": (0,)}
    with pytest.raises(StaleFence):
        getattr(outbox, report)(slow, *arguments[report])

    outbox.finish(successor, {"by": 2})
    with pytest.raises(StaleFence):
        outbox.finish(slow, {"by": 1})
    finished = outbox.of("isa").find("job-1")
    assert finished is not None
    assert finished.result == {"by": 2}


def test_a_job_put_back_waits_its_time(outbox: Outbox, clock: HandClock) -> None:
    outbox.of("isa").enqueue("job-1", "send-mail")
    outbox.put_back(claim(outbox), 30)
    clock.forward(29)
    assert outbox.ready_count(KINDS) == 0
    clock.forward(1)
    assert outbox.ready_count(KINDS) == 1


def test_tenants_take_turns_so_that_one_cannot_starve_the_others(outbox: Outbox) -> None:
    outbox.enqueue("isa", [Order(f"job-{n}", "import-file", {}) for n in range(5)])
    outbox.enqueue("isb", [Order(f"job-{n}", "import-file", {}) for n in range(2)])
    order = [(c.tenant, c.id) for c in (claim(outbox) for _ in range(7))]
    assert [tenant for tenant, _ in order] == ["isa", "isb", "isa", "isb", "isa", "isa", "isa"]
    assert [job_id for tenant, job_id in order if tenant == "isa"] == [f"job-{n}" for n in range(5)]


def test_only_the_kinds_asked_for_are_claimed(outbox: Outbox) -> None:
    outbox.of("isa").enqueue("job-1", "import-file")
    assert outbox.claim_next(["send-mail"]) is None
    assert outbox.ready_count(["send-mail"]) == 0


def test_what_follows_from_the_log_is_stored_with_how_far_it_was_read(outbox: Outbox) -> None:
    orders = [Order("mail-7", "send-mail", {"position": 7})]
    assert outbox.followed("isa", "mail") == 0
    assert outbox.follow("isa", "mail", 9, orders) == 1
    assert outbox.follow("isa", "mail", 8, orders) == 0
    assert (outbox.followed("isa", "mail"), outbox.followed("isb", "mail")) == (9, 0)


def test_of_many_threads_each_job_has_one_claimant(outbox: Outbox) -> None:
    outbox.enqueue("isa", [Order(f"job-{n}", "import-file", {}) for n in range(40)])
    taken: list[str] = []

    def work() -> None:
        while (claimed := outbox.claim_next(KINDS)) is not None:
            taken.append(claimed.id)
            outbox.finish(claimed, None)
        outbox.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(f"job-{n}" for n in range(40))


def test_content_does_not_belong_in_a_job(outbox: Outbox) -> None:
    with pytest.raises(AssertionError):
        outbox.of("isa").enqueue("job-1", "import-file", content="x" * 5_000)
    assert outbox.of("isa").find("job-1") is None


def test_an_acknowledged_job_survives_a_killed_process(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "jobs.db"
    code = (
        "import sys; from pathlib import Path; from core.clock import system_clock\n"
        "from tenants.outbox import Outbox\n"
        "jobs = Outbox(Path(sys.argv[1]), system_clock).of('isa')\n"
        "for number in range(10**6):\n"
        "    jobs.enqueue(f'job-{number}', 'import-file'); print(number, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(30)]
        process.send_signal(signal.SIGKILL)
        acknowledged += [
            int(line) for line in process.stdout.read().splitlines(True) if line[-1:] == b"\n"
        ]
    jobs = Outbox(path, clock).of("isa")
    assert [number for number in acknowledged if jobs.find(f"job-{number}") is None] == []


def test_a_forked_child_may_not_use_its_parents_list(outbox: Outbox) -> None:
    def child() -> None:
        try:
            outbox.of("isa").recent()
        except AssertionError:
            sys.exit(7)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join()
    assert process.exitcode == 7
