"""Everything on one machine (design page, part 11): starts, restarts and stops its parts.

Each part is a process of its own that ends with this one, however this one ends: on Linux the
kernel sees to it, elsewhere SIGTERM and SIGINT do.
"""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tenants.place import Place
from workers import valkey

TEND_SECONDS = 0.2
GRACE_SECONDS = 10.0
RESTART_SECONDS_MIN = 0.5
RESTART_SECONDS_MAX = 10.0
STEADY_SECONDS = 30.0
PR_SET_PDEATHSIG = 1
log = logging.getLogger("daicho.serve")


class Part(NamedTuple):
    """One process: its name in the process log, its command line and what its environment adds."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


class Child:
    """A part that is kept running; one that dies soon after its start waits longer each time."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._delay = RESTART_SECONDS_MIN
        self._not_before = 0.0

    def tend(self) -> None:
        """Start the part if it does not run and its time has come."""
        if self.process is not None and self.process.poll() is not None:
            self._note_death(self.process.returncode)
        if self.process is None and time.monotonic() >= self._not_before:
            self._started = time.monotonic()
            self.process = start(self.part)

    def stop(self, limit: float) -> None:
        """Wait until the part has ended, by force after the monotonic time `limit`."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _note_death(self, code: int) -> None:
        log.warning("%s ended with %d; it is started again", self.part.name, code)
        steady = time.monotonic() - self._started > STEADY_SECONDS
        self._delay = RESTART_SECONDS_MIN if steady else min(self._delay * 2, RESTART_SECONDS_MAX)
        self._not_before = time.monotonic() + self._delay
        self.process = None


def start(part: Part) -> subprocess.Popen[bytes]:
    """Start the part's process, which gets SIGTERM when this thread's process dies."""
    return subprocess.Popen(  # noqa: S603 - the command lines are ours, below
        part.command,
        env={**os.environ, **part.environment},
        preexec_fn=die_with_parent if sys.platform == "linux" else None,
    )


def die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent dies (prctl(2)); runs in the child before exec."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def parts_of(data: Path, port: int) -> tuple[Part, ...]:
    """What serves a data directory: web, views, worker, schedule; Valkey unless `REDIS_URL` is
    set."""
    url = os.environ.get("REDIS_URL") or valkey.url_of(data)
    shared = {"DAICHO_DATA": str(data.resolve()), "REDIS_URL": url}
    python = (sys.executable, "-m")
    address = ("--host", "127.0.0.1", "--port", str(port))
    web = (*python, "uvicorn", "web.app:create_app", "--factory", *address, "--no-server-header")
    parts = (
        Part("web", (*web, "--log-level", "warning"), shared),
        Part("views", (*python, "workers.views"), shared),
        Part("worker", (*python, "workers.run"), shared),
        Part("schedule", (*python, "workers.schedule"), shared),
    )
    if os.environ.get("REDIS_URL"):
        return parts
    return (Part("valkey", (*python, "workers.valkey", str(data.resolve())), {}), *parts)


def supervise(parts: Sequence[Part], ending: threading.Event, told: Callable[[], None]) -> None:
    """Keep all parts running until `ending`, then stop them; `told` is called once they started."""
    children = [Child(part) for part in parts]
    try:
        for child in children:
            child.tend()
        told()
        while not ending.wait(TEND_SECONDS):
            for child in children:
                child.tend()
    finally:
        _stop_all(children)


def serve(place: Place, port: int, told: Callable[[], None] = lambda: None) -> int:
    """Serve a data directory until SIGTERM or SIGINT; the exit code."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    place.make()
    supervise(parts_of(place.data, port), ending, told)
    return 0


def _stop_all(children: Sequence[Child]) -> None:
    # Valkey was started first and ends last, so that a worker can still say goodbye to it.
    limit = time.monotonic() + GRACE_SECONDS
    for child in reversed(children):
        if child.process is not None:
            child.process.terminate()
        child.stop(limit)
