"""Power cuts on a SQLite log: every state that a record of writes may leave, opened and judged."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from random import Random

import apsw
import pytest

from core.errors import Refused
from core.log import sqlite, sqlite_file, sqlite_writer
from core.log.sqlite import SqliteStore
from tests.faults import workload
from tests.faults.campaign import seeds
from tests.faults.disk import Disk, Op, State, write_state
from tests.faults.oracle import UNREADABLE, Told, faults, settle
from tests.faults.recording_vfs import VOLATILE
from tests.faults.workload import retell

LOSS = ("is lost", "does not extend")
MIXTURES = 4
SETTLED_EVERY = 10


class Tally:
    """How many states were judged, and what was found wrong in how many of them."""

    def __init__(self) -> None:
        self.states = 0
        self.lost = 0
        self.broken = 0
        self.examples: Counter[str] = Counter()

    def take(self, found: list[str]) -> None:
        """Count one state: `lost` if it is only too short, `broken` if it is wrong in itself."""
        self.states += 1
        if found:
            short = all(fault.endswith(LOSS[0]) or LOSS[1] in fault for fault in found)
            self.lost += short
            self.broken += not short
            self.examples[found[0]] += 1

    def add(self, other: "Tally") -> "Tally":
        """Take another tally into this one."""
        self.states += other.states
        self.lost += other.lost
        self.broken += other.broken
        self.examples.update(other.examples)
        return self

    @property
    def figures(self) -> dict[str, object]:
        """For the report."""
        return {"states": self.states, "lost": self.lost, "broken": self.broken}


@contextmanager
def synchronous(level: str) -> Iterator[None]:
    """The planted defect: inside, connections sync as little as this SQLite setting says."""

    def connect(path: Path, vfs: str | None = None, *, readonly: bool = False) -> apsw.Connection:
        db = sqlite_file.connect(path, vfs, readonly=readonly)
        db.pragma("synchronous", level)
        return db

    with pytest.MonkeyPatch.context() as patch:
        for module in (sqlite, sqlite_writer, workload):
            patch.setattr(module, "connect", connect)
        yield


def cut_power(ops: Iterable[Op], folder: Path, rng: Random, most: int) -> Tally:
    """Cut the power after each operation, open each state it leaves, and judge; `most` states."""
    disk, told, tally = Disk(), Told(), Tally()
    for op in ops:
        if op.kind == "note":
            retell(told, op.data)
        elif not op.name.endswith(VOLATILE):
            disk.apply(op)
        for state in disk.states(rng, MIXTURES):
            if tally.states == most:
                return tally
            settled = tally.states % SETTLED_EVERY == 0
            tally.take(judge(state, folder / "state", told, settled=settled))
    return tally


def judge(state: State, folder: Path, told: Told, *, settled: bool) -> list[str]:
    """What is wrong in a state, opened by the real store; `settled`: also after it went on."""
    folder.mkdir()
    write_state(state, folder)
    try:
        store = SqliteStore(folder / "log.db")
        try:
            return faults(store, told) or (settle(store, told.copy()) if settled else [])
        finally:
            store.close()
    except (*UNREADABLE, Refused, apsw.Error) as error:
        return [f"will not open: {error!r}"]
    finally:
        shutil.rmtree(folder)


def campaign(part: Callable[[int, int], Tally], states: int, states_a_part: int) -> Tally:
    """So many states, in parts of a seed each, on two processes; `part` takes count and seed."""
    parts = max(2, states // states_a_part)
    counts = [states // parts + (number < states % parts) for number in range(parts)]
    total = Tally()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for tally in pool.map(part, counts, seeds(parts)):
            total.add(tally)
    return total
