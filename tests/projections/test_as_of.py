"""However the log is paged, rows as of a position are those of a fold to it (reliability O4)."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.event import Event, Fact
from core.log.application import TenantApplication, close_location, open_application
from core.programme.coordinator import (
    CoordinatorCeased,
    CoordinatorCertified,
    CoordinatorResumed,
    CoordinatorTransferred,
    evolve,
)
from projections import runner
from projections.advance import PAGE_FACTS_MAX
from projections.catalogue import VIEWS
from projections.coordinator_roster import roster
from projections.store import Views
from projections.window_register import windows
from tests.programme.register import Register
from tests.projections.making import facts_of, window_facts

_names = itertools.count()


@contextmanager
def fresh(*tenants: str) -> Iterator[tuple[Views, list[TenantApplication]]]:
    """Empty views in memory, and an empty log for each tenant."""
    location = f"memory:as-of-{next(_names)}"
    views = Views(location)
    try:
        yield views, [open_application(tenant, location) for tenant in tenants]
    finally:
        views.close()
        close_location(location)


def digests(tenant: str, views: Views, position: int | None = None) -> dict[str, str]:
    return {name: runner.digest(tenant, views, VIEWS[name], position) for name in VIEWS}


def folded_to(facts: list[Fact]) -> dict[str, str]:
    """The digests of a log that never went further than these facts."""
    tenant = facts[0].envelope.tenant
    with fresh(tenant) as (views, [log]):
        log.append(facts, [])
        runner.catch_up(tenant, log, views)
        return digests(tenant, views)


@pytest.mark.slow
@given(data=st.data())
@settings(max_examples=10)
def test_rows_as_of_a_position_are_those_of_a_fold_to_it(
    data: st.DataObject, registers: tuple[Register, Register]
) -> None:
    facts = registers[0].facts()
    places = st.integers(1, len(facts))
    cuts = sorted({*data.draw(st.sets(places, max_size=4), "pages"), len(facts)})
    position = data.draw(places, "as of")
    with fresh("isa") as (views, [log]):
        for start, end in zip([0, *cuts], cuts, strict=False):
            log.append(facts[start:end], [])
            runner.catch_up("isa", log, views)
        assert digests("isa", views, position) == folded_to(facts[:position])
        assert digests("isa", views) == folded_to(facts)


def test_more_facts_than_a_page_holds_are_all_folded() -> None:
    count = PAGE_FACTS_MAX + 10
    facts = facts_of("isa", [("window/W1", window_facts("W1", f"第{n}")) for n in range(count)])
    with fresh("isa") as (views, [log]):
        log.append(facts, [])
        assert runner.catch_up("isa", log, views) == count
        assert windows(views, "isa")[0].attributes.title == f"第{count - 1}"
        assert digests("isa", views, count - 5) == folded_to(facts[: count - 5])


START = date(2025, 4, 1)
CHANGES = st.sampled_from(
    [
        CoordinatorTransferred(person="p", old_window="W1", window="W2"),
        CoordinatorTransferred(person="p", old_window="W2", window="W1"),
        CoordinatorCeased(person="p"),
        CoordinatorResumed(person="p", window="W3"),
    ]
)


@given(st.lists(st.tuples(CHANGES, st.integers(0, 9)), max_size=6))
@settings(max_examples=40)
def test_the_roster_on_a_date_is_what_a_decision_at_that_date_counts(
    changes: list[tuple[Event, int]],
) -> None:
    certified = CoordinatorCertified(person="p", window="W1", number="1", valid_until=None)
    told: list[tuple[Event, int]] = [(certified, 0), *changes]
    facts = facts_of(
        "isa",
        [("coordinator/p", event) for event, _ in told],
        [START + timedelta(days=day) for _, day in told],
    )
    with fresh("isa") as (views, [log]):
        log.append(facts, [])
        runner.catch_up("isa", log, views, ["coordinator_roster"])
        for day in range(-1, 11):
            on = START + timedelta(days=day)
            state = None
            for fact in facts:
                state = evolve(state, fact) if fact.effective_on <= on else state
            rows = roster(views, "isa", effective_on=on)
            expected = [(state.window, state.status)] if state else []
            assert [(row.window, row.status) for row in rows] == expected


def test_twins_in_one_store_have_the_rows_they_would_have_alone(
    registers: tuple[Register, Register],
) -> None:
    with fresh("isa", "twin") as (views, logs):
        halves = [(register.facts(), len(register.facts()) // 2) for register in registers]
        for part in range(2):
            for each, (facts, half) in zip(logs, halves, strict=True):
                each.append(facts[half:] if part else facts[:half], [])
                runner.catch_up(each.tenant, each, views)
        for facts, half in halves:
            tenant = facts[0].envelope.tenant
            assert digests(tenant, views) == folded_to(facts)
            assert digests(tenant, views, half) == folded_to(facts[:half])
