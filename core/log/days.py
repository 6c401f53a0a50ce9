"""Where in a log each civil day in Japan begins (design.md part 3, Time).

As of a date means everything up to the last position before the first event recorded after 24:00 of
that day. Positions decide, not clocks: an event whose clock ran late or early moves no later day.
"""

import threading
from bisect import bisect_right
from datetime import date

from msgspec import Struct

from core.event import EVENTS
from core.parts import Reader


class Nothing(Struct, frozen=True):
    """No field of the event: the envelope says when it was recorded."""


class Days:
    """The days of one log, learnt as it is read and kept in memory: one pair a day."""

    def __init__(self) -> None:
        self._days: list[str] = []
        self._firsts: list[int] = []
        self._lock = threading.Lock()
        self.seen = 0

    def learn(self, position: int, recorded_at: str) -> None:
        """Take the next event; one that was seen already changes nothing."""
        with self._lock:
            if position > self.seen:
                self._take(position, recorded_at[:10])

    def last_of(self, day: date) -> int:
        """The last position that counts as of `day`; `seen`, if nothing later was recorded."""
        with self._lock:
            following = bisect_right(self._days, day.isoformat())
            return (self._firsts[following] if following < len(self._days) else self.seen + 1) - 1

    def _take(self, position: int, day: str) -> None:
        """A day counts once, and only if none after it came before."""
        if not self._days or self._days[-1] < day:
            self._days.append(day)
            self._firsts.append(position)
        self.seen = position


def envelopes() -> Reader[Nothing]:
    """Reads of every registered event its envelope only."""
    return Reader(dict.fromkeys(EVENTS.values(), Nothing))
