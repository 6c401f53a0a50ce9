"""Clause 2: a whole year of R9, from the seat to the public list, under the policies of R9."""

from collections.abc import Iterator

import pytest

from tests.story.clauses.certificate import event, events, paper_of, text_of
from tests.story.clauses.outreach import Office
from tests.story.clauses.private_bodies import NEW, POLICY, year_nine
from tests.story.clauses.publication import BOTH
from tests.story.clauses.selection import last, offered, parameters, person_of, row_of, shown
from tests.story.years.test_6_spring_2026 import STEPS

COURSE = "isa_fy2027_course"
DATES = {"reply_by": "2027-05-20", "cut_off": "2027-06-01"}
PLAN = {
    "edition": "2028",
    "fiscal_year": 2028,
    "ask_by": "2028-04-28",
    "proofs_by": "2028-05-26",
    "publish_on": "2028-06-16",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The first decision of R9; the story goes on from test to test."""
    with year_nine(tmp_path_factory.mktemp("a-year-of-r9")) as made:
        yield made


def test_clause_02_in_r9_nothing_starts_before_a_policy_for_the_course_is_in_force(
    desk: Office,
) -> None:
    # given seats that were accepted, one of them by somebody of a private body
    for nomination in offered(desk, NEW, **DATES):
        desk.do("accept-offer", nomination=nomination)
    assert row_of(shown(desk, NEW), "B1").offer == "accepted"
    desk.at("2027-06-07 09:00")
    # then the course of R7 and R8 is not silently taken for that of R9
    start = {"cohort": NEW, "on": "2027-06-07"}
    assert desk.refused("start-cohort", **start) == ["policy.none_in_force"]
    # when two people adopt the policy that goes on with it, the year begins
    parameters(desk, "validity_years=5", "2027-04-01", COURSE)
    desk.do("start-cohort", **start)
    assert last(desk, "cohort.started").envelope.policy.id == COURSE
    assert [step.id for step in event(desk, "cohort.started").steps] == list(STEPS)


def test_clause_02_in_r9_a_trainee_is_certified_with_a_number_of_the_year(desk: Office) -> None:
    # given one of a private body who does every step
    nomination = row_of(shown(desk, NEW), "B1").nomination
    person = person_of(desk, nomination, NEW)
    desk.at("2028-03-20 09:00")
    for step in STEPS:
        done = {"nomination": nomination, "step": step, "on": "2028-03-10", "score": 80}
        desk.do("record-progress", **done)
    # when the list is approved
    desk.do("propose-certification", cohort=NEW)
    seen = event(desk, "certification.proposed").digest
    wanted = {"cohort": NEW, "certified_on": "2028-03-24", "digest_seen": seen}
    desk.do("approve-certification", "approver", **wanted)
    desk.do("issue-certificates", cohort=NEW)
    # then number and end are those of the policy of R9, and the paper says them
    numbered = last(desk, "certification.numbered")
    assert (numbered.event.number, str(numbered.event.valid_until)) == ("2027-0001", "2033-03-24")
    assert numbered.envelope.policy.id == COURSE
    assert "2027-0001" in text_of(paper_of(desk, person))


def test_clause_02_in_r9_the_next_years_list_has_the_private_body(desk: Office) -> None:
    # given that both parties agree, and confirm the proof
    person = event(desk, "certification.numbered").person
    desk.at("2028-04-06 10:00").do("plan-edition", **PLAN)
    desk.do("open-consent-campaign", edition="2028")
    for party in BOTH:
        desk.do("answer-consent", person=person, party=party, agrees=True, authority="事務局長")
    desk.at("2028-05-01 09:00").do("send-proofs", edition="2028")
    for party in BOTH:
        desk.do("confirm-proof", person=person, party=party)
    # when the edition of FY2028 is drafted
    desk.do("draft-edition", edition="2028", fiscal_year=2028)
    drafted = last(desk, "directory.drafted")
    # then it is the policy of R9 that was asked, and once published the private body is public
    assert drafted.envelope.policy.id == COURSE
    assert (drafted.event.organisations, drafted.event.coordinators) == (1, 1)
    seen = {"edition": "2028", "digest_seen": drafted.event.rows_sha256}
    desk.at("2028-06-16 10:00").do("approve-edition", "approver", **seen)
    desk.do("publish-edition", edition="2028")
    page = desk.visitor().get("/isa/directory").text
    assert "東京出入国在留管理局" in page
    assert "B1国際課" in page


def test_clause_02_of_that_year_everything_can_be_computed_again(desk: Office) -> None:
    assert {each.policy_id for each in events(desk, "policy.adopted")} >= {POLICY, COURSE}
    checks = desk.tenant.replay()
    assert [check for check in checks if check.result != "pass"] == []
