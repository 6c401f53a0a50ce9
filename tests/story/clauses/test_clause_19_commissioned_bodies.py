"""Clause 19: what is decided in R8 about private bodies does not touch those that a government
commissioned: they are among the applicants of section 1(1) already."""

from collections.abc import Iterator

import pytest

from tests.story.clauses.nominating import codes, decided, nominates, prepared, ruling
from tests.story.clauses.outreach import Office, office

COMMISSIONED = {"operation": "commissioned", "operator": "見本協会", "institution": "見本協会本部"}
OF_THEIR_OWN = {"founder_kind": "private", "founder": "見本法人", "operator": "見本法人"}


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """千代田区 commissioned W7 to an association; W8 is a private body's own window."""
    with office(tmp_path_factory.mktemp("clause-19")) as made:
        yield prepared(made, W7=COMMISSIONED, W8=OF_THEIR_OWN)


def test_clause_19_the_staff_of_a_commissioned_private_body_are_eligible_today(
    desk: Office,
) -> None:
    number = nominates(desk, 1, "W7")
    desk.do("accept-evidence", nomination=number)
    assert codes(desk, number) == []
    decided(desk)
    assert ruling(desk, number).outcome == "selected"


def test_clause_19_a_window_that_a_private_body_founded_itself_waits_for_the_decision(
    desk: Office,
) -> None:
    number = nominates(desk, 1, "W8", by="officer")
    desk.do("accept-evidence", nomination=number)
    assert codes(desk, number) == ["founder_not_local_government"]
    decided(desk)
    assert ruling(desk, number).outcome == "ineligible"
