"""Peer legs: the `eventsourcing` library as it comes, its JSON, its own stores, the same work.

One new aggregate a save, which is the least it can do: nothing is loaded first. It seals nothing,
keeps no tree and knows no repeated command; its bytes are about as long as ours.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.utils import Environment, EnvType

from web.bench.ours import all_threads
from web.bench.rounds import PEER, Leg, Work

BOX = "NK44CAmfSf52FGZoIHpe3uSFmSCY0PC54b49tPgBiySyfaaRjjYRo9N65YDhM6qmdg=="


class Contact(Aggregate):
    """A person's address, in the library's own style."""

    @event("Changed")
    def __init__(self, tenant: str, actor: str, command_id: str, person: str, mail: str) -> None:
        self.tenant, self.actor, self.command_id = tenant, actor, command_id
        self.person, self.mail = person, mail


class Contacts(Application[UUID]):
    """The application on a store; settings come in, never from the environment."""

    name = "bench_peer"

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """The given settings alone."""
        return Environment(name, env)

    def change(self, number: int) -> None:
        """One event in a commit of its own."""
        self.save(_contact(number))

    def change_for(self, person: str, mail: str) -> str:
        """One event about a person; the aggregate's id."""
        contact = Contact("t00000", "officer", f"{0:032d}", person, mail)
        self.save(contact)
        return str(contact.id)

    def change_many(self, count: int) -> None:
        """`count` events in one commit."""
        self.save(*[_contact(number) for number in range(count)])

    def stored(self) -> int:
        """How many events there are."""
        return self.recorder.max_notification_id() or 0


def on_sqlite(path: Path) -> Contacts:
    """The library's SQLite store in a file of its own (Python's sqlite3; WAL, full sync)."""
    return _opened({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})


def on_postgres(dsn: str) -> Contacts:
    """The library's PostgreSQL store in the database of a `postgresql://` address."""
    parts = urlsplit(dsn)
    given = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return _opened(
        {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": parts.path.lstrip("/"),
            "POSTGRES_HOST": given.get("host") or parts.hostname or "127.0.0.1",
            "POSTGRES_PORT": given.get("port") or str(parts.port or 5432),
            "POSTGRES_USER": parts.username or "postgres",
            "POSTGRES_PASSWORD": parts.password or "none",
        }
    )


def alone(app: Contacts, count: int) -> Leg:
    """One client, one event a commit."""

    def work(number: int) -> None:
        for each in range(number):
            app.change(each)

    return _leg("library, one client", app, count, lambda n: lambda: work(n))


def in_threads(app: Contacts, count: int, threads: int) -> Leg:
    """Many clients, each in a thread of its own, on one store."""

    def work(number: int) -> None:
        for each in range(number):
            app.change(each)

    return _leg("library, threads", app, count, lambda n: all_threads([work] * threads, n))


def in_batches(app: Contacts, count: int, batch: int) -> Leg:
    """One client, `batch` events a commit."""

    def work(number: int) -> None:
        for _ in range(number // batch):
            app.change_many(batch)

    return _leg("library, 1,000 a commit", app, count, lambda n: lambda: work(n))


def _leg(way: str, app: Contacts, count: int, prepare: Callable[[int], Work]) -> Leg:
    return Leg(role=PEER, way=way, count=count, prepare=prepare, done=app.stored)


def _opened(settings: Mapping[str, str]) -> Contacts:
    return Contacts(settings)


def _contact(number: int) -> Contact:
    person = f"p-{number:020d}"
    return Contact("t00000", "officer", f"{number:032d}", person, BOX)
