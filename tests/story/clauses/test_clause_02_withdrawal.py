"""Clause 2: enabling, superseding and withdrawing a policy are approved, dated facts; what was
pinned or decided under it stands."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.command import Actor
from core.programme import policy
from plugins import finding
from projections.approvals import approvals
from tests.plugins.coming import HEAD, MANIFEST
from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import desk_in, last, opened, parameters, place
from web.cli import main

SUMMER = """
@hookimpl
def decide_calendar(facts):
    seats, year = facts.parameters.get("summer_seats", 5), facts.fiscal_year
    return api.CalendarRuling(rounds=(
        api.Round(number=1, seats=seats, course1_from=f"{year}-06",
                  practice_from=f"{year}-09", course2_from=f"{year}-12"),
        api.Round(number=3, seats=seats, course1_from=f"{year}-07",
                  practice_from=f"{year}-10", course2_from=f"{year + 1}-01"),
    ))
"""
PARAMETER = """
[[parameters]]
name = "summer_seats"
clause = "1(2)"
default = 5
lowest = 0
highest = 100
questions = ["calendar"]
ja = "夏の回の定員"
en = "Seats of the summer round"
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A register where a policy that answers only the calendar is installed too."""
    shipped = tmp_path / "policies"
    shutil.copytree(finding.SHIPPED / "isa_fy2025", shipped / "isa_fy2025")
    (shipped / "summer").mkdir()
    manifest = MANIFEST.format(id="summer", questions='"calendar"').replace("2027", "2025")
    (shipped / "summer" / "policy.toml").write_text(manifest + PARAMETER, "utf-8")
    (shipped / "summer" / "__init__.py").write_text(HEAD + SUMMER, "utf-8")
    monkeypatch.setattr(finding, "SHIPPED", shipped)
    with desk_in(tmp_path / "place") as made:
        made.do("register-window", **place("W1"))
        yield made


def adopted(desk: Office, on: str, text: str = "") -> None:
    """Two people put the summer policy in force."""
    ref = desk.tenant.policies.ref("summer")
    wanted = {"policy_id": ref.id, "policy_version": ref.version, "policy_digest": ref.digest}
    desk.do("propose-policy", **wanted, from_date=on, parameters=text)
    digest = last(desk, "policy.proposed").event.digest
    desk.do("adopt-policy", "approver", digest_seen=digest)


def withdrawn(desk: Office, on: str) -> None:
    """Two people take it back."""
    desk.do("withdraw-policy", policy_id="summer", from_date=on, reason="試行の終了")
    digest = last(desk, "policy.withdrawal_proposed").event.digest
    desk.do("approve-policy-withdrawal", "approver", digest_seen=digest)


def rounds(desk: Office, year: int) -> dict[str, tuple[int, str]]:
    """Cohort -> seats and who planned it, of a year planned now."""
    desk.do("plan-cohorts", fiscal_year=year)
    facts = desk.tenant.log.walk(topics=("cohort.planned",))
    return {
        fact.event.cohort: (fact.event.seats, fact.envelope.policy.id)
        for fact in facts
        if fact.event.fiscal_year == year
    }


def test_clause_02_from_the_day_of_a_withdrawal_the_policy_before_is_in_force_again(
    desk: Office,
) -> None:
    adopted(desk, "2026-04-01", "summer_seats=7")
    withdrawn(desk, "2027-04-01")
    assert rounds(desk, 2026) == {"2026-1": (7, "summer"), "2026-3": (7, "summer")}
    held = policy_state(desk)
    assert [each.policy.id for each in held.newest_first(date(2027, 3, 31))] == [
        "summer",
        "isa_fy2025",
    ]
    assert [each.policy.id for each in held.newest_first(date(2027, 4, 1))] == ["isa_fy2025"]


def test_clause_02_a_policy_withdrawn_before_its_day_never_rules(desk: Office) -> None:
    adopted(desk, "2026-04-01")
    withdrawn(desk, "2026-03-31")
    assert set(rounds(desk, 2026).values()) == {(60, "isa_fy2025")}


def policy_state(desk: Office) -> policy.Policies:
    """Adoptions as the log has them."""
    state = None
    for fact in desk.tenant.log.stream(policy.STREAM):
        state = policy.evolve(state, fact)
    assert state is not None
    return state


def test_clause_02_what_was_pinned_stands_after_a_withdrawal(desk: Office) -> None:
    opened(desk)
    pinned = last(desk, "call.opened").event.pins
    adopted(desk, "2025-04-01")
    withdrawn(desk, "2025-04-01")
    assert last(desk, "call.opened").event.pins == pinned
    assert all(check.result == "pass" for check in desk.tenant.replay())


def test_clause_02_each_policy_gets_its_own_parameters(desk: Office) -> None:
    parameters(desk, "gate_pass_mark=80 seats=40")
    adopted(desk, "2025-04-01", "summer_seats=7")
    opened(desk)
    pinned = last(desk, "call.opened").event.pins.selection
    assert pinned.parameters == {"gate_pass_mark": 80, "seats": 40}
    desk.at("2025-06-01 10:00")
    desk.do("start-cohort", cohort="2025-1", on="2025-06-01")
    marks = [step.pass_mark for step in last(desk, "cohort.started").event.steps]
    assert 80 in marks
    assert all(check.result == "pass" for check in desk.tenant.replay())


def test_clause_02_a_withdrawal_needs_a_second_person_a_day_to_come_and_another_policy(
    desk: Office,
) -> None:
    wanted = {"policy_id": "isa_fy2025", "from_date": "2025-06-01", "reason": "誤り"}
    assert desk.refused("withdraw-policy", **wanted) == ["policy.only_one"]
    assert desk.refused("withdraw-policy", **{**wanted, "policy_id": "summer"}) == [
        "policy.not_adopted"
    ]
    adopted(desk, "2025-04-01")
    late = {**wanted, "policy_id": "summer", "from_date": "2025-03-09"}
    assert "policy.withdrawal_past" in desk.refused("withdraw-policy", **late)
    desk.do("withdraw-policy", **{**late, "from_date": "2025-05-01"})
    digest = last(desk, "policy.withdrawal_proposed").event.digest
    assert desk.refused("approve-policy-withdrawal", "approver", digest_seen="0" * 64) == [
        "approval.other_content"
    ]
    desk.tenant.accounts.put(Actor(id="officer", roles=("officer", "approver")))
    assert desk.refused("approve-policy-withdrawal", "officer", digest_seen=digest) == [
        "approval.same_person"
    ]
    # nothing has changed until then, and a day that has passed meanwhile is refused
    assert policy_state(desk).adopted[-1].until is None
    desk.at("2025-05-02 10:00")
    assert desk.refused("approve-policy-withdrawal", "approver", digest_seen=digest) == [
        "policy.withdrawal_past"
    ]


def test_clause_02_a_withdrawal_waits_on_the_approvals_page_and_shows_on_that_of_policies(
    desk: Office,
) -> None:
    adopted(desk, "2025-04-01")
    desk.do("withdraw-policy", policy_id="summer", from_date="2025-05-01", reason="終了")
    page = desk.client("approver").get("/isa/approvals").text
    assert "規則の取下げ" in page
    assert "approve-policy-withdrawal?" in page
    digest = last(desk, "policy.withdrawal_proposed").event.digest
    desk.do("approve-policy-withdrawal", "approver", digest_seen=digest)
    desk.tenant.catch_up()
    assert approvals(desk.tenant.views, "isa") == []
    assert "から取り下げ" in desk.page("/policies")
    assert desk.refused(
        "withdraw-policy", policy_id="summer", from_date="2025-06-01", reason="x"
    ) == ["policy.not_adopted"]


def test_clause_02_the_command_line_proposes_lists_and_says_what_the_second_person_does(
    desk: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    def cli(*words: str) -> str:
        assert main(["--data", str(desk.tenant.place.data), "-t", "isa", *words]) == 0
        return capsys.readouterr().out

    told = cli("policy", "enable", "summer", "--from", "2099-04-01", "--set", "summer_seats=9")
    assert "adopt-policy" in told
    assert "採用の案 2099-04-01 から（決裁待ち）" in cli("policy", "list")
    line = told.strip().splitlines()[-1].split()
    cli(*line[line.index("do") :])
    listed = {each["id"]: each for each in json.loads(cli("policy", "list", "--json"))}
    (held,) = listed["summer"]["adopted"]
    assert held == {
        "from": "2099-04-01",
        "until": None,
        "same_files": True,
        "parameters": {"summer_seats": 9},
    }
    told = cli("policy", "withdraw", "summer", "--from", "2099-10-01", "--reason", "終了", "--json")
    line = json.loads(told)["next"].split()
    cli(*line[line.index("do") :])
    assert "採用 2099-04-01 から 2099-10-01 に取下げ" in cli("policy", "list")
