"""R4, the views' part: who follows the log is killed at named points and at any moment.

What it left is a fresh fold up to where it says it stands, and the next process goes on from there.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from core.clock import system_clock
from core.log.application import close_location, open_application
from projections import runner
from projections.catalogue import VIEWS
from projections.store import Views
from tenants.outbox import Outbox
from tenants.place import Place
from tests import postgres
from tests.faults.campaign import SEED, Dice, report, times
from tests.faults.clerk import TENANTS, Clerk
from tests.faults.killed_process import LOST, PAGE_FACTS, POINTS, Plan, view
from tests.faults.views_oracle import Freshly
from tests.workers.place import until
from workers.rounds import Rounds

BATCH = 7 * PAGE_FACTS // 2
KILLS = 20
HEAD_SECONDS_MAX = 60
"""A bound on hanging, not a figure: beside other work its start alone takes seconds."""
SECONDS_MAX = 60

pytestmark = pytest.mark.slow


class Desk:
    """What happens at one place, and what is wrong with its views."""

    def __init__(self, place: Place) -> None:
        self.place, self.clerk = place, Clerk(place, Dice(SEED))
        self._views = Views(place.views)
        self._fresh = [Freshly(open_application(tenant, place.log)) for tenant in TENANTS]

    def faults(self) -> list[str]:
        """What is wrong, one sentence each."""
        return [fault for fresh in self._fresh for fault in fresh.faults(self._views)]

    def positions(self, tenant: str) -> set[int]:
        """Where the tenant's views stand."""
        return {runner.cursor(tenant, self._views, view) for view in VIEWS.values()}

    @property
    def at_head(self) -> bool:
        """Whether every view of both tenants shows everything."""
        return all(self.positions(tenant) == {self.clerk.size} for tenant in TENANTS)

    @contextmanager
    def process(self, plan: Plan) -> Iterator[ForkServerProcess]:
        """The process, which meets its end by a plan, or here."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.faults.killed_process", "workers.valkey"])
        made = context.Process(target=view, args=(self.place, plan))
        made.start()
        try:
            yield made
        finally:
            made.kill()
            made.join()
            made.close()

    def kill(self, plan: Plan) -> None:
        """Follow until the plan's point, which must come."""
        with self.process(plan) as one:
            one.join(SECONDS_MAX)
            assert one.exitcode == -signal.SIGKILL

    def follow_to_the_head(self) -> None:
        """The process as it is started in earnest must be there soon, and end in order."""
        place = {"DAICHO_DATA": str(self.place.data), "DATABASE_URL": self.place.database}
        with subprocess.Popen(
            [sys.executable, "-m", "workers.views"], env={**os.environ, **place}
        ) as one:
            try:
                until(lambda: self.at_head, HEAD_SECONDS_MAX)
            finally:
                one.terminate()
        assert one.returncode == 0

    def close(self) -> None:
        """Release what is open."""
        self._views.close()
        close_location(self.place.log)


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """An empty place on SQLite."""
    with closing(Desk(Place(folder / "var").make())) as made:
        yield made


@pytest.fixture
def postgres_desk(folder: Path) -> Iterator[Desk]:
    """An empty place on PostgreSQL."""
    with postgres.database() as url, closing(Desk(Place(folder / "var", url).make())) as made:
        yield made


@pytest.mark.parametrize(("kind", "times_a_point"), [("desk", 3), ("postgres_desk", 1)])
def test_killed_at_any_point_it_leaves_a_fresh_fold(
    request: pytest.FixtureRequest, kind: str, times_a_point: int
) -> None:
    desk, rng = request.getfixturevalue(kind), Dice(SEED)
    plans = [Plan(point, rng.randint(1, 6)) for point in POINTS for _ in range(times_a_point)]
    rng.shuffle(plans)
    for plan in plans:
        desk.clerk.write(BATCH)
        desk.kill(plan)
        assert not desk.faults()
        assert not desk.at_head
    desk.follow_to_the_head()
    assert not desk.faults()


def test_killed_at_any_moment_it_leaves_a_fresh_fold(desk: Desk) -> None:
    rng, seen = Dice(SEED), set[int]()
    for _ in range(times(KILLS)):
        desk.clerk.write(PAGE_FACTS)
        before = desk.positions("isa")
        with desk.process(Plan()) as one:
            # What is killed has begun to work: it takes a while to start.
            until(lambda seen=before: desk.positions("isa") != seen)
            with desk.clerk.writing():
                one.join(rng.uniform(0, 0.2))
                one.kill()
                one.join()
        seen |= desk.positions("isa")
        assert not desk.faults()
    report("R4 views", kills=times(KILLS), events=desk.clerk.size, positions=len(seen))
    assert len(seen) >= times(KILLS)
    desk.follow_to_the_head()
    assert not desk.faults()


def test_the_oracle_sees_a_cursor_that_is_committed_before_its_rows(desk: Desk) -> None:
    desk.clerk.write(BATCH)
    desk.kill(Plan("written", 2, torn=True))
    assert any("not those that were folded" in fault for fault in desk.faults())


def test_who_was_stopped_in_mid_page_and_comes_late_stores_nothing_of_it(desk: Desk) -> None:
    desk.clerk.write(BATCH)
    with desk.process(Plan("read", 2, signal.SIGSTOP)) as late:
        # given a process that stands still after it has read a page
        until(lambda: is_stopped(late))
        assert not desk.at_head
        # when another one goes on to the head
        finish_here(desk.place)
        assert desk.at_head
        assert late.pid is not None
        os.kill(late.pid, signal.SIGCONT)
        # then what the late one had read is not stored a second time
        lost = desk.place.data / LOST
        until(lambda: lost.exists() and lost.read_text())
        assert lost.read_text() == "Overtaken"
        assert not desk.faults()
        # and it follows on as before
        desk.clerk.write(BATCH)
        until(lambda: desk.at_head)
        assert not desk.faults()


def finish_here(place: Place) -> None:
    """Another runner, in this process, does all there is."""
    with closing(Outbox(place.jobs, system_clock)) as outbox, closing(Rounds(place, outbox)) as one:
        one.finish()


def is_stopped(one: ForkServerProcess) -> bool:
    """Whether the process was stopped by a signal."""
    return ") T " in Path(f"/proc/{one.pid}/stat").read_text()
