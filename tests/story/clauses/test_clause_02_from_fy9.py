"""Clause 2: what holds from R9 on is switched by its effective date, pinned when a call opens."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins import finding
from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import desk_in, last, opened, parameters, place


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A register where the policy of FY2025-26 and one for FY2027 are installed."""
    shipped = tmp_path / "policies"
    shutil.copytree(finding.SHIPPED / "isa_fy2025", shipped / "isa_fy2025")
    shutil.copytree(finding.SHIPPED / "isa_fy2025", shipped / "isa_fy2027")
    manifest = shipped / "isa_fy2027" / "policy.toml"
    text = manifest.read_text("utf-8").replace('id = "isa_fy2025"', 'id = "isa_fy2027"')
    text = text.replace("first = 2025\nlast = 2026", "first = 2027")
    manifest.write_text(text.replace('status = "draft"', 'status = "final"'), "utf-8")
    monkeypatch.setattr(finding, "SHIPPED", shipped)
    with desk_in(tmp_path / "place") as made:
        made.do("register-window", **place("W1"))
        yield made


def adopted_for_r9(desk: Office, text: str = "") -> None:
    """Two people adopt the new policy from 1 April 2027."""
    ref = desk.tenant.policies.ref("isa_fy2027")
    wanted = {"policy_id": ref.id, "policy_version": ref.version, "policy_digest": ref.digest}
    desk.do("propose-policy", **wanted, from_date="2027-04-01", parameters=text)
    digest = last(desk, "policy.proposed").event.digest
    desk.do("adopt-policy", "approver", digest_seen=digest)


def test_clause_02_a_call_opened_in_r8_for_r9_has_r9s_rules_pinned(desk: Office) -> None:
    desk.at("2027-03-01 10:00")
    adopted_for_r9(desk, "seats=80 tier1_window=prefecture_own")
    desk.do("plan-cohorts", fiscal_year=2026)
    desk.do("plan-cohorts", fiscal_year=2027)
    opened(desk, "2026-9", "2027-03-20T17:00:00+09:00", cohort="2026-2")
    old = last(desk, "call.opened").event
    opened(desk, "2027-1", "2027-04-20T17:00:00+09:00")
    new = last(desk, "call.opened").event
    # both opened on the same day of R8: the fiscal year of the cohort decides
    assert (old.pins.selection.policy.id, old.seats) == ("isa_fy2025", 60)
    assert old.pins.selection.parameters == {}
    assert (new.pins.selection.policy.id, new.seats) == ("isa_fy2027", 80)
    assert new.pins.selection.parameters == {"seats": 80, "tier1_window": "prefecture_own"}


def test_clause_02_what_is_adopted_later_does_not_touch_an_open_call(desk: Office) -> None:
    opened(desk)
    parameters(desk, "evaluation=sequential", on="2025-04-01")
    assert last(desk, "call.opened").event.pins.selection.parameters == {}


def test_clause_02_the_switch_is_by_date_and_needs_no_release(desk: Office) -> None:
    desk.at("2026-12-01 10:00")
    adopted_for_r9(desk)
    desk.do("plan-cohorts", fiscal_year=2026)
    assert last(desk, "cohort.planned").envelope.policy.id == "isa_fy2025"
    desk.do("plan-cohorts", fiscal_year=2027)
    assert last(desk, "cohort.planned").envelope.policy.id == "isa_fy2027"
    page = desk.page("/policies")
    assert ">確定</span>" in page
    assert ">案</span>" in page
