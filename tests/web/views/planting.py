"""What can be wrong with views, done to the windows' register."""

import re
from typing import Any

import sqlalchemy as sql

from projections import cursors, runner
from projections.catalogue import VIEWS
from projections.view import Table
from projections.window_register import WINDOWS
from tenants.gate import Tenant
from tests.projections.making import append, grant, window_facts

LONG_AGO = "2025-04-01T10:00:00.000+09:00"
WINDOW_REGISTER = VIEWS["window_register"]


def park(tenant: Tenant) -> int:
    """Record a fact that the windows' register cannot take; its position."""
    append(tenant.log, ("window/W1", window_facts("W1")), ("window/W9", grant("W9")))
    return tenant.catch_up()


def set_cursor(tenant: Tenant, **values: Any) -> None:
    """Change what the cursor of the windows' register says."""
    own = cursors.CURSORS.c
    with tenant.views.writing() as db:
        here = sql.update(cursors.CURSORS).where(own.view == WINDOW_REGISTER.label)
        db.execute(here.values(**values))


def hold_up(tenant: Tenant) -> None:
    """An older version of the fold made the rows, long ago: what is new does not go into them."""
    append(tenant.log, ("window/W1", window_facts("W1")))
    tenant.catch_up()
    set_cursor(tenant, version=0, moved_at=LONG_AGO)
    append(tenant.log, ("window/W2", window_facts("W2")))
    tenant.catch_up()


def differ(tenant: Tenant) -> None:
    """Rebuild the windows' register beside rows that somebody changed."""
    append(tenant.log, ("window/W1", window_facts("W1")))
    tenant.catch_up()
    spoil(tenant, WINDOWS, "W1", "東京都".encode(), "大阪府".encode())
    assert not runner.rebuild("isa", tenant.log, tenant.views, WINDOW_REGISTER).switched


def spoil(tenant: Tenant, table: Table[Any], key: str, old: bytes, new: bytes) -> None:
    """Change the stored row, as a damaged file would leave it."""
    own = table.core.c
    with tenant.views.writing() as db:
        held = db.execute(sql.select(own.row).where(own.key == key).limit(1)).scalar_one()
        assert old in held
        changed = sql.update(table.core).where(own.key == key)
        db.execute(changed.values(row=held.replace(old, new)))


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def state(tenant: Tenant) -> str:
    """The state of the windows' register, in a word."""
    found = runner.standings("isa", tenant.log, tenant.views, tenant.now())
    return next(runner.state_of(each) for each in found if each.view == "window_register")
