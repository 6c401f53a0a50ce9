"""Several processes: one log, killed writers, and forks (design part 4)."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.log.application import MEMORY, close_location, heads, open_application
from core.log.port import OpenedElsewhere
from tests.log.facts import append_of
from tests.log.store_case import A, B, root_from_rows
from tests.log.stores import store_at

ROOT = Path(__file__).parents[2]

WRITE = """
import sys
from tests.log.facts import append_of
from tests.log.stores import store_at
location, stream, tenants = sys.argv[1], sys.argv[2], sys.argv[4].split(",")
store = store_at(location)
for number in range(1, int(sys.argv[3]) + 1):
    for tenant in tenants:
        command = f"{stream}-{number}"
        place = store.submit(append_of(tenant, stream, number, command_id=command)).result()
        print(tenant, command, place.start, flush=True)
"""


@pytest.fixture(params=["sqlite", "postgres"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty log is, on each store that several processes can share."""
    if request.param == "sqlite":
        return str(tmp_path / "log.db")
    return str(request.getfixturevalue("database"))


def writer(location: str, stream: str, count: int, tenants: str = A) -> subprocess.Popen[str]:
    """A process that appends `count` commands a tenant, printing each once acknowledged."""
    arguments = [sys.executable, "-c", WRITE, location, stream, str(count), tenants]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_several_processes_make_one_log_without_gaps(location: str) -> None:
    writers = [writer(location, f"s{number}", 40, f"{A},{B}") for number in range(3)]
    for process in writers:
        process.communicate(timeout=60)
    assert [process.returncode for process in writers] == [0, 0, 0]
    store = store_at(location)
    assert store.heads() == {A: 120, B: 120}
    for tenant in (A, B):
        assert [row.position for row in store.page(tenant, 0, 500)] == list(range(1, 121))
        assert store.head(tenant).root() == root_from_rows(store, tenant)
    store.close()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(8))
def test_what_was_acknowledged_survives_kill_9(location: str, number: int) -> None:
    # given a writer that is killed after some acknowledgements, at no particular moment
    process = writer(location, "s", 100_000)
    assert process.stdout is not None
    acknowledged = [process.stdout.readline() for _ in range(1 + 7 * number)]
    process.send_signal(signal.SIGKILL)
    acknowledged += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    # then each of them is there once, and at most one more that nobody heard of
    store = store_at(location)
    for line in acknowledged:
        tenant, command, first = line.split()
        assert store.find_command(tenant, command) == (int(first), int(first))
    assert store.head(A).size in (len(acknowledged), len(acknowledged) + 1)
    assert store.head(A).root() == root_from_rows(store, A)
    # and the next append goes on where the log ends
    size = store.head(A).size
    assert store.submit(append_of(A, "next")).result() == range(size + 1, size + 2)
    store.close()


def refused_in_child(act: Callable[[], object]) -> bool:
    """Run `act` in a forked child; whether it was refused for being one."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except OpenedElsewhere:
            os._exit(7)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 7


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
def test_a_forked_child_is_refused_in_one_line(tmp_path: Path, kind: str, database: str) -> None:
    place = {"memory": MEMORY, "sqlite": str(tmp_path / "log.db"), "postgres": database}[kind]
    log = open_application(A, place)
    store = log.records.store
    store.submit(append_of(A, "s")).result()
    assert refused_in_child(lambda: store.head(A))
    assert refused_in_child(lambda: store.page(A, 0, 1))
    assert refused_in_child(lambda: store.submit(append_of(A, "s", first=2)))
    assert refused_in_child(lambda: heads(place))
    assert refused_in_child(lambda: open_application(A, place))
    assert store.head(A).size == 1
    log.close()
    close_location(place)
