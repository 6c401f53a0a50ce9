"""What several clauses look at and none changes: the register of R9, built once."""

from collections.abc import Iterator

import pytest

from tests.story.clauses.outreach import Office
from tests.story.clauses.private_bodies import year_nine


@pytest.fixture(scope="session")
def r9(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The register after the first decision of R9."""
    with year_nine(tmp_path_factory.mktemp("r9")) as made:
        yield made
