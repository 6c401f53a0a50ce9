"""Clause 32: private bodies come in, and names stay out: that is for another decision."""

from tests.story.clauses.outreach import Office


def test_clause_32_a_policy_with_private_bodies_does_not_open_the_purpose_of_names(
    r9: Office,
) -> None:
    wanted = {"person": "p32", "window": "B1", "text": "氏名を公開します", "purpose": "names"}
    assert "consent.purpose_off" in r9.refused("request-consent", **wanted)
    wanted["purpose"] = "directory"
    assert "consent.purpose_off" not in r9.refused("request-consent", **wanted)
