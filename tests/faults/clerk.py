"""Writes facts of windows to the logs of twin tenants: new ones, ones that change, and grants."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import msgspec

from core.event import Event, Fact
from core.log.application import TenantApplication, open_application
from tenants.place import Place
from tests.projections.making import facts_of, grant, window_facts

TENANTS = ("isa", "twin")
COMMIT_FACTS = 400


class Clerk:
    """Appends the same facts to both logs, chosen by `rng`."""

    def __init__(self, place: Place, rng: Random) -> None:
        self._logs = [open_application(tenant, place.log) for tenant in TENANTS]
        self._rng, self._versions = rng, Counter[str]()

    @property
    def size(self) -> int:
        """How many facts each log has."""
        return self._versions.total()

    def write(self, count: int) -> None:
        """So many facts more for each."""
        while count > 0:
            told = [self._next() for _ in range(min(count, COMMIT_FACTS))]
            for log in self._logs:
                log.append(self._facts(log, told), [])
            count -= len(told)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A thread that writes a few at a time for as long as this lasts."""
        ending = threading.Event()
        thread = threading.Thread(target=self._write_until, args=(ending,))
        thread.start()
        try:
            yield
        finally:
            ending.set()
            thread.join()

    def _write_until(self, ending: threading.Event) -> None:
        while not ending.wait(0.01):
            self.write(self._rng.randint(1, 5))

    def _next(self) -> tuple[str, int, Event]:
        known = len(self._versions)
        number = known if self._rng.random() < 0.5 else self._rng.randrange(known + 1)
        code = f"W{number}"
        self._versions[code] += 1
        version = self._versions[code]
        is_grant = version > 1 and self._rng.random() < 0.5
        event = grant(code, 2020 + version) if is_grant else window_facts(code, f"窓口 {version}")
        return f"window/{code}", version, event

    @staticmethod
    def _facts(log: TenantApplication, told: list[tuple[str, int, Event]]) -> list[Fact]:
        made = facts_of(log.tenant, [(stream, event) for stream, _, event in told])
        versions = [version for _, version, _ in told]
        return [
            msgspec.structs.replace(fact, version=version)
            for fact, version in zip(made, versions, strict=True)
        ]
