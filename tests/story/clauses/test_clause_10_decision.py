"""Clause 10: decided in the order of priority, explained person by person, approved by a second
person; departures only by decision, with a reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import (
    CALL,
    approved,
    certified,
    desk_in,
    nominated,
    offered,
    opened,
    person_of,
    place,
    row_of,
    run,
    shown,
)
from tests.story.command_line import Daicho
from workers.exports import export_selection
from workers.selection_draft import draft_pdf

WHY = "県内のほかの窓口から候補者がいないため"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """Three windows: W1 and W2 empty, W7 with two certified; a round of two seats."""
    with desk_in(tmp_path) as made:
        made.do("register-window", **place("W1"))
        made.do("register-window", **place("W2", "大阪府"))
        made.do("register-window", **place("W7", "沖縄県"))
        for person in ("c1", "c2"):
            certified(made, person, "W7")
        made.do("change-capacity", cohort=CALL, seats=2)
        yield made


def ready(desk: Office, *windows: str) -> None:
    opened(desk)
    nominated(desk, *(windows or ("W1", "W2", "W7", "W1")))
    run(desk)


def test_clause_10_each_person_has_tier_facts_with_their_records_rank_cut_line_and_reason(
    desk: Office,
) -> None:
    ready(desk)
    row = row_of(shown(desk), "W2")
    ruling = row.ruling
    assert (ruling.tier, ruling.rank is not None, ruling.cut) == (1, True, 2)
    assert ruling.ja.startswith("①")
    assert ruling.reasons
    grants = [fact for fact in ruling.facts if fact.name == "grant"]
    recorded = desk.tenant.log.facts(grants[0].position, 1)[0]
    assert recorded.event.topic == "window.grant_recorded"
    page = desk.page(f"/calls/{CALL}/board")
    assert ruling.ja in page
    assert f'href="/isa/audit/{grants[0].position}"' in page
    assert "定員" in page


def test_clause_10_the_nominee_sees_the_own_explanation_once_it_is_approved(desk: Office) -> None:
    ready(desk)
    row = row_of(shown(desk), "W7")
    person = person_of(desk, row.nomination)
    assert row.ruling.ja not in desk.client(person).get("/isa/me").text
    approved(desk)
    assert row.ruling.ja in desk.client(person).get("/isa/me").text


def test_clause_10_a_window_with_two_certified_fits_no_tier_and_is_outside_the_order(
    desk: Office,
) -> None:
    ready(desk)
    row = row_of(shown(desk), "W7")
    assert (row.tier, row.rank, row.outcome) == (None, None, "unranked")
    approved(desk)
    assert row.nomination not in offered(desk)


def test_clause_10_somebody_outside_gets_a_rank_only_by_decision_after_all_tiers(
    desk: Office,
) -> None:
    ready(desk)
    outside = row_of(shown(desk), "W7").nomination
    wanted = {"call": CALL, "nomination": outside}
    assert desk.refused("place-unranked", **wanted, reason=" ") == ["selection.no_reason"]
    phone = {**wanted, "reason": "本人（090-1234-5678）の希望"}
    assert desk.refused("place-unranked", **phone) == ["selection.personal_reason"]
    assert desk.refused("override-selection", **wanted, rank=1, reason=WHY) == [
        "selection.not_for_override"
    ]
    desk.do("place-unranked", **wanted, reason=WHY)
    row = row_of(shown(desk), "W7")
    assert (row.rank, row.outcome, row.ruling.outcome) == (4, "waitlisted", "unranked")
    assert desk.refused("place-unranked", **wanted, reason=WHY) == ["selection.not_for_override"]


def test_clause_10_with_seats_left_over_whom_a_decision_placed_is_offered_one(desk: Office) -> None:
    ready(desk, "W1", "W7")
    outside = row_of(shown(desk), "W7").nomination
    desk.do("place-unranked", call=CALL, nomination=outside, reason=WHY)
    held = shown(desk)
    assert (held.run.selected, held.run.unranked) == (2, 0)
    approved(desk)
    assert outside in offered(desk)
    person = person_of(desk, outside)
    assert "選定" in desk.client(person).get("/isa/me").text


def test_clause_10_an_override_never_makes_more_seats_and_is_part_of_what_is_approved(
    desk: Office,
) -> None:
    ready(desk)
    before = shown(desk)
    ranked = [row.nomination for row in before.nominees if row.rank]
    old = before.run.to_approve
    third = {"call": CALL, "nomination": ranked[2], "reason": WHY}
    desk.do("override-selection", **third, rank=1)
    held = shown(desk)
    assert [row.nomination for row in held.nominees if row.rank] == [
        ranked[2],
        ranked[0],
        ranked[1],
    ]
    assert (held.run.selected, held.run.waitlisted) == (2, 1)
    stale = {"call": CALL, "digest_seen": old}
    assert desk.refused("approve-selection", "approver", **stale) == ["approval.other_content"]
    approved(desk)
    assert offered(desk) == [ranked[2], ranked[0]]
    assert desk.refused("override-selection", **third, rank=2) == ["selection.approved"]


def test_clause_10_reason_and_departure_stand_beside_the_ruling_for_ever(
    desk: Office, tmp_path: Path
) -> None:
    ready(desk)
    outside = row_of(shown(desk), "W7").nomination
    desk.do("place-unranked", call=CALL, nomination=outside, reason=WHY)
    approved(desk)
    assert WHY in desk.page(f"/calls/{CALL}/board")
    assert WHY in desk.page(f"/calls/{CALL}/draft")
    (told,) = export_selection(desk.tenant, CALL, tmp_path / "out")["overrides"]
    assert (told["nomination"], told["reason"], told["by"]) == (outside, WHY, "officer")
    ruled = desk.tenant.log.stream(f"selection/{CALL}")
    assert [fact.event.topic for fact in ruled].count("selection.overridden") == 1


def test_clause_10_a_fact_corrected_before_the_approval_is_shown_with_whom_it_would_change(
    desk: Office,
) -> None:
    ready(desk)
    desk.do("register-window", **place("W1", grant=False))
    page = desk.page(f"/calls/{CALL}/board")
    assert "計算の後に記録された事実があります" in page
    readings = desk.page(f"/calls/{CALL}/readings")
    assert "window.grant_recorded" in readings
    assert "計算し直すと順位や結果が変わる人" in readings


def test_clause_10_a_fact_corrected_after_the_approval_makes_a_run_beside_not_over(
    desk: Office,
) -> None:
    ready(desk)
    approved(desk)
    before = shown(desk)
    desk.do("register-window", **place("W1", caseload=9999))
    desk.do("run-selection", call=CALL, decided_on="2025-05-12")
    after = shown(desk)
    assert after.run == before.run
    assert [row.rank for row in after.nominees] == [row.rank for row in before.nominees]
    assert "/calls/2025-1/board" not in desk.client("approver").get("/isa/approvals").text


def test_clause_10_other_readings_are_compared_before_the_decision_and_nothing_is_stored(
    desk: Office,
) -> None:
    ready(desk, "W1", "W1", "W1", "W2")
    size = desk.tenant.log.head().size
    page = desk.page(f"/calls/{CALL}/readings")
    assert "sequential" in page
    assert "席が変わる人" in page
    for name in ("tier1_window", "prefecture_counts", "trainee_counts_from", "balance_region"):
        assert name in page
    assert desk.tenant.log.head().size == size
    assert f'href="/isa/calls/{CALL}/readings"' in desk.page(f"/calls/{CALL}/board")


def test_clause_10_the_draft_for_approval_is_the_same_bytes_from_the_same_log(desk: Office) -> None:
    ready(desk)
    first = desk.client("approver").get(f"/isa/calls/{CALL}/draft/draft.pdf")
    assert first.headers["content-type"] == "application/pdf"
    assert first.content.startswith(b"%PDF")
    desk.at("2025-05-30 10:00")
    assert draft_pdf(desk.tenant, CALL) == first.content
    page = desk.page(f"/calls/{CALL}/draft")
    held = shown(desk)
    for told in (held.run.to_approve, "officer", "定員の線", "①", "evaluation"):
        assert told in page


def test_clause_10_nothing_is_offered_before_the_approval(desk: Office) -> None:
    ready(desk)
    offers = {"call": CALL, "reply_by": "2025-05-20", "cut_off": "2025-06-01"}
    assert desk.refused("send-offers", **offers) == ["selection.not_approved"]
    # and an officer cannot approve: for that role there is no such command
    code, _ = desk.send("approve-selection", "officer", {"call": CALL, "digest_seen": "0" * 64})
    assert code == 404


def test_clause_10_everything_decided_can_be_decided_again(desk: Office) -> None:
    ready(desk)
    again = desk.tenant.replay(CALL)
    assert again
    assert {check.result for check in again} == {"pass"}


def test_clause_10_the_command_line_compares_readings_and_explains_a_departure(
    desk: Office, tmp_path: Path
) -> None:
    ready(desk)
    outside = row_of(shown(desk), "W7").nomination
    desk.do("place-unranked", call=CALL, nomination=outside, reason=WHY)
    size = desk.tenant.log.head().size
    daicho = Daicho(tmp_path)
    compared = daicho.isa("select", CALL, "--compare")
    assert (compared["run"], compared["decided_on"]) == (1, "2025-05-12")
    others = {(each["name"], each["other"]) for each in compared["readings"]}
    assert {("evaluation", "sequential"), ("caseload_unit", "人")} <= others
    told = daicho.isa("explain", CALL, outside)
    assert [each["reason"] for each in told["overrides"]] == [WHY]
    assert desk.tenant.log.head().size == size
