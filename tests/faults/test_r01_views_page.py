"""R1, the views' part: power cuts on SQLite while pages of views are stored beside their log.

A page that a cut takes is folded again. It is never there by half, and never ahead of the log.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import apsw
import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from core.errors import Refused
from core.log import sqlite, sqlite_file, sqlite_writer
from core.log.application import close_location, open_application
from core.log.port import new_append
from projections import cursors, pep249, rebuild, runner
from projections.advance import Follower
from projections.store import Views
from projections.window_register import VIEW as REGISTER
from tests.faults.campaign import Dice, report, times
from tests.faults.disk import Disk, Op, State, write_state
from tests.faults.oracle import UNREADABLE
from tests.faults.power import MIXTURES, SETTLED_EVERY, Tally, campaign
from tests.faults.recording_vfs import VOLATILE, RecordingVfs
from tests.faults.viewing_process import FOLLOWED, TENANT
from tests.faults.views_oracle import faults
from tests.faults.workload import CHECKPOINTS
from tests.projections.making import append, window_facts

STATES = 2_000
STATES_OF_TEETH = 400
STATES_A_PART = 500
STEPS = 14
SHARE = 0.05
CODES = 5
VFS = "recording-views"

pytestmark = pytest.mark.slow

Change = Callable[[pytest.MonkeyPatch], None]


def as_it_is(_: pytest.MonkeyPatch) -> None:
    """No defect."""


def without_syncs(patch: pytest.MonkeyPatch) -> None:
    """The planted defect: the views' file is never synced."""
    connect = pep249.connect

    def careless(path: Path) -> pep249.Connection:
        made = connect(path)
        made.raw.pragma("synchronous", "off")
        return made

    patch.setattr(pep249, "connect", careless)


def cursor_apart(patch: pytest.MonkeyPatch) -> None:
    """The planted defect: the cursor is moved in a transaction of its own, before the rows."""
    advance = cursors.advance

    def apart(db: Connection, *moved: Any) -> None:
        advance(db, *moved)
        db.exec_driver_sql("COMMIT")
        db.exec_driver_sql("BEGIN IMMEDIATE")

    patch.setattr(cursors, "advance", apart)


class Work:
    """Steps at random on a log and its views in one folder."""

    def __init__(self, folder: Path, rng: Dice) -> None:
        self._path, self._rng = folder / "views.db", rng
        self._location = str(folder / "log.db")
        self._log = open_application(TENANT, self._location)
        self._open()

    def run(self) -> None:
        """Do some, and close."""
        kinds = {
            self._record: 4, self._follow: 6, self._rebuild: 1, self._cancel: 1,
            self._checkpoint: 2, self._reopen: 1,
        }  # fmt: skip
        self._record()
        for step in self._rng.choices(list(kinds), list(kinds.values()), k=STEPS):
            step()
        self._follow()
        self._views.close()
        close_location(self._location)

    def _open(self) -> None:
        self._views = Views(str(self._path))
        self._follower = Follower(self._log, self._views, FOLLOWED)

    def _record(self) -> None:
        size = self._log.head().size
        numbers = range(size + 1, size + self._rng.randint(1, 12) + 1)
        told = [(f"window/{n}", window_facts(f"W{n % CODES}", f"{n}番")) for n in numbers]
        append(self._log, *told)
        if self._rng.random() < 0.5:
            unheard = [(f"unheard/{size}", 1, "power_test.unheard", b"{}")]
            self._log.store.append(new_append(TENANT, unheard))

    def _follow(self) -> None:
        self._follower.run()

    def _rebuild(self) -> None:
        assert runner.rebuild(TENANT, self._log, self._views, REGISTER).switched

    def _cancel(self) -> None:
        rebuild._beside(TENANT, self._views, REGISTER)
        rebuild.cancel(TENANT, self._views, REGISTER)

    def _checkpoint(self) -> None:
        with closing(pep249.connect(self._path)) as db:
            db.raw.wal_checkpoint(mode=self._rng.choice(CHECKPOINTS))

    def _reopen(self) -> None:
        self._views.close()
        self._open()


@contextmanager
def recording() -> Iterator[list[Op]]:
    """Inside, log and views write by way of a file system of ours; what they did."""
    vfs, connect = RecordingVfs(VFS), sqlite_file.connect

    def recorded(path: Path, _: str | None = None, *, readonly: bool = False) -> apsw.Connection:
        return connect(path, VFS, readonly=readonly)

    with pytest.MonkeyPatch.context() as patch:
        for module in (sqlite, sqlite_writer, sqlite_file):
            patch.setattr(module, "connect", recorded)
        yield vfs.ops
    vfs.unregister()


def part(folder: Path, planted: Change, states: int, seed: int) -> Tally:
    """One piece of work after the other, until so many states are judged."""
    rng, mine, tally = Dice(seed), folder / str(seed), Tally()
    while tally.states < states:
        mine.mkdir()
        with recording() as ops, pytest.MonkeyPatch.context() as patch:
            planted(patch)
            Work(mine, rng).run()
        tally.add(cut_power(ops, mine, rng, states - tally.states))
        shutil.rmtree(mine)
    return tally


def cut_power(ops: Sequence[Op], folder: Path, rng: Dice, most: int) -> Tally:
    """Cut the power after each operation, open a share of the states it may leave, and judge;
    `most` states."""
    disk, tally = Disk(), Tally()
    for op in ops:
        if op.name.endswith(VOLATILE):
            continue
        disk.apply(op)
        for state in disk.states(rng, MIXTURES):
            if tally.states == most:
                return tally
            if rng.random() > SHARE:
                continue
            tally.take(judge(state, folder / "state", settled=tally.states % SETTLED_EVERY == 0))
    return tally


def judge(state: State, folder: Path, *, settled: bool) -> list[str]:
    """What is wrong with the views in a state; `settled`: also when they have followed on."""
    folder.mkdir()
    write_state(state, folder)
    location = str(folder / "log.db")
    try:
        log = open_application(TENANT, location)
        with closing(Views(str(folder / "views.db"))) as views:
            found = faults(log, views, FOLLOWED)
            if settled and not found:
                append(log, ("window/later", window_facts("later")))
                head, reached = log.head().size, Follower(log, views, FOLLOWED).run()
                found = ["does not reach the head"] if reached != head else []
                found += faults(log, views, FOLLOWED)
            return found
    except (*UNREADABLE, SQLAlchemyError, Refused, apsw.Error) as error:
        return [f"will not open: {error!r}"]
    finally:
        close_location(location)
        shutil.rmtree(folder)


def cut(folder: Path, states: int, planted: Change = as_it_is) -> Tally:
    """The campaign with this defect; its figures are printed."""
    tally = campaign(partial(part, folder, planted), states, STATES_A_PART)
    report(f"R1 views, {planted.__name__}", **tally.figures)
    return tally


def test_no_power_cut_leaves_half_a_page_or_views_ahead_of_their_log(folder: Path) -> None:
    tally = cut(folder, times(STATES))
    assert not tally.examples
    assert tally.states == times(STATES)


def test_the_oracle_sees_a_cursor_that_is_stored_apart_from_its_rows(folder: Path) -> None:
    tally = cut(folder, STATES_OF_TEETH, cursor_apart)
    assert any("not those that were folded" in example for example in tally.examples)


def test_the_oracle_sees_all_syncs_left_out(folder: Path) -> None:
    tally = cut(folder, STATES_OF_TEETH, without_syncs)
    assert tally.broken
