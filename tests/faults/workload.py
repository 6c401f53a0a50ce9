"""A year in small: commands of several tenants at random on a log, noted as they go.

A note is JSON that another process can read: what was sent, what was answered, and which checkpoint
somebody outside took home. `retell` makes a `Told` of them.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import apsw

from core.log.port import AlreadyDone, Append, NotStored, OutcomeUnknown, Store
from core.log.sqlite import SqliteStore
from core.log.sqlite_file import connect
from tests.faults.oracle import Told, answer_of
from tests.log.facts import append_of

TENANTS = ("isa", "twin", "third")
STREAMS = ("window/1", "person/1")
CHECKPOINTS = (
    apsw.SQLITE_CHECKPOINT_PASSIVE,
    apsw.SQLITE_CHECKPOINT_FULL,
    apsw.SQLITE_CHECKPOINT_RESTART,
    apsw.SQLITE_CHECKPOINT_TRUNCATE,
)
Note = Callable[[bytes], object]


class Sending(NamedTuple):
    """One command: `count` events of `size` bytes from version `first` of a stream."""

    tenant: str
    command: str
    stream: str
    first: int
    count: int
    size: int

    def append(self) -> Append:
        """What is submitted; its bytes name tenant and command."""
        state = f"{self.tenant} {self.command} ".encode().ljust(self.size, b".")
        return append_of(self.tenant, self.stream, self.first, self.count, self.command, state)


def note_sending(note: Note, sending: Sending) -> None:
    """Note a command before it is submitted."""
    note(json.dumps(["send", sending]).encode())


def note_answer(note: Note, sending: Sending, answer: range | BaseException) -> None:
    """Note what the client was told."""
    if isinstance(answer, AlreadyDone):
        answer = range(answer.first, answer.last + 1)
    stored = [answer.start, answer.stop] if isinstance(answer, range) else None
    unknown = isinstance(answer, OutcomeUnknown)
    note(json.dumps(["hear", sending, stored, unknown]).encode())


def note_checkpoint(note: Note, store: Store, tenant: str) -> None:
    """Note the tenant's size and root, as somebody outside would keep them."""
    head = store.head(tenant)
    note(json.dumps(["keep", tenant, head.size, head.root().hex()]).encode())


def retell(told: Told, note: bytes) -> None:
    """Take one note into account."""
    kind, *values = json.loads(note)
    if kind == "keep":
        told.keep(values[0], values[1], bytes.fromhex(values[2]))
        return
    append = Sending(*values[0]).append()
    if kind == "send":
        told.send(append)
    elif values[1] is not None:
        told.hear(append, range(*values[1]))
    else:
        told.hear(append, OutcomeUnknown() if values[2] else NotStored())


class Workload:
    """Does steps at random on a real store; all answers but planned refusals must be positions.

    `opened` opens the log, `fold` has the database copy its WAL into its files.
    """

    def __init__(
        self,
        opened: Callable[[], Store],
        fold: Callable[[], object],
        note: Note,
        rng: Random,
        tenants: Sequence[str] = TENANTS,
    ) -> None:
        self._opened, self._fold, self._note, self._rng = opened, fold, note, rng
        self._tenants = tenants
        self._versions: dict[tuple[str, str], int] = {}
        self._done: list[tuple[Sending, range]] = []
        self._counts: Counter[str] = Counter()
        self._store = opened()

    def run(self, steps: int) -> None:
        """That many steps, then close the log."""
        kinds = {
            self._one: 8, self._group: 3, self._large: 1, self._repeat: 2, self._conflict: 2,
            self._fold: 2, self._reopen: 1, self._take_home: 3,
        }  # fmt: skip
        for step in self._rng.choices(list(kinds), list(kinds.values()), k=steps):
            step()
        self._store.close()

    def _one(self) -> None:
        self._send(self._next(self._rng.randint(1, 3), 60))

    def _group(self) -> None:
        self._send(*(self._next(self._rng.randint(1, 2), 100) for _ in range(4)))

    def _large(self) -> None:
        self._send(self._next(6, 2_500))

    def _send(self, *group: Sending) -> None:
        for sending in group:
            note_sending(self._note, sending)
        futures = [self._store.submit(sending.append()) for sending in group]
        for sending, future in zip(group, futures, strict=True):
            place = future.result(timeout=120)
            note_answer(self._note, sending, place)
            self._done.append((sending, place))

    def _repeat(self) -> None:
        for sending, place in self._rng.sample(self._done, min(1, len(self._done))):
            answer = answer_of(self._store, sending.append())
            assert isinstance(answer, AlreadyDone)
            assert range(answer.first, answer.last + 1) == place

    def _conflict(self) -> None:
        for sending, _ in self._rng.sample(self._done, min(1, len(self._done))):
            late = sending._replace(command=self._name(sending.tenant))
            note_sending(self._note, late)
            note_answer(self._note, late, answer_of(self._store, late.append()))

    def _reopen(self) -> None:
        self._store.close()
        self._store = self._opened()

    def _take_home(self) -> None:
        note_checkpoint(self._note, self._store, self._rng.choice(self._tenants))

    def _next(self, count: int, size: int) -> Sending:
        tenant, stream = self._rng.choice(self._tenants), self._rng.choice(STREAMS)
        first = self._versions.get((tenant, stream), 0) + 1
        self._versions[tenant, stream] = first + count - 1
        return Sending(tenant, self._name(tenant), stream, first, count, size)

    def _name(self, tenant: str) -> str:
        # The same names for every tenant: a mix-up between twins shows as a wrong place.
        self._counts[tenant] += 1
        return f"c{self._counts[tenant]}"


def on_sqlite(
    path: Path, note: Note, rng: Random, *, vfs: str | None = None, tenants: Sequence[str] = TENANTS
) -> Workload:
    """The workload on a SQLite log."""

    def fold() -> None:
        db = connect(path, vfs)
        db.wal_checkpoint(mode=rng.choice(CHECKPOINTS))
        db.close()

    return Workload(lambda: SqliteStore(path, vfs), fold, note, rng, tenants)
