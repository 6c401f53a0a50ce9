"""Everything on one machine: `serve` as a person starts it, with its real parts."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest

from core.clock import system_clock
from core.log.application import heads
from tenants.outbox import Outbox
from tenants.place import Place
from tests.workers.place import until
from workers import valkey
from workers.queue import connect

pytestmark = pytest.mark.slow
SERVE = """
import sys
from pathlib import Path
from tenants.place import Place
from workers.serve import serve
sys.exit(serve(Place(Path(sys.argv[1])), int(sys.argv[2])))
"""
FOUND = """
import sys
from pathlib import Path
from tenants.gate import add_tenant
from tenants.place import Place
add_tenant(sys.argv[2], "見本庁", "isa_fy2025", Place(Path(sys.argv[1])))
"""


@pytest.fixture(scope="module")
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    return number


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Place]:
    """A served data directory with one tenant; `tenants.gate` is used by other processes only."""
    tmp_path = tmp_path_factory.mktemp("served")
    subprocess.run([sys.executable, "-c", FOUND, tmp_path, "isa"], check=True)
    served = subprocess.Popen([sys.executable, "-c", SERVE, tmp_path, str(port)])
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}/isa/"), seconds=60)
        yield Place(tmp_path)
    finally:
        served.terminate()
        code = served.wait(30)
    assert code == 0
    assert not valkey.is_alive(tmp_path)
    assert not answers(f"http://127.0.0.1:{port}/isa/")


def answers(url: str) -> bool:
    """Whether a page is there."""
    try:
        with urllib.request.urlopen(url, timeout=5) as page:  # noqa: S310 - our own loopback
            return bool(page.status == 200)
    except OSError:
        return False


def test_a_killed_valkey_stops_neither_the_pages_nor_what_is_due(place: Place, port: int) -> None:
    os.kill(connect(valkey.url_of(place.data)).info("server")["process_id"], signal.SIGKILL)
    jobs = Outbox(place.jobs, system_clock).of("isa")
    jobs.enqueue("job-1", "make-bundle", account="auditor")
    assert answers(f"http://127.0.0.1:{port}/isa/")
    until(lambda: jobs.recent()[0].state == "done")
    assert (place.files / "isa" / "results" / "job-1.zip").exists()


def test_a_tenant_founded_meanwhile_is_followed(place: Place) -> None:
    subprocess.run([sys.executable, "-c", FOUND, place.data, "isb"], check=True)
    outbox = Outbox(place.jobs, system_clock)
    size = heads(place.log)["isb"]
    until(lambda: outbox.followed("isb", "letters") == size)
