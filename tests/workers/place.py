"""A worker process of the tests: its jobs write lines to a file, so that a test can count them.

Run as `python -m tests.workers.place DATA URL LEASE_SECONDS`.
"""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from core.clock import system_clock
from core.errors import refuse
from tenants.outbox import Outbox
from workers.jobs import Task, Workplace, job
from workers.queue import Work
from workers.turns import work_on

WAIT_SECONDS_MAX = 20.0


class Place(NamedTuple):
    """What stands for an opened tenant here: its id and a folder."""

    tenant: str
    folder: Path

    def write(self, line: str) -> None:
        """Add a line to the tenant's file."""
        with (self.folder / f"{self.tenant}.txt").open("a") as lines:
            lines.write(line + "\n")


@job("write-line", Work.QUICK)
def write_line(place: Place, task: Task) -> dict[str, int]:
    """Write the job's id, as a command with a derived id would append once."""
    place.write(task.command_id())
    task.progress(1, 1)
    return {"fence": task.fence}


@job("hold-until-told", Work.LONG)
def hold_until_told(place: Place, task: Task) -> dict[str, int]:
    """Begin, wait for the test, and end."""
    place.write(f"begin {task.fence}")
    until(lambda: (place.folder / "go").exists())
    place.write(f"end {task.fence}")
    return {"fence": task.fence}


@job("be-refused", Work.QUICK)
def be_refused(_place: Place, _task: Task) -> None:
    """Meet a rule."""
    raise refuse("window.unknown", "その窓口はありません。", "There is no such window.", "window")


@job("break-down", Work.QUICK)
def break_down(_place: Place, _task: Task) -> None:
    """Fail as our own mistakes do, with something in the message that must not be repeated."""
    raise KeyError("山田花子")


def until(holds: Callable[[], object], seconds: float = WAIT_SECONDS_MAX) -> None:
    """Wait until something holds; fail after `seconds`."""
    pause, rounds = threading.Event(), int(seconds / 0.02)
    for _ in range(rounds):
        if holds():
            return
        pause.wait(0.02)
    raise AssertionError("waited in vain")


def workplace(folder: Path, lease_seconds: float) -> Workplace:
    """The list of what is due in `folder`, and tenants that are folders."""
    outbox = Outbox(folder / "jobs.db", system_clock, lease_seconds)
    return Workplace(outbox, lambda tenant: Place(tenant, folder))


if __name__ == "__main__":
    work_on(workplace(Path(sys.argv[1]), float(sys.argv[3])), sys.argv[2])
