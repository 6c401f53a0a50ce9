"""A real Valkey of each test's own, and worker processes that never outlive it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.log.application import close_location
from tenants.place import Place
from tests.workers.place import until, workplace
from workers import valkey
from workers.jobs import Workplace
from workers.queue import Hints, Work

LEASE_SECONDS = 1.2
Hire = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data directory with a live Valkey on its socket."""
    server = valkey.start(tmp_path)
    yield tmp_path
    server.terminate()
    valkey.stop(tmp_path)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """An empty data directory."""
    made = Place(tmp_path / "var").make()
    yield made
    close_location(made.log)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workplace]:
    """The list of what is due, as this process sees it."""
    place = workplace(tmp_path, LEASE_SECONDS)
    yield place
    place.outbox.close()


@pytest.fixture
def hire(data: Path, here: Workplace) -> Iterator[Hire]:
    """Start worker processes; each has said that it listens before the test goes on."""
    hired: list[subprocess.Popen[bytes]] = []
    hints = Hints(valkey.url_of(data))

    def start() -> subprocess.Popen[bytes]:
        command = (sys.executable, "-m", "tests.workers.place", str(data), valkey.url_of(data))
        hired.append(subprocess.Popen([*command, str(LEASE_SECONDS)]))
        probe = f"probe-{len(hired)}"
        here.outbox.of("probe").enqueue(probe, "write-line")
        hints.give(Work.QUICK)
        until(lambda: state(here, "probe", probe) == "done")
        return hired[-1]

    yield start
    for process in hired:
        process.kill()
        process.wait()


def state(here: Workplace, tenant: str, job_id: str) -> str:
    """How a job stands."""
    job = here.outbox.find(tenant, job_id)
    assert job is not None
    return job.state
