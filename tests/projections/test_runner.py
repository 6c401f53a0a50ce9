"""Pages and cursors: two runners, parked streams, rebuild beside, days, forks."""

import multiprocessing
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from core.errors import Refused
from core.event import Fact
from core.log.application import TenantApplication, close_location, open_application
from core.log.port import OpenedElsewhere
from core.programme.window import GrantRecorded, WindowFactsRecorded
from projections import runner, window_register
from projections.advance import Overtaken, _targets, advance, follow
from projections.catalogue import VIEWS
from projections.rebuild import rebuild
from projections.store import CURSORS, Views, live
from projections.view import Rows, View
from projections.window_register import WINDOWS, windows
from tests.projections.making import facts_of, grant, window_facts

WINDOW_REGISTER = VIEWS["window_register"]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[TenantApplication]:
    yield open_application("isa", f"memory:{tmp_path.name}")
    close_location(f"memory:{tmp_path.name}")


def append(log: TenantApplication, *told: tuple[str, object]) -> list[Fact]:
    facts = facts_of(log.tenant, told)
    log.append(facts, [])
    return facts


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


def broken(rows: Rows, fact: Fact) -> None:
    """A fold that changes a row and then cannot take the third version of a stream."""
    window_register.fold(rows, fact)
    if fact.stream == "window/W1" and fact.version == 2:
        raise ValueError(f"山田太郎 {fact.stream}")


BROKEN = View(
    "window_register_broken",
    1,
    tables=(window_register.Table("window", window_register.WindowRow),),
    events=(WindowFactsRecorded, GrantRecorded),
    fold=lambda rows, fact: broken(Redirected(rows), fact),
)


class Redirected:
    """Rows of the broken view's own table, where the fold names the register's."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def get(self, table: object, key: str) -> object:
        """The row of our table."""
        assert table is WINDOWS
        return self._rows.get(BROKEN.tables[0], key)

    def need(self, table: object, key: str) -> object:
        """The row of our table."""
        assert table is WINDOWS
        return self._rows.need(BROKEN.tables[0], key)

    def put(self, table: object, key: str, row: object) -> None:
        """Into our table."""
        assert table is WINDOWS
        self._rows.put(BROKEN.tables[0], key, row)


def test_a_fact_the_fold_cannot_take_parks_its_stream_and_nothing_else(
    log: TenantApplication, views: Views
) -> None:
    append(
        log,
        ("window/W1", window_facts("W1", "初め")),
        ("window/W2", window_facts("W2", "初め")),
        ("window/W1", window_facts("W1", "壊れ")),
        ("window/W1", window_facts("W1", "その後")),
        ("window/W2", window_facts("W2", "その後")),
    )
    assert follow("isa", log, views, [BROKEN]) == 5
    with views.at(BROKEN, "isa") as now:
        titles = {row.window: row.attributes.title for row in now.rows(BROKEN.tables[0])}
    assert titles == {"W1": "初め", "W2": "その後"}
    held = runner.parked("isa", views, BROKEN)
    assert [(each.stream, each.position) for each in held] == [("window/W1", 3)]
    assert held[0].reason.startswith("ValueError (test_runner.py:")
    assert "山田" not in held[0].reason
    follow("isa", log, views, [BROKEN])
    assert runner.parked("isa", views, BROKEN) == held


def test_a_parked_stream_stays_so_in_later_pages(log: TenantApplication, views: Views) -> None:
    append(log, ("window/W9", grant("W9")))
    runner.catch_up("isa", log, views)
    later = facts_of("isa", [("window/W9", grant("W9")), ("window/W9", window_facts("W9"))])
    log.append(later[1:], [])
    runner.catch_up("isa", log, views)
    assert windows(views, "isa") == []
    found = {e["view"]: e["parked"] for e in runner.status("isa", log, views)}
    assert found["window_register"] == 1
    assert found["recorded_days"] == 0


def test_a_rebuild_is_switched_in_when_it_says_the_same(
    log: TenantApplication, views: Views
) -> None:
    append(log, ("window/W1", window_facts("W1")), ("window/W1", grant("W1")))
    runner.catch_up("isa", log, views)
    before = runner.digest("isa", views, WINDOW_REGISTER)
    rebuilt = rebuild("isa", log, views, WINDOW_REGISTER)
    assert (rebuilt.before, rebuilt.after, rebuilt.switched) == (before, before, True)
    assert runner.digest("isa", views, WINDOW_REGISTER) == before
    assert runner.digest("isa", views, WINDOW_REGISTER, 1) == rebuilt_to(log, 1)
    with views.reading() as db:
        generation, position = live(db, "isa", WINDOW_REGISTER) or (0, 0)
    assert (generation, position) == (2, 2)


def rebuilt_to(log: TenantApplication, position: int) -> str:
    location = "memory:rebuilt"
    alone = Views(location)
    copy = open_application("isa", location)
    copy.append(log.facts(1, 100, position), [])
    runner.catch_up("isa", copy, alone)
    found = runner.digest("isa", alone, WINDOW_REGISTER)
    alone.close()
    close_location(location)
    return found


def spoil(views: Views) -> None:
    """A row that no fact says, as a mended fold or a damaged file would leave it."""
    with views.writing() as db:
        db.execute(WINDOWS.core.update().values(prefecture="大阪府"))


def test_a_rebuild_that_differs_is_reported_and_thrown_away_unless_accepted(
    log: TenantApplication, views: Views
) -> None:
    append(log, ("window/W1", window_facts("W1")))
    runner.catch_up("isa", log, views)
    spoil(views)
    found = rebuild("isa", log, views, WINDOW_REGISTER)
    assert (found.equal, found.switched) == (False, False)
    assert windows(views, "isa")[0].prefecture == "大阪府"
    with views.reading() as db:
        assert len(db.execute(CURSORS.select().where(CURSORS.c.generation > 1)).all()) == 0
    accepted = rebuild("isa", log, views, WINDOW_REGISTER, accept=True)
    assert (accepted.equal, accepted.switched) == (False, True)
    assert windows(views, "isa")[0].prefecture == "東京都"


def test_a_rebuild_of_one_tenant_leaves_its_twin_alone(
    log: TenantApplication, views: Views, tmp_path: Path
) -> None:
    twin = open_application("twin", f"memory:{tmp_path.name}")
    for each in (log, twin):
        append(each, ("window/W1", window_facts("W1", each.tenant)))
        runner.catch_up(each.tenant, each, views)
    before = runner.digest("twin", views, WINDOW_REGISTER)
    spoil(views)
    spoiled = runner.digest("twin", views, WINDOW_REGISTER)
    rebuild("isa", log, views, WINDOW_REGISTER, accept=True)
    assert runner.digest("twin", views, WINDOW_REGISTER) == spoiled != before
    assert windows(views, "isa")[0].prefecture == "東京都"


def test_a_second_rebuild_stops_the_first(log: TenantApplication, views: Views) -> None:
    append(log, ("window/W1", window_facts("W1")))
    runner.catch_up("isa", log, views)

    def fold(rows: Rows, fact: Fact) -> None:
        WINDOW_REGISTER.fold = window_register.fold
        rebuild("isa", log, views, WINDOW_REGISTER)
        window_register.fold(rows, fact)

    WINDOW_REGISTER.fold = fold
    try:
        with pytest.raises(Refused, match="views.rebuild_superseded"):
            rebuild("isa", log, views, WINDOW_REGISTER)
    finally:
        WINDOW_REGISTER.fold = window_register.fold
    assert [row.window for row in windows(views, "isa")] == ["W1"]


def test_a_view_whose_version_changed_is_folded_anew_and_the_old_rows_are_gone(
    log: TenantApplication, views: Views
) -> None:
    append(log, ("window/W1", window_facts("W1")))
    versions = [
        View(
            "counted",
            version,
            tables=(window_register.Table("window", window_register.WindowRow),),
            events=(WindowFactsRecorded,),
            fold=lambda rows, fact: None,
        )
        for version in (1, 2)
    ]
    assert follow("isa", log, views, versions[:1]) == 1
    assert runner.cursor("isa", views, versions[1]) == 0
    with views.reading() as db:
        kept = db.exec_driver_sql("select name from sqlite_schema where name like 'counted%'")
        names = [row[0] for row in kept]
    assert names
    assert all(name.startswith(versions[1].label) for name in names)


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
