"""A process under the shim in which each call of one kind fails once, or from then on (R5).

Arguments: folder, call, pattern, errno, and the name of a planted defect or "". For each k until
nothing fails any more: a new log, call k fails (or k and all after it), clients hear truthful
answers, everything goes on without a restart, and the power may be cut at any answer that matters.
Prints a JSON object a k.
"""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import apsw
import pytest
from eventsourcing.persistence import PersistenceError

from core.log import sqlite
from core.log.port import Append, NotStored, Outcome, Store
from core.log.sqlite import SqliteStore
from core.log.sqlite_writer import SqliteWriter
from tests.faults.campaign import Dice
from tests.faults.disk import Disk, Op
from tests.faults.native import FOR_EVER, Shim
from tests.faults.oracle import Told, answer_of, faults, settle
from tests.faults.power import judge
from tests.faults.workload import Sending, note_answer, note_checkpoint, note_sending, retell

NUMBERS_MAX = 1_000
A, B = "isa", "twin"
BEFORE = [Sending(tenant, f"before-{n}", "s", n, 1, 50) for tenant in (A, B) for n in (1, 2)]
ONE = Sending(A, "one", "s", 3, 1, 50)
DURING = [
    [ONE],
    [ONE],
    [Sending(B, "two", "s", 3, 2, 50), Sending(A, "two", "s", 4, 1, 50)],
    [Sending(A, "large", "t", 1, 4, 2_500)],
]
AFTER_REOPENING = [[Sending(B, "last", "t", 1, 1, 50)]]


class Hasty(SqliteWriter):
    """The planted defect of one who takes an error from COMMIT for "not stored"."""

    def _resolve(self, group: Sequence[Append], sent: Sequence[Outcome]) -> list[Outcome]:
        assert len(group) == len(sent)
        return [NotStored("surely not") for _ in group]


class Trusting(SqliteWriter):
    """The planted defect of one who believes the second sync, which says yes without writing."""

    def _settle(self, db: apsw.Connection) -> None:
        assert db.filename
        self.unsettled = False


PLANTED: dict[str, type[SqliteWriter]] = {"": SqliteWriter, "hasty": Hasty, "trusting": Trusting}


class Round:
    """One log on which call `number` (to `until`) fails."""

    def __init__(self, folder: Path, shim: Shim) -> None:
        self._folder, self._shim = folder, shim
        self._path = folder / "files" / "log.db"
        self._begun = shim.recorded_bytes
        self._store: Store | None = SqliteStore(self._path)
        self._notes: list[bytes] = []

    def play(self, fault: tuple[str, str, int], number: int, until: int) -> list[str]:
        """What is wrong, if anything."""
        self._send([[each] for each in BEFORE])
        assert self._store is not None
        note_checkpoint(self._note, self._store, A)
        call, pattern, error = fault
        self._shim.fail(call, pattern, number, error=error, until=until)
        self._send(DURING)
        self._reopen()
        self._send(AFTER_REOPENING)
        self._shim.mend()
        return self._judged()

    def _judged(self) -> list[str]:
        told = Told()
        for note in self._notes:
            retell(told, note)
        store = self._store or SqliteStore(self._path)
        found = faults(store, told) + settle(store, told)
        store.close()
        return found + self._powerless()

    def _powerless(self) -> list[str]:
        ops = list(self._shim.ops(self._begun))
        disks = [Disk()]
        if any(op.kind == "failed" for op in ops):
            disks.append(Disk(forgetful=True))
        return [found for disk in disks for found in self._cut(ops, disk, always=len(disks) == 2)]

    def _cut(self, ops: list[Op], disk: Disk, *, always: bool) -> list[str]:
        told, rng = Told(), Dice(len(ops))
        found: list[str] = []
        for op in ops:
            if op.kind != "note":
                disk.apply(op._replace(name=op.name.rpartition("/")[2]))
                continue
            retell(told, op.data)
            kind, *values = json.loads(op.data)
            if kind == "hear" and (always or values[1] is None):
                for state in disk.states(rng, 1):
                    found += judge(state, self._folder / "state", told, settled=True)
        return found

    def _send(self, groups: list[list[Sending]]) -> None:
        for group in groups if self._store else ():
            for sending in group:
                note_sending(self._note, sending)
                note_answer(self._note, sending, answer_of(self._store, sending.append()))

    def _reopen(self) -> None:
        assert self._store is not None
        self._store.close()
        self._store = None
        try:
            self._store = SqliteStore(self._path)
        except PersistenceError:
            return

    def _note(self, data: bytes) -> None:
        self._notes.append(data)
        self._shim.note(data)


def main() -> None:
    """Every k, once and for ever."""
    folder = Path(sys.argv[1])
    fault = sys.argv[2], sys.argv[3], int(sys.argv[4])
    planted = sys.argv[5]
    with ExitStack() as held:
        shim = held.enter_context(Shim(Path(os.environ["LD_PRELOAD"]), folder / "files", folder))
        patch = held.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(sqlite, "SqliteWriter", PLANTED[planted])
        for until in (0, FOR_EVER):
            for number in range(NUMBERS_MAX):
                (folder / "files").mkdir()
                found = Round(folder, shim).play(fault, number, max(number, until))
                told = {"number": number, "failed": shim.failed, "found": found}
                sys.stdout.write(json.dumps(told) + "\n")
                shutil.rmtree(folder / "files")
                if not shim.failed or (found and planted):
                    break


if __name__ == "__main__":
    main()
