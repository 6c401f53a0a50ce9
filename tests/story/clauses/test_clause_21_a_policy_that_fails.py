"""Clause 21: criteria come as policies, others' too; one that fails decides nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.finding import SHIPPED
from plugins.host import Policies
from tests.faults.bad_policies import Bad, written
from tests.story.clauses.outreach import Office, office
from tests.story.clauses.selection import last, parameters

FAILING = Bad("partner_2027", "raise ValueError('比率は', given)", frozenset(), alone=True)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A register on a machine where a policy of somebody else's is installed too."""
    found = [SHIPPED / "isa_fy2025", written(tmp_path / "policies", FAILING)]
    monkeypatch.setattr("plugins.host.installed_folders", lambda: found)
    with office(tmp_path / "place") as made:
        made.at("2025-03-10 10:00")
        yield made
    Policies(found).close()


def test_clause_21_a_policy_that_fails_refuses_the_command_and_only_that_is_recorded(
    desk: Office,
) -> None:
    ref = desk.tenant.policies.ref(FAILING.name)
    named = {"policy_id": ref.id, "policy_version": ref.version, "policy_digest": ref.digest}
    desk.do("propose-policy", **named, from_date="2025-04-01")
    digest = last(desk, "policy.proposed").event.digest
    desk.do("adopt-policy", "approver", digest_seen=digest)
    size = desk.tenant.log.head().size
    # when a question goes to it
    code, told = desk.send("plan-cohorts", "officer", {"fiscal_year": 2025})
    # then the officer reads which policy failed and how, and nothing of what it said
    assert code == 422
    (fault,) = told["faults"]
    assert fault["code"] == "policy.failed"
    assert "partner_2027" in fault["ja"]
    assert "比率は" not in str(told)
    # and of all that only the failure is in the log
    assert desk.tenant.log.head().size == size + 1
    failed = last(desk, "policy.failed").event
    assert (failed.policy, failed.question) == (ref, "calendar")
    assert (failed.kind, failed.refused) == ("raised", "plan-cohorts")
    # and once the agency's own is in force again, the year is planned
    parameters(desk, "", on="2025-04-01")
    desk.do("plan-cohorts", fiscal_year=2025)


def test_clause_21_nobody_records_a_failure_by_hand(desk: Office) -> None:
    ref = desk.tenant.policies.ref(FAILING.name)
    values = {
        "policy_id": ref.id,
        "policy_version": ref.version,
        "policy_digest": ref.digest,
        "question": "calendar",
        "kind": "raised",
        "refused": "plan-cohorts",
    }
    size = desk.tenant.log.head().size
    code, told = desk.send("record-policy-failure", "admin", values)
    assert code == 404, told
    assert desk.tenant.log.head().size == size
