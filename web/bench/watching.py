"""Notes when commands show in the views of their tenants: one thread that looks at the cursors."""

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from core.log.sqlite_file import connect
from projections.catalogue import VIEWS
from projections.store import Views
from tenants.place import Place

LOOK_SECONDS = 0.002
SEEN_SECONDS_MAX = 120.0
LEAST = """select tenant, min(position) from view_generation where state = 'live'
 group by tenant having count(*) = ?"""
"""Of the tenants in which every view has begun."""


class Receipt(NamedTuple):
    """A command that was sent and answered, at moments of `perf_counter`."""

    tenant: str
    position: int
    sent_at: float
    at: float


class Watch:
    """Looks every `LOOK_SECONDS` into the views' file, where the view that is furthest behind
    stands, for all tenants at once; so a lag is told a little too long, never too short."""

    def __init__(self, home: Place, stack: ExitStack) -> None:
        # Made, if the process that follows has not begun.
        Views(home.views).close()
        self._db = stack.enter_context(closing(connect(Path(home.views), readonly=True)))
        self._seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._moved = threading.Condition()
        self._ending = threading.Event()

    @contextmanager
    def looking(self) -> Iterator[None]:
        """While it lasts, look."""
        self._ending.clear()
        thread = threading.Thread(target=self._look_on, name="bench-watch")
        thread.start()
        try:
            yield
        finally:
            self._ending.set()
            thread.join()

    def wait_for(self, answered: Sequence[Receipt]) -> None:
        """Wait until all of them were seen."""
        last = {each.tenant: each.position for each in sorted(answered, key=lambda r: r.position)}

        def all_seen() -> bool:
            return all(self._at(tenant) >= position for tenant, position in last.items())

        with self._moved:
            assert self._moved.wait_for(all_seen, SEEN_SECONDS_MAX), "commands that nobody saw"

    def lags(self, answered: Sequence[Receipt]) -> list[float]:
        """Seconds from each receipt until it was seen; 0 for one that was seen before."""
        return [max(0.0, self._seen_at(each) - each.at) for each in answered]

    def _at(self, tenant: str) -> int:
        seen = self._seen[tenant]
        return seen[-1][0] if seen else 0

    def _seen_at(self, each: Receipt) -> float:
        seen = self._seen[each.tenant]
        return seen[bisect_left(seen, (each.position, 0.0))][1]

    def _look_on(self) -> None:
        while not self._ending.wait(LOOK_SECONDS):
            found = list(self._db.execute(LEAST, (len(VIEWS),)))
            now = perf_counter()
            with self._moved:
                for tenant, position in found:
                    if position > self._at(tenant):
                        self._seen[tenant].append((position, now))
                self._moved.notify_all()
