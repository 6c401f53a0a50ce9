"""Reading a log: one stream, a slice in pages, parts of facts, a day; on every store."""

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from core.errors import Invalid
from core.event import Fact, Unreadable, encode
from core.log.application import TenantApplication, close_location, open_application, open_bundle
from core.log.days import Days
from core.log.port import CommandMark, Store, new_append
from core.parts import Reader
from projections import recorded_days
from projections.store import Views
from tests.log.facts import Counted, Noted, counted, noted
from tests.log.test_bundle import bundle_of

A, B = "isa", "twin"
DAYS = ("2025-03-31", "2025-04-01", "2025-04-01", "2025-04-03", "2025-04-02", "2025-04-03")
"""When each fact of the history below was recorded; the clock of the fifth ran late."""


class Count(Struct, frozen=True):
    """The field of `Counted`."""

    count: int


class Note(Struct, frozen=True):
    """The field of `Noted`."""

    note: str


def on(day: str, fact: Fact) -> Fact:
    """The fact as recorded in the last second of a day in Japan."""
    envelope = msgspec.structs.replace(fact.envelope, recorded_at=f"{day}T23:59:59.999+09:00")
    return msgspec.structs.replace(fact, envelope=envelope)


def history(tenant: str, location: str) -> TenantApplication:
    """Six facts in two streams: s/1 at positions 1, 3, 4 and 6, s/2 at 2 and 5."""
    log = open_application(tenant, location)
    facts = [
        counted(tenant, "s/1", 1, count=10),
        noted(tenant, "s/2", 1, "二"),
        counted(tenant, "s/1", 2, count=20),
        counted(tenant, "s/1", 3, count=30),
        noted(tenant, "s/2", 2, "五"),
        counted(tenant, "s/1", 4, count=40),
    ]
    log.append([on(*each) for each in zip(DAYS, facts, strict=True)], [CommandMark("c", 6)])
    return log


@pytest.fixture(params=["memory", "sqlite", "postgres", "bundle"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TenantApplication]:
    """The history on each store, beside that of a twin."""
    location = {"sqlite": str(tmp_path / "log.db")}.get(request.param, f"memory:{tmp_path}")
    if request.param == "postgres":
        location = request.getfixturevalue("database")
    history(B, location)
    live = history(A, location)
    if request.param == "bundle":
        with open_bundle(bundle_of(live, tmp_path / "b.zip")) as bundle:
            yield bundle
    else:
        yield live
    close_location(location)


def positions(facts: list[Fact]) -> list[int]:
    """Where the facts stand."""
    return [fact.position for fact in facts]


def test_a_stream_is_read_whole_or_to_a_version_or_to_a_position(log: TenantApplication) -> None:
    assert positions(log.stream("s/1")) == [1, 3, 4, 6]
    assert positions(log.stream("s/1", to_version=2)) == [1, 3]
    assert positions(log.stream("s/1", until=4)) == [1, 3, 4]
    assert positions(log.stream("s/1", to_version=3, until=3)) == [1, 3]
    assert log.stream("s/1", to_version=0) == log.stream("s/1", until=0) == log.stream("s/3") == []


def test_a_stream_is_read_to_the_end_of_a_day_in_japan(log: TenantApplication) -> None:
    assert log.stream("s/1", until=date(2025, 3, 30)) == []
    assert positions(log.stream("s/1", until=date(2025, 3, 31))) == [1]
    assert positions(log.stream("s/1", until=date(2025, 4, 1))) == [1, 3]
    assert positions(log.stream("s/1", until=date(2025, 4, 3))) == [1, 3, 4, 6]


def test_a_clock_that_ran_late_moves_no_day(log: TenantApplication) -> None:
    # given a fact of 2 April at position 5, after one of 3 April at position 4
    assert log.position_on(date(2025, 4, 2)) == 3
    # then it does not count as of 2 April, in its stream neither
    assert positions(log.stream("s/2", until=date(2025, 4, 2))) == [2]
    assert positions(log.stream("s/2", until=date(2025, 4, 3))) == [2, 5]


def test_two_threads_that_read_the_same_events_learn_the_same_days() -> None:
    days = Days()
    for position, day in ((1, "2025-04-01"), (2, "2025-04-02"), (1, "2025-04-01")):
        days.learn(position, f"{day}T09:00:00+09:00")
    assert [days.last_of(date(2025, 4, day)) for day in (1, 2)] == [1, 2]
    assert days.seen == 2


def test_a_slice_is_walked_by_position_and_topic(log: TenantApplication) -> None:
    assert positions(list(log.walk())) == [1, 2, 3, 4, 5, 6]
    assert positions(list(log.walk(stop=4, start=3))) == [3, 4]
    assert positions(list(log.walk(topics=("log_test.noted",)))) == [2, 5]
    assert list(log.walk(stop=0)) == list(log.walk(start=7)) == []


def test_entries_begin_and_end_where_they_are_asked_to(log: TenantApplication) -> None:
    entries = list(log.entries())
    assert len(entries) == 6
    assert list(log.entries(stop=4, start=3)) == entries[2:4]


BOTH = Reader[Count | Note]({Counted: Count, Noted: Note})


def test_a_part_is_what_the_whole_fact_says(log: TenantApplication) -> None:
    for (position, event), fact in zip(log.parts(BOTH), log.walk(), strict=True):
        assert position == fact.position
        assert msgspec.to_builtins(event) == msgspec.to_builtins(fact.event)
        part = BOTH.read(fact.event.topic, encode(fact))
        assert part.event == event
        assert part.envelope.recorded_at == fact.envelope.recorded_at
        assert part.effective_on == fact.effective_on


def test_parts_are_of_the_wanted_topics_only(log: TenantApplication) -> None:
    reader = Reader({Noted: Note})
    assert list(log.parts(reader)) == [(2, Note("二")), (5, Note("五"))]
    assert list(log.parts(reader, stop=5, start=3)) == [(5, Note("五"))]
    assert list(log.parts(reader, stop=4)) == [(2, Note("二"))]
    assert list(log.parts(BOTH, stop=3, start=2)) == [(2, Note("二")), (3, Count(20))]
    with pytest.raises(Invalid, match=r"unknown topic log_test\.counted"):
        reader.read("log_test.counted", b"{}")


PAGES = 2 * Store.rows_at_once + 7


@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
def test_every_page_follows_the_one_before(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    # given more than two pages of one topic, a fact of another between each two
    location = {"sqlite": str(tmp_path / "log.db")}.get(kind, f"memory:{tmp_path}")
    if kind == "postgres":
        location = request.getfixturevalue("database")
    log = open_application(A, location)
    pairs = [(noted(A, "s/2", n, "x"), counted(A, "s/1", n, count=n)) for n in range(1, PAGES)]
    log.append([fact for pair in pairs for fact in pair], [CommandMark("c", 2 * len(pairs))])
    # then each reading meets each event once, in order
    told = [(2 * n, Count(n)) for n in range(1, PAGES)]
    assert list(log.parts(Reader({Counted: Count}))) == told
    assert [each for each in log.parts(BOTH) if each[0] % 2 == 0] == told
    assert positions(list(log.walk())) == list(range(1, 2 * PAGES - 1))
    assert sum(1 for _ in log.entries()) == 2 * len(pairs)
    # and no more of them than it was asked for
    assert positions(log.facts(3, 2 * PAGES - 6)) == list(range(3, 2 * PAGES - 3))
    assert len(log.readable(3, PAGES)) == PAGES
    assert log.facts(3, 0) == log.readable(2 * PAGES, 9) == []
    close_location(location)


def test_a_part_may_not_name_a_field_that_the_event_has_not() -> None:
    with pytest.raises(AssertionError, match=r"log_test\.counted has no .*note"):
        Reader({Counted: Note})


def test_a_part_of_bad_bytes_is_invalid() -> None:
    reader = Reader({Counted: Count})
    for state in (b"", b"{}", b'{"envelope": {}}', b"[1]", b'{"envelope":' + b"[" * 100_000):
        with pytest.raises(Invalid, match=r"bad payload of log_test\.counted"):
            reader.read("log_test.counted", state)
        with pytest.raises(Invalid, match=r"bad payload of log_test\.counted"):
            list(reader.events("log_test.counted", [(1, state)]))


def test_a_day_is_where_the_view_has_it_however_the_clocks_ran(tmp_path: Path) -> None:
    """Against the view, which keeps the same in a table, and against the definition."""
    number = iter(range(10_000))

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.integers(1, 9), max_size=12), st.integers(0, 12))
    def same(days: list[int], already: int) -> None:
        # given facts recorded on any days, some of them while the application was open
        location = f"memory:{tmp_path}/{next(number)}"
        log, views = (
            open_application(A, location),
            Views(f"memory:{location[7:].replace('/', '-')}"),
        )
        facts = [on(f"2025-04-0{day}", counted(A, "s", n)) for n, day in enumerate(days, 1)]
        log.append(facts[:already], [CommandMark("c", len(facts[:already]))])
        log.position_on(date(2025, 4, 1))
        log.append(facts[already:], [CommandMark("d", len(facts[already:]))])
        # then every day ends before the first fact of a later one
        for day in range(11):
            asked = date(2025, 3, 31) if day == 0 else date(2025, 4, day)
            due = next((n for n, each in enumerate(days) if each > day), len(days))
            assert log.position_on(asked) == due
            assert recorded_days.position_on(A, log, views, asked) == due
        close_location(location)

    same()


LONG = 8_000
STATE_BYTES = 2_000


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "bundle"])
def test_a_long_log_is_never_in_memory_as_a_whole(tmp_path: Path, kind: str) -> None:
    # given sixteen million bytes of events
    location = str(tmp_path / "log.db")
    live = open_application(A, location)
    facts = [noted(A, f"s/{n % 100}", 1 + n // 100, "x" * STATE_BYTES) for n in range(LONG)]
    for start in range(0, LONG, 500):
        live.append(facts[start : start + 500], [CommandMark(f"c{start}", 500)])
    del facts
    path = bundle_of(live, tmp_path / "b.zip")
    with open_bundle(path) if kind == "bundle" else live as log:
        # when it is opened, walked, and its streams are read
        ways: list[Callable[[], int]] = [
            lambda: sum(1 for _ in log.walk()),
            lambda: sum(1 for _ in log.entries()),
            lambda: sum(1 for _ in log.parts(Reader({Noted: Note}))),
            lambda: len(log.stream("s/7")) * 100,
            lambda: log.position_on(date(2025, 4, 1)),
        ]
        for way in ways:
            tracemalloc.start()
            assert way() == LONG
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            # then no more than a page and the next is held, a thousand events each
            assert peak < LONG * STATE_BYTES / 2
    close_location(location)


def test_a_topic_nobody_registered_stops_a_walk_and_a_day(tmp_path: Path) -> None:
    location = f"memory:{tmp_path}"
    log = history(A, location)
    log.records.store.submit(new_append(A, [("s/1", 5, "gone.away", b"{}")])).result()
    for read in (lambda: list(log.walk()), lambda: log.position_on(date(2025, 4, 1))):
        with pytest.raises(Invalid, match=r"unknown topic gone\.away"):
            read()
    close_location(location)


def test_a_page_goes_on_behind_events_that_nobody_can_read(tmp_path: Path) -> None:
    # given a healthy history, and behind it three poisoned events between healthy ones
    location = f"memory:{tmp_path}"
    log = history(A, location)
    assert log.readable(1, 9) == log.facts(1, 9)
    future, healthy = counted(A, "s/5", 1), counted(A, "s/6", 1, count=60)
    future = msgspec.structs.replace(
        future, envelope=msgspec.structs.replace(future.envelope, schema=9)
    )
    poisoned = [
        ("s/3", 1, "gone.away", b"{}"),
        ("s/4", 1, Noted.topic, b"{}"),
        ("s/5", 1, Counted.topic, encode(future)),
    ]
    whole = (healthy.stream, healthy.version, Counted.topic, encode(healthy))
    log.store.append(new_append(A, [*poisoned, whole]))
    # when a page is read over them
    page = log.readable(6, 9)
    # then each stands in its place with the reason, and what is healthy is there
    assert page[1:-1] == [
        Unreadable(7, "s/3", 1, "gone.away", "unknown topic gone.away"),
        Unreadable(8, "s/4", 1, "log_test.noted", "bad payload of log_test.noted"),
        Unreadable(9, "s/5", 1, "log_test.counted", "unknown version 9 of log_test.counted"),
    ]
    assert [page[0], page[-1]] == [*log.facts(6, 1), *log.facts(10, 1)]
    # and it is cut by topic, limit and stop as a page of facts is
    assert log.readable(1, 2, 8, [Noted.topic, "gone.away"]) == [
        log.facts(2, 1)[0],
        *log.facts(5, 1),
    ]
    assert [each.position for each in log.readable(3, 9, 8, [Noted.topic, "gone.away"])] == [
        5,
        7,
        8,
    ]
    close_location(location)
