"""What each view shows of the year: given facts, then rows."""

from datetime import date
from pathlib import Path

import pytest

from core.clock import system_clock
from core.event import Event
from core.log.application import TenantApplication, close_location
from core.programme.consent import (
    ConsentGiven,
    ConsentRequested,
    ConsentWithdrawn,
    ProofConfirmed,
)
from projections import runner
from projections.approvals import approvals
from projections.call_register import call, calls
from projections.catalogue import VIEWS
from projections.consent_board import consents
from projections.coordinator_roster import roster, spells
from projections.directory import drafts, publication, publications
from projections.nomination_inbox import inbox, nomination
from projections.person_record import record
from projections.runner import status
from projections.selection_board import board, nominee, runs
from projections.store import Views
from projections.trainee_progress import progress
from projections.window_register import Caseload, window, windows
from tests.programme.register import CLAUSE, TEXT, founded, nominated, opened
from tests.projections.conftest import Folded
from tests.projections.making import append
from tests.projections.year import CALL, EARLIER, FIFTH, FIRST, TITLES, person_of


def position_of(folded: Folded, topic: str, which: int = 0) -> int:
    return folded.register.facts(topic)[which].position


def test_every_view_takes_every_fact_of_a_year(folded: Folded) -> None:
    found = status(folded.tenant, folded.register.log, folded.views, system_clock())
    size = folded.register.log.head().size
    assert [each["view"] for each in found] == list(VIEWS)
    assert {(each["position"], each["lag"], each["parked"]) for each in found} == {(size, 0, 0)}


def test_twins_with_equal_ids_see_only_their_own(twins: tuple[Folded, Folded]) -> None:
    first, second = twins
    assert first.register.log.head().size == second.register.log.head().size
    for folded in twins:
        held = window(folded.views, folded.tenant, "W1")
        assert held
        assert held.attributes.title == TITLES[folded.tenant]
        people = [row for row in roster(folded.views, folded.tenant) if row.person == EARLIER]
        assert [row.number for row in people] == ["2024-0001"]
        registered = folded.register.events("person.registered")[-1]
        assert people[0].full_name
        assert people[0].full_name.sealed == registered.full_name


def test_a_window_keeps_its_yearly_facts_by_year(folded: Folded) -> None:
    assert [row.window for row in windows(folded.views, folded.tenant)] == ["W1", "W2", "W3"]
    assert windows(folded.views, folded.tenant, prefecture="北海道") == []
    held = window(folded.views, folded.tenant, "W2")
    assert held
    assert (held.grants, held.caseloads) == ({2025: True}, {2024: Caseload(100, "件")})
    before = window(folded.views, folded.tenant, "W2", position_of(folded, "window.facts_recorded"))
    assert before is None


def test_a_call_keeps_text_terms_and_every_deadline(folded: Folded) -> None:
    held = call(folded.views, folded.tenant, CALL)
    assert held
    assert (held.status, held.seats, held.cohort, held.fiscal_year) == ("closed", 2, CALL, 2025)
    assert (held.text, held.priority_clause, held.approved_by) == (TEXT, CLAUSE, "approver")
    assert [(each.old.day, each.deadline.day) for each in held.extensions] == [(18, 7)]
    opened = folded.register.events("call.opened")[0]
    assert (held.pins, held.lottery_commitment) == (opened.pins, opened.lottery_commitment)
    extended = position_of(folded, "call.deadline_extended")
    earlier = call(folded.views, folded.tenant, CALL, extended - 1)
    assert earlier
    assert (earlier.status, earlier.deadline) == ("open", opened.deadline)
    assert [each.call for each in calls(folded.views, folded.tenant)] == [CALL]


def test_the_inbox_shows_where_each_nomination_stands(folded: Folded) -> None:
    entries = inbox(folded.views, folded.tenant, call=CALL)
    stand = [(e.nomination.status, e.nomination.evidence_accepted) for e in entries]
    assert stand == [("submitted", True)] * 4 + [("withdrawn", False)]
    last = entries[-1]
    assert last.nomination.nomination == FIFTH
    assert last.nomination.eligible is False
    assert last.nomination.reasons
    assert (last.place.window, last.place.prefecture) == ("W1", "東京都")
    assert last.who.person == person_of(folded.register, FIFTH)
    assert inbox(folded.views, folded.tenant, call="2025-2") == []
    assert inbox(folded.views, folded.tenant, bodies=("011002",)) == []
    assert inbox(folded.views, folded.tenant, bodies=("131016",)) == entries
    assert nomination(folded.views, folded.tenant, FIFTH) == last


def test_a_returned_nomination_says_so_until_it_is_withdrawn(folded: Folded) -> None:
    returned = position_of(folded, "nomination.returned")
    then = nomination(folded.views, folded.tenant, FIFTH, returned)
    assert then
    assert then.nomination.status == "returned"
    assert then.nomination.comment
    assert then.nomination.comment.field == "comment"


def test_the_board_has_the_run_the_rulings_and_the_seats(folded: Folded) -> None:
    held = board(folded.views, folded.tenant, CALL)
    assert held
    computed = folded.register.events("selection.computed")[0]
    assert (held.run.seats, held.run.selected, held.run.digest) == (2, 2, computed.digest)
    assert (held.run.approved_by, held.run.accepted) == ("approver", 2)
    rulings = [event.ruling for event in folded.register.events("selection.ruled")]
    assert [each.ruling for each in held.nominees] == rulings
    assert [each.offer for each in held.nominees] == ["accepted", "declined", "accepted", None]
    second = held.nominees[1].nomination
    assert held.nominees[2].promoted_for == second
    assert held.taken == 2
    whats = ["offered", "offered", "accepted", "declined", "promoted", "offered", "accepted"]
    assert [entry.what for entry in held.ledger] == whats
    assert [each.call for each in runs(folded.views, folded.tenant)] == [CALL]
    assert nominee(folded.views, folded.tenant, second) == held.nominees[1]


@pytest.mark.parametrize("back", [0, 1])
def test_the_board_as_of_a_position(folded: Folded, back: int) -> None:
    approved = position_of(folded, "selection.approved")
    held = board(folded.views, folded.tenant, CALL, approved - back)
    assert held
    assert held.run.approved is (back == 0)
    assert held.ledger == []
    assert board(folded.views, folded.tenant, CALL, held.run.computed - 1) is None


def test_a_later_run_replaces_the_earlier_and_who_withdrew_is_gone(
    tmp_path: Path, views: Views
) -> None:
    register = opened(founded(tmp_path, tmp_path.name))
    nominated(register, 3)
    register.at("2025-05-12 09:00").do("close-call", call=CALL)
    for run in (1, 2):
        register.do("run-selection", call=CALL, decided_on="2025-05-12")
        runner.catch_up("isa", register.log, views)
        held = board(views, "isa", CALL)
        assert held
        assert (held.run.run, len(held.nominees)) == (run, 4 - run)
        if run == 1:
            register.do("withdraw-nomination", nomination=FIRST)
    assert nominee(views, "isa", FIRST) is None
    close_location(f"memory:{tmp_path.name}")


def test_trainees_show_what_is_done_and_what_is_next(folded: Folded) -> None:
    found = progress(folded.views, folded.tenant, cohort=CALL)
    by_ending = {each.trainee.ending: each for each in found}
    assert by_ending[None].next is None
    assert len(by_ending[None].trainee.done) == len(by_ending[None].steps)
    failed = by_ending["failed"]
    assert failed.next
    assert failed.next.id == "gate-test"
    assert failed.trainee.results[-1].score == 10
    assert failed.trainee.ended_on == date(2025, 8, 2)
    assert failed.who.full_name
    assert progress(folded.views, folded.tenant, cohort="2025-2") == []


def test_the_roster_has_two_times(folded: Folded) -> None:
    made = folded.register.events("coordinator.certified")[0]
    person = made.person

    def then(day: str | None, as_of: int | None = None) -> list[tuple[str, str]]:
        on = date.fromisoformat(day) if day else None
        rows = roster(folded.views, folded.tenant, as_of, on)
        return [(row.window, row.status) for row in rows if row.person == person]

    elsewhere = folded.register.events("coordinator.transferred")[0].window
    assert then("2026-03-26") == []
    assert then("2026-03-27") == [(made.window, "acting")]
    assert then("2026-04-10") == [(elsewhere, "acting")]
    assert then(None) == then("2026-05-01") == [(elsewhere, "ceased")]
    transferred = position_of(folded, "coordinator.transferred")
    assert then("2026-05-01", transferred - 1) == [(made.window, "acting")]
    assert len(spells(folded.views, folded.tenant, person)) == 3
    assert {row.prefecture for row in roster(folded.views, folded.tenant)} == {"東京都"}


def test_consent_is_confirmed_by_four_answers_and_ends_with_the_affiliation(
    folded: Folded,
) -> None:
    def then(as_of: int | None) -> list[bool]:
        return [e.consent.confirmed for e in consents(folded.views, folded.tenant, as_of)]

    proofed = position_of(folded, "consent.proofed", -1)
    assert (then(proofed - 1), then(proofed)) == ([False], [True])
    assert then(position_of(folded, "consent.withdrawn")) == [False]
    assert then(None) == []
    ended = consents(folded.views, folded.tenant, standing=False)[0]
    assert (ended.consent.answers, ended.consent.confirmed) == ({}, False)
    assert ended.place.institution == f"{ended.consent.window}国際課"


def test_a_no_takes_the_partys_proof_back(log: TenantApplication, views: Views) -> None:
    asked = ConsentRequested(person="p", window="W1", text="1名", text_digest="d")
    told: list[Event] = [asked]
    for party in ("person", "institution"):
        told += [
            ConsentGiven(person="p", party=party, text_digest="d"),
            ProofConfirmed(person="p", party=party),
        ]
    told += [
        ConsentWithdrawn(person="p", party="person"),
        ConsentGiven(person="p", party="person", text_digest="d"),
        ProofConfirmed(person="p", party="person"),
    ]
    append(log, *(("consent/p", event) for event in told))
    runner.catch_up("isa", log, views)
    then = [consents(views, "isa", position)[0].consent for position in range(1, 9)]
    assert [each.confirmed for each in then] == [False] * 4 + [True, False, False, True]


def test_the_directory_keeps_every_publication_with_its_rows(folded: Folded) -> None:
    made = publications(folded.views, folded.tenant)
    assert [(each.number, each.organisations, each.coordinators) for each in made] == [
        (0, 1, 1),
        (1, 0, 0),
    ]
    latest = publication(folded.views, folded.tenant)
    assert latest
    assert (latest.edition, latest.rows) == (made[1], [])
    first = publication(folded.views, folded.tenant, edition="2025", number=0)
    as_it_was = publication(folded.views, folded.tenant, made[1].published - 1)
    assert first == as_it_was
    assert first
    assert first.rows == [event.row for event in folded.register.events("directory.listed")]
    assert publication(folded.views, folded.tenant, made[0].published - 1) is None
    assert [each.edition for each in drafts(folded.views, folded.tenant)] == ["2026"]


def test_approvals_are_what_waits_and_nothing_else(folded: Folded) -> None:
    waiting = approvals(folded.views, folded.tenant)
    assert [(each.kind, each.command) for each in waiting] == [
        ("edition", "approve-edition"),
        ("erasure", "approve-erasure"),
    ]
    assert waiting[1].digest == folded.register.events("person.erasure_requested")[0].digest
    proposed = {
        "call.drafted": "call_text",
        "selection.computed": "selection",
        "certification.proposed": "certification",
    }
    for topic, kind in proposed.items():
        then = approvals(folded.views, folded.tenant, position_of(folded, topic))
        assert [each.kind for each in then] == [kind]


def test_a_person_sees_their_own_record(folded: Folded) -> None:
    person = folded.register.events("coordinator.certified")[0].person
    held = record(folded.views, folded.tenant, person)
    assert held
    assert held.coordinator
    assert held.coordinator.status == "ceased"
    assert [each.offer for each in held.results] == ["accepted"]
    assert [each.cohort for each in held.trainees] == [CALL]
    assert held.consent
    assert not held.consent.confirmed
    # with the certification the nomination that led there is over
    assert held.own.live is None
    trained = position_of(folded, "certification.proposed")
    before = record(folded.views, folded.tenant, person, trained)
    assert before
    assert before.own.live == held.nominations[0].id
    assert record(folded.views, folded.tenant, "nobody") is None


def test_a_person_sees_no_ruling_before_it_is_approved(folded: Folded) -> None:
    person = folded.register.events("coordinator.certified")[0].person
    approved = position_of(folded, "selection.approved")
    before = record(folded.views, folded.tenant, person, approved - 1)
    after = record(folded.views, folded.tenant, person, approved)
    assert before
    assert after
    assert (before.results, len(after.results)) == ([], 1)
