"""Rebuild beside: switched in when it says the same; otherwise reported, unless accepted."""

from pathlib import Path

import pytest

from core.errors import Refused
from core.event import Fact
from core.log.application import TenantApplication, close_location, open_application
from projections import runner, window_register
from projections.advance import advance
from projections.catalogue import VIEWS
from projections.rebuild import _beside, _switched, rebuild
from projections.store import CURSORS, Views, live
from projections.view import Rows
from projections.window_register import WINDOWS, windows
from tests.projections.making import append, facts_of, grant, window_facts

WINDOW_REGISTER = VIEWS["window_register"]


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


def test_rows_in_use_that_moved_on_are_not_replaced_by_older_ones(
    log: TenantApplication, views: Views
) -> None:
    append(log, ("window/W1", window_facts("W1")))
    runner.catch_up("isa", log, views)
    target = _beside("isa", views, WINDOW_REGISTER)
    advance(log, views, [target], 1)
    log.append(
        facts_of("isa", [("window/W1", window_facts("W1")), ("window/W1", grant("W1"))])[1:], []
    )
    runner.catch_up("isa", log, views)
    assert not _switched(views, target)
    assert windows(views, "isa")[0].grants == {2025: True}
    advance(log, views, [target], 2)
    assert _switched(views, target)
    assert windows(views, "isa")[0].grants == {2025: True}


def test_a_second_rebuild_stops_the_first(log: TenantApplication, views: Views) -> None:
    append(log, ("window/W1", window_facts("W1")))
    runner.catch_up("isa", log, views)

    def fold(rows: Rows, fact: Fact) -> None:
        WINDOW_REGISTER.fold = window_register.fold
        rebuild("isa", log, views, WINDOW_REGISTER)
        window_register.fold(rows, fact)

    WINDOW_REGISTER.fold = fold
    try:
        with pytest.raises(Refused, match="rebuild_superseded"):
            rebuild("isa", log, views, WINDOW_REGISTER)
    finally:
        WINDOW_REGISTER.fold = window_register.fold
    assert [row.window for row in windows(views, "isa")] == ["W1"]
