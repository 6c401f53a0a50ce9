"""Pages say when they do not show everything: to staff, and only where it concerns the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient

from core.command import Actor
from core.programme.person import RegisterPerson
from projections import cursors
from projections.catalogue import VIEWS
from projections.reader import Reader
from projections.store import Views
from projections.view import Parked
from tenants.gate import Tenant
from tests.projections.making import append, window_facts
from tests.web.conftest import SignIn
from tests.web.views.planting import hold_up, park
from web.doors import DOORS
from web.view_labels import LABELS

INCOMPLETE = "この画面に反映できていない記録があります。"


def test_every_view_has_a_name_and_every_page_it_feeds_is_a_door() -> None:
    assert set(LABELS) == set(VIEWS)
    doors = {door.path for door in DOORS if door.method == "GET"}
    assert {each.door for label in LABELS.values() for each in label.pages} <= doors


def test_a_page_that_does_not_show_everything_says_so_to_staff(
    sign_in: SignIn, tenant: Tenant
) -> None:
    position = park(tenant)
    # an officer is told how many, whoever keeps the views also which
    officer = sign_in("officer").get("/isa/windows").text
    assert INCOMPLETE in officer
    assert "途中で止まっている対象: 1件。" in officer
    assert "window/W9" not in officer
    admin = sign_in("admin").get("/isa/windows").text
    assert INCOMPLETE in admin
    assert "window/W9" in admin
    assert 'href="/isa/views"' in admin
    assert INCOMPLETE in sign_in("clerk").get("/isa/windows").text
    # a page of other views, and one as of before it, say nothing
    assert INCOMPLETE not in sign_in("officer").get("/isa/approvals").text
    before = sign_in("officer").get(f"/isa/windows?as_of={position - 1}").text
    assert INCOMPLETE not in before


def test_the_public_and_persons_are_not_told(
    sign_in: SignIn, tenant: Tenant, client: TestClient
) -> None:
    register = RegisterPerson(person="p-one", full_name="見本 太郎", mail="one@example.jp")
    tenant.handle(register, Actor(id="officer", roles=("officer",)))
    tenant.catch_up()
    still = Parked("window/W9", 1, "window.grant_recorded", "KeyError (x.py:1 fold)", "")
    with tenant.views.writing() as db:
        for view in VIEWS.values():
            cursors.park(db, "isa", view, 1, [still])
    person, officer = sign_in("p-one"), sign_in("officer")
    for path in ("/isa/", "/isa/directory", "/isa/calls"):
        assert INCOMPLETE in officer.get(path).text
        assert INCOMPLETE not in client.get(path).text
        assert INCOMPLETE not in person.get(path).text
    me = person.get("/isa/me")
    assert me.status_code == 200
    assert INCOMPLETE not in me.text


def test_a_view_that_does_not_move_is_said_on_its_pages_and_on_the_operators(
    sign_in: SignIn, tenant: Tenant
) -> None:
    hold_up(tenant)
    officer = sign_in("officer").get("/isa/windows").text
    assert "まだ反映されていない新しい記録: 1件。" in officer
    page = sign_in("operator").get("/isa/views").text
    assert "相談窓口の台帳: 反映が止まっています" in page
    assert "古い手順のまま" in page
    assert "表を作った手順が古くなったため" in page


def test_a_register_that_is_well_says_nothing(sign_in: SignIn, tenant: Tenant) -> None:
    append(tenant.log, ("window/W1", window_facts("W1")))
    for account, path in (("admin", "/isa/windows"), ("admin", "/isa/"), ("operator", "/isa/")):
        page = sign_in(account).get(path).text
        assert INCOMPLETE not in page
        assert "表示に問題のある画面の表" not in page


@contextmanager
def reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The names of the views that are read meanwhile."""
    read: set[str] = set()
    at = Views.at

    @contextmanager
    def noted(self: Views, view: Any, *rest: Any) -> Iterator[Reader]:
        read.add(view.name)
        with at(self, view, *rest) as reader:
            yield reader

    with monkeypatch.context() as patched:
        patched.setattr(Views, "at", noted)
        yield read


def test_a_page_reads_no_view_that_it_would_not_speak_of(
    sign_in: SignIn, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = ("officer", "approver", "p-one", "clerk", "admin")
    assert tenant.catch_up()
    for door in DOORS:
        if not door.menu or door.method != "GET":
            continue
        named = {
            view for view, label in LABELS.items() if door.path in {p.door for p in label.pages}
        }
        for account in accounts:
            visitor = sign_in(account)
            with reading(monkeypatch) as read:
                visitor.get("/isa" + door.path)
            assert read <= named, (account, door.path)
