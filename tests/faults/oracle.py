"""The oracle: what must hold in a log that is opened after any fault, and who says it does not.

O1 what was acknowledged is there, once, with its bytes. O2 what was not is absent or whole, never
twice, and what was refused for good never comes back. O3 positions 1..n, each stream and the Merkle
root follow from the stored bytes and extend the checkpoint held outside. O4, views, is judged by
`views_oracle`, which folds afresh and compares.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from eventsourcing.persistence import PersistenceError

from core.audit.entry import encode
from core.audit.merkle import Edge, leaf_hash
from core.log.port import AlreadyDone, Append, Conflict, NotStored, OutcomeUnknown, Row, Store
from tests.log.facts import append_of

Command = tuple[str, str]
"""Tenant and command id."""

Events = tuple[tuple[str, int, str, bytes], ...]
"""Stream, version, topic and state of each event."""

UNREADABLE = (PersistenceError, ValueError, TypeError, AttributeError)
"""How a damaged store shows when it is read: an error, or a value that no row can hold."""


class Sent(NamedTuple):
    """An append, and those of its events that belong to one command."""

    append: Append
    events: Events


class Told:
    """What clients sent and were told, and the checkpoints that somebody outside kept.

    A command may be sent again with other events, after a conflict: any of them may be stored.
    """

    def __init__(self) -> None:
        self.sent: dict[Command, list[Sent]] = defaultdict(list)
        self.acknowledged: dict[Command, range] = {}
        self.refused: set[Command] = set()
        self.outside: dict[str, tuple[int, bytes]] = {}

    def send(self, append: Append) -> None:
        """Note an append before it is submitted; each of its events belongs to a command."""
        assert append.commands, "the oracle follows commands"
        start = 0
        for mark in append.commands:
            events = tuple(event[:4] for event in append.events[start : start + mark.count])
            command = append.tenant, mark.command_id
            self.sent[command].append(Sent(append, events))
            self.refused.discard(command)
            start += mark.count

    def hear(self, append: Append, answer: range | BaseException) -> None:
        """Note an answer: positions, or the error that was raised. `Conflict` and `NotStored`
        refuse for good unless the command is sent again; any other surprise is raised."""
        commands = [(append.tenant, mark.command_id) for mark in append.commands]
        if isinstance(answer, range):
            start = answer.start
            for command, mark in zip(commands, append.commands, strict=True):
                self._acknowledge(command, range(start, start + mark.count))
                start += mark.count
        elif isinstance(answer, AlreadyDone):
            command = append.tenant, answer.command_id
            self._acknowledge(command, range(answer.first, answer.last + 1))
        elif isinstance(answer, Conflict | NotStored):
            self.refused.update(set(commands) - set(self.acknowledged))
        elif not isinstance(answer, OutcomeUnknown):
            raise answer

    def keep(self, tenant: str, size: int, root: bytes) -> None:
        """Note a checkpoint held outside; the last one counts."""
        self.outside[tenant] = size, root

    def copy(self) -> "Told":
        """The same, to be gone on with apart."""
        other = Told()
        other.sent.update({command: list(sent) for command, sent in self.sent.items()})
        other.acknowledged.update(self.acknowledged)
        other.refused.update(self.refused)
        other.outside.update(self.outside)
        return other

    @property
    def tenants(self) -> set[str]:
        """Everybody who sent a command."""
        return {tenant for tenant, _ in self.sent}

    @property
    def open(self) -> list[Command]:
        """Commands whose outcome nobody was told, in the order they were sent."""
        closed = self.acknowledged.keys() | self.refused
        return [command for command in self.sent if command not in closed]

    def _acknowledge(self, command: Command, place: range) -> None:
        self.refused.discard(command)
        self.acknowledged.setdefault(command, place)


def faults(store: Store, told: Told) -> list[str]:
    """What is wrong in a store opened after a fault, one sentence each; empty if all is well."""
    try:
        heads = store.heads()
        found = [f"{tenant}: nobody sent it anything" for tenant in heads.keys() - told.tenants]
        for tenant in sorted(told.tenants):
            found += _faults_of(store, tenant, heads.get(tenant, 0), told)
    except UNREADABLE as error:
        return [f"unreadable: {error!r}"]
    return found


def _faults_of(store: Store, tenant: str, listed: int, told: Told) -> Iterator[str]:
    head = store.head(tenant)
    rows = store.page(tenant, 0, max(head.size, listed) + 1_000)
    edge, kept = _climb(rows, told.outside.get(tenant, (0, b""))[0])
    if [row.position for row in rows] != list(range(1, len(rows) + 1)):
        yield f"{tenant}: positions are not 1..{len(rows)}"
    if (head.size, head.edge) != (edge.size, edge.pack()) or listed != head.size:
        yield f"{tenant}: head says {head.size} (listed {listed}), rows make {edge.size} or differ"
    if tenant in told.outside and kept != told.outside[tenant]:
        yield f"{tenant}: does not extend the checkpoint at {told.outside[tenant][0]}"
    yield from _stream_faults(store, tenant, rows)
    yield from _command_faults(store, tenant, rows, told)


def _climb(rows: Sequence[Row], stop: int) -> tuple[Edge, tuple[int, bytes]]:
    """The edge over all rows, and size and root it had on the way at `stop`."""
    edge = Edge()
    kept = 0, edge.root()
    for row in rows:
        edge.add(leaf_hash(encode(*row[1:])))
        if edge.size == stop:
            kept = stop, edge.root()
    return edge, kept


def _stream_faults(store: Store, tenant: str, rows: Iterable[Row]) -> Iterator[str]:
    streams: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        streams[row.stream].append(row)
    for name, of_stream in streams.items():
        by_version = sorted(of_stream, key=lambda row: row.version)
        if store.stream(tenant, name) != by_version:
            yield f"{tenant}: stream {name} reads otherwise than the log"


def _command_faults(store: Store, tenant: str, rows: Sequence[Row], told: Told) -> Iterator[str]:
    owners = [0] * len(rows)
    for command, sent in told.sent.items():
        if command[0] != tenant:
            continue
        place = store.find_command(*command)
        if place is None:
            if command in told.acknowledged:
                yield f"{tenant}: acknowledged {command[1]} is lost"
            continue
        first, last = place
        if command in told.refused:
            yield f"{tenant}: refused {command[1]} is stored"
        if told.acknowledged.get(command, range(first, last + 1)) != range(first, last + 1):
            yield f"{tenant}: {command[1]} is at {first}, acknowledged elsewhere"
        stored = tuple(row[1:] for row in rows[first - 1 : last])
        if all(stored != each.events for each in sent):
            yield f"{tenant}: the events of {command[1]} are not those sent"
        for position in range(first, min(last, len(rows)) + 1):
            owners[position - 1] += 1
    yield from (
        f"{tenant}: position {number} belongs to {count} commands"
        for number, count in enumerate(owners, 1)
        if count != 1
    )


def settle(store: Store, told: Told) -> list[str]:
    """What is wrong after clients went on: each asks for its open command again, one sends another.

    All of it is noted in `told`.
    """
    again = [told.sent[command][-1].append for command in told.open]
    new = f"afterwards-{len(told.sent)}"
    fresh = [append_of(tenant, new, command_id=new) for tenant in sorted(told.tenants)]
    for append in (*again, *fresh):
        told.send(append)
        told.hear(append, answer_of(store, append))
    left = [f"{tenant}: {command} stays unknown" for tenant, command in told.open]
    stopped = [append.tenant for append in fresh if (append.tenant, new) not in told.acknowledged]
    return [*left, *(f"{tenant}: takes no more" for tenant in stopped), *faults(store, told)]


def answer_of(store: Store, append: Append) -> range | BaseException:
    """What the store answers to the append, an error as a value."""
    try:
        return store.submit(append).result(timeout=120)
    except PersistenceError as error:
        return error
