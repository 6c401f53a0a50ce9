"""The demo played once by the command line, and copies of it (made while nothing has it open)."""

import shutil
from pathlib import Path

import pytest

from tests.story.command_line import Daicho


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
