"""The year of two tenants with equal ids on one log, folded once into one store of views."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from core.log.application import TenantApplication, close_location, open_application
from projections import runner
from projections.store import Views
from tests import postgres
from tests.programme.register import Register
from tests.projections.year import year


class Folded(NamedTuple):
    """A tenant's register and the views that hold its rows."""

    register: Register
    views: Views

    @property
    def tenant(self) -> str:
        """The tenant's id."""
        return self.register.tenant


@pytest.fixture(scope="session")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Register, Register]]:
    """Both years; tests only read them."""
    folder = tmp_path_factory.mktemp("year")
    first, second = (year(folder, folder.name, tenant) for tenant in ("isa", "twin"))
    yield first, second
    close_location(f"memory:{folder.name}")


@pytest.fixture(scope="session")
def twins(
    registers: tuple[Register, Register], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Folded, Folded]]:
    """Both years folded into one file; tests only read them."""
    views = Views(str(tmp_path_factory.mktemp("views") / "views.db"))
    for register in registers:
        runner.catch_up(register.tenant, register.log, views)
    first, second = registers
    yield Folded(first, views), Folded(second, views)
    views.close()


@pytest.fixture
def folded(twins: tuple[Folded, Folded]) -> Folded:
    """The first of the two."""
    return twins[0]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where views can be kept: a file, or a database of its own."""
    if request.param == "sqlite":
        yield str(tmp_path / "views.db")
        return
    with postgres.database() as url:
        yield url


@pytest.fixture
def views(location: str) -> Iterator[Views]:
    """An empty store of views."""
    made = Views(location)
    yield made
    made.close()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[TenantApplication]:
    """An empty log of tenant isa."""
    yield open_application("isa", f"memory:{tmp_path.name}")
    close_location(f"memory:{tmp_path.name}")
