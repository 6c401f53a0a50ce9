"""Rules changed one at a time, in a copy: the oracle must see each (programme.md part 3)."""

import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from core.area import Unanswered
from core.programme.questions import SelectionFacts
from plugins.host import SHIPPED, Policies
from plugins.kit.cases import differences, read_cases
from tests.plugins import oracle
from tests.plugins.conftest import POLICY, lines
from tests.plugins.worlds import fixed

WORLDS = 400

TIERS = {
    "tier 1": (
        "rules.py",
        "seen.grant and seen.tier1_open and seen.prefecture_count == 0",
        "seen.grant and seen.tier1_open and seen.prefecture_count == 1",
    ),
    "tier 2": (
        "rules.py",
        "return seen.grant and seen.window_count == 0",
        "return seen.window_count == 0",
    ),
    "tier 3": (
        "rules.py",
        "not seen.grant and seen.prefecture_count == 0",
        "not seen.grant and seen.prefecture_count <= 1",
    ),
    "tier 4": (
        "rules.py",
        "return seen.grant and seen.window_count == 1",
        "return seen.grant and seen.window_count == 2",
    ),
    "tier 5": (
        "rules.py",
        "not seen.grant and seen.window_count == 0",
        "not seen.grant and seen.window_count <= 1",
    ),
    "tier 6": (
        "rules.py",
        "not seen.grant and seen.window_count == 1",
        "not seen.grant and seen.window_count >= 1",
    ),
    "seats": ("explaining.py", "case.rank <= cut.seats", "case.rank < cut.seats"),
}
OTHERS = {
    "one seat too many": ("explaining.py", "case.rank <= cut.seats", "case.rank <= cut.seats + 1"),
    "tier 4 left out": (
        "rules.py",
        "    grant_window_with_one,\n    other_empty",
        "    other_empty",
    ),
    "caseload turned round": ("ordering.py", 'order == "ascending"', 'order == "descending"'),
    "caseload missing first": ("ordering.py", "return MISSING_LAST", "return -MISSING_LAST"),
    "caseload of any unit": ("counting.py", "if same_unit and", "if"),
    "times not selected": ("ordering.py", "-one.past_unselected", "one.past_unselected"),
    "taken from the region": ("ordering.py", "self._taken_region[region] += 1", "pass"),
    "lottery seed": ("ordering.py", "seed + nomination.encode()", "nomination.encode() + seed"),
    "trainee at once": ("counting.py", "since <= decided_on", "True"),
    "grant of any year": ("counting.py", "and window.grant_year == self.fiscal_year", ""),
    "experience": ("eligibility.py", "experience.months < needed", "experience.months <= needed"),
    "nearest change": ("supposing.py", "range(count - 1, -1, -1)", "range(count)"),
}


@cache
def expected() -> list[tuple[SelectionFacts, list[oracle.Line]]]:
    """Fixed worlds with what the oracle says of them."""
    worlds = [fixed(number) for number in range(WORLDS)]
    return [(facts, oracle.results(facts)) for facts in worlds]


def changed(change: tuple[str, str, str], folder: Path) -> Policies:
    """The policy with one piece of its text changed."""
    name, old, new = change
    copy = folder / POLICY
    shutil.copytree(SHIPPED / POLICY, copy, ignore=shutil.ignore_patterns("__pycache__"))
    text = (copy / name).read_text("utf-8")
    assert text.count(old) == 1, f"{old} is not once in {name}"
    (copy / name).write_text(text.replace(old, new), "utf-8")
    return Policies([copy])


def seen_by_oracle(policies: Policies) -> bool:
    """Whether some world comes out otherwise than the oracle says, or is no sound answer at all."""
    try:
        return any(lines(policies, facts) != wanted for facts, wanted in expected())
    except Unanswered as failed:
        return failed.kind == "unsound"


def failing_cases(policies: Policies) -> Sequence[str]:
    """The names of the policy's cases that no longer hold."""
    cases = read_cases(policies.sources(POLICY))
    return [
        name
        for name, case in cases.items()
        if differences(case, lambda question, facts: policies.ask(question, POLICY, facts))
    ]


def test_the_policy_as_it_is_agrees_with_the_oracle_in_every_fixed_world(
    policies: Policies,
) -> None:
    assert not seen_by_oracle(policies)
    assert not failing_cases(policies)


@pytest.mark.parametrize("name", [*TIERS, *OTHERS])
def test_a_changed_rule_is_seen_by_the_oracle(name: str, tmp_path: Path) -> None:
    assert seen_by_oracle(changed({**TIERS, **OTHERS}[name], tmp_path))


@pytest.mark.parametrize("name", TIERS)
def test_a_changed_tier_or_seat_rule_breaks_a_case(name: str, tmp_path: Path) -> None:
    assert failing_cases(changed(TIERS[name], tmp_path))
