"""Pages and cursors: two runners, parked streams, rebuild beside, days, forks."""

import multiprocessing
import threading
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from core.event import Fact
from core.log.application import TenantApplication, close_location, open_application
from core.log.port import OpenedElsewhere
from core.programme.window import WindowFactsRecorded
from projections import runner
from projections.advance import Follower, advance, follow
from projections.catalogue import VIEWS
from projections.cursors import Overtaken
from projections.page import Target
from projections.rebuild import outdated, rebuild
from projections.store import Views
from projections.view import Rows, Table, View
from projections.window_register import WINDOWS, windows
from tests.projections.making import append, facts_of, grant, window_facts

WINDOW_REGISTER = VIEWS["window_register"]


def test_of_two_runners_one_wins_and_the_other_stores_nothing(
    log: TenantApplication, views: Views
) -> None:
    append(log, ("window/W1", window_facts("W1")), ("window/W1", grant("W1")))
    winner, loser = targets(log, views), targets(log, views)
    advance(log, views, winner, 2)
    before = runner.digest("isa", views, WINDOW_REGISTER)
    with pytest.raises(Overtaken):
        advance(log, views, loser, 2)
    assert runner.digest("isa", views, WINDOW_REGISTER) == before
    assert runner.cursor("isa", views, WINDOW_REGISTER) == 2


def targets(log: TenantApplication, views: Views) -> list[Target]:
    """What a runner that begins now would fold into the register of windows."""
    return Follower(log, views, [WINDOW_REGISTER]).standing()


def test_runners_side_by_side_leave_the_rows_of_one(location: str, log: TenantApplication) -> None:
    count = 40
    stores = [Views(location) for _ in range(3)]
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


class Seen(Struct, frozen=True):
    """That there is a window."""

    code: str


class SeenWith(Struct, frozen=True):
    """That there is a window, and how it is called."""

    code: str
    title: str


def counting(version: int, row: type[Struct] = Seen) -> View:
    """A view of windows under one name, in a version and shape."""
    table: Table[Struct] = Table("window", row)

    def fold(rows: Rows, fact: Fact) -> None:
        told = fact.event
        assert isinstance(told, WindowFactsRecorded)
        known = {"code": told.code, "title": told.attributes.title}
        rows.put(table, told.code, row(**{name: known[name] for name in row.__struct_fields__}))

    return View("counted", version, tables=(table,), events=(WindowFactsRecorded,), fold=fold)


def test_rows_of_an_older_version_stay_in_use_until_they_are_built_anew(
    log: TenantApplication, views: Views
) -> None:
    first, second = counting(1), counting(2)
    append(log, ("window/W1", window_facts("W1")))
    assert follow("isa", log, views, [first]) == 1
    append(log, ("window/W2", window_facts("W2")))
    # when the second version follows, it leaves what the first one folded
    assert follow("isa", log, views, [second]) == 1
    assert runner.cursor("isa", views, second) == 1
    assert outdated(log, views, [second]) == [second]
    assert outdated(log, views, [first]) == []
    # until it is built anew, says the same, and goes on from there
    assert rebuild("isa", log, views, second).switched
    assert follow("isa", log, views, [second]) == 2
    # and an older process does not take it back
    assert follow("isa", log, views, [first]) == 2
    assert outdated(log, views, [first, second]) == []


def test_rows_of_another_shape_have_tables_of_their_own(
    log: TenantApplication, views: Views
) -> None:
    first, second = counting(1), counting(1, SeenWith)
    append(log, ("window/W1", window_facts("W1")))
    assert follow("isa", log, views, [first]) == 1
    assert runner.cursor("isa", views, second) == 0
    assert follow("isa", log, views, [second, WINDOW_REGISTER]) == 1
    # when what is left of the first is pruned, the rest stays
    assert views.prune([second, WINDOW_REGISTER]) == [f"{first.label}__window"]
    assert runner.cursor("isa", views, second) == 1
    assert len(windows(views, "isa")) == 1


def test_a_failing_page_leaves_rows_and_cursor_as_they_were(
    log: TenantApplication, views: Views
) -> None:
    append(log, ("window/W1", window_facts("W1")))
    begun = targets(log, views)
    with views.writing() as db:
        db.execute(WINDOWS.core.insert(), [windows_row(log)])
    with pytest.raises(Exception, match=r"(?i)unique"):
        advance(log, views, begun, 1)
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
        "row": b"{}",
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
