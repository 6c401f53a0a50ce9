"""A register of its own for each test, with an operator among its accounts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from core.command import Actor
from core.log.application import close_location
from tenants.gate import Tenant, add_tenant, open_tenant
from tenants.place import Place
from tests.web.conftest import EXTRA
from web.app import create_app

OPERATOR = Actor(id="operator", roles=("operator",))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A register of its own, with an operator among its accounts."""
    home = Place(tmp_path)
    add_tenant("isa", "試験の台帳", "isa_fy2025", home)
    for actor in (OPERATOR, *EXTRA):
        open_tenant("isa", home).accounts.put(actor)
    yield home
    close_location(home.log)


@pytest.fixture
def tenant(place: Place) -> Tenant:
    """The register."""
    return open_tenant("isa", place)


@pytest.fixture
def app(place: Place) -> FastAPI:
    """The application on it."""
    return create_app(place)
