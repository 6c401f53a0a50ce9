"""The figures about views: rebuilds that are switched in, pasts that are true, lags that were
seen."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sql

from core.identity import system_entropy
from core.log.application import close_location
from projections import cursors
from projections.catalogue import VIEWS
from projections.store import Views
from tenants.place import Place
from web.bench import asof, contacts, peer, peer_views
from web.bench.catalogue import FIGURES, take
from web.bench.databases import fresh_databases
from web.bench.registered import log_of
from web.bench.rounds import OURS, PEER, REFERENCE, measure, run
from web.bench.setting import Setting
from web.bench.watching import Receipt, Watch
from workers.postgres import EmbeddedPostgres

TINY = 0.002


def no_database() -> str:
    raise AssertionError("this figure needs no PostgreSQL")


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(tmp_path, tmp_path / "cache", True, TINY, no_database)


def one_round(name: str, setting: Setting) -> None:
    """Each leg of a rebuild counts by itself, and stops the bench if it did less than it says."""
    with ExitStack() as stack:
        plan = FIGURES[name](setting, stack)
        rates = measure(plan.legs, 1, None, system_entropy)
        assert all(len(rates[leg.way]) == 1 for leg in plan.legs)
        assert [leg.role for leg in plan.legs] == [OURS, OURS, REFERENCE, PEER]


def test_legs_build_as_many_events_as_they_count(setting: Setting) -> None:
    one_round("rebuild_sqlite", setting)


@pytest.mark.slow
def test_legs_on_postgresql_build_as_many_events_as_they_count(setting: Setting) -> None:
    with EmbeddedPostgres() as server:
        one_round("rebuild_pg", setting._replace(postgres=lambda: server.dsn))


def test_a_rebuild_that_differs_stops_the_bench(setting: Setting) -> None:
    with ExitStack() as stack:
        plan = FIGURES["rebuild_sqlite"](setting, stack)
        # given a row in use that no fold made
        views = Views(str(setting.folder / "views.db"))
        stack.callback(views.close)
        with views.writing() as db:
            changed = sql.update(contacts.CONTACTS.core).values(row=b"{}")
            db.execute(changed.where(contacts.CONTACTS.core.c.from_position == 1))
        # then what is built anew is not switched in, and is no work
        [ours] = [leg for leg in plan.legs if leg.way == contacts.VIEW.name]
        with pytest.raises(AssertionError, match="switched=False"):
            run(ours)


def test_a_register_tells_of_everybody_first_and_of_changes_then(tmp_path: Path) -> None:
    location = str(tmp_path / "log.db")
    topics = [fact.event.topic for fact in log_of("t", location, 3, 8).walk()]
    close_location(location)
    assert topics == ["person.registered"] * 3 + ["person.contact_changed"] * 5


def test_the_library_keeps_the_last_address_of_everybody(tmp_path: Path) -> None:
    with ExitStack() as stack:
        app = stack.enter_context(peer.on_sqlite(tmp_path / "library.db"))
        leg = peer_views.on_sqlite(app, tmp_path / "roster.db", 3, stack)
        for expected in (3, 6):
            assert run(leg) > 0
            assert leg.done() == expected


def contacts_at(views: Views, position: int | None) -> dict[str, int]:
    """Person -> which of the person's addresses is shown."""
    with views.at(contacts.VIEW, asof.TENANT, position) as then:
        shown = contacts.everyone(then)
    return {each.person: each.mail.version for each in shown if each.mail}


def test_the_past_of_a_long_history_is_what_was_folded_by_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asof, "PEOPLE", 3)
    monkeypatch.setattr(asof, "PAGE", 4)
    with ExitStack() as stack:
        views = asof._new(stack, str(tmp_path / "views.db"), 11)
        assert sorted(contacts_at(views, None).values()) == [3, 4, 4]
        for position in range(3, 12):
            turns, more = divmod(position, 3)
            expected = [turns] * (3 - more) + [turns + 1] * more
            assert sorted(contacts_at(views, position).values()) == expected


def test_a_history_is_built_once_and_asked_again(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asof, "PEOPLE", 10)
    with ExitStack() as stack:
        kept = asof._kept(setting, stack, 200)
        legs = asof._legs(kept, 200, setting)
        rates = measure(legs, 1, None, system_entropy)
        assert all(len(rates[leg.way]) == 1 for leg in legs)
    monkeypatch.setattr(asof, "_new", no_database)
    with ExitStack() as stack:
        asof._kept(setting, stack, 200)


def test_a_past_with_fewer_people_stops_the_bench(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asof, "PEOPLE", 10)
    with ExitStack() as stack:
        legs = asof._legs(asof._new(stack, str(setting.folder / "short.db"), 100), 100, setting)
        monkeypatch.setattr(asof, "PEOPLE", 11)
        with pytest.raises(AssertionError, match="10 people"):
            run(legs[0])


@pytest.mark.slow
def test_the_past_is_asked_on_both_stores(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EmbeddedPostgres() as server, ExitStack() as stack:
        monkeypatch.setenv("DATABASE_URL", server.dsn)
        fresh = fresh_databases(setting.folder, stack)
        found = take("asof", setting._replace(postgres=fresh))
    assert 0 < found.low <= found.ratio <= found.high
    assert any(name.startswith("PostgreSQL") for name in found.notes)


def stand(views: Views, positions: Sequence[int]) -> None:
    """Every view of a tenant at its position."""
    with views.writing() as db:
        for view, position in zip(VIEWS.values(), positions, strict=True):
            first = cursors.nothing(view)._replace(generation=1, position=position)
            cursors.begin(db, "isa", view, first)


def follow_up(views: Views, position: int) -> None:
    """Every view that is not there yet moves to the position."""
    with views.writing() as db:
        for view in VIEWS.values():
            known = cursors.live(db, "isa", view)
            assert known
            cursors.move(db, "isa", view, known, position=position)


def test_a_lag_ends_with_the_look_that_finds_every_view_there(tmp_path: Path) -> None:
    home = Place(tmp_path).make()
    views = Views(home.views)
    with ExitStack() as stack:
        stack.callback(views.close)
        watch = Watch(home, stack)
        # given views that stand at 5, but for one
        stand(views, [5] * (len(VIEWS) - 1) + [2])
        with watch.looking():
            watch.wait_for([Receipt("isa", 2, 0.0, 0.0)])
            # when the last of them follows
            follow_up(views, 5)
            watch.wait_for([Receipt("isa", 5, 0.0, 0.0)])
        seen = dict(watch._seen["isa"])
        assert set(seen) == {2, 5}
        # then the lag counts from the receipt on, and is never less than none
        receipts = [Receipt("isa", position, 0.0, seen[5] - 1) for position in (1, 2, 3, 5)]
        early, second, third, fifth = watch.lags(receipts)
        assert early == second == max(0.0, seen[2] - seen[5] + 1)
        assert third == fifth == pytest.approx(1)


def test_a_command_that_nobody_sees_stops_the_bench(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.bench.watching.SEEN_SECONDS_MAX", 0.01)
    with ExitStack() as stack:
        watch = Watch(Place(tmp_path).make(), stack)
        with watch.looking(), pytest.raises(AssertionError, match="nobody saw"):
            watch.wait_for([Receipt("isa", 1, 0.0, 0.0)])


@pytest.mark.slow
def test_commands_of_64_clients_are_seen_in_every_view(setting: Setting) -> None:
    found = take("lag", setting)
    assert 0 < found.low <= found.ratio <= found.high
    assert found.notes["lag p99 ms"] >= found.notes["lag p50 ms"]
