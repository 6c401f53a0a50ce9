"""The selection of isa_fy2025 against the oracle, in every world (programme.md part 3)."""

from collections.abc import Callable
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from core.programme.questions import SelectionFacts
from tests.plugins import oracle
from tests.plugins.oracle import Line
from tests.plugins.worlds import call, certified, nominee, window, worlds

Select = Callable[[SelectionFacts], list[Line]]


@settings(max_examples=500)
@given(facts=worlds())
def test_order_tiers_outcomes_and_counterfactuals_are_those_of_the_oracle(
    select: Select, facts: SelectionFacts
) -> None:
    assert select(facts) == oracle.results(facts)


@given(facts=worlds())
def test_never_more_people_are_selected_than_there_are_seats(
    select: Select, facts: SelectionFacts
) -> None:
    chosen = [line for line in select(facts) if line.outcome == "selected"]
    ranked = [line for line in select(facts) if line.rank is not None]
    assert len(chosen) == min(facts.seats, len(ranked))


@given(facts=worlds(), order=st.randoms(use_true_random=False))
def test_the_order_in_which_facts_came_in_changes_nothing(
    select: Select, facts: SelectionFacts, order: Random
) -> None:
    shuffled = msgspec.structs.replace(
        facts,
        windows=_shuffled(facts.windows, order),
        nominees=_shuffled(facts.nominees, order),
        standings=_shuffled(facts.standings, order),
    )
    assert select(shuffled) == select(facts)


@given(facts=worlds())
def test_how_windows_are_coded_changes_nothing(select: Select, facts: SelectionFacts) -> None:
    """Windows are recoded so that their order is turned round; only tickets may order nominees."""
    names = {window.code: f"z{900 - place}" for place, window in enumerate(facts.windows)}
    renamed = msgspec.structs.replace(
        facts,
        windows=tuple(_renamed(one, "code", names) for one in facts.windows),
        nominees=tuple(_renamed(one, "window", names) for one in facts.nominees),
        standings=tuple(_renamed(one, "window", names) for one in facts.standings),
    )
    assert select(renamed) == select(facts)


@given(facts=worlds())
def test_one_more_seat_never_takes_a_seat_from_anybody(
    select: Select, facts: SelectionFacts
) -> None:
    more = msgspec.structs.replace(facts, seats=facts.seats + 1)
    before = [line.nomination for line in select(facts) if line.outcome == "selected"]
    after = [line.nomination for line in select(more) if line.outcome == "selected"]
    assert after[: len(before)] == before


@given(facts=worlds())
def test_a_counterfactual_is_told_to_nobody_who_was_selected_or_not_eligible(
    select: Select, facts: SelectionFacts
) -> None:
    told = {line.outcome for line in select(facts) if line.other is not None}
    assert told <= {"waitlisted", "unranked"}


def _shuffled(values: tuple[object, ...], order: Random) -> tuple[object, ...]:
    return tuple(order.sample(values, len(values)))


def _renamed(one: msgspec.Struct, field: str, names: dict[str, str]) -> msgspec.Struct:
    old = getattr(one, field)
    return msgspec.structs.replace(one, **{field: names.get(old, old)})


def test_the_oracle_itself_knows_a_world_worked_out_by_hand(select: Select) -> None:
    """Two seats: ① takes one, ② the next; the third waits, and would be selected with the grant."""
    facts = call(
        [
            window("a", prefecture="山形県", municipality_code="062014"),
            window("b"),
            window("c", grant=False, caseload=500),
            window("d"),
        ],
        [nominee("n1", "a"), nominee("n2", "b"), nominee("n3", "c")],
        [certified("p1", "d")],
        seats=2,
    )
    found = [(line.nomination, line.tier, line.outcome, line.other) for line in select(facts)]
    assert found == [
        ("n1", 1, "selected", None),
        ("n2", 2, "selected", None),
        ("n3", 5, "waitlisted", (0, True, 2, 2)),
    ]
    assert oracle.results(facts) == select(facts)
