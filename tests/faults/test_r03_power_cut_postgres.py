"""R3: power cuts on PostgreSQL, every process of the server recorded by the shim before libc."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from eventsourcing.persistence import PersistenceError

from core.log.postgres import PostgresStore
from tests.faults.campaign import SEED, Dice, report, times
from tests.faults.disk import Disk, Op, State, write_state
from tests.faults.native import Shim
from tests.faults.oracle import Told, faults, settle
from tests.faults.servers import Server, hand_over
from tests.faults.workload import Workload, retell
from workers.postgres import PostgresFailed

STATES = 40
STATES_A_RECORD = 40
STATES_OF_TEETH = 12
STEPS = 60
NOT_OF_A_STOPPED_SERVER = ("postmaster.pid", "postmaster.opts")

pytestmark = pytest.mark.slow


@pytest.fixture
def base(folder: Path) -> Path:
    """The data of a server that was stopped in good order, with the tables of an empty log."""
    folder.chmod(0o711)
    with Server(folder / "base", fsync="off") as server:
        PostgresStore(server.dsn).close()
    return folder / "base" / "data"


def copied(base: Path, folder: Path) -> Path:
    """A fresh folder for a server, with a copy of the data."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    shutil.copytree(base, folder / "data")
    hand_over(folder)
    return folder


class PowerCuts:
    """Records a workload on a server, and starts servers on what power cuts leave of its disk."""

    def __init__(self, library: Path, base: Path, folder: Path) -> None:
        self._base, self._folder = base, folder
        self._library = folder / "disk.so"
        shutil.copy(library, self._library)
        self._rng = Dice(SEED)
        self.results: Counter[str] = Counter()
        self.examples: list[str] = []

    def record(self, fsync: str, options: str) -> list[Op]:
        """What a server did to its files under the workload, until its processes were killed."""
        live = copied(self._base, self._folder / "live")
        (self._folder / "trace").unlink(missing_ok=True)
        with Shim(self._library, live / "data", self._folder) as shim:
            server = Server(live, fsync=fsync, **shim.environment(recording=True))
            with server:
                url = server.dsn + options

                def fold() -> None:
                    with psycopg.connect(server.dsn, autocommit=True) as db:
                        db.execute("checkpoint")

                Workload(lambda: PostgresStore(url), fold, shim.note, self._rng).run(STEPS)
                server.kill()
            return list(shim.ops())

    def cut(self, ops: list[Op], count: int) -> None:
        """Cut the power after `count` of the operations, and look what a new server makes of it."""
        points = self._points(ops, count)
        disk, told = Disk(self._base), Told()
        for number, op in enumerate(ops):
            if op.kind == "note":
                retell(told, op.data)
            else:
                disk.apply(op)
            if number in points:
                state = self._rng.choice(list(disk.states(self._rng, 2)))
                self._judge(state, told)

    def _points(self, ops: list[Op], count: int) -> set[int]:
        """Half of them anywhere, half at the moment when somebody heard or said something."""
        notes = [number for number, op in enumerate(ops) if op.kind == "note"]
        others = [number for number, op in enumerate(ops) if op.kind != "note"]
        half = min(count // 2, len(others))
        return {*self._rng.sample(others, half), *self._rng.sample(notes, count - half)}

    def _judge(self, state: State, told: Told) -> None:
        crashed = copied(self._base, self._folder / "crashed")
        write_state(state, crashed / "data")
        for name in NOT_OF_A_STOPPED_SERVER:
            (crashed / "data" / name).unlink(missing_ok=True)
        hand_over(crashed)
        try:
            found = list(self._found(crashed, told))
        except PostgresFailed:
            found = ["does not start"]
        kind = "ok"
        if found:
            lost = all("is lost" in each or "does not extend" in each for each in found)
            kind = "no start" if found == ["does not start"] else "lost" if lost else "broken"
            self.examples += found[:1]
        self.results[kind] += 1

    def _found(self, folder: Path, told: Told) -> Iterator[str]:
        with Server(folder, fsync="off") as server:
            try:
                with closing(PostgresStore(server.dsn)) as store:
                    yield from faults(store, told) or settle(store, told.copy())
            except PersistenceError as error:
                yield f"will not open: {error!r}"


def campaign(
    library: Path, base: Path, folder: Path, count: int, *, fsync: str = "on", options: str = ""
) -> PowerCuts:
    """So many power cuts with these settings; the figures are printed."""
    cuts = PowerCuts(library, base, folder)
    for start in range(0, count, STATES_A_RECORD):
        cuts.cut(cuts.record(fsync, options), min(STATES_A_RECORD, count - start))
    report("R3", fsync=fsync, options=options, **cuts.results)
    return cuts


def test_no_power_cut_loses_or_breaks_what_was_acknowledged(
    library: Path, base: Path, folder: Path
) -> None:
    cuts = campaign(library, base, folder, times(STATES))
    assert not cuts.examples
    assert cuts.results["ok"] == times(STATES)


def test_the_oracle_sees_a_commit_that_does_not_wait(
    library: Path, base: Path, folder: Path
) -> None:
    options = "&options=-c%20synchronous_commit%3Doff"
    cuts = campaign(library, base, folder, STATES_OF_TEETH, options=options)
    assert cuts.results["lost"]


def test_the_oracle_sees_a_server_that_never_syncs(library: Path, base: Path, folder: Path) -> None:
    cuts = campaign(library, base, folder, STATES_OF_TEETH, fsync="off")
    assert cuts.results["no start"] + cuts.results["lost"] + cuts.results["broken"]
