"""A founded register, and its twin: another tenant on the same log with the same ids everywhere."""

from pathlib import Path

import pytest

from core.log.application import close_location
from tests.programme.register import Register, founded, opened


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """A founded register on a log of its own."""
    made = founded(tmp_path, tmp_path.name)
    yield made
    close_location(f"memory:{tmp_path.name}")


@pytest.fixture
def twins(tmp_path: Path) -> tuple[Register, Register]:
    """Two tenants on one log, with equal ids, versions and positions."""
    pair = tuple(opened(founded(tmp_path, tmp_path.name, slug)) for slug in ("isa", "twin"))
    yield pair
    close_location(f"memory:{tmp_path.name}")
