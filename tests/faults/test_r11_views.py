"""R11, the views' part: two runners on one store; rebuilds, cancels and switches at once."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sql
from msgspec.structs import replace
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from core.event import Fact
from core.programme.window import WindowFactsRecorded
from projections import cursors, rebuild, runner
from projections.advance import Follower, advance
from projections.cursors import Cursor, Overtaken
from projections.view import Rows, View
from projections.window_register import VIEW as REGISTER
from projections.window_register import WINDOWS, fold
from tests import postgres
from tests.faults.campaign import SEED, report, times
from tests.faults.viewing_process import FOLLOWED, TENANT
from tests.faults.views_races import CODES, SECONDS_MAX, Meeting, Place, Races

RACES = 100
RACES_OF_TEETH = 20
PAUSE_SECONDS = 10.0
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, folder: Path) -> Iterator[Place]:
    """An empty log and no views yet."""
    with ExitStack() as held:
        if request.param == "sqlite":
            yield Place(str(folder / "log.db"), str(folder / "views.db"), held)
        else:
            url = held.enter_context(postgres.database())
            yield Place(url, url, held)


@pytest.mark.parametrize("kind", ["page", "free", "rebuilds", "runner", "cancel"])
def test_one_wins_each_race_and_the_other_stores_nothing(place: Place, kind: str) -> None:
    races = Races(place, SEED)
    races.run(times(RACES), kind)
    report(f"R11 views {kind}", **races.ends)
    assert not races.found
    assert races.ends.total() == times(RACES)


def test_races_of_all_kinds_leave_what_a_fresh_fold_says(place: Place) -> None:
    races = Races(place, SEED)
    races.run(times(RACES))
    assert not races.found


def test_the_oracle_sees_cursors_that_are_not_compared(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given runners that trust the cursor they read, and no unique index as a second wall
    def trusting(
        db: Connection, tenant: str, steps: Iterable[tuple[View, Cursor, bytes]], end: int, _: str
    ) -> None:
        own = cursors.CURSORS.c
        for view, cursor, digest in steps:
            ours = (own.tenant == tenant, own.view == view.label)
            moved = sql.update(cursors.CURSORS).where(*ours, own.generation == cursor.generation)
            db.execute(moved.values(position=end, digest=digest))

    races = Races(place, SEED)
    monkeypatch.setattr(cursors, "advance", trusting)
    for table in (table for view in FOLLOWED for table in view.tables):
        drop_index(place, f"{table.core.name}__version")
    # then pages are stored twice, and the oracle says so
    races.run(RACES_OF_TEETH, "page")
    assert races.ends["otherwise"]
    assert any("not those that were folded" in fault for fault in races.found)


def drop_index(place: Place, name: str) -> None:
    """Take an index of the views away."""
    if place.location.startswith("postgresql"):
        with psycopg.connect(place.location) as hand:
            hand.execute(f'drop index daicho_view."{name}"'.encode())
        return
    with place.views().writing() as db:
        db.exec_driver_sql(f'drop index "{name}"')


class Process:
    """A runner in a process of its own."""

    def __init__(self, place: Place, until: int, stops: str = "nowhere") -> None:
        program = [sys.executable, "-m", "tests.faults.viewing_process"]
        arguments = [place.log_location, place.location, str(until), stops]
        self._process = subprocess.Popen(
            [*program, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    def wait_until_stopped(self) -> None:
        """Wait until it has stopped itself."""
        _, status = os.waitpid(self._process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status), "it ended instead"

    def go_on(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)

    def end(self) -> dict[str, int]:
        """What it met, once it stands where it should."""
        told, _ = self._process.communicate(timeout=SECONDS_MAX)
        assert self._process.returncode == 0
        met: dict[str, int] = json.loads(told)
        return met

    def kill(self) -> None:
        """End it, if it has not ended."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def process(place: Place, until: int, stops: str = "nowhere") -> Iterator[Process]:
    """A runner in a process of its own, gone at the end whatever happens."""
    made = Process(place, until, stops)
    try:
        yield made
    finally:
        made.kill()


def test_two_processes_follow_one_log_and_store_each_page_once(place: Place) -> None:
    views = place.views()
    size = place.grow(CODES)
    runner.catch_up(TENANT, place.log, views, [view.name for view in FOLLOWED])
    rounds = times(RACES)
    with process(place, size + rounds) as one, process(place, size + rounds) as other:
        for _ in range(rounds):
            size = place.grow(1)
            while runner.cursor(TENANT, views, REGISTER) < size:
                pass
        met = [one.end(), other.end()]
    report("R11 views, processes", **{f"process {n}": each for n, each in enumerate(met)})
    assert {name for each in met for name in each} <= {"stored", "Overtaken"}
    assert not place.oracle.faults(views)


@pytest.mark.parametrize("stops", ["read", "folded"])
@pytest.mark.parametrize("seconds", [0.0, PAUSE_SECONDS])
def test_a_runner_that_is_stopped_after_reading_loses_its_page_and_goes_on(
    place: Place, stops: str, seconds: float
) -> None:
    followers = Follower(place.log, place.views(), FOLLOWED)
    size = place.grow(CODES)
    with process(place, size + 5, stops) as stopped:
        stopped.wait_until_stopped()
        # when the other has moved on, and is further when the first goes on
        assert followers.run() == size
        assert place.grow(2) == followers.run()
        threading.Event().wait(seconds)
        assert not place.oracle.faults(place.views())
        stopped.go_on()
        # then the first stores nothing of its page, and the pages after it as ever
        place.grow(3)
        met = stopped.end()
    # PostgreSQL ends a session that sat in its reading transaction for so long: InternalError.
    assert met.pop("stored")
    assert met in ({"Overtaken": 1}, {"InternalError": 1})
    assert not place.oracle.faults(place.views())


def test_a_runner_that_is_stopped_before_its_commit_holds_others_up_and_harms_nothing(
    place: Place,
) -> None:
    follower = Follower(place.log, place.views(), FOLLOWED)
    follower.standing()
    size = place.grow(CODES)
    with process(place, size, "written") as stopped:
        stopped.wait_until_stopped()
        # SQLite waits for as long as it stands; PostgreSQL ends its session after a while.
        with pytest.raises(OperationalError):
            follower.run()
        while place.location.startswith("postgresql") and follower.position < size:
            with suppress(OperationalError):
                follower.run()
        stopped.go_on()
        assert set(stopped.end()) <= {"stored", "OperationalError", "InternalError"}
    assert follower.run() == size
    assert not place.oracle.faults(place.views())


def test_a_rebuild_of_other_code_does_not_go_on_in_the_place_of_a_later_one(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a rebuild of other code that has begun, and is then cancelled
    views, size = place.views(), place.grow(CODES)
    runner.catch_up(TENANT, place.log, views, [REGISTER.name])
    with monkeypatch.context() as patch:
        patch.setattr(REGISTER, "fold", shouting)
        old = rebuild._beside(TENANT, views, REGISTER)
        advance(place.log, views, [old], size - 1)
    rebuild.cancel(TENANT, views, REGISTER)
    # when a new one stands where it stood, it cannot go on
    new = rebuild._beside(TENANT, views, REGISTER)
    advance(place.log, views, [new], size - 1)
    with pytest.raises(Overtaken):
        advance(place.log, views, [old], size)
    assert runner.rebuild(TENANT, place.log, views, REGISTER).equal
    assert not place.oracle.faults(views)


def shouting(rows: Rows, fact: Fact) -> None:
    """A fold of other code: every window lies elsewhere."""
    fold(rows, fact)
    assert isinstance(fact.event, WindowFactsRecorded)
    held = rows.need(WINDOWS, fact.event.code)
    rows.put(WINDOWS, fact.event.code, replace(held, prefecture="大阪府"))


class Killed(BaseException):
    """Stands for the end of the process."""


def die(*_: object) -> None:
    """End the process."""
    raise Killed


def test_a_view_begins_though_a_rebuild_of_it_was_killed_before_it_ever_ran(place: Place) -> None:
    views, size = place.views(), place.grow(CODES)
    with pytest.raises(Killed):
        runner.rebuild(TENANT, place.log, views, REGISTER, told=die)
    follower = Follower(place.log, views, FOLLOWED)
    follower.step()
    assert follower.run() == size
    assert runner.rebuild(TENANT, place.log, views, REGISTER).switched
    assert not place.oracle.faults(views)


@pytest.mark.parametrize("place", ["postgres"], indirect=True)
def test_a_cancel_waits_for_the_page_of_the_rebuild(place: Place) -> None:
    views, size = place.views(), place.grow(CODES)
    runner.catch_up(TENANT, place.log, views, [REGISTER.name])
    page = rebuild._beside(TENANT, views, REGISTER)
    cancel = partial(rebuild.cancel, TENANT, place.views(), REGISTER)
    assert while_in_flight(views, partial(advance, place.log, views, [page], size), cancel, place)
    assert not place.oracle.faults(views)
    assert runner.rebuild(TENANT, place.log, views, REGISTER).switched


@pytest.mark.parametrize("place", ["postgres"], indirect=True)
def test_a_switch_waits_for_the_page_of_the_runner_and_goes_on_to_its_end(place: Place) -> None:
    views = place.views()
    place.grow(CODES)
    runner.catch_up(TENANT, place.log, views, [REGISTER.name])
    follower, stop = Follower(place.log, views, [REGISTER]), place.grow(1)
    build = partial(runner.rebuild, TENANT, place.log, place.views(), REGISTER)
    assert while_in_flight(views, follower.step, build, place)
    assert runner.cursor(TENANT, views, REGISTER) == stop
    assert not place.oracle.faults(views)


def while_in_flight(
    views: Meeting, page: Callable[[], object], doing: Callable[[], object], place: Place
) -> object:
    """What comes of `doing` when it begins after the page was written, and before its commit."""
    with ThreadPoolExecutor(1) as pool:
        begun: list[Future[object]] = []

        def begin() -> None:
            begun.append(pool.submit(doing))
            while not begun[0].done() and not somebody_waits(place.location):
                pass

        views.prepare(REGISTER)
        views.leave = begin
        page()
        return begun[0].result(SECONDS_MAX)


def somebody_waits(url: str) -> bool:
    """Whether a session waits for a lock."""
    with psycopg.connect(url) as hand:
        found = hand.execute("select count(*) from pg_locks where not granted").fetchone()
    assert found
    return bool(found[0])
