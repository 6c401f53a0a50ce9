"""Clause 6: two rounds a year of sixty; never one more; returnees first; under-subscribed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from projections.seat_ledger import ledger
from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import (
    CALL,
    approved,
    clerk,
    decided,
    desk_in,
    last,
    nominated,
    offered,
    opened,
    person_of,
    place,
    run,
    shown,
    states,
    today,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A register with two windows, where a round has two seats."""
    with desk_in(tmp_path) as made:
        made.do("register-window", **place("W1"))
        made.do("register-window", **place("W2", "大阪府"))
        yield made


def two_seats(desk: Office, count: int = 4) -> None:
    desk.do("change-capacity", cohort=CALL, seats=2)
    opened(desk)
    nominated(desk, *("W1", "W2", "W1", "W2")[:count])


def deferred(desk: Office) -> str:
    """Two seats of 2025-1 accepted; one trainee defers to 2025-2, which has two seats as well."""
    two_seats(desk)
    decided(desk)
    first, second = offered(desk)
    for nomination in (first, second):
        desk.do("accept-offer", nomination=nomination)
    desk.do("change-capacity", cohort="2025-2", seats=2)
    told = {"nomination": first, "to_cohort": "2025-2", "cause": "birth", "on": "2025-05-12"}
    desk.do("defer-trainee", **told)
    return first


def test_clause_06_a_year_has_two_rounds_of_sixty_seats(desk: Office) -> None:
    desk.tenant.catch_up()
    for cohort in ("2025-1", "2025-2"):
        found = ledger(desk.tenant.views, "isa", cohort)
        assert found is not None
        assert (found.cohort.seats, found.empty) == (60, 60)
    assert "60" in desk.page("/cohorts/2025-1/seats")
    assert ledger(desk.tenant.views, "isa", "2025-3") is None


def test_clause_06_never_one_seat_more_than_there_are(desk: Office) -> None:
    two_seats(desk)
    decided(desk)
    assert len(offered(desk)) == 2
    assert desk.do("send-offers", call=CALL, reply_by="2025-05-20", cut_off="2025-06-01")[
        "unchanged"
    ]
    for nomination, state in states(desk).items():
        if state == "offered":
            desk.do("accept-offer", nomination=nomination)
    held = shown(desk)
    assert (held.taken, held.run.seats) == (2, 2)
    found = ledger(desk.tenant.views, "isa", CALL)
    assert found is not None
    assert (found.count("accepted"), found.empty) == (2, 0)


def test_clause_06_a_capacity_changed_after_the_call_opened_counts(desk: Office) -> None:
    two_seats(desk)
    desk.do("change-capacity", cohort=CALL, seats=3)
    held = run(desk)
    assert (held.run.seats, held.run.selected) == (3, 3)
    # changed again before the approval: the run is no longer what can be approved
    desk.do("change-capacity", cohort=CALL, seats=1)
    wanted = {"call": CALL, "digest_seen": held.run.to_approve}
    assert desk.refused("approve-selection", "approver", **wanted) == ["selection.seats_changed"]
    desk.do("run-selection", call=CALL, decided_on="2025-05-12")
    approved(desk)
    assert shown(desk).run.selected == 1


def test_clause_06_seats_that_are_spoken_for_cannot_be_taken_away(desk: Office) -> None:
    two_seats(desk)
    decided(desk)
    assert desk.refused("change-capacity", cohort=CALL, seats=1) == ["cohort.seats_taken"]


def test_clause_06_whoever_deferred_has_a_seat_before_the_call_gives_out_any(desk: Office) -> None:
    back = deferred(desk)
    opened(desk, "2025-2", "2025-06-30T17:00:00+09:00")
    assert last(desk, "call.opened").event.seats == 1
    nominated(desk, "W1", "W2", call="2025-2", first=11)
    held = run(desk, "2025-2", "2025-07-01")
    assert (held.run.seats, held.run.selected, held.run.waitlisted) == (1, 1, 1)
    approved(desk, "2025-2")
    (taken,) = offered(desk, "2025-2", reply_by="2025-07-10", cut_off="2025-07-20")
    desk.do("accept-offer", nomination=taken)
    found = ledger(desk.tenant.views, "isa", "2025-2")
    assert desk.page("/cohorts/2025-2/seats").count("延期により確保") >= 1
    found = ledger(desk.tenant.views, "isa", "2025-2")
    assert found is not None
    assert {row.nomination: row.state for row in found.rows} == {back: "held", taken: "accepted"}
    assert found.empty == 0


def test_clause_06_a_deferral_after_the_call_opened_takes_one_of_its_seats(desk: Office) -> None:
    two_seats(desk)
    decided(desk)
    first, second = offered(desk)
    for nomination in (first, second):
        desk.do("accept-offer", nomination=nomination)
    desk.do("change-capacity", cohort="2025-2", seats=2)
    opened(desk, "2025-2", "2025-06-30T17:00:00+09:00")
    nominated(desk, "W1", "W2", call="2025-2", first=11)
    told = {"to_cohort": "2025-2", "cause": "illness", "on": "2025-05-12"}
    desk.do("defer-trainee", nomination=first, **told)
    assert run(desk, "2025-2", "2025-07-01").run.seats == 1
    # another one before the approval: the approver cannot approve two lists of one seat too many
    desk.do("defer-trainee", nomination=second, **told)
    wanted = {"call": "2025-2", "digest_seen": shown(desk, "2025-2").run.to_approve}
    assert desk.refused("approve-selection", "approver", **wanted) == ["selection.seats_changed"]
    desk.do("run-selection", call="2025-2", decided_on="2025-07-01")
    approved(desk, "2025-2")
    assert shown(desk, "2025-2").run.selected == 0


def test_clause_06_nobody_defers_into_a_round_whose_seats_are_spoken_for(desk: Office) -> None:
    back = deferred(desk)
    opened(desk, "2025-2", "2025-06-30T17:00:00+09:00")
    nominated(desk, "W1", call="2025-2", first=11)
    run(desk, "2025-2", "2025-07-01")
    approved(desk, "2025-2")
    other = next(
        name for name, state in states(desk).items() if state == "accepted" and name != back
    )
    wanted = {"to_cohort": "2025-2", "cause": "illness", "on": "2025-06-01"}
    assert desk.refused("defer-trainee", nomination=other, **wanted) == ["cohort.full"]


def test_clause_06_the_seat_of_whoever_does_not_come_back_is_free_again(desk: Office) -> None:
    back = deferred(desk)
    desk.do("end-training", nomination=back, ending="withdrawn", on="2025-05-12")
    opened(desk, "2025-2", "2025-06-30T17:00:00+09:00")
    assert last(desk, "call.opened").event.seats == 2
    assert "確保を解除" in desk.page("/cohorts/2025-2/seats")


def test_clause_06_where_fewer_apply_than_there_are_seats_everybody_eligible_is_taken(
    desk: Office,
) -> None:
    opened(desk)
    nominated(desk, "W1", "W1", "W2")
    held = run(desk)
    assert (held.run.seats, held.run.selected, held.run.waitlisted) == (60, 3, 0)
    assert {row.outcome for row in held.nominees} == {"selected"}


def test_clause_06_or_the_call_is_extended_and_the_later_ones_take_part(desk: Office) -> None:
    opened(desk)
    nominated(desk, "W1")
    desk.at("2025-04-18 09:00")
    later = {"deadline": "2025-05-07T17:00:00+09:00", "reason": "応募が定員に満たないため"}
    desk.do("extend-call", call=CALL, **later)
    desk.at("2025-05-01 09:00")
    nominated(desk, "W2", first=2)
    assert run(desk).run.selected == 2


def test_clause_06_a_clerk_and_a_nominee_see_their_own_seats_only(desk: Office) -> None:
    two_seats(desk)
    decided(desk)
    first, second = offered(desk)
    rows = {row.nomination: row.window for row in shown(desk).nominees}
    tokyo = next(name for name in (first, second) if rows[name] == "W1")
    osaka = next(name for name in (first, second) if rows[name] == "W2")
    seen = desk.client(clerk(desk)).get(f"/isa/cohorts/{CALL}/seats").text
    assert tokyo in seen
    assert osaka not in seen
    assert "定員" not in seen
    person = person_of(desk, osaka)
    own = desk.client(person).get(f"/isa/cohorts/{CALL}/seats").text
    assert osaka in own
    assert tokyo not in own
    other = person_of(desk, next(name for name in rows if name not in (first, second)))
    assert desk.client(other).get(f"/isa/cohorts/{CALL}/seats").status_code == 404
    assert today("2025-05-12") == desk.tenant.today
