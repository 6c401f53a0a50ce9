"""What the fault campaign shares: the compiled shim, and a folder where small files are cheap."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.campaign import SEED, quick_folder
from tests.faults.native import compiled


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shim, compiled once."""
    return compiled(tmp_path_factory.mktemp("native"))


@pytest.fixture(autouse=True)
def seed() -> int:
    """The campaign's seed, printed so that a failure can be repeated."""
    sys.stdout.write(f"DAICHO_FAULT_SEED={SEED}\n")
    return SEED


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder, in memory if there is one."""
    made = quick_folder(tmp_path)
    yield made
    shutil.rmtree(made, ignore_errors=True)
