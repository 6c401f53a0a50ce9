"""The partner's register with its whole year, played once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.partner.beside import beside
from tests.partner.installed import installed
from tests.partner.register import Partner, partner
from tests.partner.walk import Text, everything
from tests.partner.year import played


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Partner]:
    """From its founding in April 2026 to March 2027. Tests here only look, or are refused."""
    home: Path = tmp_path_factory.mktemp("partner")
    with installed(home / "installed"), partner(home / "data") as made:
        played(made)
        beside(made)
        yield made


@pytest.fixture(scope="package")
def texts(office: Partner) -> list[Text]:
    """Everything that anybody can read there."""
    return list(everything(office))
