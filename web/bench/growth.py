"""Figures `growth_append` and `tenants_10k`: does an append cost more where there is much already?

Their logs are long to build, so they are kept; each run appends to them a little more.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec

from core.identity import system_entropy
from core.log.application import close_location, heads, open_application
from core.log.sqlite import LAYOUT
from tenants.keyfile import KeyFile
from web.bench import ours
from web.bench.model import Source, new_people
from web.bench.ours import Client
from web.bench.rounds import OURS, REFERENCE, Leg, Work
from web.bench.setting import Plan, Setting

SHORT, LONG, LONG_QUICK = 10_000, 1_000_000, 100_000
TENANTS = 10_000
STEP = 7_919
"""Coprime to the number of tenants: visits all of them, in no order of theirs."""
PEOPLE = 100
BUILD_BATCH = 5_000
WAITING_MAX = 500
CONNECTIONS_MAX = 20


def growth_append(setting: Setting, stack: ExitStack) -> Plan:
    """One client at the end of a long log, beside one at the end of a short one."""
    long, short = setting.built(LONG, LONG_QUICK), setting.built(SHORT, SHORT)
    count = setting.size(800)
    # The short one is made anew each time: kept, it would not stay short.
    legs = []
    for events, where in ((long, setting.cache), (short, setting.folder / "short")):
        location = _log_of(setting, where, events)
        [client] = _everyone(setting.folder / "keys", stack, location, 1)
        legs.append(ours.alone(client, count, f"after {events:,} events"))
    return Plan([legs[0], _as_reference(legs[1])], notes=lambda: {"events": long, "beside": short})


def tenants_10k(setting: Setting, stack: ExitStack) -> Plan:
    """One client that goes round 10,000 tenants, beside one that stays with one of them."""
    tenants, count = setting.built(TENANTS, TENANTS), setting.size(800)
    location, threads = _many_tenants(setting, tenants), threading.active_count()
    clients = _everyone(setting.folder / "keys", stack, location, tenants)

    def notes() -> dict[str, float | str]:
        connections, more = _connections(location), threading.active_count() - threads
        assert connections <= CONNECTIONS_MAX, f"{connections} connections"
        assert more <= 1, f"{more} threads beside the log's own writer"
        return {"tenants": tenants, "connections": connections, "threads": more}

    stays = _as_reference(ours.alone(clients[0], count, "one tenant"))
    return Plan([_round_all(clients, count, location), stays], notes=notes)


def _round_all(clients: list[Client], count: int, location: str) -> Leg:
    turns = iter(range(0, 2**62, STEP))

    def prepare(n: int) -> Work:
        def work() -> None:
            for _ in range(n):
                clients[next(turns) % len(clients)].append(1)

        return work

    def done() -> int:
        return sum(heads(location).values())

    return Leg(role=OURS, way="every tenant in turn", count=count, prepare=prepare, done=done)


def _as_reference(leg: Leg) -> Leg:
    return msgspec.structs.replace(leg, role=REFERENCE)


def _log_of(setting: Setting, where: Path, events: int) -> str:
    """A log of one tenant with `events` events or a few more."""

    def build(clients: list[Client]) -> None:
        for start in range(0, events, BUILD_BATCH):
            clients[0].append_batch(min(BUILD_BATCH, events - start))

    return _kept(setting, where / f"log-{events}-{LAYOUT}.db", 1, build)


def _many_tenants(setting: Setting, tenants: int) -> str:
    """A log of `tenants` tenants with an event or a few more each."""

    def build(clients: list[Client]) -> None:
        for some in _in_parts(clients):
            made = [(client.log, *client.source.make()) for client in some]
            for waiting in [
                log.store.submit(log.prepared([fact], [mark])) for log, fact, mark in made
            ]:
                waiting.result()

    return _kept(setting, setting.cache / f"tenants-{tenants}-{LAYOUT}.db", tenants, build)


def _kept(setting: Setting, path: Path, tenants: int, build: Callable[[list[Client]], None]) -> str:
    """Where the log is, built now if it is not there."""
    draft = setting.folder / path.name
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        with ExitStack() as stack:
            build(_everyone(setting.folder / "keys-built", stack, str(draft), tenants))
        # Closed above: all of the log is in the one file.
        draft.replace(path)
    return str(path)


def _everyone(keys: Path, stack: ExitStack, location: str, tenants: int) -> list[Client]:
    """A client for each tenant. They share one key file: ten thousand are not what is measured."""
    stack.callback(close_location, location)
    held = KeyFile(keys, "everyone", system_entropy)
    people = new_people(held, PEOPLE)
    slugs = [f"t{number:05d}" for number in range(tenants)]
    return [Client(open_application(slug, location), Source(slug, held, people)) for slug in slugs]


def _in_parts(clients: list[Client]) -> Iterator[list[Client]]:
    for start in range(0, len(clients), WAITING_MAX):
        yield clients[start : start + WAITING_MAX]


def _connections(location: str) -> int:
    """How often this process has the file open; -1 where the system does not say."""
    files = Path("/proc/self/fd")
    if not files.exists():
        return -1
    return sum(os.path.realpath(each) == os.path.realpath(location) for each in files.iterdir())
