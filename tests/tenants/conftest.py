"""Two registers in one data directory, with the same slugs' worth of everything."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import pytest

from core.clock import JAPAN
from tenants.gate import Tenant, add_tenant, open_tenant
from tenants.place import Place, close_place
from tests import postgres
from tests.tenants.observing import Watched, written

POLICY = "isa_fy2025"
Make = Callable[..., Watched]


def march() -> datetime:
    """A moment before the demo's calls open."""
    return datetime(2025, 3, 10, 10, tzinfo=JAPAN)


@pytest.fixture(params=["file", pytest.param("postgresql", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty data directory, its log in a file or in a database."""
    with postgres.database() if request.param == "postgresql" else nullcontext("") as url:
        home = Place(tmp_path / "data", url).make()
        yield home
        close_place(home)


@pytest.fixture
def pair(place: Place) -> tuple[Tenant, Tenant]:
    """Registers `isa` and `twin`, founded by equal commands."""
    for slug in ("isa", "twin"):
        add_tenant(slug, "見本庁", POLICY, place, clock=march)
    one, other = (open_tenant(slug, place, clock=march) for slug in ("isa", "twin"))
    return one, other


@pytest.fixture
def make(place: Place, tmp_path: Path) -> Iterator[Make]:
    """A register where the policies named are installed."""
    made: list[Watched] = []

    def register(*ids: str, slug: str = "isa") -> Watched:
        made.append(Watched(place, [written(tmp_path / "policies", id) for id in ids], slug))
        return made[-1]

    yield register
    for each in made:
        each.policies.close()
