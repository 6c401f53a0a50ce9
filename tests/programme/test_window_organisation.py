"""What is recorded of a private body, and how a policy sees it (clauses 19, 21)."""

from pathlib import Path

import pytest

from core.programme.questions import OrganisationFacts, WindowFacts
from core.programme.window import facts_of
from core.programme.world import SEEN, world_at
from tests.programme.register import Register, founded, only, window

RECORDED = {"kind": "npo", "documents": ["b", "a", "b"], "circumstances": ["x"]}
SEEN_OF_IT = OrganisationFacts(kind="npo", documents=("a", "b"), circumstances=("x",))


@pytest.fixture
def register(tmp_path: Path, request: pytest.FixtureRequest) -> Register:
    """A register with a private body's desk and a local government's window."""
    made = founded(tmp_path, request.node.name)
    made.do("register-window", **window("B", founder_kind="private"))
    made.do("register-window", **window("W"))
    return made


def as_a_policy_sees(register: Register, code: str) -> WindowFacts:
    """The window's facts today."""
    facts = list(register.log.walk(topics=SEEN.topics))
    held = world_at(facts, register.now.date())[f"window/{code}"]
    return facts_of(held, 2025, 2024)


def test_documents_and_circumstances_are_recorded_once_each_in_order(register: Register) -> None:
    register.do("record-organisation", code="B", **RECORDED)
    assert only(register.events("window.organisation_recorded")).organisation == SEEN_OF_IT
    again = {"kind": "npo", "documents": ["a", "b"], "circumstances": ["x"]}
    assert not register.do("record-organisation", code="B", **again).facts


def test_a_policy_sees_the_latest_record_with_its_position(register: Register) -> None:
    assert as_a_policy_sees(register, "B").organisation is None
    register.do("record-organisation", code="B", kind="company")
    register.do("record-organisation", code="B", **RECORDED)
    register.do("register-window", **window("B", founder_kind="private", days_open=3))
    seen = as_a_policy_sees(register, "B")
    assert (seen.organisation, seen.days_open) == (SEEN_OF_IT, 3)
    last = register.facts("window.organisation_recorded")[-1]
    assert seen.positions["organisation"] == last.position


def test_it_is_recorded_of_a_private_bodys_own_desk_only(register: Register) -> None:
    assert register.refused("record-organisation", code="W", **RECORDED) == ["window.not_private"]
    assert register.refused("record-organisation", code="X", **RECORDED)
