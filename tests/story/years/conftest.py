"""One register for all chapters: the story is told in the order of its files."""

from collections.abc import Iterator

import pytest

from tests.story.years.register import Years, years


@pytest.fixture(scope="package")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Years]:
    """The register; a chapter finds it as the one before left it."""
    with years(tmp_path_factory.mktemp("years")) as made:
        yield made


@pytest.fixture
def year(register: Years, request: pytest.FixtureRequest) -> Iterator[Years]:
    """The register for the chapter that is numbered in the test's name."""
    number = int(request.function.__name__.split("_")[2])
    register.chapter(number)
    failed = request.session.testsfailed
    yield register
    if request.session.testsfailed == failed:
        register.told(number)
