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
from core.event import Fact, Reader
from core.log.application import TenantApplication, close_location, open_application, open_bundle
from core.log.days import Days
from core.log.port import CommandMark, new_append
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


def test_a_part_is_what_the_whole_fact_says(log: TenantApplication) -> None:
    reader = Reader[Count | Note]({Counted: Count, Noted: Note})
    for (row, part), fact in zip(log.parts(reader), log.walk(), strict=True):
        assert (row.position, row.stream, row.version) == (fact.position, fact.stream, fact.version)
        assert msgspec.to_builtins(part.event) == msgspec.to_builtins(fact.event)
        assert part.envelope.recorded_at == fact.envelope.recorded_at
        assert part.effective_on == fact.effective_on


def test_parts_are_of_the_wanted_topics_only(log: TenantApplication) -> None:
    reader = Reader({Noted: Note})
    assert [row.position for row, _ in log.parts(reader)] == [2, 5]
    assert [row.position for row, _ in log.parts(reader, stop=5, start=3)] == [5]
    with pytest.raises(Invalid, match=r"unknown topic log_test\.counted"):
        reader.read("log_test.counted", b"{}")


def test_a_part_may_not_name_a_field_that_the_event_has_not() -> None:
    with pytest.raises(AssertionError, match=r"log_test\.counted has no .*note"):
        Reader({Counted: Note})


def test_a_part_of_bad_bytes_is_invalid() -> None:
    reader = Reader({Counted: Count})
    for state in (b"", b"{}", b'{"envelope": {}, "event": {"count": 1}}', b"[1]"):
        with pytest.raises(Invalid, match=r"bad payload of log_test\.counted"):
            reader.read("log_test.counted", state)


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
