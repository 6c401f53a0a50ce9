"""R15, the views' part: single-bit flips in what is stored of a view are found."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from core.log.application import close_location, open_application
from projections.reader import Reader
from projections.store import Views
from tests import postgres
from tests.faults.campaign import SEED, Dice, report, times
from tests.faults.views_flipped import FileFlipping, Flipping, fill

FLIPS = 250
FILE_FLIPS = 400
FLIPS_OF_TEETH = 80

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", "postgres"])
def flipping(request: pytest.FixtureRequest, folder: Path) -> Iterator[Flipping]:
    """A view in the middle of its log."""
    with ExitStack() as held:
        location = str(folder / "views.db")
        if request.param == "postgres":
            location = held.enter_context(postgres.database())
        views = held.enter_context(closing(Views(location)))
        held.callback(close_location, "memory:flipped")
        log = open_application("isa", "memory:flipped")
        fill(log, Dice(SEED))
        yield Flipping(log, views, Dice(SEED))


def test_every_flip_that_changes_what_readers_are_shown_is_found(flipping: Flipping) -> None:
    flipping.run(times(FLIPS))
    report("R15 views", **flipping.counts)
    assert not flipping.missed, flipping.missed[:5]
    assert flipping.counts["found"] > times(FLIPS) // 4


def test_every_flip_in_the_file_that_changes_what_readers_are_shown_is_found(folder: Path) -> None:
    counts = FileFlipping(folder, Dice(SEED)).run(times(FILE_FLIPS))
    report("R15 views.db", **counts)
    assert not counts["missed"]
    assert counts["found"] > times(FILE_FLIPS) // 20


def test_without_a_look_at_the_file_flips_in_its_indexes_are_missed(folder: Path) -> None:
    counts = FileFlipping(folder, Dice(SEED), rows_only=True).run(2 * FLIPS_OF_TEETH)
    assert counts["missed"]


@pytest.mark.parametrize("flipping", ["sqlite"], indirect=True)
def test_without_the_filing_flips_of_cells_are_missed(
    flipping: Flipping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reader, "is_filed", lambda *_: True)
    monkeypatch.setattr("projections.rebuild.same_rows", lambda *_: True)
    # Which cells are hit is chance: one run in some tens misses all that readers go by.
    for times_as_many in range(1, 11):
        flipping.run(FLIPS_OF_TEETH * times_as_many)
        if any(each.column in ("fork", "shelf", "size") for each in flipping.missed):
            return
    pytest.fail("no flip of a cell that readers go by was missed")
