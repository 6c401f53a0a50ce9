"""Rebuild beside: switched in when it says the same; otherwise kept beside until it is accepted or
thrown away."""

from pathlib import Path

import pytest
import sqlalchemy as sql

from core.errors import Refused
from core.event import Fact
from core.log.application import TenantApplication, close_location, open_application
from projections import cursors, rebuild, runner, window_register
from projections.advance import PAGE_FACTS_MAX, advance
from projections.catalogue import VIEWS
from projections.compare import Difference
from projections.cursors import BESIDE, DIFFERS, LIVE, Cursor
from projections.store import Views
from projections.view import Rows
from projections.window_register import WINDOWS, WindowRow, windows
from tests.projections.making import append, facts_of, grant, window_facts

WINDOW_REGISTER = VIEWS["window_register"]


def test_a_rebuild_is_switched_in_when_it_says_the_same(
    log: TenantApplication, views: Views
) -> None:
    append(log, ("window/W1", window_facts("W1")), ("window/W1", grant("W1")))
    runner.catch_up("isa", log, views)
    before = runner.digest("isa", views, WINDOW_REGISTER)
    rebuilt = runner.rebuild("isa", log, views, WINDOW_REGISTER)
    assert (rebuilt.before, rebuilt.after, rebuilt.switched) == (before, before, True)
    assert runner.digest("isa", views, WINDOW_REGISTER) == before
    assert runner.digest("isa", views, WINDOW_REGISTER, 1) == rebuilt_to(log, 1)
    assert generations(views) == {2: LIVE}


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


def generations(views: Views) -> dict[int, str]:
    """Number -> state of each generation of the windows' register."""
    with views.reading("isa") as db:
        found = cursors.cursors(db, "isa", [WINDOW_REGISTER])[WINDOW_REGISTER.label]
    return {each.generation: each.state for each in found}


def stored_rows(views: Views) -> int:
    """How many rows of windows are stored, of all generations."""
    with views.reading("isa") as db:
        return int(db.execute(sql.select(sql.func.count()).select_from(WINDOWS.core)).scalar_one())


def spoil(views: Views, key: str = "W1") -> None:
    """A row that no fact says, as a damaged file would leave it."""
    own = WINDOWS.core.c
    with views.writing() as db:
        held = db.execute(sql.select(own.row).where(own.key == key).limit(1)).scalar_one()
        changed = held.replace("東京都".encode(), "大阪府".encode())
        db.execute(sql.update(WINDOWS.core).where(own.key == key).values(row=changed))


def test_rows_that_differ_stay_beside_and_are_shown_one_by_one(
    log: TenantApplication, views: Views
) -> None:
    append(log, ("window/W1", window_facts("W1")), ("window/W2", window_facts("W2")))
    runner.catch_up("isa", log, views)
    spoil(views)
    assert runner.damaged("isa", views, WINDOW_REGISTER)
    # when it is rebuilt, the old rows stay in use
    found = runner.rebuild("isa", log, views, WINDOW_REGISTER)
    assert (found.equal, found.switched, found.before == found.after) == (False, False, False)
    assert prefectures(views) == {"W1": "大阪府", "W2": "東京都"}
    assert generations(views) == {1: LIVE, 2: DIFFERS}
    # and the one row that differs is named
    [only] = rebuild.difference("isa", views, WINDOW_REGISTER, 10)
    assert (only.kind, only.key, only.from_position) == ("window", "W1", 1)
    assert both(only) == ("大阪府", "東京都")


def both(found: Difference) -> tuple[str, str]:
    """The prefecture before and after."""
    assert found.before
    assert found.after
    before, after = WINDOWS.unpack(found.before.row), WINDOWS.unpack(found.after.row)
    return before.prefecture, after.prefecture


def prefectures(views: Views) -> dict[str, str]:
    """Window -> its prefecture."""
    return {row.window: row.prefecture for row in windows(views, "isa")}


def test_what_stands_beside_is_accepted_or_thrown_away(
    log: TenantApplication, views: Views
) -> None:
    append(log, ("window/W1", window_facts("W1")))
    runner.catch_up("isa", log, views)
    spoil(views)
    runner.rebuild("isa", log, views, WINDOW_REGISTER)
    assert rebuild.cancel("isa", views, WINDOW_REGISTER)
    assert not rebuild.cancel("isa", views, WINDOW_REGISTER)
    assert generations(views) == {1: LIVE}
    assert stored_rows(views) == 1
    accepted = runner.rebuild("isa", log, views, WINDOW_REGISTER, accept=True)
    assert (accepted.equal, accepted.switched) == (False, True)
    assert prefectures(views) == {"W1": "東京都"}
    assert not runner.damaged("isa", views, WINDOW_REGISTER)


def test_a_planted_change_of_the_fold_is_caught(log: TenantApplication, views: Views) -> None:
    append(log, ("window/W1", window_facts("W1")), ("window/W1", window_facts("W1", "新しい窓口")))
    runner.catch_up("isa", log, views)

    def fold(rows: Rows, fact: Fact) -> None:
        window_register.fold(rows, fact)
        held = rows.need(WINDOWS, "W1")
        moved = {**{name: getattr(held, name) for name in held.__struct_fields__}}
        rows.put(WINDOWS, "W1", WindowRow(**{**moved, "prefecture": "大阪府"}))

    WINDOW_REGISTER.fold = fold
    try:
        found = runner.rebuild("isa", log, views, WINDOW_REGISTER)
    finally:
        WINDOW_REGISTER.fold = window_register.fold
    assert not found.switched
    shown = rebuild.difference("isa", views, WINDOW_REGISTER, 10)
    assert [(each.from_position, *both(each)) for each in shown] == [
        (1, "東京都", "大阪府"),
        (2, "東京都", "大阪府"),
    ]
    # and the same code as ever does not go on with rows of another
    assert runner.rebuild("isa", log, views, WINDOW_REGISTER).equal


def test_a_stream_that_stands_still_only_in_the_new_rows_is_a_difference(
    log: TenantApplication, views: Views
) -> None:
    append(log, ("window/W1", window_facts("W1")), ("window/W1", window_facts("W1")))
    runner.catch_up("isa", log, views)

    def fold(rows: Rows, fact: Fact) -> None:
        if fact.version == 2:
            raise ValueError
        window_register.fold(rows, fact)

    WINDOW_REGISTER.fold = fold
    try:
        found = runner.rebuild("isa", log, views, WINDOW_REGISTER)
    finally:
        WINDOW_REGISTER.fold = window_register.fold
    assert found.before == found.after
    assert not found.switched


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a rebuild that are as short as a runner's."""
    monkeypatch.setattr(rebuild, "PAGE_FACTS_MAX", PAGE_FACTS_MAX)


@pytest.mark.usefixtures("short_pages")
def test_a_rebuild_that_was_killed_goes_on_from_its_last_page(
    log: TenantApplication, views: Views
) -> None:
    count = 2 * PAGE_FACTS_MAX + 10
    log.append(facts_of("isa", [("window/W1", window_facts("W1"))] * count), [])
    runner.catch_up("isa", log, views)
    told: list[tuple[int, int]] = []

    def dies(cursor: Cursor, goal: int) -> None:
        told.append((cursor.position, goal))
        raise Killed

    with pytest.raises(Killed):
        runner.rebuild("isa", log, views, WINDOW_REGISTER, told=dies)
    assert told == [(PAGE_FACTS_MAX, count)]
    assert generations(views) == {1: LIVE, 2: BESIDE}

    def notes(cursor: Cursor, goal: int) -> None:
        told.append((cursor.position, goal))
        assert cursor.begun_from == PAGE_FACTS_MAX

    found = runner.rebuild("isa", log, views, WINDOW_REGISTER, told=notes)
    assert [position for position, _ in told[1:]] == [2 * PAGE_FACTS_MAX, count]
    assert (found.equal, found.switched) == (True, True)
    assert generations(views) == {2: LIVE}


@pytest.mark.usefixtures("short_pages")
def test_a_cancelled_rebuild_stops_at_its_next_page(log: TenantApplication, views: Views) -> None:
    log.append(facts_of("isa", [("window/W1", window_facts("W1"))] * (PAGE_FACTS_MAX + 10)), [])
    runner.catch_up("isa", log, views)
    before = stored_rows(views)

    def cancels(cursor: Cursor, goal: int) -> None:
        assert cursor.position < goal
        rebuild.cancel("isa", views, WINDOW_REGISTER)

    with pytest.raises(Refused, match="rebuild_superseded"):
        runner.rebuild("isa", log, views, WINDOW_REGISTER, told=cancels)
    assert generations(views) == {1: LIVE}
    assert stored_rows(views) == before


def test_a_rebuild_of_one_tenant_leaves_its_twin_alone(
    log: TenantApplication, views: Views, tmp_path: Path
) -> None:
    twin = open_application("twin", f"memory:{tmp_path.name}")
    for each in (log, twin):
        append(each, ("window/W1", window_facts("W1", each.tenant)))
        runner.catch_up(each.tenant, each, views)
    spoil(views)
    runner.rebuild("isa", log, views, WINDOW_REGISTER, accept=True)
    assert runner.damaged("twin", views, WINDOW_REGISTER)
    assert windows(views, "isa")[0].prefecture == "東京都"
    assert windows(views, "twin")[0].prefecture == "大阪府"


def test_rows_in_use_that_moved_on_are_not_replaced_by_older_ones(
    log: TenantApplication, views: Views
) -> None:
    told = facts_of("isa", [("window/W1", window_facts("W1")), ("window/W1", grant("W1"))])
    log.append(told[:1], [])
    runner.catch_up("isa", log, views)
    target = rebuild._beside("isa", views, WINDOW_REGISTER)
    advance(log, views, [target], 1)
    log.append(told[1:], [])
    runner.catch_up("isa", log, views)
    assert rebuild._decided(views, target, 2, same=True, accept=True) is None
    assert windows(views, "isa")[0].grants == {2025: True}
    advance(log, views, [target], 2)
    decided = rebuild._decided(views, target, 2, same=True, accept=False)
    assert decided
    assert decided.switched
    assert windows(views, "isa")[0].grants == {2025: True}


def test_a_second_rebuild_stops_the_first(log: TenantApplication, views: Views) -> None:
    append(log, ("window/W1", window_facts("W1")))
    runner.catch_up("isa", log, views)
    target = rebuild._beside("isa", views, WINDOW_REGISTER)
    assert runner.rebuild("isa", log, views, WINDOW_REGISTER).switched
    with pytest.raises(cursors.Overtaken):
        advance(log, views, [target], 1)
    assert [row.window for row in windows(views, "isa")] == ["W1"]
