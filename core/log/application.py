"""One tenant's log as an ordinary `eventsourcing` application of facts (design.md part 4)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from importlib import import_module
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar, TypeVar

from eventsourcing.application import Application
from eventsourcing.utils import Environment, EnvType

from core.audit import entry
from core.errors import Invalid
from core.event import Fact, Stored, Unreadable, decode, encode, facts_of
from core.log import bundle, memory, sqlite
from core.log.days import Days, envelopes
from core.log.port import POSITION_MAX, Append, CommandMark, Head, Store, new_append
from core.log.recorder import TenantRecorder
from core.parts import Reader, S

MEMORY = "memory:"
POSTGRES = ("postgresql://", "postgres://")
R = TypeVar("R", bound=tuple[Any, ...])


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
        return list(chain.from_iterable(map(facts_of, self._pages(start, stop, topics, limit))))

    def readable(
        self, start: int, limit: int, stop: int | None = None, topics: Sequence[str] = ()
    ) -> list[Fact | Unreadable]:
        """As `facts`, with an `Unreadable` in the place of each event that cannot be decoded."""
        return list(chain.from_iterable(map(_readable, self._pages(start, stop, topics, limit))))

    def walk(
        self, stop: int | None = None, topics: Sequence[str] = (), start: int = 1
    ) -> Iterator[Fact]:
        """Every fact at positions `start` to `stop` (included), of `topics` if any, in pages."""
        return chain.from_iterable(map(facts_of, self._pages(start, stop, topics)))

    def parts(
        self, reader: Reader[S], stop: int | None = None, start: int = 1
    ) -> Iterator[tuple[int, S]]:
        """As `walk`, of the reader's topics and only the fields it wants, each with its position.

        One topic alone is read the fastest.
        """
        if len(reader.topics) == 1:
            [topic] = reader.topics
            pages = self._states(start, stop, topic)
            return chain.from_iterable(reader.events(topic, page) for page in pages)
        rows = chain.from_iterable(self._pages(start, stop, reader.topics))
        return ((row[0], reader.read(*row[3:]).event) for row in rows)

    def stream(
        self,
        name: str,
        *,
        after: int | None = None,
        to_version: int | None = None,
        until: int | date | None = None,
    ) -> list[Fact]:
        """The facts of one stream, by version, each with its position: all of them, those after and
        up to a version, or those recorded `until` a position or the end of a day in Japan."""
        last = self.position_on(until) if isinstance(until, date) else until
        rows = self.store.stream(self.tenant, name, gt=after, lte=to_version)
        return list(facts_of(row for row in rows if last is None or row.position <= last))

    def entries(self, stop: int | None = None, start: int = 1) -> Iterator[bytes]:
        """Canonical entries at positions `start` to `stop` (included): what leaves and bundles
        hold."""
        for page in self._pages(start, stop):
            for row in page:
                yield entry.encode(*row[1:])

    def position_on(self, day: date) -> int:
        """The last position that counts as of `day`; the first call reads the whole log once, and
        further ones what is new. Views have the same kept: `projections.recorded_days`."""
        days, reader = self._days, envelopes()
        for page in self._pages(days.seen + 1, stop=None):
            for position, _, _, topic, state in page:
                days.learn(position, reader.read(topic, state).envelope.recorded_at)
        return days.last_of(day)

    @property
    def store(self) -> Store:
        """Where the log is kept, with those of other tenants."""
        return self.records.store

    def prepared(
        self,
        facts: Sequence[Fact],
        commands: Sequence[CommandMark],
        guards: Sequence[tuple[str, int]] = (),
    ) -> Append:
        """All facts as one commit, for the store. `guards` are (stream, version) that were read and
        must be the latest still. `Refused` for a fact that is too large.
        """
        rows = []
        for fact in facts:
            assert fact.envelope.tenant == self.tenant, "another tenant's fact"
            rows.append((fact.stream, fact.version, fact.event.topic, encode(fact)))
        return new_append(self.tenant, rows, commands, guards)

    def append(
        self,
        facts: Sequence[Fact],
        commands: Sequence[CommandMark],
        guards: Sequence[tuple[str, int]] = (),
    ) -> range:
        """Store all facts in one commit, or none; their positions. Errors as `prepared`, and
        `AlreadyDone`, `Conflict`, `NotStored` or `OutcomeUnknown`."""
        return self.store.append(self.prepared(facts, commands, guards))

    def find_command(self, command_id: str) -> tuple[int, int] | None:
        """First and last position of a recorded command's facts (last < first if it had none)."""
        return self.records.find_command(command_id)

    def head(self) -> Head:
        """Size and Merkle edge of the log."""
        return self.records.head()

    def head_with(self, position: int) -> Head:
        """A head that holds `position`, an acknowledged one; see `Store.head_with`."""
        return self.store.head_with(self.tenant, position)

    @cached_property
    def _days(self) -> Days:
        return Days()

    def _pages(
        self, start: int, stop: int | None, topics: Sequence[str] = (), limit: int = POSITION_MAX
    ) -> Iterator[Sequence[Stored]]:
        def read(after: int, most: int) -> Sequence[Stored]:
            return self.store.scan(self.tenant, after, most, _upto(stop), topics)

        return _in_pages(read, start, limit, self.store.rows_at_once)

    def _states(
        self, start: int, stop: int | None, topic: str
    ) -> Iterator[Sequence[tuple[int, bytes]]]:
        def read(after: int, most: int) -> Sequence[tuple[int, bytes]]:
            return self.store.states(self.tenant, after, most, _upto(stop), topic)

        return _in_pages(read, start, POSITION_MAX, self.store.rows_at_once)


def open_application(tenant: str, location: str) -> TenantApplication:
    """The log of `tenant` at `location`: `memory:NAME`, a `postgresql://` URL, or the path of a
    SQLite file, made if absent."""
    if location.startswith(MEMORY):
        place = {"PERSISTENCE_MODULE": "core.log.memory", "MEMORY_NAME": location[len(MEMORY) :]}
    elif location.startswith(POSTGRES):
        place = {"PERSISTENCE_MODULE": "core.log.postgres", "DATABASE_URL": location}
    else:
        place = {"PERSISTENCE_MODULE": "core.log.sqlite", "SQLITE_DBNAME": location}
    return TenantApplication({**place, "TENANT": tenant})


def open_bundle(path: Path) -> TenantApplication:
    """The log in a bundle, read only, under its own tenant; `Invalid` for bad bytes."""
    place = {"PERSISTENCE_MODULE": "core.log.bundle", "BUNDLE_PATH": str(path)}
    return TenantApplication({**place, "TENANT": bundle.tenant_of(path)})


def heads(location: str) -> dict[str, int]:
    """Tenant -> number of events, for every tenant at `location` that has any; one query."""
    return _store(location).heads()


def pulse(location: str) -> object:
    """See `Store.pulse`: whether it is worth asking for `heads` again."""
    return _store(location).pulse()


def close_location(location: str) -> None:
    """Answer what is queued, release files and threads; applications on it are void."""
    if location.startswith(MEMORY):
        memory.close_store(location[len(MEMORY) :])
    elif location.startswith(POSTGRES):
        _postgres().close_store(location)
    else:
        sqlite.close_store(Path(location))


def _store(location: str) -> Store:
    if location.startswith(MEMORY):
        return memory.open_store(location[len(MEMORY) :])
    if location.startswith(POSTGRES):
        store: Store = _postgres().open_store(location)
        return store
    return sqlite.open_store(Path(location))


def _upto(stop: int | None) -> int:
    return POSITION_MAX if stop is None else stop


def _in_pages(
    read: Callable[[int, int], Sequence[R]], start: int, limit: int, most: int
) -> Iterator[Sequence[R]]:
    """Pages of up to `most` rows from position `start` on, `limit` rows in all; a row begins with
    its position. A page that is not full is the last one."""
    after = start - 1
    while (asked := min(limit, most)) > 0 and (page := read(after, asked)):
        yield page
        limit -= asked
        if len(page) < asked:
            return
        after = page[-1][0]


def _readable(rows: Sequence[Stored]) -> list[Fact | Unreadable]:
    try:
        return list(facts_of(rows))
    except Invalid:
        return [_fact_or_why_not(row) for row in rows]


def _fact_or_why_not(row: Stored) -> Fact | Unreadable:
    position, stream, version, topic, state = row
    try:
        return decode(stream, version, topic, state, position)
    except Invalid as error:
        return Unreadable(position, stream, version, topic, str(error))


def _postgres() -> ModuleType:
    """The store's module, loaded when needed: psycopg takes a quarter of a second."""
    return import_module("core.log.postgres")
