"""The process that follows the log: folds the views of every tenant and orders its letters.

Run as `python -m workers.views` on the data directory named by DAICHO_DATA.
"""

import logging
import os
import signal
import sys

from core.clock import system_clock
from tenants.outbox import Outbox
from tenants.place import Place, place_from_environment
from workers.news import Bell, hearing
from workers.rounds import Rounds

PAUSE_SECONDS_MIN = 0.005
PAUSE_SECONDS_MAX = 0.5
PAUSE_GROWTH = 1.1
"""A pause is a tenth of the quiet time before it: what is new waits that much longer at most."""
STOP_SECONDS_MAX = 0.5


class Ending:
    """Whether the process was told to end."""

    def __init__(self, bell: Bell) -> None:
        self._bell, self.begun = bell, False

    def begin(self) -> None:
        """Let the loop end after its present piece of work."""
        self.begun = True
        self._bell.ring()

    def on_signals(self) -> None:
        """Begin at SIGTERM or SIGINT. A piece that takes too long is cut off: nothing is lost by
        it, as nothing is lost by a kill."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told)
        signal.signal(signal.SIGALRM, lambda *_: os._exit(0))

    def _told(self, *_: object) -> None:
        self.begin()
        signal.setitimer(signal.ITIMER_REAL, STOP_SECONDS_MAX)


def follow(place: Place) -> int:
    """Follow until SIGTERM or SIGINT; the exit code. Must run in the main thread."""
    bell = Bell()
    ending = Ending(bell)
    ending.on_signals()
    rounds = Rounds(place.make(), Outbox(place.jobs, system_clock))
    with hearing(place, bell):
        go_round(rounds, bell, ending)
    rounds.close()
    bell.close()
    signal.setitimer(signal.ITIMER_REAL, 0)
    return 0


def go_round(rounds: Rounds, bell: Bell, ending: Ending) -> None:
    """Work until told to end. With nothing to do, look again after a pause that grows, and that
    news cut short."""
    pause = PAUSE_SECONDS_MIN
    while not ending.begun:
        grown = rounds.look()
        if rounds.turn() or grown:
            pause = PAUSE_SECONDS_MIN
            continue
        rounds.idle()
        heard = bell.wait(pause)
        pause = PAUSE_SECONDS_MIN if heard else min(pause * PAUSE_GROWTH, PAUSE_SECONDS_MAX)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    sys.exit(follow(place_from_environment()))
