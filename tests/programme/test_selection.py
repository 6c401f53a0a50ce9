"""Clauses 10-14: recorded rulings, approval, offers, promotions; never a seat too many."""

from tests.programme.register import (
    APPROVER,
    OFFICER,
    Register,
    nominated,
    nominee,
    opened,
    selected,
    topics,
    window,
)

OFFERS = {"call": "2025-1", "reply_by": "2025-05-20", "cut_off": "2025-06-01"}


def two_seats(register: Register, count: int = 4) -> None:
    register.do("register-window", **window("W1"))
    register.do("plan-cohorts", fiscal_year=2025)
    register.do("change-capacity", cohort="2025-1", seats=2)
    nominated(opened(register), count)


def test_the_run_records_its_inputs_and_every_ruling_in_order(register: Register) -> None:
    two_seats(register)
    run = selected(register)
    rulings = [event.ruling for event in register.events("selection.ruled")]
    assert (run.seats, run.selected, run.waitlisted) == (2, 2, 2)
    assert [ruling.rank for ruling in rulings] == [1, 2, 3, 4]
    assert [ruling.outcome for ruling in rulings] == ["selected"] * 2 + ["waitlisted"] * 2
    assert run.snapshot < register.facts("selection.computed")[0].position


def test_the_facts_of_a_ruling_name_their_events(register: Register) -> None:
    two_seats(register)
    selected(register)
    by_position = {fact.position: fact.event.topic for fact in register.facts()}
    used = register.events("selection.ruled")[0].ruling.facts
    grants = [fact for fact in used if fact.name == "grant"]
    assert [by_position[fact.position] for fact in grants] == ["window.grant_recorded"]


def test_no_selection_before_the_close_and_none_with_another_seed(register: Register) -> None:
    two_seats(register)
    wanted = {"call": "2025-1", "decided_on": "2025-05-12"}
    early = {**wanted, "decided_on": "2025-03-10"}
    assert register.refused("run-selection", **early) == ["call.not_closed"]
    register.at("2025-05-12 09:00").do("close-call", call="2025-1")
    tomorrow = {"call": "2025-1", "decided_on": "2025-05-13"}
    assert register.refused("run-selection", **tomorrow) == ["selection.future"]
    other = register.refused("run-selection", **wanted, seed="00" * 32)
    assert other == ["selection.other_seed"]


def test_withdrawn_nominations_take_no_part_and_lapsed_ones_are_ineligible(
    register: Register,
) -> None:
    two_seats(register)
    register.do("withdraw-nomination", nomination="2025-1-0001")
    register.do("lapse-nomination", nomination="2025-1-0002")
    run = selected(register)
    outcomes = {e.nomination: e.ruling.outcome for e in register.events("selection.ruled")}
    assert "2025-1-0001" not in outcomes
    assert outcomes["2025-1-0002"] == "ineligible"
    assert run.selected == 2


def test_facts_recorded_after_the_decision_date_do_not_count(register: Register) -> None:
    two_seats(register)
    register.at("2025-05-12 08:00")
    register.do("register-person", person="R6-1", full_name="見本 太郎")
    certified = {"person": "R6-1", "window": "W1", "number": "2024-0001"}
    register.do("register-coordinator", **certified, on="2025-05-13")
    selected(register)
    tiers = {event.ruling.tier for event in register.events("selection.ruled")}
    assert tiers == {1}


def test_offers_only_after_approval_and_never_more_than_the_seats(register: Register) -> None:
    two_seats(register)
    register.at("2025-05-12 09:00").do("close-call", call="2025-1")
    register.do("run-selection", call="2025-1", decided_on="2025-05-12")
    assert register.refused("send-offers", **OFFERS) == ["selection.not_approved"]
    digest = register.events("selection.computed")[0].digest
    register.do("approve-selection", APPROVER, call="2025-1", digest_seen=digest)
    assert topics(register.do("send-offers", **OFFERS)) == ["selection.offered"] * 2
    assert register.do("send-offers", **OFFERS).unchanged


def order(register: Register) -> list[str]:
    return [event.nomination for event in register.events("selection.ruled")]


def test_a_decline_promotes_the_next_in_the_approved_order(register: Register) -> None:
    two_seats(register)
    selected(register)
    register.do("send-offers", **OFFERS)
    first, second, third, _ = order(register)
    receipt = register.do("decline-offer", nomination=second)
    assert topics(receipt) == ["selection.declined", "selection.promoted", "selection.offered"]
    assert (receipt.facts[1].event.nomination, receipt.facts[1].event.freed) == (third, second)
    register.do("accept-offer", nomination=first)
    register.do("accept-offer", nomination=third)
    assert register.refused("accept-offer", nomination=second) == ["selection.declined"]


def test_silence_expires_the_offer_and_after_the_cut_off_seats_stay_empty(
    register: Register,
) -> None:
    two_seats(register)
    selected(register)
    register.do("send-offers", **OFFERS)
    first, second, third, fourth = order(register)
    register.do("accept-offer", nomination=first)
    expired = register.at("2025-05-21 00:00").do("expire-offers", call="2025-1")
    assert topics(expired) == ["selection.expired", "selection.promoted", "selection.offered"]
    late = register.at("2025-06-02 00:00").do("expire-offers", call="2025-1")
    assert topics(late) == ["selection.expired"]
    closed = register.do("close-selection", call="2025-1")
    released = {
        fact.event.nomination: fact.event.unselected
        for fact in closed.facts
        if fact.event.topic == "person.released"
    }
    assert released == {second: False, third: False, fourth: True}


def test_a_promotion_passes_over_who_withdrew(register: Register) -> None:
    two_seats(register)
    selected(register)
    register.do("send-offers", **OFFERS)
    _, second, third, fourth = order(register)
    register.do("withdraw-nomination", nomination=third)
    receipt = register.do("decline-offer", nomination=second)
    assert receipt.facts[1].event.nomination == fourth


def test_times_not_selected_count_in_the_next_call(register: Register) -> None:
    two_seats(register, 3)
    selected(register)
    register.do("send-offers", **OFFERS)
    for nomination in order(register)[:2]:
        register.do("accept-offer", nomination=nomination)
    register.at("2025-06-02 00:00").do("close-selection", call="2025-1")
    waited = order(register)[2]
    person = next(e.person for e in register.events("call.received") if e.nomination == waited)
    register.do("draft-call", call="2025-2", text="優先", priority_clause="優先")
    digest = register.events("call.drafted")[-1].digest
    register.do("approve-call-text", APPROVER, call="2025-2", digest_seen=digest)
    deadline = "2025-07-01T17:00:00+09:00"
    register.do("open-call", call="2025-2", cohort="2025-2", deadline=deadline)
    number = int(waited[-4:])
    register.do("submit-nomination", **nominee(number, "W3", call="2025-2"))
    register.do("accept-evidence", nomination="2025-2-0001")
    register.at("2025-07-02 00:00").do("close-call", call="2025-2")
    register.do("run-selection", call="2025-2", decided_on="2025-07-02")
    ruling = register.events("selection.ruled")[-1].ruling
    used = {fact.name: fact for fact in ruling.facts}["past_unselected"]
    assert used.value == "1"
    assert register.facts()[used.position - 1].event.person == person


def test_ranks_stand_after_approval_and_a_later_run_is_beside(register: Register) -> None:
    two_seats(register)
    selected(register)
    register.do("register-window", **window("W1", caseload=9999))
    register.do("run-selection", call="2025-1", decided_on="2025-05-12")
    assert [run.run for run in register.events("selection.computed")] == [1, 2]
    digest = register.events("selection.computed")[1].digest
    again = register.refused("approve-selection", APPROVER, call="2025-1", digest_seen=digest)
    assert again == ["selection.approved"]


def test_the_officer_who_ran_it_cannot_approve_it(register: Register) -> None:
    two_seats(register)
    register.at("2025-05-12 09:00").do("close-call", call="2025-1")
    register.do("run-selection", call="2025-1", decided_on="2025-05-12")
    digest = register.events("selection.computed")[0].digest
    both = type(OFFICER)(id="officer", roles=("officer", "approver"))
    codes = register.refused("approve-selection", both, call="2025-1", digest_seen=digest)
    assert codes == ["approval.same_person"]
