"""The process that follows the log: how it waits, what wakes it, how it ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.clock import system_clock
from core.log.application import open_application
from projections import runner
from projections.store import Views
from tenants.outbox import Outbox
from tenants.place import Place
from tests.workers.following import WINDOW_REGISTER, record
from tests.workers.place import until
from workers import valkey
from workers import views as views_module
from workers.news import Bell, hearing, telling
from workers.rounds import Rounds
from workers.views import PAUSE_SECONDS_MAX, PAUSE_SECONDS_MIN, Ending, go_round

STOP_LIMIT = 3
"""A stop takes less than a second; the machine may be busy."""
STUCK = """
import sys, threading
from pathlib import Path
from tenants.place import Place
from workers import views
def stuck(rounds):
    Path(sys.argv[1], "stuck").touch()
    threading.Event().wait()
views.Rounds.turn = stuck
sys.exit(views.follow(Place(Path(sys.argv[1]))))
"""


class CountedBell(Bell):
    """Notes how long it is waited for, and waits for nobody. It rings once the pauses are at their
    longest, and a stop comes soon after."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses, self.rung_after, self.ending = list[float](), 0, Ending(self)

    def wait(self, seconds: float) -> bool:
        """Note it."""
        self.pauses.append(seconds)
        if not self.rung_after and self.pauses.count(PAUSE_SECONDS_MAX) == 2:
            self.rung_after = len(self.pauses)
        self.ending.begun = 0 < self.rung_after == len(self.pauses) - 3
        return self.rung_after == len(self.pauses)


def test_pauses_grow_while_nothing_happens_and_news_end_them(place: Place) -> None:
    bell, outbox = CountedBell(), Outbox(place.jobs, system_clock)
    go_round(Rounds(place, outbox), bell, bell.ending)
    outbox.close()
    bell.close()
    quiet, after = bell.pauses[: bell.rung_after], bell.pauses[bell.rung_after :]
    assert quiet[0] == after[0] == PAUSE_SECONDS_MIN
    # a pause is never much longer than a tenth of the quiet time before it
    for number, pause in enumerate(quiet):
        assert pause <= PAUSE_SECONDS_MIN + sum(quiet[:number]) * 0.11
    # and the longest come when there was nothing for some seconds
    assert 4 < sum(quiet) < 8


@contextmanager
def going_round(place: Place, bell: Bell) -> Iterator[None]:
    """A thread that follows the log of a place."""
    ending = Ending(bell)

    def run() -> None:
        outbox = Outbox(place.jobs, system_clock)
        rounds = Rounds(place, outbox)
        go_round(rounds, bell, ending)
        rounds.close()
        outbox.close()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    ending.begin()
    thread.join()
    bell.close()


def test_news_end_a_pause(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a runner that would look again after an hour
    monkeypatch.setattr(views_module, "PAUSE_SECONDS_MIN", 3_600)
    monkeypatch.setattr(views_module, "PAUSE_SECONDS_MAX", 3_600)
    server, bell = valkey.start(place.data), Bell()
    views = Views(place.views)
    # when commits are told, they are shown
    with going_round(place, bell), hearing(place, bell), telling(place):
        until(lambda: record_next(place) and runner.cursor("isa", views, WINDOW_REGISTER))
    views.close()
    server.stop()


def record_next(place: Place) -> bool:
    """One more window of isa; True, to be used in a condition."""
    size = open_application("isa", place.log).head().size
    record(place, "isa", f"W{size}")
    return True


@pytest.fixture
def process(place: Place) -> Iterator[subprocess.Popen[bytes]]:
    """The process as `serve` starts it, with no Valkey anywhere."""
    made = follower(place, "-m", "workers.views")
    yield made
    made.kill()
    made.wait()


def follower(place: Place, *program: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DAICHO_DATA": str(place.data)}
    return subprocess.Popen([sys.executable, *program], env=environment)


@pytest.mark.slow
def test_without_redis_looking_is_enough_and_a_stop_is_not_waited_for(
    place: Place, process: subprocess.Popen[bytes]
) -> None:
    views = Views(place.views)
    for number in range(1, 4):
        record(place, "isa", f"W{number}")
        until(lambda size=number: runner.cursor("isa", views, WINDOW_REGISTER) == size)
    views.close()
    assert seconds_to_stop(process) < STOP_LIMIT


@pytest.mark.slow
def test_a_piece_of_work_that_does_not_end_is_cut_off(place: Place) -> None:
    process = follower(place, "-c", STUCK, str(place.data))
    until((place.data / "stuck").exists)
    assert seconds_to_stop(process) < STOP_LIMIT


def seconds_to_stop(process: subprocess.Popen[bytes]) -> float:
    """How long the process takes from SIGTERM to its end, which must be in order."""
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    return time.monotonic() - begun
