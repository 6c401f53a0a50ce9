"""Fixtures of the log's tests."""

from collections.abc import Iterator

import pytest

from tests import postgres


@pytest.fixture
def database() -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with postgres.database() as url:
        yield url
