"""Clause 18: what is on record of a certificate's words, name, renewal, lapse and revocation."""

from datetime import date

import msgspec
import pytest

from core.command import Actor
from core.programme.coordinator import CERTIFIED, Coordinator, nominable
from core.programme.selection.snapshot import standings_of
from core.programme.world import world_at
from tests.programme.register import APPROVER, Register, only, topics, window
from tests.programme.test_training_to_certificate import finished, trainees

CLOCK = Actor(id="clock", roles=("system",))


def certified(register: Register, count: int = 1) -> list[str]:
    """So many trainees certified on 27 March 2026; their ids."""
    trainees(register, count)
    register.at("2025-12-02 09:00")
    for number in range(1, count + 1):
        finished(register, f"2025-1-{number:04d}")
    register.at("2026-03-20 09:00")
    approved(register)
    return [each.person for each in register.events("certification.numbered")]


def approved(register: Register) -> None:
    register.do("propose-certification", cohort="2025-1")
    digest = register.events("certification.proposed")[-1].digest
    wanted = {"cohort": "2025-1", "digest_seen": digest, "certified_on": "2026-03-27"}
    register.do("approve-certification", APPROVER, **wanted)


def earlier(register: Register, person: str = "p1", until: str = "2026-12-27") -> str:
    """One certified before this register began."""
    register.do("register-person", person=person, full_name="見本 一郎", roman="MIHON Ichiro")
    made = {"person": person, "window": "W1", "number": f"N-{person}", "on": "2025-12-27"}
    register.do("register-coordinator", **made, valid_until=until)
    return person


def revoked(register: Register, person: str, on: str) -> None:
    draft = {"person": person, "ground": "misconduct", "heard_on": on, "effective_on": on}
    register.do("propose-revocation", **draft)
    digest = register.events("coordinator.revocation_proposed")[-1].digest
    register.do("approve-revocation", APPROVER, person=person, digest_seen=digest)
    register.do("record-revocation-notice", person=person, noticed_on=on, means="hand")


@pytest.fixture
def earlier_one(register: Register) -> str:
    register.at("2026-06-01 10:00").do("register-window", **window("W1"))
    return earlier(register)


def test_what_is_printed_is_recorded_once_and_the_address_with_the_first_papers(
    register: Register,
) -> None:
    certified(register)
    worded = only(register.events("certification.worded"))
    assert "国家資格ではありません" in worded.note_ja
    assert worded.wording.title_ja == "認証証"
    address = "https://daicho.example.jp/isa/certificates/check"
    issued = register.do("issue-certificates", cohort="2025-1", address=address)
    assert topics(issued) == ["certification.worded", "certification.issued"]
    assert register.events("certification.worded")[-1].address == address
    assert register.do("issue-certificates", cohort="2025-1", address="https://x.jp").unchanged


def test_a_name_changes_by_a_document_and_is_sealed(register: Register, earlier_one: str) -> None:
    told = {"person": earlier_one, "full_name": "新見本 一郎"}
    register.do("request-name-change", **told)
    register.do("change-name", document="resident_record", **told)
    changed = only(register.events("person.name_changed"))
    assert (changed.kana, changed.document) == (None, "resident_record")
    assert "新見本" not in str(changed)
    assert register.refused("change-name", document="rumour", **told) == ["command.bad_choice"]


def test_whoever_was_revoked_keeps_the_old_number_and_gets_another_after_new_training(
    register: Register,
) -> None:
    (person,) = certified(register)
    revoked(register.at("2026-05-01 09:00"), person, "2026-05-01")
    # the training behind the revoked certification is spent
    assert register.refused("propose-certification", cohort="2025-1") == [
        "certification.no_candidates"
    ]
    assert len(register.events("certification.numbered")) == 1


def test_who_was_revoked_after_the_number_was_given_gets_no_paper(register: Register) -> None:
    first, second = certified(register, 2)
    revoked(register.at("2026-03-30 09:00"), first, "2026-03-30")
    register.do("issue-certificates", cohort="2025-1")
    assert only(register.events("certification.issued")).person == second
    assert register.do("issue-certificates", cohort="2025-1").unchanged


def test_with_the_certification_the_nomination_that_led_there_is_over(register: Register) -> None:
    first, second = certified(register, 2)
    people = world_at(register.facts(), date.max)
    assert [people[f"person/{person}"].live for person in (first, second)] == [None, None]
    assert [people[f"person/{person}"].unselected for person in (first, second)] == [0, 0]


def test_where_all_were_revoked_nothing_is_issued(register: Register) -> None:
    (person,) = certified(register)
    revoked(register.at("2026-03-30 09:00"), person, "2026-03-30")
    assert register.do("issue-certificates", cohort="2025-1").unchanged


def test_a_certification_that_stands_counts_and_one_that_lapsed_does_not(
    register: Register, earlier_one: str
) -> None:
    register.at("2026-12-27 23:00")
    lapse = {"person": earlier_one}
    assert register.refused("lapse-certificate", CLOCK, **lapse) == ["coordinator.still_valid"]
    register.at("2027-02-01 00:10").do("lapse-certificate", CLOCK, **lapse)
    assert register.do("lapse-certificate", CLOCK, **lapse).unchanged
    facts = register.facts()
    standing = [
        only(standings_of(world_at(facts, day))).acting
        for day in (date(2026, 12, 27), date(2026, 12, 28))
    ]
    assert standing == [True, False]


def test_a_reminder_is_an_event_and_never_goes_back(register: Register, earlier_one: str) -> None:
    told = {"person": earlier_one}
    assert topics(register.do("remind-renewal", CLOCK, **told, reminder=2)) == [
        "coordinator.renewal_reminded"
    ]
    assert register.do("remind-renewal", CLOCK, **told, reminder=1).unchanged
    assert register.refused("remind-renewal", CLOCK, **told, reminder=3) == ["command.bad_value"]
    register.do("retire-coordinator", **told, on="2026-06-01")
    assert register.do("remind-renewal", CLOCK, **told, reminder=2).unchanged


def test_the_proposer_of_a_revocation_cannot_approve_it(
    register: Register, earlier_one: str
) -> None:
    both = Actor(id="both", roles=("officer", "approver"))
    draft = {"person": earlier_one, "ground": "own_request", "heard_on": "2026-06-01"}
    register.do("propose-revocation", both, **draft, effective_on="2026-06-01")
    digest = register.events("coordinator.revocation_proposed")[-1].digest
    seen = {"person": earlier_one, "digest_seen": digest}
    assert register.refused("approve-revocation", both, **seen) == ["approval.same_person"]
    register.do("propose-revocation", both, **draft, effective_on="2026-06-02")
    assert register.refused("approve-revocation", APPROVER, **seen) == ["approval.other_content"]


def test_who_may_be_nominated_follows_from_the_state() -> None:
    held = Coordinator(
        person="p1",
        window="W1",
        number="1",
        status="acting",
        certified=1,
        position=1,
        valid_until=None,
        certified_on=date(2025, 1, 1),
        term_from=date(2025, 1, 1),
    )
    on = date(2026, 6, 1)
    change = msgspec.structs.replace
    for status in CERTIFIED:
        fault = nominable(change(held, status=status), on)
        assert fault is not None
        assert fault.code == "coordinator.certified_already"
    assert nominable(None, on) is None
    assert nominable(change(held, status="lapsed"), on) is None
    barred = change(held, status="revoked", barred_until=on)
    assert nominable(barred, on) is None
    early = nominable(barred, date(2026, 5, 31))
    assert early is not None
    assert early.code == "coordinator.barred"
