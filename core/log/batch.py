"""Places appends in a transaction: idempotence, versions, dense positions, Merkle edge."""

from collections.abc import Iterable
from typing import Protocol

from core.audit.merkle import Edge
from core.log.port import AlreadyDone, Append, CommandMark, Conflict, Head, Outcome


class Inside(Protocol):
    """What a batch asks the store; the answers must hold until the transaction ends."""

    def head(self, tenant: str) -> Head:
        """The tenant's head row."""

    def find_command(self, tenant: str, command_id: str) -> tuple[int, int] | None:
        """First and last position of a recorded command."""

    def versions(self, tenant: str, stream: str, low: int, high: int) -> Iterable[int]:
        """The versions of the stream from `low` to `high` that exist."""


class Batch:
    """The rows a transaction will write. A refused append adds none, so it harms only itself.

    A `hopeful` one does not ask whether a command or a version is there already: it saves a query
    an event, most appends being new. Where it refuses any append, or a unique key of the tables
    objects, the group is placed again by one that asks. What was only read has no key, so is asked
    in any case.
    """

    def __init__(self, inside: Inside, *, hopeful: bool = False) -> None:
        self._inside, self._hopeful = inside, hopeful
        self._edges: dict[str, Edge] = {}
        self._versions: set[tuple[str, str, int]] = set()
        self._commands: dict[tuple[str, str], tuple[int, int]] = {}
        self.events: list[tuple[str, int, str, int, str, bytes]] = []

    def place(self, append: Append) -> Outcome:
        """Give the append its positions, or say why it is refused."""
        refused = self._already_done(append) or self._moved_on(append) or self._conflict(append)
        if refused is not None:
            return refused
        edge = self._edge(append.tenant)
        start = edge.size + 1
        for event in append.events:
            edge.add(event.leaf)
            self.events.append((append.tenant, edge.size, *event[:4]))
            self._versions.add((append.tenant, event.stream, event.version))
        self._mark(append.tenant, append.commands, start)
        return range(start, edge.size + 1)

    @property
    def commands(self) -> list[tuple[str, str, int, int]]:
        """Rows of the command table: tenant, command id, first, last."""
        return [(*key, *places) for key, places in self._commands.items()]

    @property
    def heads(self) -> list[tuple[str, int, bytes]]:
        """Rows of the head table that change: tenant, size, edge."""
        grown = {row[0] for row in self.events}
        return [(tenant, self._edges[tenant].size, self._edges[tenant].pack()) for tenant in grown]

    def _edge(self, tenant: str) -> Edge:
        if tenant not in self._edges:
            self._edges[tenant] = Edge(*self._inside.head(tenant))
        return self._edges[tenant]

    def _mark(self, tenant: str, marks: tuple[CommandMark, ...], first: int) -> None:
        for mark in marks:
            self._commands[tenant, mark.command_id] = (first, first + mark.count - 1)
            first += mark.count

    def _already_done(self, append: Append) -> AlreadyDone | None:
        for mark in append.commands:
            key = append.tenant, mark.command_id
            places = self._commands.get(key)
            if places is None and not self._hopeful:
                places = self._inside.find_command(*key)
            if places is not None:
                return AlreadyDone(mark.command_id, *places)
        return None

    def _moved_on(self, append: Append) -> Conflict | None:
        for stream, version in append.guards:
            following = version + 1
            stored = self._inside.versions(append.tenant, stream, following, following)
            if (append.tenant, stream, following) in self._versions or any(stored):
                return Conflict(stream, following)
        return None

    def _conflict(self, append: Append) -> Conflict | None:
        wanted: dict[str, set[int]] = {}
        for event in append.events:
            versions = wanted.setdefault(event.stream, set())
            key = append.tenant, event.stream, event.version
            if event.version in versions or key in self._versions:
                return Conflict(event.stream, event.version)
            versions.add(event.version)
        return None if self._hopeful else self._stored(append.tenant, wanted)

    def _stored(self, tenant: str, wanted: dict[str, set[int]]) -> Conflict | None:
        for stream, versions in wanted.items():
            stored = self._inside.versions(tenant, stream, min(versions), max(versions))
            for version in versions.intersection(stored):
                return Conflict(stream, version)
        return None
