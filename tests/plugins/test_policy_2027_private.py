"""isa_fy2027_private in every world: seats, share, order (clauses 19, 21; programme.md part 3)."""

import math
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.programme.questions import SelectionFacts, SelectionRuling
from core.programme.words import ORGANISATION_KINDS
from plugins.host import Policies
from tests.plugins import oracle
from tests.plugins.mixed_worlds import POLICY, half, mixed
from tests.plugins.oracle import Line
from tests.plugins.worlds import worlds

Rule = Callable[[SelectionFacts], SelectionRuling]
ROUNDED: Mapping[str, Callable[[Fraction], int]] = {
    "down": math.floor,
    "up": math.ceil,
    "half_even": round,
}
PRIVATE_TIERS = {3: 7, 5: 8, 6: 9}
UNDECIDED = {
    *("private_kinds", "private_documents", "private_exclusions", "private_conditions"),
    *("private_empty_prefecture", "private_prefecture_counts", "private_experience_months"),
    *("private_share", "share_rounding", "flow_back", "freed_seats", "waitlist_first"),
    *("seats", "rounds", "third_course1", "third_practice", "third_course2"),
}
"""What the source leaves to fiscal year 2026: kinds of organisation, evidence, exclusions,
criteria, ratio, rounding, unused and freed seats, seats, rounds."""


@pytest.fixture(scope="session")
def rule(policies: Policies) -> Rule:
    """The ruling of the policy under test."""

    def ruled(facts: SelectionFacts) -> SelectionRuling:
        ruling = policies.ask("selection", POLICY, facts)
        assert isinstance(ruling, SelectionRuling)
        return ruling

    return ruled


def lines(ruling: SelectionRuling) -> list[Line]:
    """The results as FY2025's oracle gives them."""
    found = []
    for one in ruling.results:
        told = one.counterfactual
        other = (told.count, told.grant, told.tier, told.rank) if told else None
        found.append(Line(one.nomination, one.tier, one.rank, one.outcome, one.ticket, other))
    return found


@settings(max_examples=300)
@given(facts=worlds(), share=st.integers(0, 100))
def test_without_private_nominees_the_results_are_those_of_fy2025(
    rule: Rule, facts: SelectionFacts, share: int
) -> None:
    shared = msgspec.structs.replace(facts, parameters={**facts.parameters, "private_share": share})
    assert lines(rule(shared)) == oracle.results(facts)


@given(facts=mixed())
def test_each_track_has_its_share_and_what_the_other_leaves_and_never_a_seat_more(
    rule: Rule, facts: SelectionFacts
) -> None:
    results = rule(facts).results
    ranked = {True: 0, False: 0}
    selected = {True: 0, False: 0}
    for one in results:
        if one.tier is not None:
            ranked[one.tier > 6] += 1
            selected[one.tier > 6] += one.outcome == "selected"
    assert (selected[False], selected[True]) == _expected(facts, ranked[False], ranked[True])
    assert sum(selected.values()) <= facts.seats


def _expected(facts: SelectionFacts, windows: int, private: int) -> tuple[int, int]:
    """How many of each are selected, from the sentences of the parameters."""
    share = Fraction(int(facts.parameters.get("private_share", 20)), 100)
    quota = ROUNDED[str(facts.parameters.get("share_rounding", "down"))](share * facts.seats)
    flow = facts.parameters.get("flow_back", "both")
    chosen = min(private, quota)
    of_windows = min(windows, facts.seats - (quota if flow == "no" else chosen))
    if flow == "both":
        chosen = min(private, facts.seats - of_windows)
    return of_windows, chosen


@given(facts=mixed())
def test_windows_and_private_bodies_are_each_ordered_as_fy2025_orders_windows(
    rule: Rule, facts: SelectionFacts
) -> None:
    placed = [(one.nomination, one.tier) for one in rule(facts).results if one.tier is not None]
    for private in (False, True):
        alone = oracle.plain(half(facts, private=private))
        tiers = [(one.nomination, one.tier) for one in alone if one.tier is not None]
        if private:
            tiers = [(id, PRIVATE_TIERS[tier]) for id, tier in tiers if tier is not None]
        assert [each for each in placed if (each[1] > 6) == private] == tiers


@given(facts=mixed())
def test_selected_come_first_and_windows_before_private_bodies(
    rule: Rule, facts: SelectionFacts
) -> None:
    ranked = [one for one in rule(facts).results if one.rank is not None]
    assert [one.rank for one in ranked] == list(range(1, len(ranked) + 1))
    first = facts.parameters.get("waitlist_first", "windows") == "private"
    keys = [
        (one.outcome == "waitlisted", (one.tier > 6) != (one.outcome == "waitlisted" and first))
        for one in ranked
        if one.tier is not None
    ]
    assert keys == sorted(keys)


@given(facts=mixed(), order=st.randoms(use_true_random=False))
def test_the_order_in_which_facts_came_in_changes_nothing(
    rule: Rule, facts: SelectionFacts, order: Random
) -> None:
    shuffled = {
        name: tuple(order.sample(getattr(facts, name), len(getattr(facts, name))))
        for name in ("windows", "nominees", "standings")
    }
    assert rule(msgspec.structs.replace(facts, **shuffled)) == rule(facts)


@settings(max_examples=200)
@given(facts=mixed())
def test_what_a_counterfactual_says_comes_true(rule: Rule, facts: SelectionFacts) -> None:
    windows = {window.code: window for window in facts.windows}
    chosen = {**oracle.DEFAULTS, **facts.parameters}
    for one in rule(facts).results:
        told = one.counterfactual
        if told is None:
            continue
        share = re.search(r"share of (\d+) percent", told.en)
        if share:
            parameters = {**facts.parameters, "private_share": int(share[1])}
            other = msgspec.structs.replace(facts, parameters=parameters)
        else:
            window = windows[one.window]
            other = oracle.edited(facts, window, told.count, told.grant, chosen)
        again = next(each for each in rule(other).results if each.nomination == one.nomination)
        assert (again.outcome, again.tier, again.rank) == ("selected", told.tier, told.rank)


def test_every_kind_that_can_be_recorded_is_in_the_table(policies: Policies) -> None:
    table = msgspec.toml.decode(policies.sources(POLICY)["organisations.toml"])
    assert set(table["kinds"]) == {choice.code for choice in ORGANISATION_KINDS}
    used = {code for kind in table["kinds"].values() for code in kind["documents"]}
    assert used == set(table["documents"])
    patterns = {one.name: one.pattern or "" for one in policies.parameters(POLICY)}
    for name, rows in {
        "private_kinds": "kinds",
        "private_documents": "documents",
        "private_exclusions": "circumstances",
    }.items():
        assert re.fullmatch(patterns[name], ",".join(table[rows])), name
        assert not re.fullmatch(patterns[name], "npo,registration"), name


def test_every_choice_left_to_the_agency_is_a_parameter_that_ends_with_a_question(
    policies: Policies,
) -> None:
    found = [one for one in policies.parameters(POLICY) if one.clause.startswith("2(")]
    assert {one.name for one in found} >= UNDECIDED
    assert all(one.ja.endswith("か") and one.en.endswith("?") for one in found)


@pytest.mark.parametrize("policy", [POLICY, "isa_fy2027_course", "extra_cohort"])
def test_the_readme_names_every_case_and_only_functions_that_exist(
    policies: Policies, policy: str
) -> None:
    sources = policies.sources(policy)
    named = set(re.findall(r"`([a-z0-9_.A-Z]+)`", sources["README.md"].decode()))
    cases = {path[6:-5] for path in sources if path.startswith("cases/")}
    assert not cases - named
    for module, function in (name.split(".") for name in named if "." in name):
        if function != "toml":
            defined = rf"^(def|class) {function}\b|^{function}\b|import .*\b{function}\b"
            assert re.search(defined, sources[f"{module}.py"].decode(), re.MULTILINE), function


def test_every_reason_the_policy_can_give_is_in_a_case(policies: Policies) -> None:
    sources = policies.sources(POLICY)
    told = "".join(text.decode() for path, text in sources.items() if path.startswith("cases/"))
    words = msgspec.toml.decode(sources["reasons.toml"])
    assert {code for code in words["reasons"] if f'"{code}"' not in told} == set()
