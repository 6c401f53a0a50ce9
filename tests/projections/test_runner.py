"""Pages and cursors: two runners, parked streams, rebuild beside, days, forks."""

import multiprocessing
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from core.event import Fact
from core.log.application import TenantApplication, close_location, open_application
from core.log.port import OpenedElsewhere
from core.programme.window import WindowFactsRecorded
from projections import runner, window_register
from projections.advance import Overtaken, _targets, advance, follow
from projections.catalogue import VIEWS
from projections.store import Views
from projections.view import Rows, Table, View
from projections.window_register import WINDOWS, windows
from tests.projections.making import append, facts_of, grant, window_facts

WINDOW_REGISTER = VIEWS["window_register"]


def test_of_two_runners_one_wins_and_the_other_stores_nothing(
    log: TenantApplication, views: Views
) -> None:
    append(log, ("window/W1", window_facts("W1")), ("window/W1", grant("W1")))
    winner = _targets("isa", views, [WINDOW_REGISTER])
    loser = _targets("isa", views, [WINDOW_REGISTER])
    advance(log, views, winner, 2)
    before = runner.digest("isa", views, WINDOW_REGISTER)
    with pytest.raises(Overtaken):
        advance(log, views, loser, 2)
    assert runner.digest("isa", views, WINDOW_REGISTER) == before
    assert runner.cursor("isa", views, WINDOW_REGISTER) == 2


def test_runners_side_by_side_leave_the_rows_of_one(tmp_path: Path, log: TenantApplication) -> None:
    path, count = str(tmp_path / "views.db"), 40
    stores = [Views(path) for _ in range(3)]
    failures: list[BaseException] = []

    def run(views: Views) -> None:
        try:
            while runner.catch_up("isa", log, views) < count:
                pass
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=run, args=(views,)) for views in stores]
    for thread in threads:
        thread.start()
    for fact in facts_of("isa", [(f"window/W{n}", window_facts(f"W{n}")) for n in range(count)]):
        log.append([fact], [])
    for thread in threads:
        thread.join(60)
    assert not failures
    found = windows(stores[0], "isa")
    assert len(found) == count
    assert all(runner.rebuild("isa", log, stores[0], view).equal for view in VIEWS.values())
    for views in stores:
        views.close()


def unmoved(rows: Rows, fact: Fact) -> None:
    """A fold that keeps nothing."""
    del rows, fact


def test_a_view_whose_version_changed_is_folded_anew_and_the_old_rows_are_gone(
    log: TenantApplication, views: Views
) -> None:
    append(log, ("window/W1", window_facts("W1")))
    versions = [
        View(
            "counted",
            version,
            tables=(Table("window", window_register.WindowRow),),
            events=(WindowFactsRecorded,),
            fold=unmoved,
        )
        for version in (1, 2)
    ]
    assert follow("isa", log, views, [versions[0], WINDOW_REGISTER]) == 1
    assert runner.cursor("isa", views, versions[1]) == 0
    with views.reading() as db:
        kept = db.exec_driver_sql("select name from sqlite_schema where name like 'counted%'")
        names = [row[0] for row in kept]
    assert names
    assert all(name.startswith(versions[1].label) for name in names)
    assert runner.cursor("isa", views, WINDOW_REGISTER) == 1


def test_a_failing_page_leaves_rows_and_cursor_as_they_were(
    log: TenantApplication, views: Views
) -> None:
    append(log, ("window/W1", window_facts("W1")))
    targets = _targets("isa", views, [WINDOW_REGISTER])
    with views.writing() as db:
        row = windows_row(log)
        db.execute(WINDOWS.core.insert(), [row])
    with pytest.raises(IntegrityError):
        advance(log, views, targets, 1)
    assert runner.cursor("isa", views, WINDOW_REGISTER) == 0


def windows_row(log: TenantApplication) -> dict[str, object]:
    """The very row that the first fact makes, stored by somebody else."""
    held = log.facts(1, 1)[0].event
    assert isinstance(held, WindowFactsRecorded)
    return {
        "tenant": log.tenant,
        "generation": 1,
        "key": held.code,
        "from_position": 1,
        "window": held.code,
        "prefecture": "",
        "municipality_code": "",
        "attributes": held.attributes,
        "effective_from": date(2025, 4, 1),
        "grants": {},
        "caseloads": {},
    }


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.integers(-1, 6))
def test_as_of_a_date_is_before_the_first_event_recorded_after_it(
    offsets: list[int], wanted: int
) -> None:
    start = date(2025, 4, 1)
    days = [start + timedelta(days=offset) for offset in offsets]
    told = [(f"window/W{n}", window_facts(f"W{n}")) for n in range(len(days))]
    log, views = open_application("isa", "memory:days"), Views("memory:days")
    try:
        log.append(facts_of("isa", told, days=days), [])
        later = [position for position, offset in enumerate(offsets) if offset > wanted]
        expected = later[0] if later else len(offsets)
        day = start + timedelta(days=wanted)
        assert runner.position_on("isa", log, views, day) == expected
    finally:
        views.close()
        close_location("memory:days")


def test_another_tenants_log_is_never_folded(log: TenantApplication, views: Views) -> None:
    with pytest.raises(AssertionError, match="another tenant"):
        runner.catch_up("twin", log, views)


def _read_in_child(views: Views, answer: "multiprocessing.Queue[str]") -> None:
    try:
        windows(views, "isa")
    except OpenedElsewhere:
        answer.put("refused")
    else:
        answer.put("read")


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_is_refused(views: Views) -> None:
    windows(views, "isa")
    fork = multiprocessing.get_context("fork")
    answer: multiprocessing.Queue[str] = fork.Queue()
    child = fork.Process(target=_read_in_child, args=(views, answer))
    child.start()
    assert answer.get(timeout=30) == "refused"
    child.join(30)
