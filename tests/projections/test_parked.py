"""An event that a fold cannot take parks its stream in that view; everything else goes on."""

from msgspec import Struct

from core.clock import system_clock
from core.event import Fact
from core.log.application import TenantApplication
from core.programme.window import WindowFactsRecorded
from projections import runner
from projections.advance import follow
from projections.store import Views
from projections.view import Rows, Table, View
from projections.window_register import windows
from tests.projections.making import append, facts_of, grant, window_facts


class Title(Struct, frozen=True):
    """What a window is called."""

    window: str
    title: str


TITLES = Table("title", Title)


def fold(rows: Rows, fact: Fact) -> None:
    """Changes a row first, and then cannot take the second version of W1."""
    told = fact.event
    assert isinstance(told, WindowFactsRecorded)
    rows.put(TITLES, told.code, Title(told.code, told.attributes.title))
    if (fact.stream, fact.version) == ("window/W1", 2):
        raise ValueError(f"山田太郎 {fact.stream}")


BROKEN = View("broken_titles", 1, tables=(TITLES,), events=(WindowFactsRecorded,), fold=fold)


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
        titles = {row.window: row.title for row in now.rows(TITLES)}
    assert titles == {"W1": "初め", "W2": "その後"}
    held = runner.parked("isa", views, BROKEN)
    assert [(each.stream, each.position) for each in held] == [("window/W1", 3)]
    assert held[0].reason.startswith("ValueError (test_parked.py:")
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
    found = {e["view"]: e["parked"] for e in runner.status("isa", log, views, system_clock())}
    assert found["window_register"] == 1
    assert found["recorded_days"] == 0
