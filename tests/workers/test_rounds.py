"""What the process that follows the log does: everybody in turn, nothing held for the idle."""

import copy
import logging
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.clock import system_clock
from projections import runner
from projections.catalogue import VIEWS
from tenants.gate import open_tenant
from tenants.outbox import Outbox
from tenants.place import Place
from tests.workers.following import WINDOW_REGISTER, record
from tests.workers.test_lanes import Hand
from workers import rounds as rounds_module
from workers.jobs import Workplace, do_all
from workers.rebuilds import REBUILD
from workers.rounds import OPEN_IDLE_SECONDS, OPEN_MAX, Rounds


@pytest.fixture
def outbox(place: Place) -> Iterator[Outbox]:
    opened = Outbox(place.jobs, system_clock)
    yield opened
    opened.close()


@pytest.fixture
def rounds(place: Place, outbox: Outbox) -> Iterator[Rounds]:
    """The rounds of this process, on a clock of hand."""
    made = Rounds(place, outbox, Hand())
    yield made
    made.close()


def shown(rounds: Rounds, tenant: str) -> int:
    """Up to where the tenant's windows are shown."""
    return runner.cursor(tenant, rounds.views, WINDOW_REGISTER)


def turns_until_shown(rounds: Rounds, tenant: str, position: int) -> int:
    """How many turns it takes."""
    count = 0
    while shown(rounds, tenant) < position:
        rounds.look()
        assert rounds.turn(), "nothing left to do"
        count += 1
    return count


def test_a_long_log_holds_nobody_up(place: Place, rounds: Rounds) -> None:
    record(place, "long", *(f"W{n}" for n in range(3_500)))
    rounds.look()
    rounds.turn()
    record(place, "short", "W1")
    assert turns_until_shown(rounds, "short", 1) <= 4
    assert shown(rounds, "long") in (1_000, 2_000)
    rounds.finish()
    assert shown(rounds, "long") == 3_500


def test_news_come_before_those_who_are_met_for_the_first_time(
    place: Place, rounds: Rounds
) -> None:
    for number in range(20):
        record(place, f"t-{number}", "W1")
    rounds.look()
    rounds.turn()
    record(place, "t-7", "W2")
    assert turns_until_shown(rounds, "t-7", 2) <= 3


def test_a_page_is_what_is_there(place: Place, rounds: Rounds) -> None:
    for number in range(1, 4):
        record(place, "isa", f"W{number}")
        rounds.finish()
        assert shown(rounds, "isa") == number


def test_letters_are_followed_too(place: Place, rounds: Rounds, outbox: Outbox) -> None:
    for slug in ("isa", "twin"):
        record(place, slug, "W1", "W2")
    rounds.finish()
    assert [outbox.followed(slug, "letters") for slug in ("isa", "twin")] == [2, 2]


def test_who_cannot_be_opened_stops_nobody_and_is_taken_up_once_mended(
    place: Place, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    # given a file where one tenant's keys should be
    place.keys.mkdir()
    (place.keys / "broken").write_text("山田花子")
    for slug in ("broken", "isa"):
        record(place, slug, "W1")
    hand = Hand()
    rounds = Rounds(place, outbox, hand)
    # when the others are served, the log says who is not, and why, in one line
    rounds.finish()
    assert (shown(rounds, "isa"), shown(rounds, "broken")) == (1, 0)
    [line] = caplog.messages
    assert line.startswith("broken: FileExistsError at mkdir:")
    assert "山田" not in caplog.text
    # then it is served after its rest
    (place.keys / "broken").unlink()
    rounds.finish()
    assert shown(rounds, "broken") == 0
    hand.seconds += 1
    rounds.finish()
    assert shown(rounds, "broken") == 1
    rounds.close()


@pytest.mark.parametrize("what", ["log", "views"])
def test_a_store_that_cannot_be_opened_is_tried_again(
    place: Place, outbox: Outbox, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    # given a folder where the file should be
    folder = Path(getattr(place, what))
    folder.mkdir()
    if what == "views":
        record(place, "isa", "W1")
    hand = Hand()
    rounds = Rounds(place, outbox, hand)
    with caplog.at_level(logging.WARNING):
        rounds.finish()
    assert len(caplog.messages) == 1
    folder.rmdir()
    if what == "log":
        record(place, "isa", "W1")
    hand.seconds += 3
    rounds.finish()
    assert shown(rounds, "isa") == 1
    rounds.close()


def test_idle_tenants_hold_no_thread_no_file_and_no_tenant(place: Place, rounds: Rounds) -> None:
    slugs = [f"t-{number}" for number in range(OPEN_MAX + 20)]
    for slug in slugs:
        record(place, slug, "W1")
    rounds.look()
    rounds.turn()
    threads, files = threading.active_count(), open_files()
    rounds.finish()
    assert [shown(rounds, slug) for slug in slugs] == [1] * len(slugs)
    assert threading.active_count() == threads
    assert open_files() <= files + 3
    assert len(rounds.opened) == OPEN_MAX
    hand = rounds._clock
    assert isinstance(hand, Hand)
    hand.seconds += OPEN_IDLE_SECONDS + 1
    rounds.idle()
    assert len(rounds.opened) == 0


def open_files() -> int:
    """How many this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def test_while_nothing_grows_no_tenant_is_asked_about(
    place: Place, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(place, "isa", "W1")
    rounds.finish()
    asked = list[str]()
    monkeypatch.setattr(rounds_module, "heads", lambda log: asked.append(log) or {})
    assert not rounds.look()
    assert not rounds.turn()
    assert not asked
    record(place, "isa", "W2")
    rounds.look()
    assert asked == [place.log]


def test_a_log_of_another_application_is_left_alone(place: Place, rounds: Rounds) -> None:
    record(place, "../isa", "W1")
    record(place, "isa", "W1")
    rounds.finish()
    assert shown(rounds, "isa") == 1
    assert not (place.data / "isa").exists()


def test_rows_of_an_older_version_are_ordered_anew_once(
    place: Place, outbox: Outbox, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given rows that an older version of the view made, and an event since
    record(place, "isa", "W1", "W2")
    rounds.finish()
    newer = copy.copy(WINDOW_REGISTER)
    newer.version += 1
    monkeypatch.setitem(VIEWS, newer.name, newer)
    record(place, "isa", "W3")
    # when processes of the newer version begin, they order it once, and leave the rows in use
    for _ in range(2):
        with closing(Rounds(place, outbox, Hand())) as again:
            again.finish()
            assert shown(again, "isa") == 2
    assert [job.kind for job in outbox.recent("isa")] == [REBUILD]
    # until the worker has built them anew
    do_all(Workplace(outbox, lambda slug: open_tenant(slug, place)))
    assert shown(rounds, "isa") == 3
