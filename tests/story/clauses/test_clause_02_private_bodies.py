"""Clause 2: the rules of R9 hold for a call that was opened in R8; those of R7 stand."""

from tests.story.clauses.outreach import Office
from tests.story.clauses.private_bodies import NEW, POLICY
from tests.story.clauses.selection import CALL, last, row_of, shown


def test_clause_02_a_call_opened_in_r8_for_r9_has_the_new_rules_and_their_parameters_pinned(
    r9: Office,
) -> None:
    call = last(r9, "call.opened").event
    assert (call.call, call.seats) == (NEW, 3)
    assert call.pins.eligibility == call.pins.selection == call.pins.labels
    assert call.pins.selection.policy.id == POLICY
    assert call.pins.selection.parameters == {"seats": 3, "private_share": 34}


def test_clause_02_the_decision_of_r7_stands_and_both_can_be_computed_again(r9: Office) -> None:
    old = shown(r9)
    assert {row.window: row.outcome for row in old.nominees} == {
        "W1": "selected",
        "W2": "selected",
        "B1": "ineligible",
    }
    assert "founder_not_local_government" in {
        reason.code for reason in row_of(old, "B1").ruling.reasons
    }
    for call in (CALL, NEW):
        checks = list(r9.tenant.replay(call))
        assert checks
        assert all(check.result == "pass" for check in checks)
