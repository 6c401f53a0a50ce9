"""One path writes: repeats, batches, sealing, reactions, twins."""

import pytest
from msgspec import Struct

from core.command import read_command
from core.errors import Refused
from core.event import PolicyRef, encode, sentence
from core.privacy import ERASED
from tenants.prepare import opened_field
from tests.programme.register import (
    APPROVER,
    OFFICER,
    POLICIES,
    Register,
    nominated,
    nominee,
    opened,
    selected,
    topics,
    window,
)


def test_a_repeated_command_answers_with_its_first_result(register: Register) -> None:
    first = register.do("register-window", command_id="once", **window())
    again = register.do("register-window", command_id="once", **window(days_open=4))
    assert (again.first, again.last) == (first.first, first.last)
    assert again.repeated
    assert len(register.events("window.facts_recorded")) == 1


def test_a_command_that_asks_for_what_is_stores_nothing(register: Register) -> None:
    register.do("register-window", **window())
    assert register.do("register-window", **window()).unchanged


def test_a_batch_is_stored_whole_or_not_at_all(register: Register) -> None:
    good = read_command("register-window", {**window("W1"), "command_id": "a"})
    bad = read_command("change-capacity", {"cohort": "none", "seats": 1, "command_id": "b"})
    before = register.log.head()
    with pytest.raises(Refused):
        register.engine.handle_all([good, bad], OFFICER)
    assert register.log.head() == before


def test_a_batch_decides_each_command_on_those_before_it(register: Register) -> None:
    opened(register)
    same = {**nominee(1), "person": "p-1"}
    commands = [read_command("submit-nomination", {**same, "command_id": each}) for each in "ab"]
    found = register.engine.trial(commands, OFFICER)
    assert found[0] is None
    assert [fault.code for fault in found[1].faults] == ["person.already_nominated"]


def test_nobody_acts_without_the_role(register: Register) -> None:
    assert register.refused("register-window", APPROVER, **window()) == ["access.denied"]


def test_personal_values_are_sealed_and_open_with_the_key_only(register: Register) -> None:
    opened(register)
    register.do("submit-nomination", **nominee(1, full_name="髙橋 𠮷子"))
    fact = register.facts("person.registered")[0]
    assert "髙橋".encode() not in encode(fact)
    assert opened_field(register.keys, "isa", fact, "full_name") == "髙橋 𠮷子"
    register.keys.destroy(fact.event.person)
    assert opened_field(register.keys, "isa", fact, "full_name") is ERASED


def test_an_accepted_seat_enrols_the_trainee(register: Register) -> None:
    nominated(opened(register), 1)
    selected(register)
    register.do("send-offers", call="2025-1", reply_by="2025-05-20", cut_off="2025-06-01")
    accepted = register.do("accept-offer", nomination="2025-1-0001")
    assert topics(accepted) == ["selection.accepted"]
    enrolled = register.facts("training.enrolled")
    assert [fact.envelope.causation for fact in enrolled] == [accepted.command_id]
    register.engine.react(accepted.facts)
    assert len(register.facts("training.enrolled")) == 1


def test_every_event_of_a_year_has_a_sentence_without_a_name(register: Register) -> None:
    nominated(opened(register), 2)
    selected(register)
    for fact in register.facts():
        assert "見本 " not in sentence(fact, "ja")
        assert sentence(fact, "en")


def test_twin_tenants_have_equal_positions_and_separate_facts(
    twins: tuple[Register, Register],
) -> None:
    one, other = twins
    assert one.log.head().size == other.log.head().size
    one.do("submit-nomination", **nominee(1))
    assert len(other.events("nomination.submitted")) == 0
    other.do("submit-nomination", **nominee(2))
    ours, theirs = (each.facts("nomination.submitted")[0] for each in twins)
    assert (ours.stream, ours.version, ours.position) == (
        theirs.stream,
        theirs.version,
        theirs.position,
    )
    assert (ours.envelope.tenant, theirs.envelope.tenant) == ("isa", "twin")
    assert ours.event.person != theirs.event.person or ours.event != theirs.event


class Meanwhile:
    """A policy port during whose first answer somebody else changes the window."""

    def __init__(self, register: Register) -> None:
        self._register, self.asked = register, 0

    def ask(self, question: str, policy: PolicyRef, facts: Struct) -> Struct:
        self.asked += 1
        if self.asked == 1:
            self._register.do("register-window", **window("W1", days_open=4))
        return POLICIES.ask(question, policy, facts)


def test_what_was_only_read_must_still_hold_when_the_decision_is_stored(register: Register) -> None:
    opened(register)
    port = Meanwhile(register)
    values = {**nominee(1), "person": "p-1", "command_id": "n"}
    engine = register.engine_with(port)
    receipt = engine.handle(read_command("submit-nomination", values), OFFICER)
    assert port.asked == 2
    reasons = [reason.code for reason in receipt.facts[3].event.reasons]
    assert any("day" in code for code in reasons)
