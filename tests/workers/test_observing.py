"""Observers are told by a worker, beside the process that folds: ordered once, and when due."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.clock import system_clock
from plugins.host import SHIPPED
from projections import runner
from projections.catalogue import VIEWS
from tenants.outbox import Outbox
from tenants.place import Place
from tests.tenants.observing import POLICY, Watched, written
from tests.workers.test_lanes import Hand
from workers import observing, run
from workers.jobs import Workplace, do_all
from workers.observing import TELL, order_telling
from workers.rounds import Rounds


@pytest.fixture
def outbox(place: Place) -> Iterator[Outbox]:
    opened = Outbox(place.jobs, system_clock)
    yield opened
    opened.close()


@pytest.fixture
def register(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """A register with an observing policy, installed for every process that opens it."""
    folder = written(tmp_path / "policies", "watch")
    monkeypatch.setattr("plugins.host.installed_folders", lambda: [SHIPPED / POLICY, folder])
    made = Watched(place, [folder])
    yield made
    made.policies.close()


def orders(outbox: Outbox) -> list[str]:
    """How the orders to tell stand."""
    return [job.state for job in outbox.recent("isa") if job.kind == TELL]


def test_one_order_a_register_until_everything_is_told(register: Watched, outbox: Outbox) -> None:
    # given nothing adopted: nothing is ordered
    assert not order_telling(register.tenant, outbox)
    register.adopt("watch")
    positions = register.windows(*(f"A{number}" for number in range(5)))
    # when it is ordered twice, it is one order
    assert order_telling(register.tenant, outbox)
    assert not order_telling(register.tenant, outbox)
    here = Workplace(outbox, lambda _: register.tenant)
    assert do_all(here) == 1
    assert register.remarked("watch") == positions
    # then nothing more is ordered until something is recorded, and then it is the same row
    assert not order_telling(register.tenant, outbox)
    register.windows("A9")
    assert order_telling(register.tenant, outbox)
    do_all(here)
    assert orders(outbox) == ["done"]


def test_what_is_left_when_its_time_is_over_is_ordered_anew(
    register: Watched, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.adopt("watch")
    positions = register.windows(*(f"A{number}" for number in range(110)))
    # given a worker that has time for one batch
    monkeypatch.setattr("workers.observing.SECONDS", 0.0)
    assert order_telling(register.tenant, outbox)
    assert do_all(Workplace(outbox, lambda _: register.tenant)) > 1
    assert register.remarked("watch") == positions
    assert orders(outbox) == ["done"]


def test_a_parked_one_is_ordered_no_more(register: Watched, outbox: Outbox) -> None:
    register.adopt("watch")
    register.windows("watch-raises")
    order_telling(register.tenant, outbox)
    do_all(Workplace(outbox, lambda _: register.tenant))
    register.windows("A1")
    assert register.standing("watch").state == "parked"
    assert not order_telling(register.tenant, outbox)


def test_the_process_that_folds_orders_and_goes_on_while_a_worker_is_held_up(
    register: Watched, outbox: Outbox
) -> None:
    # given an observer that hangs, and a worker that is telling it
    register.adopt("watch")
    register.windows("watch-hangs")
    with closing(Rounds(register.place, outbox, Hand())) as rounds:
        rounds.finish()
        assert orders(outbox) == ["due"]
        worker = threading.Thread(
            target=do_all, args=(Workplace(outbox, lambda _: register.tenant),)
        )
        worker.start()
        # when something is recorded meanwhile, it is folded before the worker is free
        (position,) = register.windows("A1")
        rounds.finish()
        shown = runner.cursor("isa", rounds.views, VIEWS["window_register"])
        assert shown >= position
        worker.join()
    assert register.standing("watch").state == "parked"


def test_the_worker_process_knows_the_job() -> None:
    assert observing in run.WITH_JOBS


def test_nothing_is_ordered_where_nothing_observes(place: Place, outbox: Outbox) -> None:
    register = Watched(place, [])
    register.windows("A1")
    with closing(Rounds(place, outbox, Hand())) as rounds:
        rounds.finish()
    assert orders(outbox) == []
