"""Figure `http_command_64`: a real command over HTTP, durable, beside FastAPI saying hello."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count as numbers
from typing import NamedTuple

import msgspec

from core.log.application import close_location
from core.programme.person import RegisterPerson
from tenants.gate import Tenant, add_tenant, open_tenant
from tenants.place import Place
from web.bench import http_load, http_servers, peer
from web.bench.http_load import Load
from web.bench.model import COMMAND, OFFICER, new_people
from web.bench.rounds import OURS, PEER, REFERENCE, Leg, Work
from web.bench.setting import Plan, Setting

CONNECTIONS = 64
PEOPLE = 1_024
SLUG = "bench"


class Counted(NamedTuple):
    """A load, and what its requests took so far."""

    load: Load
    taken: list[float]

    def leg(self, role: str, way: str, count: int, done: Callable[[], int] | None = None) -> Leg:
        """The leg that puts this load; `done` asks the store itself."""

        def prepare(n: int) -> Work:
            return lambda: self.taken.extend(http_load.put(self.load, n))

        return Leg(
            role=role, way=way, count=count, prepare=prepare, done=done or self.taken.__len__
        )

    def latency(self) -> dict[str, float | str]:
        """p50 and p99 in milliseconds, and how many times the one the other is."""
        half, most = (http_load.percentile(self.taken, share) for share in (0.5, 0.99))
        return {
            "p50_ms": round(half * 1000, 2),
            "p99_ms": round(most * 1000, 2),
            "p99_by_p50": round(most / half, 2),
        }


def http_command_64(setting: Setting, stack: ExitStack) -> Plan:
    """Changed addresses sent by 64 connections, each answered after its commit."""
    tenant, people = _tenant(setting, stack)
    ours, hello, library = _loads(setting, stack, tenant, people)
    app = peer.on_sqlite(setting.folder / "peer.db")
    stack.callback(app.close)
    size = tenant.log.head
    return Plan(
        [
            ours.leg(OURS, COMMAND, _requests(setting, 40, 8), lambda: size().size),
            hello.leg(REFERENCE, "hello", _requests(setting, 80, 16)),
            library.leg(PEER, "library", _requests(setting, 10, 3), app.stored),
        ],
        notes=lambda: ours.latency() | {f"hello_{k}": v for k, v in hello.latency().items()},
    )


def _loads(
    setting: Setting, stack: ExitStack, tenant: Tenant, people: list[str]
) -> tuple[Counted, Counted, Counted]:
    session = tenant.accounts.sign_in(tenant.accounts.link(OFFICER.id))
    assert session is not None
    changes = _changes(f"/{SLUG}/api/commands/{COMMAND}", people, session)
    product = http_servers.start(http_servers.serve_product, str(tenant.place.data), stack)
    hello = http_servers.start(http_servers.serve_hello, "", stack)
    path = str(setting.folder / "peer.db")
    library = http_servers.start(http_servers.serve_peer, path, stack)
    greeting = http_load.request("GET", "/hello")
    return (
        Counted(Load(product, changes, 201, CONNECTIONS), []),
        Counted(Load(hello, iter(lambda: greeting, None), 200, CONNECTIONS), []),
        Counted(Load(library, _changes("/change-contact", people, ""), 200, CONNECTIONS), []),
    )


def _requests(setting: Setting, each: int, quick: int) -> int:
    """So many requests for each connection."""
    return setting.built(each * CONNECTIONS, quick * CONNECTIONS, CONNECTIONS)


def _changes(path: str, people: list[str], token: str) -> Iterator[bytes]:
    for number in numbers():
        person = people[number % len(people)]
        body = msgspec.json.encode({"person": person, "mail": f"n{number}@example.jp"})
        yield http_load.request("POST", path, body, token)


def _tenant(setting: Setting, stack: ExitStack) -> tuple[Tenant, list[str]]:
    """A tenant with people to write to."""
    home = Place(setting.folder / "var")
    stack.callback(close_location, home.log)
    add_tenant(SLUG, "Bench", "isa_fy2025", home)
    tenant = open_tenant(SLUG, home)
    people = new_people(tenant.keys, setting.built(PEOPLE, PEOPLE // 4))
    tenant.handle_all(
        [RegisterPerson(person=p, full_name=f"見本 {p}", mail="one@example.jp") for p in people],
        OFFICER,
    )
    return tenant, people
