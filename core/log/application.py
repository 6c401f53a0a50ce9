"""One tenant's log as an ordinary `eventsourcing` application of facts (design.md part 4)."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from eventsourcing.application import Application
from eventsourcing.persistence import Notification
from eventsourcing.utils import Environment, EnvType

from core.audit import entry
from core.event import Fact
from core.log import bundle, memory, sqlite
from core.log.port import CommandMark, Head
from core.log.recorder import TenantRecorder

MEMORY = "memory:"
ENTRIES_A_PAGE = 1_000
FACTS_A_PAGE = 1_000


class TenantApplication(Application[str]):
    """Reads and appends one tenant's facts. Made by `open_application`; owns no thread."""

    name = "daicho"
    env: ClassVar[dict[str, str]] = {
        "MAPPER_TOPIC": "core.log.mapper:FactMapper",
        "ORIGINATOR_ID_TYPE": "text",
    }

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """The given settings and ours; never the environment of the process."""
        return Environment(name, {**type(self).env, **(env or {})})

    @property
    def records(self) -> TenantRecorder:
        """The recorder, by its own type."""
        assert isinstance(self.recorder, TenantRecorder)
        return self.recorder

    @property
    def tenant(self) -> str:
        """The tenant whose log this is."""
        return self.records.tenant

    def facts(
        self, start: int, limit: int, stop: int | None = None, topics: Sequence[str] = ()
    ) -> list[Fact]:
        """Up to `limit` facts at positions `start` to `stop` (included), of `topics` if any."""
        found = self.records.select_notifications(start, limit, stop, topics)
        return [self._fact(notification) for notification in found]

    def walk(
        self, stop: int | None = None, topics: Sequence[str] = (), start: int = 1
    ) -> Iterator[Fact]:
        """Every fact at positions `start` to `stop` (included), of `topics` if any, in pages."""
        while page := self.facts(start, FACTS_A_PAGE, stop, topics):
            yield from page
            start = page[-1].position + 1

    def stream(self, name: str) -> list[Fact]:
        """All facts of one stream, by version, each with its position."""
        return [
            self._fact(notification) for notification in self.records.stream_notifications(name)
        ]

    def entries(self, stop: int | None = None) -> Iterator[bytes]:
        """Canonical entries in order of position, up to `stop`: what leaves and bundles hold."""
        after = 0
        while page := self.records.select_notifications(
            after, ENTRIES_A_PAGE, stop, inclusive_of_start=False
        ):
            for row in page:
                name = str(row.originator_id)
                yield entry.encode(name, row.originator_version, row.topic, row.state)
            after = page[-1].id

    def append(
        self,
        facts: Sequence[Fact],
        commands: Sequence[CommandMark],
        guards: Sequence[tuple[str, int]] = (),
    ) -> list[int]:
        """Store all facts in one commit, or none; their positions. `guards` are (stream, version)
        that were read and must be the latest still.

        Raises `AlreadyDone`, `Conflict`, `NotStored`, `OutcomeUnknown`; `Refused` for a fact that
        is too large.
        """
        assert all(fact.envelope.tenant == self.tenant for fact in facts), "another tenant's fact"
        recordings = self.save(*facts, commands=commands, guards=guards)
        return [recording.notification.id for recording in recordings]

    def find_command(self, command_id: str) -> tuple[int, int] | None:
        """First and last position of a recorded command's facts (last < first if it had none)."""
        return self.records.find_command(command_id)

    def head(self) -> Head:
        """Size and Merkle edge of the log."""
        return self.records.head()

    def _fact(self, notification: Notification) -> Fact:
        fact = self.mapper.to_domain_event(notification)
        assert isinstance(fact, Fact)
        return fact


def open_application(tenant: str, location: str) -> TenantApplication:
    """The log of `tenant` at `location`: `memory:NAME`, or a SQLite file, made if absent."""
    if location.startswith(MEMORY):
        place = {"PERSISTENCE_MODULE": "core.log.memory", "MEMORY_NAME": location[len(MEMORY) :]}
    else:
        place = {"PERSISTENCE_MODULE": "core.log.sqlite", "SQLITE_DBNAME": location}
    return TenantApplication({**place, "TENANT": tenant})


def open_bundle(path: Path) -> TenantApplication:
    """The log in a bundle, read only, under its own tenant; `Invalid` for bad bytes."""
    place = {"PERSISTENCE_MODULE": "core.log.bundle", "BUNDLE_PATH": str(path)}
    return TenantApplication({**place, "TENANT": bundle.tenant_of(path)})


def heads(location: str) -> dict[str, int]:
    """Tenant -> number of events, for every tenant at `location` that has any; one query."""
    if location.startswith(MEMORY):
        return memory.open_store(location[len(MEMORY) :]).heads()
    return sqlite.open_store(Path(location)).heads()


def close_location(location: str) -> None:
    """Answer what is queued, release files and threads; applications on it are void."""
    if location.startswith(MEMORY):
        memory.close_store(location[len(MEMORY) :])
    else:
        sqlite.close_store(Path(location))
