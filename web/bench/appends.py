"""Figures `append_*` and `batch_*`: one fact a commit, 64 clients at once, 1,000 a commit."""

from contextlib import ExitStack
from typing import NamedTuple

from core.identity import system_entropy
from core.log.application import close_location
from tenants.keyfile import KeyFile
from web.bench import ours, peer
from web.bench.model import Source, new_people
from web.bench.reference_postgres import RawTable
from web.bench.reference_sqlite import RawFile
from web.bench.setting import Plan, Setting

CLIENTS, TENANTS = 64, 16
PEOPLE, PEOPLE_EACH = 100, 8
BATCH = ours.BATCH


class Stores(NamedTuple):
    """Where ours is, the reference's table, and the library's application, on one disk."""

    location: str
    raw: RawFile | RawTable
    app: peer.Contacts


def one_client(setting: Setting, stack: ExitStack, stores: Stores) -> Plan:
    """One client, one fact a commit."""
    [client] = clients(setting, stack, stores.location, 1, 1, PEOPLE)
    return Plan(
        [
            ours.alone(client, setting.size(600)),
            stores.raw.singly(setting.size(800)),
            peer.alone(stores.app, setting.size(400)),
        ]
    )


def many_clients(setting: Setting, stack: ExitStack, stores: Stores) -> Plan:
    """64 clients over 16 tenants, in threads and on an event loop; the reference has one client."""
    each = CLIENTS // TENANTS
    many = clients(setting, stack, stores.location, TENANTS, each, PEOPLE_EACH)
    count = setting.size(60 * CLIENTS, CLIENTS)
    return Plan(
        [
            ours.in_threads(many, count),
            ours.on_a_loop(many, count),
            stores.raw.singly(setting.size(800)),
            peer.in_threads(stores.app, setting.size(8 * CLIENTS, CLIENTS), CLIENTS),
        ]
    )


def batches(setting: Setting, stack: ExitStack, stores: Stores) -> Plan:
    """One client, 1,000 facts a commit."""
    [client] = clients(setting, stack, stores.location, 1, 1, PEOPLE)
    return Plan(
        [
            ours.in_batches(client, setting.size(10_000, BATCH)),
            stores.raw.in_batches(setting.size(20_000, BATCH), BATCH),
            peer.in_batches(stores.app, setting.size(4_000, BATCH), BATCH),
        ]
    )


def append_sqlite_1(setting: Setting, stack: ExitStack) -> Plan:
    """`one_client` on SQLite."""
    return one_client(setting, stack, _sqlite(setting, stack))


def append_sqlite_64(setting: Setting, stack: ExitStack) -> Plan:
    """`many_clients` on SQLite."""
    return many_clients(setting, stack, _sqlite(setting, stack))


def batch_sqlite(setting: Setting, stack: ExitStack) -> Plan:
    """`batches` on SQLite."""
    return batches(setting, stack, _sqlite(setting, stack))


def append_pg_1(setting: Setting, stack: ExitStack) -> Plan:
    """`one_client` on PostgreSQL."""
    return one_client(setting, stack, _postgres(setting, stack))


def append_pg_64(setting: Setting, stack: ExitStack) -> Plan:
    """`many_clients` on PostgreSQL."""
    return many_clients(setting, stack, _postgres(setting, stack))


def batch_pg(setting: Setting, stack: ExitStack) -> Plan:
    """`batches` on PostgreSQL."""
    return batches(setting, stack, _postgres(setting, stack))


def clients(
    setting: Setting, stack: ExitStack, location: str, tenants: int, each: int, people: int
) -> list[ours.Client]:
    """As `ours.clients`, on a log that the stack closes."""
    stack.callback(close_location, location)
    return ours.clients(location, setting.folder / "keys", tenants, each, people)


def _sqlite(setting: Setting, stack: ExitStack) -> Stores:
    raw = RawFile(setting.folder / "raw.db", _sealed_before(setting))
    stack.callback(raw.close)
    app = peer.on_sqlite(setting.folder / "peer.db")
    stack.callback(app.close)
    return Stores(str(setting.folder / "log.db"), raw, app)


def _postgres(setting: Setting, stack: ExitStack) -> Stores:
    dsn = setting.postgres()
    raw = RawTable(dsn, _sealed_before(setting))
    stack.callback(raw.close)
    app = peer.on_postgres(dsn)
    stack.callback(app.close)
    return Stores(dsn, raw, app)


def _sealed_before(setting: Setting) -> Source:
    """Facts for the reference, which gets ready bytes: its clock starts after the sealing."""
    keys = KeyFile(setting.folder / "keys", "raw", system_entropy)
    return Source("t00000", keys, new_people(keys, PEOPLE))
