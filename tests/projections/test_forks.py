"""Versions are found by their forks: the same ones that a look at every version finds."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import combinations, count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from sqlalchemy import update

from core.event import Fact
from core.log.application import close_location, open_application
from projections.advance import Follower
from projections.reader import Version
from projections.store import Views
from projections.versions import fork_of, forks_at
from projections.view import Rows, Table, View
from tests import postgres
from tests.faults.campaign import Dice
from tests.log.facts import Noted, noted

POSITION_MAX = 2**62
KEYS = ("A", "z", "Z", "é", "あ", "ﾃ", "𠮷", "z/1")
SHELVES = ("", "left", "右")
LONG = 3_000
NUMBERS = count()
MEMORY = "memory:forks"

Put = tuple[str, str, int]
"""Key, shelf, size."""
Changes = list[Put | tuple[str]]
"""What one fact puts, and the keys of what it removes, in order."""


class Item(Struct, frozen=True):
    """Something on a shelf."""

    shelf: str
    size: int


ITEMS = Table("item", Item, indexes=("shelf",), columns=("size",))


def fold(rows: Rows, fact: Fact) -> None:
    """Do what the note says."""
    assert isinstance(fact.event, Noted)
    for key, *item in json.loads(fact.event.note):
        if item:
            rows.put(ITEMS, key, Item(*item))
        else:
            rows.remove(ITEMS, key)


VIEW = View("items", 1, tables=(ITEMS,), events=(Noted,), fold=fold)

spans = st.tuples(st.integers(1, POSITION_MAX), st.integers(1, POSITION_MAX)).map(
    lambda pair: (min(pair), max(pair) + 1)
)
near = st.tuples(st.integers(1, 70), st.integers(1, 70)).map(
    lambda pair: (min(pair), max(pair) + 1)
)
puts = st.tuples(st.sampled_from(KEYS), st.sampled_from(SHELVES), st.integers(0, 2))
removals = st.tuples(st.sampled_from(KEYS))
changes = st.lists(puts | removals, max_size=3)
histories = st.lists(changes, max_size=24)


@given(spans | near)
def test_the_fork_of_a_version_is_a_position_at_which_it_held(span: tuple[int, int]) -> None:
    begins, ends = span
    fork = fork_of(begins, ends)
    assert begins <= fork < ends
    # and it is the only one that so high a power of two divides
    power = fork & -fork
    assert (ends - 1) // power - (begins - 1) // power == 1


@given(spans | near, st.integers(0, POSITION_MAX) | st.integers(0, 80), st.integers(0, 2**61))
def test_a_version_holds_where_its_fork_is_on_the_way(
    span: tuple[int, int], position: int, further: int
) -> None:
    begins, ends = span
    last = max(ends, position) + further
    fork, way = fork_of(begins, ends), forks_at(position, last)
    found_low = fork in way.low and ends > position
    found_high = fork in way.high and begins <= position
    assert not (found_low and found_high)
    assert (found_low or found_high) is (begins <= position < ends)
    assert len(way.low) + len(way.high) <= last.bit_length()


def test_every_small_version_at_every_position() -> None:
    last = 33
    for begins, ends in combinations(range(1, last + 1), 2):
        fork = fork_of(begins, ends)
        zeros = [number & -number for number in range(begins, ends)]
        assert fork == begins + zeros.index(max(zeros))
        for position in range(last + 1):
            low, high = forks_at(position, last)
            held = (fork in low and ends > position) or (fork in high and begins <= position)
            assert held is (begins <= position < ends)


class Naive:
    """What held at every position, each time all of it."""

    def __init__(self, history: list[Changes]) -> None:
        self.states: list[dict[str, Version]] = [{}]
        for position, changes in enumerate(history, 1):
            after = dict(self.states[-1])
            for change in changes:
                after.pop(change[0], None)
                if len(change) == 3:
                    after[change[0]] = Version(change[0], position, Item(change[1], change[2]))
            for key, was in self.states[-1].items():
                if key in after and after[key].row == was.row:
                    after[key] = was
            self.states.append(after)

    def at(self, position: int) -> list[Version]:
        """The versions that held, by key."""
        return [version for _, version in sorted(self.states[position].items())]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]
)
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Views]:
    """One store for all histories, each of which is a tenant's."""
    with ExitStack() as held:
        location = str(tmp_path_factory.mktemp("forks") / "views.db")
        if request.param == "postgresql":
            location = held.enter_context(postgres.database())
        yield held.enter_context(closing(Views(location)))
    close_location(MEMORY)


def folded(store: Views, history: Sequence[Changes], pages: Sequence[int]) -> str:
    """The history as a tenant's, folded in pages of about these lengths; the tenant."""
    log = open_application(f"forks-{next(NUMBERS)}", MEMORY)
    follower, start = Follower(log, store, [VIEW]), 0
    for length in (*pages, len(history)):
        part = history[start : start + length]
        facts = [
            noted(log.tenant, "s", version, json.dumps(changes))
            for version, changes in enumerate(part, start + 1)
        ]
        log.append(facts, [])
        start += len(part)
        assert follower.run() == start
    return log.tenant


def compare(store: Views, tenant: str, naive: Naive, position: int, shelf: str, size: int) -> None:
    """Every way to ask, as of a position, against a look at everything."""
    held = naive.at(position)
    own = ITEMS.column
    with store.at(VIEW, tenant, position) as then:
        assert then.position == position
        assert then.versions(ITEMS) == held
        for chosen, condition in (
            ([each for each in held if each.row.shelf == shelf], own("shelf") == shelf),
            ([each for each in held if each.row.size >= size], own("size") >= size),
        ):
            assert then.versions(ITEMS, condition) == chosen
        rows = {key: then.row(ITEMS, key) for key in KEYS}
    assert {key: row for key, row in rows.items() if row} == {each.key: each.row for each in held}


@settings(max_examples=40)
@given(histories, st.lists(st.integers(1, 9), max_size=4), st.sampled_from(SHELVES))
def test_what_a_reader_is_shown_is_what_a_look_at_everything_finds(
    store: Views, history: list[Changes], pages: list[int], shelf: str
) -> None:
    tenant, naive = folded(store, history, pages), Naive(history)
    for position in range(len(history) + 1):
        compare(store, tenant, naive, position, shelf, 1)


@pytest.mark.slow
def test_the_same_in_a_long_history(store: Views) -> None:
    rng = Dice(1)
    history: list[Changes] = []
    for _ in range(LONG):
        key, shelf, size = rng.choice(KEYS), rng.choice(SHELVES), rng.randrange(3)
        history.append([(key, shelf, size) if rng.random() < 0.8 else (key,)])
    tenant, naive = folded(store, history, [1, 700, 999]), Naive(history)
    powers = [2**bit + step for bit in range(11) for step in (-1, 0, 1)]
    for position in (*powers, *(rng.randrange(LONG) for _ in range(60)), LONG):
        compare(store, tenant, naive, position, rng.choice(SHELVES), 2)


def test_a_reader_of_forks_that_are_wrong_misses_rows(store: Views) -> None:
    # given two versions of one row, and the first one filed elsewhere by hand
    history: list[Changes] = [[("A", "left", 1)], [("A", "left", 2)]]
    tenant, naive = folded(store, history, []), Naive(history)
    compare(store, tenant, naive, 1, "left", 1)
    own = ITEMS.core.c
    with store.writing() as db:
        db.execute(update(ITEMS.core).where(own.tenant == tenant).values(fork=own.fork + 2))
    with pytest.raises(AssertionError):
        compare(store, tenant, naive, 1, "left", 1)
