"""Erasure keeps every proof valid; replay asks again and finds what differs."""

from typing import Any

import msgspec
import pytest

from core.engine.replay import Check, replay
from core.event import Fact, PolicyRef
from tests.programme.register import (
    APPROVER,
    POLICIES,
    Register,
    nominated,
    opened,
    selected,
)
from tests.programme.test_consent_to_directory import consented, coordinators, published


def checks(register: Register, port: object = POLICIES) -> list[Check]:
    return replay(register.log, port, lambda policy: POLICIES.digest(policy))


def test_an_erasure_is_proposed_by_one_and_approved_by_another(register: Register) -> None:
    nominated(opened(register), 1)
    person = register.events("person.registered")[0].person
    register.do("request-erasure", person=person, ground="request")
    digest = register.events("person.erasure_requested")[0].digest
    both = type(APPROVER)(id="officer", roles=("approver",))
    wanted = {"person": person, "digest_seen": digest}
    assert register.refused("approve-erasure", both, **wanted) == ["approval.same_person"]
    register.do("approve-erasure", APPROVER, **wanted)
    assert register.refused("request-erasure", person=person, ground="request") == ["person.erased"]


def test_replay_gives_the_same_answers_before_and_after_an_erasure(register: Register) -> None:
    nominated(opened(register), 5)
    selected(register)
    coordinators(register)
    consented(register, "R6-1")
    published(register)
    root = register.log.head().root()
    assert {check.result for check in checks(register)} == {"pass"}
    register.keys.destroy(register.events("person.registered")[0].person)
    assert {check.result for check in checks(register)} == {"pass"}
    assert register.log.head().root() == root


class Otherwise:
    """A policy port that answers the selection in another order."""

    def ask(self, question: str, policy: PolicyRef, facts: object) -> object:
        ruling = POLICIES.ask(question, policy, facts)
        if question != "selection":
            return ruling
        first, second, *rest = ruling.results
        return msgspec.structs.replace(ruling, results=(second, first, *rest))


def test_replay_names_the_first_difference(register: Register) -> None:
    nominated(opened(register), 3)
    selected(register)
    first = register.events("selection.ruled")[0].nomination
    failed = [check for check in checks(register, Otherwise()) if check.result == "fail"]
    assert [(check.name, check.detail) for check in failed] == [
        ("selection 2025-1 run 1", f"nomination {first}")
    ]


class Forged:
    """A log in which somebody put another version of the policy that decided."""

    def __init__(self, register: Register, topic: str) -> None:
        self._facts = [self._changed(fact, topic) for fact in register.log.walk()]

    def _changed(self, fact: Fact, topic: str) -> Fact:
        policy = fact.envelope.policy
        if fact.event.topic != topic or policy is None:
            return fact
        other = msgspec.structs.replace(policy, version="2.0")
        envelope = msgspec.structs.replace(fact.envelope, policy=other)
        return msgspec.structs.replace(fact, envelope=envelope)

    def walk(self) -> list[Fact]:
        return self._facts


@pytest.mark.parametrize("topic", ["nomination.assessed", "selection.computed"])
def test_a_decision_under_another_policy_than_the_call_pinned_is_a_difference(
    register: Register, topic: str
) -> None:
    nominated(opened(register), 1)
    selected(register)
    forged: Any = Forged(register, topic)
    found = replay(forged, POLICIES, lambda policy: POLICIES.digest(policy))
    failed = {check.detail for check in found if check.result == "fail"}
    assert failed == {"another policy than the call pinned"}


@pytest.mark.parametrize("installed", [None, "0" * 64])
def test_what_cannot_be_asked_again_is_not_checked(
    register: Register, installed: str | None
) -> None:
    nominated(opened(register), 1)
    selected(register)
    found = replay(register.log, POLICIES, lambda _: installed)
    assert {check.result for check in found} == {"not_checked"}
