"""Figure `lag`: how long after its receipt a command shows in every view, beside how long its
commit took; the slowest of a hundred of each.

64 clients over 16 tenants, and one process that follows, started as an operator starts it. Each
client sends a command a second; what happens when they send as fast as they can is in the notes.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from time import perf_counter
from typing import NamedTuple

from core.log.application import close_location, open_application
from tenants.gate import add_tenant, open_tenant
from tenants.place import DATA_VARIABLE, DATABASE_VARIABLE, Place
from web.bench.http_load import percentile
from web.bench.model import new_people
from web.bench.ours import Client
from web.bench.registered import Register
from web.bench.rounds import OURS, REFERENCE, Leg, Rates
from web.bench.setting import Plan, Setting
from web.bench.watching import Receipt, Watch

CLIENTS, TENANTS, PEOPLE = 64, 16, 8
PACE = CLIENTS
"""Commands a second, of all clients together: one a second from each."""
EACH, EACH_QUICK = 20, 4
SHARE = 0.99
FASTEST = "at full speed"


class Waits(NamedTuple):
    """Seconds of each command: until its receipt, and from then until it was seen."""

    commits: list[float]
    lags: list[float]

    def worst(self) -> tuple[float, float]:
        """p99 of both."""
        return percentile(self.commits, SHARE), percentile(self.lags, SHARE)


def lag(setting: Setting, stack: ExitStack) -> Plan:
    """Both come out of one load, so no leg has a clock of its own: rates are one over p99."""
    home = Place(setting.folder / "var").make()
    clients = _clients(home, stack)
    watch = Watch(home, stack)
    _start(home, stack)
    count = setting.built(EACH, EACH_QUICK)
    paced, fast = list[Waits](), list[Waits]()

    def rates(rounds: int) -> Rates:
        put(clients, 1, 0, watch)
        for _ in range(rounds):
            paced.append(put(clients, count, PACE, watch))
            fast.append(put(clients, count, 0, watch))
        worst = [each.worst() for each in paced]
        commits, lags = [1 / commit for commit, _ in worst], [1 / seen for _, seen in worst]
        return {SEEN.way: lags, COMMITTED.way: commits, "probe": []}

    return Plan(
        [SEEN, COMMITTED],
        durable=False,
        notes=lambda: {"commands a second": PACE, **_said("", paced), **_said(FASTEST, fast)},
        rates=rates,
    )


def _named(role: str, way: str) -> Leg:
    return Leg(role=role, way=way, count=0, prepare=lambda _: lambda: None, done=lambda: 0)


SEEN, COMMITTED = _named(OURS, "receipt to all views"), _named(REFERENCE, "command to receipt")


def put(clients: Sequence[Client], each: int, pace: int, watch: Watch) -> Waits:
    """`each` commands from every client, `pace` a second in all (0: as fast as they can), and wait
    until every one was seen in every view."""
    with watch.looking():
        answered = asyncio.run(_together(clients, each, pace))
        watch.wait_for(answered)
    return Waits([found.at - found.sent_at for found in answered], watch.lags(answered))


async def _together(clients: Sequence[Client], each: int, pace: int) -> list[Receipt]:
    gap, start = len(clients) / pace if pace else 0.0, perf_counter()
    found = await asyncio.gather(
        *(
            _one_by_one(client, each, start + gap * number / len(clients), gap)
            for number, client in enumerate(clients)
        )
    )
    return [receipt for receipts in found for receipt in receipts]


async def _one_by_one(client: Client, each: int, start: float, gap: float) -> list[Receipt]:
    found = []
    for number in range(each):
        await asyncio.sleep(max(0.0, start + number * gap - perf_counter()))
        sent_at = perf_counter()
        fact, mark = client.source.make()
        append = client.log.prepared([fact], [mark])
        positions = await asyncio.wrap_future(client.log.store.submit(append))
        found.append(Receipt(client.log.tenant, positions[-1], sent_at, perf_counter()))
    return found


def _clients(home: Place, stack: ExitStack) -> list[Client]:
    """Tenants as they are founded, with everybody registered whose address will change."""
    stack.callback(close_location, home.log)
    made = []
    for number in range(TENANTS):
        slug = f"t{number:05d}"
        add_tenant(slug, "Bench", "isa_fy2025", home)
        keys, log = open_tenant(slug, home).keys, open_application(slug, home.log)
        for _ in range(CLIENTS // TENANTS):
            client = Client(log, Register(slug, keys, new_people(keys, PEOPLE)))
            client.append_batch(PEOPLE)
            made.append(client)
    return made


def _start(home: Place, stack: ExitStack) -> None:
    """The process that follows."""
    place = {DATA_VARIABLE: str(home.data), DATABASE_VARIABLE: home.database}
    process = subprocess.Popen(
        [sys.executable, "-m", "workers.views"],
        env={**os.environ, **place},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)


def _said(when: str, found: Sequence[Waits]) -> dict[str, float | str]:
    waits = Waits(
        [one for each in found for one in each.commits],
        [one for each in found for one in each.lags],
    )
    commit, seen = waits.worst()
    name = f" {when}" if when else ""
    return {
        f"commit p99 ms{name}": round(commit * 1000, 1),
        f"lag p99 ms{name}": round(seen * 1000, 1),
        f"lag p50 ms{name}": round(percentile(waits.lags, 0.5) * 1000, 1),
    }
