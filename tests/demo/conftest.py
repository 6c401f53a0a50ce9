"""The default year, played once for all tests that only look at it."""

import pytest

from tests.demo.played import Played, play_into


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The year of `docs/sample`."""
    return play_into(tmp_path_factory.mktemp("demo") / "var")
