"""Clause 1: a policy is a dated version with its source; old decisions stand when it changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import (
    CALL,
    decided,
    desk_in,
    last,
    nominated,
    opened,
    parameters,
    place,
    run,
    shown,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A register with one window."""
    with desk_in(tmp_path) as made:
        made.do("register-window", **place("W1"))
        yield made


def proposed(desk: Office, text: str, **changes: str) -> list[str]:
    """The codes with which a proposal is refused."""
    ref = desk.tenant.policies.ref("isa_fy2025")
    wanted = {"policy_id": ref.id, "policy_version": ref.version, "policy_digest": ref.digest}
    return desk.refused(
        "propose-policy", **{**wanted, "from_date": "2025-04-01", **changes}, parameters=text
    )


def test_clause_01_source_draft_or_final_years_and_the_clause_of_each_choice_are_shown(
    desk: Office,
) -> None:
    page = desk.page("/policies")
    assert "令和７年度以降の外国人支援コーディネーター養成研修の対象者等について（案）" in page
    assert ">案</span>" in page
    assert "令和7年度（2025）" in page
    assert "令和8年度（2026）" in page
    assert "1(3)イ①" in page
    # what the notice leaves to the report of March 2024 says so
    assert "1前文（検討結果報告書）" in page


def test_clause_01_each_rule_of_a_decision_links_to_its_source(desk: Office) -> None:
    opened(desk)
    nominated(desk, "W1")
    run(desk)
    page = desk.page(f"/calls/{CALL}/board")
    assert 'href="/isa/policies"' in page
    assert "1(3)イ（注）" in page


def test_clause_01_a_final_text_that_differs_is_a_new_version_and_old_decisions_stand(
    desk: Office,
) -> None:
    opened(desk)
    nominated(desk, "W1", "W1")
    before = decided(desk)
    parameters(desk, "evaluation=sequential experience_months=24", on="2025-06-01")
    again = shown(desk)
    assert [row.ruling for row in again.nominees] == [row.ruling for row in before.nominees]
    assert all(check.result == "pass" for check in desk.tenant.replay(CALL))
    adopted = desk.page("/policies")
    assert "から別の採用に代わる" in adopted
    assert adopted.count("<article") == 2


def test_clause_01_a_proposal_names_every_unknown_parameter_and_bad_value_at_once(
    desk: Office,
) -> None:
    codes = proposed(desk, "evaluation=both sets=60 opening_days=9")
    assert codes == ["policy.parameter_value", "policy.parameter_value", "policy.parameter_unknown"]
    assert proposed(desk, "evaluation") == ["policy.bad_parameters"]
    codes = proposed(desk, "evaluation=sequential", policy_digest="0" * 64)
    assert codes == ["policy.not_installed"]


@pytest.mark.parametrize(
    ("day", "code", "sentence"),
    [
        ("2025-03-31", "policy.years_to_come", "2025-04-01 以後"),
        ("2027-04-01", "policy.years_over", "2025 年度から 2026 年度まで"),
    ],
    ids=["before", "after"],
)
def test_clause_01_a_policy_is_not_adopted_from_a_day_on_which_it_would_answer_nothing(
    desk: Office, day: str, code: str, sentence: str
) -> None:
    ref = desk.tenant.policies.ref("isa_fy2025")
    wanted = {"policy_id": ref.id, "policy_version": ref.version, "policy_digest": ref.digest}
    status, answer = desk.send("propose-policy", "officer", {**wanted, "from_date": day})
    (fault,) = answer["faults"]
    assert (status, fault["code"], fault["field"]) == (422, code, "from_date")
    assert sentence in fault["ja"]


def test_clause_01_two_people_adopt_and_the_proposer_is_not_one_of_the_second(desk: Office) -> None:
    told = parameters(desk, "seats=40")
    event = last(desk, "policy.adopted").event
    assert event.in_force.parameters == {"seats": 40}
    assert event.approval.by == "approver"
    assert not told["unchanged"]
