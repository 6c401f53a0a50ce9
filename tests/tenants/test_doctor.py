"""The doctor: nothing to say of a register that is well, and a name for what is not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import msgspec
import pytest
import sqlalchemy as sql

from core.log.application import close_location
from projections import cursors, runner
from projections.catalogue import VIEWS
from projections.columns import pack
from projections.window_register import WINDOWS
from tenants.doctor import Finding, examine
from tenants.gate import Tenant, add_tenant
from tenants.place import Place
from tests.projections.making import append, grant, window_facts
from tests.tenants.conftest import POLICY, march

WINDOW_REGISTER = VIEWS["window_register"]


@pytest.fixture
def isa(pair: tuple[Tenant, Tenant]) -> Iterator[Tenant]:
    """The first of the two registers."""
    yield pair[0]
    pair[0].views.close()


def test_a_register_that_is_well_has_no_findings(place: Place, pair: tuple[Tenant, Tenant]) -> None:
    assert pair
    assert examine(place) == []


def test_an_open_folder_of_keys_is_told(place: Place, pair: tuple[Tenant, Tenant]) -> None:
    assert pair
    place.keys.chmod(0o755)
    (found,) = examine(place)
    assert (found.tenant, found.what) == ("", str(place.keys))


def test_a_changed_event_is_named_with_its_register(tmp_path: Path) -> None:
    # given a copy of a log in which somebody changed a byte
    home = Place(tmp_path / "data").make()
    for slug in ("isa", "twin"):
        add_tenant(slug, "見本庁", POLICY, home, clock=march)
    close_location(home.log)
    with apsw.Connection(home.log) as db:
        db.execute("drop trigger event_stays")
        db.execute("update event set topic = 'tenant.other' where tenant = 'twin' and position = 1")
    db.close()
    # when it is examined
    found = examine(home)
    # then that register's log is found wrong, and the other's is not
    assert {each.tenant for each in found} == {"twin"}
    assert any("event" in each.what for each in found)
    close_location(home.log)


def test_a_register_whose_head_was_lost_is_not_passed_over(tmp_path: Path) -> None:
    home = Place(tmp_path / "data").make()
    add_tenant("isa", "見本庁", POLICY, home, clock=march)
    close_location(home.log)
    with apsw.Connection(home.log) as db:
        db.execute("delete from head")
    db.close()
    assert {each.tenant for each in examine(home)} == {"isa"}
    close_location(home.log)


def test_a_file_that_is_no_log_is_told_in_a_sentence(tmp_path: Path) -> None:
    home = Place(tmp_path / "data").make()
    Path(home.log).write_bytes(b"not a database" * 1_000)
    (found,) = examine(home)
    assert "cannot be opened" in found.what


def findings(home: Place) -> list[Finding]:
    """What the doctor says of views; facts made by hand lack the row of their command, too."""
    found = [each for each in examine(home) if "command row" not in each.what]
    assert {each.tenant for each in found} == {"isa"}
    assert all(each.what.startswith("window_register: ") for each in found)
    return found


def change(tenant: Tenant, table: sql.Table, **values: Any) -> None:
    """Change the rows that a table of the views holds of this register."""
    with tenant.views.writing() as db:
        here = sql.update(table).where(table.c.tenant == tenant.slug)
        if "view" in table.c:
            here = here.where(table.c.view == WINDOW_REGISTER.label)
        db.execute(here.values(**values))


def test_a_stream_that_stands_still_is_named_with_the_command_that_helps(
    place: Place, isa: Tenant
) -> None:
    append(isa.log, ("window/W9", grant("W9")))
    (found,) = findings(place)
    assert "window/W9" in found.what
    assert found.next.endswith("daicho -t isa views rebuild window_register")


def test_rows_that_nobody_folded_are_told(place: Place, isa: Tenant) -> None:
    append(isa.log, ("window/W1", window_facts("W1")))
    isa.catch_up()
    with isa.views.at(WINDOW_REGISTER, "isa") as now:
        [row] = now.rows(WINDOWS)
    change(isa, WINDOWS.core, row=pack(msgspec.structs.replace(row, prefecture="大阪府")))
    (found,) = findings(place)
    assert "not those that were folded" in found.what
    # and once a rebuild stands beside them, so is how to see the difference and to accept it
    assert not runner.rebuild("isa", isa.log, isa.views, WINDOW_REGISTER).switched
    told = [each.next for each in findings(place)]
    assert "daicho -t isa views diff window_register" in told[0]
    assert told[0].endswith("rebuild window_register --accept")


def test_a_view_of_an_older_version_is_told_and_that_it_does_not_move(
    place: Place, isa: Tenant
) -> None:
    isa.catch_up()
    change(isa, cursors.CURSORS, version=0)
    (found,) = findings(place)
    assert "older version" in found.what
    # nothing new goes into it
    append(isa.log, ("window/W1", window_facts("W1")))
    change(isa, cursors.CURSORS, moved_at="2025-04-01T10:00:00.000+09:00")
    assert any("events are not taken in" in each.what for each in findings(place))


def test_views_that_are_no_database_are_told_in_a_sentence(tmp_path: Path) -> None:
    home = Place(tmp_path / "data").make()
    add_tenant("isa", "見本庁", POLICY, home, clock=march)
    Path(home.views).write_bytes(b"not a database" * 1_000)
    (found,) = examine(home)
    assert "views cannot be opened" in found.what
    assert "views.db" in found.next
    close_location(home.log)
