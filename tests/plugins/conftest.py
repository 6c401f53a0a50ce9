"""The installed policies, loaded once, and one question asked of the policy under test."""

from collections.abc import Callable

import pytest

from core.programme.questions import NomineeRuling, SelectionFacts, SelectionRuling
from plugins.host import Policies
from tests.plugins.oracle import Line

POLICY = "isa_fy2025"


@pytest.fixture(scope="session")
def policies() -> Policies:
    """Every policy shipped here."""
    return Policies()


@pytest.fixture(scope="session")
def select(policies: Policies) -> Callable[[SelectionFacts], list[Line]]:
    """The policy's results, as the lines the oracle gives."""
    return lambda facts: lines(policies, facts)


def lines(policies: Policies, facts: SelectionFacts) -> list[Line]:
    """A ruling on `facts` in the form that is compared."""
    ruling = policies.ask("selection", POLICY, facts)
    assert isinstance(ruling, SelectionRuling)
    return [_line(one) for one in ruling.results]


def _line(one: NomineeRuling) -> Line:
    found = one.counterfactual
    other = (found.count, found.grant, found.tier, found.rank) if found else None
    return Line(one.nomination, one.tier, one.rank, one.outcome, one.ticket, other)
