"""Letters of the campaign: each party is told its own part; an institution's names nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.publication import Spring, spring
from workers.letters.registry import LETTERS, Notice, notices_of


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Spring]:
    """Edition 2026 with p01 (W1) and p03 (W2) in it."""
    with spring(tmp_path, {"p01": "W1", "p02": "W1", "p03": "W2"}) as made:
        made.asked()
        yield made


def letters(desk: Spring, *topics: str) -> list[Notice]:
    """What the facts of these topics call for, in order."""
    assert set(topics) <= set(LETTERS)
    return [each for fact in desk.facts(*topics) for each in notices_of(desk.tenant, fact)]


def to(notices: list[Notice]) -> list[tuple[str, str]]:
    return [(each.to.kind, each.to.id) for each in notices]


def test_everybody_and_each_institution_is_asked_once(desk: Spring) -> None:
    asked = letters(desk, "consent.asked", "directory.consents_asked")
    assert to(asked) == [
        ("institution", "W1国際課"),
        ("institution", "W2国際課"),
        ("person", "p01"),
        ("person", "p02"),
        ("person", "p03"),
    ]
    assert [each.values.get("count") for each in asked[:2]] == [2, 1]
    assert "W1国際課" in str(asked[2].values["text"])
    assert asked[2].appointment is not None
    assert asked[2].appointment.begins.isoformat() == "2026-04-30"


def test_a_reminder_goes_to_whoever_is_silent_and_to_nobody_else(desk: Spring) -> None:
    desk.says("p01")
    desk.says("p02", theirs=None)
    desk.at("2026-04-16 09:00").tick()
    told = letters(desk, "consent.reminded", "directory.reminded")
    assert to(told) == [
        ("institution", "W1国際課"),
        ("institution", "W2国際課"),
        ("person", "p03"),
    ]


def test_proofs_go_to_both_and_a_receipt_only_to_who_withdrew(desk: Spring) -> None:
    desk.listed("p01", "p03")
    proofs = letters(desk, "consent.proof_sent", "directory.proofs_sent")
    assert sorted(to(proofs)) == [
        ("institution", "W1国際課"),
        ("institution", "W2国際課"),
        ("person", "p01"),
        ("person", "p03"),
    ]
    desk.at("2026-06-19 19:30").do("withdraw-consent", "p01", person="p01", party="person")
    (receipt,) = letters(desk, "consent.withdrawn")
    assert receipt.to == ("person", "p01")
    assert receipt.values["gone_by"] == "2026-06-22 17:00"
    gone = {"person": "p03", "party": "institution"}
    desk.do("withdraw-consent", "boss-W2", **gone)
    assert to(letters(desk, "consent.withdrawn"))[1] == ("institution", "W2国際課")
    desk.at("2026-06-22 09:00").tick()
    assert to(letters(desk, "directory.reduced")) == [("role", "officer")]
