"""Clause 24: follow-up sessions for those certified coordinators who wish to join."""

from collections.abc import Iterator

import pytest

from tests.story.clauses.followup import SESSION, announced, certified, joins, me, mine, seen
from tests.story.clauses.outreach import Office, office
from tests.story.clauses.survey import coordinators


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register with four coordinators: p02 is between jobs, p04 has retired."""
    with office(tmp_path_factory.mktemp("clause-24")) as made:
        coordinators(made, 4)
        made.do("cease-coordinator", person="p02", on="2025-05-31")
        made.do("retire-coordinator", person="p04", on="2025-05-31")
        yield made


def test_clause_24_whoever_is_between_jobs_is_invited_too(desk: Office) -> None:
    announced(desk, "between")
    assert [guest.part.person for guest in seen(desk, "between").guests] == ["p01", "p02", "p03"]
    joins(desk, "between", "p02")
    assert seen(desk, "between").counts[:4] == (3, 1, 0, 2)


def test_clause_24_whom_the_rule_takes_is_the_announcements_own(desk: Office) -> None:
    announced(desk, "working", audience="acting")
    announced(desk, "retired", audience="with_retired")
    assert seen(desk, "working").counts.invited == 2
    assert seen(desk, "retired").counts.invited == 4
    assert desk.refused(
        "choose-participation", "p02", session="working", person="p02", joins=True
    ) == ["followup.not_for_you"]


def test_clause_24_whoever_is_certified_later_may_choose_and_is_invited_by_it(desk: Office) -> None:
    announced(desk, "later")
    before = seen(desk, "later").counts.invited
    certified(desk, "late-1", on="2025-10-09")
    # not invited by anybody yet, the session stands on the own page, and a choice is taken
    assert "参加する" in me(desk, "late-1")
    joins(desk, "later", "late-1")
    counts = seen(desk, "later").counts
    assert (counts.invited, counts.joining) == (before + 1, 1)


def test_clause_24_an_officer_adds_those_certified_later_and_nobody_twice(desk: Office) -> None:
    announced(desk, "added")
    before = seen(desk, "added").counts.invited
    certified(desk, "late-2", on="2025-10-09")
    desk.do("invite-later", session="added")
    assert seen(desk, "added").counts.invited == before + 1
    assert desk.do("invite-later", session="added")["unchanged"]


def test_clause_24_one_chooses_on_the_own_page_and_may_change_it_until_the_deadline(
    desk: Office,
) -> None:
    announced(desk, "choice")
    joins(desk, "choice", "p01")
    assert "https://meet.example.jp/r7" in me(desk, "p01")
    joins(desk, "choice", "p01", chosen=False)
    desk.at("2025-10-31 23:59")
    joins(desk, "choice", "p01", "p03")
    desk.at("2025-11-01 00:00")
    late = {"session": "choice", "person": "p01", "joins": False}
    assert desk.refused("choose-participation", "p01", **late) == ["followup.deadline_passed"]
    counts = seen(desk, "choice").counts
    assert (counts.joining, counts.declined) == (2, 0)


def test_clause_24_nobody_chooses_for_somebody_else_or_before_it_begins(desk: Office) -> None:
    announced(desk, "own", choose_from="2025-10-20")
    others = {"session": "own", "person": "p01", "joins": True}
    assert desk.refused("choose-participation", "p03", **others) == ["access.denied"]
    assert desk.refused("choose-participation", "p01", **others) == ["followup.not_yet"]
    held = mine(desk, "own", "p01")
    assert held is not None
    assert held.part is not None
    assert held.part.joins is None


def test_clause_24_dates_out_of_order_are_refused_and_a_new_date_replaces_the_old(
    desk: Office,
) -> None:
    announced(desk, "dates")
    wrong = {**SESSION, "session": "dates", "choose_until": "2025-12-01"}
    assert desk.refused("announce-follow-up", **wrong) == ["followup.bad_order"]
    past = {"on": "2025-10-01", "choose_from": "2025-09-01", "choose_until": "2025-09-02"}
    assert desk.refused("announce-follow-up", **{**wrong, **past}) == ["followup.past"]
    desk.do("announce-follow-up", **{**SESSION, "session": "dates", "on": "2025-12-05"})
    assert seen(desk, "dates").session.plan.on.isoformat() == "2025-12-05"
    again = desk.do("announce-follow-up", **{**SESSION, "session": "dates", "on": "2025-12-05"})
    assert again["unchanged"]
