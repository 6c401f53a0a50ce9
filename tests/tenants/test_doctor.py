"""The doctor: nothing to say of a register that is well, and a name for what is not."""

from pathlib import Path

import apsw

from core.log.application import close_location
from tenants.doctor import examine
from tenants.gate import Tenant, add_tenant
from tenants.place import Place
from tests.tenants.conftest import POLICY, march


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
