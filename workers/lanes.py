"""Tenants that wait for one kind of work, in turn; one whose work fails waits longer each time."""

import heapq
import logging
import time
import traceback
from collections import deque
from collections.abc import Callable
from types import TracebackType

REST_SECONDS_MIN = 0.5
REST_SECONDS_MAX = 30.0
log = logging.getLogger("daicho.views")

Work = Callable[[str], bool]
"""Does a piece of a tenant's work; whether there is more of it."""


class Lane:
    """Each tenant waits once, behind those that came before.

    A piece of work that raises costs its tenant a rest, from half a second to `rest_max`, and one
    line of the process log; nobody else is held up.
    """

    def __init__(
        self,
        work: Work,
        rest_max: float = REST_SECONDS_MAX,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._work, self._rest_max, self._clock = work, rest_max, clock
        self._queue, self._queued = deque[str](), set[str]()
        self._resting = list[tuple[float, str]]()
        self._rests: dict[str, float] = {}
        self._asleep = set[str]()

    def __len__(self) -> int:
        return len(self._queue)

    def add(self, tenant: str) -> None:
        """Let the tenant wait for its turn, unless it waits or rests already."""
        if tenant not in self._queued and tenant not in self._asleep:
            self._queued.add(tenant)
            self._queue.append(tenant)

    def turn(self) -> bool:
        """One piece of work of the tenant whose turn it is; False if nobody waits."""
        self._wake()
        if not self._queue:
            return False
        tenant = self._queue.popleft()
        self._queued.discard(tenant)
        more = True
        with Piece(self, tenant):
            more = self._work(tenant)
            self._rests.pop(tenant, None)
        if more:
            self.add(tenant)
        return True

    def rest(self, tenant: str, error: Exception) -> None:
        """Its work raised: it may try again after its rest. The error's text could hold a value."""
        seconds = min(self._rests.get(tenant, REST_SECONDS_MIN), self._rest_max)
        self._rests[tenant] = seconds * 2
        self._asleep.add(tenant)
        heapq.heappush(self._resting, (self._clock() + seconds, tenant))
        frame = traceback.extract_tb(error.__traceback__)[-1]
        told = (tenant, type(error).__name__, frame.name, frame.lineno, seconds)
        log.warning("%s: %s at %s:%d, again in %.1f s", *told)

    def _wake(self) -> None:
        while self._resting and self._resting[0][0] <= self._clock():
            _, tenant = heapq.heappop(self._resting)
            self._asleep.discard(tenant)
            self.add(tenant)


class Piece:
    """One piece of work: whatever it raises sends its tenant to rest, and goes no further."""

    def __init__(self, lane: Lane, tenant: str) -> None:
        self._lane, self._tenant = lane, tenant

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        self._lane.rest(self._tenant, error)
        return True
