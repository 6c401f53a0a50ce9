"""The demo played once by the command line, and copies of it (made while nothing has it open)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.command_line import Daicho
from tests.story.told import Told, listening

HERE = Path(__file__).parent
LAST = "test_everything_is_told.py"


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Daicho:
    """The demo of docs/sample. Tests that change anything take `copied`."""
    daicho = Daicho(tmp_path_factory.mktemp("story") / "data")
    daicho.summary = daicho.json("demo", "--no-serve")
    return daicho


@pytest.fixture
def copied(played: Daicho, tmp_path: Path) -> Daicho:
    """A copy of the played demo."""
    shutil.copytree(played.data, tmp_path / "data")
    return Daicho(tmp_path / "data")


@pytest.fixture(scope="session", autouse=True)
def told() -> Iterator[Told]:
    """What the stories of this process have told so far."""
    with listening() as heard:
        yield heard


@pytest.fixture(autouse=True)
def _noted(told: Told, request: pytest.FixtureRequest) -> None:
    told.files.add(request.path.name)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories belong to the second stage; whether all was told is asked at the end."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.path.name == LAST)
