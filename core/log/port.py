"""The port: what a store is asked, and the outcomes of an append (design.md part 4)."""

import os
from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import NamedTuple

from eventsourcing.persistence import IntegrityError, OperationalError, PersistenceError

from core.audit import entry
from core.audit.merkle import Edge, leaf_hash
from core.errors import refuse
from core.event import Stored

POSITION_MAX = 2**63 - 1
NUL = "a name with NUL, which PostgreSQL cannot hold"


@dataclass(frozen=True, slots=True)
class CommandMark:
    """In one append, commands stand in order, each with how many of the events are its own."""

    command_id: str
    count: int


class Row(NamedTuple):
    """One event as stored, at its position in the tenant's log."""

    position: int
    stream: str
    version: int
    topic: str
    state: bytes


class NewEvent(NamedTuple):
    """One event on its way into the log; `leaf` is the hash of its canonical entry."""

    stream: str
    version: int
    topic: str
    state: bytes
    leaf: bytes


class Append(NamedTuple):
    """All events of one commit of one tenant and the commands they answer: stored whole or not.

    `guards` are (stream, version) that were read for the decision and must be the latest still.
    """

    tenant: str
    events: tuple[NewEvent, ...]
    commands: tuple[CommandMark, ...] = ()
    guards: tuple[tuple[str, int], ...] = ()


class Head(NamedTuple):
    """How many events a tenant's log has, and the packed right edge of its Merkle tree."""

    size: int = 0
    edge: bytes = b""

    def root(self) -> bytes:
        """Root hash over all events (RFC 6962 section 2.1)."""
        return Edge(self.size, self.edge).root()


class AlreadyDone(IntegrityError):
    """Refused: the command was recorded before, with events `first`..`last` (may be none)."""

    def __init__(self, command_id: str, first: int, last: int) -> None:
        super().__init__("command recorded before")
        self.command_id, self.first, self.last = command_id, first, last


class Conflict(IntegrityError):
    """Refused: the stream has an event of that version already; load it again and decide again.

    Also where the stream was only read, and has moved on since.
    """

    def __init__(self, stream: str, version: int) -> None:
        super().__init__("stream has moved on")
        self.stream, self.version = stream, version


class NotStored(OperationalError):
    """Refused by circumstances (lock, disk, shutdown): nothing of the append is in the log."""


class OutcomeUnknown(PersistenceError):
    """Nobody can say now whether the append is stored: send the same command again."""


class OpenedElsewhere(PersistenceError):
    """The process that opened the log has forked, and this is the child."""


LogError = PersistenceError
"""Whatever goes wrong between us and what holds the log."""

Outcome = range | PersistenceError
"""Positions of an append's events (an empty range still has its start), or why there are none."""


def new_append(
    tenant: str,
    events: Sequence[tuple[str, int, str, bytes]],
    commands: Sequence[CommandMark] = (),
    guards: Sequence[tuple[str, int]] = (),
) -> Append:
    """An append of (stream, version, topic, state) events; `Refused` if one is too large."""
    marks = tuple(commands)
    names = [tenant, *(mark.command_id for mark in marks), *(stream for stream, _ in guards)]
    assert not any("\0" in name for name in names), NUL
    assert not marks or sum(mark.count for mark in marks) == len(events), "marks miss events"
    assert len({mark.command_id for mark in marks}) == len(marks), "a command twice in one append"
    return Append(tenant, tuple(_hashed(*event) for event in events), marks, tuple(guards))


def _hashed(stream: str, version: int, topic: str, state: bytes) -> NewEvent:
    assert "\0" not in stream, NUL
    assert "\0" not in topic, NUL
    try:
        raw = entry.encode(stream, version, topic, state)
    except entry.BadEntry:
        raise refuse(
            "log.entry_too_large",
            f"一つの記録は{entry.ENTRY_BYTES_MAX:,}バイトまでです。"
            "長い内容はファイルとして添付してください。",
            f"One record holds at most {entry.ENTRY_BYTES_MAX:,} bytes. "
            "Attach long content as a file.",
        ) from None
    return NewEvent(stream, version, topic, state, leaf_hash(raw))


class Store(ABC):
    """A log of many tenants. Everything but `heads` is about one tenant and sees no other.

    `reads_at_once` holds where reading a stream waits for no other machine. `rows_at_once` is how
    many rows of a long log are best asked for together.
    """

    reads_at_once = True
    rows_at_once = 1_000

    def __init__(self) -> None:
        self._process = os.getpid()

    def check_process(self) -> None:
        """Raise `OpenedElsewhere` in a forked child: file locks do not survive a fork."""
        if os.getpid() != self._process:
            raise OpenedElsewhere("log was opened before the fork: open it in the child only")

    @abstractmethod
    def submit(self, append: Append) -> Future[range]:
        """Queue the append; the future gives its positions, or raises one of the errors above."""

    def append(self, append: Append) -> range:
        """As `submit`, and wait for the positions."""
        return self.submit(append).result()

    @abstractmethod
    def page(
        self,
        tenant: str,
        after: int,
        limit: int,
        upto: int = POSITION_MAX,
        topics: Sequence[str] = (),
    ) -> list[Row]:
        """Up to `limit` events with after < position <= upto, of `topics` if any, by position."""

    def scan(
        self,
        tenant: str,
        after: int,
        limit: int,
        upto: int = POSITION_MAX,
        topics: Sequence[str] = (),
    ) -> Sequence[Stored]:
        """As `page`, as plain tuples where that is cheaper: for who takes all of them apart."""
        return self.page(tenant, after, limit, upto, topics)

    def states(
        self, tenant: str, after: int, limit: int, upto: int, topic: str
    ) -> list[tuple[int, bytes]]:
        """As `page`, of one topic, position and state alone."""
        rows = self.page(tenant, after, limit, upto, (topic,))
        return [(row.position, row.state) for row in rows]

    @abstractmethod
    def stream(
        self,
        tenant: str,
        stream: str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[Row]:
        """Events of one stream with gt < version <= lte, by version."""

    @abstractmethod
    def find_command(self, tenant: str, command_id: str) -> tuple[int, int] | None:
        """First and last position of a recorded command's events (last < first if it had none).

        `OutcomeUnknown` while the store has not recovered from a failure.
        """

    @abstractmethod
    def head(self, tenant: str) -> Head:
        """The tenant's size and edge; the empty head if it has no event."""

    def head_with(self, tenant: str, position: int) -> Head:
        """A head that holds an acknowledged position, perhaps not the latest: what the writer
        remembers of its last commit, where it can."""
        assert position >= 0
        return self.head(tenant)

    @abstractmethod
    def heads(self) -> dict[str, int]:
        """Tenant -> size, for every tenant that has events."""

    def pulse(self) -> object:
        """What differs from the answer before, in the same thread, if any log has grown meanwhile;
        None where it would cost as much as `heads`."""
        return None

    @abstractmethod
    def close(self) -> None:
        """Finish what is queued, release files and threads; refuse work afterwards."""
