"""Legs of ours: facts appended to a tenant's log, each answered after its commit."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from core.identity import system_entropy
from core.log.application import TenantApplication, open_application
from tenants.keyfile import KeyFile
from web.bench.model import Source, new_people
from web.bench.rounds import OURS, Leg, Work

BATCH = 1_000


class Client(NamedTuple):
    """Someone who appends to one tenant's log, one command after the other."""

    log: TenantApplication
    source: Source

    def append(self, count: int) -> None:
        """Append `count` facts, each in a commit of its own."""
        for _ in range(count):
            fact, mark = self.source.make()
            self.log.append([fact], [mark])

    def append_batch(self, count: int) -> None:
        """Append `count` facts in one commit."""
        self.log.append(*self.source.make_many(count))

    async def append_awaiting(self, count: int) -> None:
        """As `append`, on an event loop that does something else meanwhile."""
        for _ in range(count):
            fact, mark = self.source.make()
            append = self.log.prepared([fact], [mark])
            await asyncio.wrap_future(self.log.store.submit(append))


def clients(location: str, keys: Path, tenants: int, each: int, people: int) -> list[Client]:
    """`each` clients for every one of `tenants` tenants at `location`, with keys in files."""
    made = []
    for number in range(tenants):
        slug = f"t{number:05d}"
        held = KeyFile(keys, slug, system_entropy)
        log = open_application(slug, location)
        made += [Client(log, Source(slug, held, new_people(held, people))) for _ in range(each)]
    return made


def alone(client: Client, count: int, way: str = "one client") -> Leg:
    """One client, one fact a commit."""
    return _leg(way, count, [client], lambda n: lambda: client.append(n))


def in_batches(client: Client, count: int) -> Leg:
    """One client, `BATCH` facts a commit."""

    def prepare(n: int) -> Work:
        def work() -> None:
            for _ in range(n // BATCH):
                client.append_batch(BATCH)

        return work

    return _leg("one client, 1,000 a commit", count, [client], prepare)


def in_threads(many: Sequence[Client], count: int) -> Leg:
    """Each client in a thread of its own."""
    return _leg("threads", count, many, lambda n: all_threads([c.append for c in many], n))


def on_a_loop(many: Sequence[Client], count: int) -> Leg:
    """All clients on one event loop."""

    def prepare(n: int) -> Work:
        async def together() -> None:
            await asyncio.gather(*(c.append_awaiting(n // len(many)) for c in many))

        return lambda: asyncio.run(together())

    return _leg("asyncio", count, many, prepare)


def all_threads(works: Sequence[Callable[[int], object]], count: int) -> Work:
    """Each of `works` with its share of `count`, in a thread of its own; errors are raised."""
    share = count // len(works)

    def together() -> None:
        with ThreadPoolExecutor(len(works)) as pool:
            for running in [pool.submit(work, share) for work in works]:
                running.result()

    return together


def _leg(way: str, count: int, many: Sequence[Client], prepare: Callable[[int], Work]) -> Leg:
    logs = {client.log.tenant: client.log for client in many}

    def done() -> int:
        return sum(log.head().size for log in logs.values())

    return Leg(role=OURS, way=way, count=count, prepare=prepare, done=done)
