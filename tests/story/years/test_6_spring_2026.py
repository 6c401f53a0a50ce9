"""Spring 2026: the next call opens while a round is in training, certification, and the list."""

from tests.story.clauses import selection
from tests.story.clauses.certificate import text_of
from tests.story.clauses.publication import BOTH, PLAN
from tests.story.years.register import Years
from tests.story.years.test_3_autumn_2025 import COHORT

STEPS = (
    *(f"course1-{group}" for group in "ABCDE"),
    *("gate-test", "practice", "course2", "final-test"),
)


def certified_of(year: Years, cohort: str) -> list[str]:
    """Whom a round certified, in the order of their numbers."""
    seated = {e.person for e in year.events("training.enrolled") if e.cohort == cohort}
    return [e.person for e in year.events("certification.numbered") if e.person in seated]


def test_chapter_19_the_second_round_is_still_expected_when_the_next_call_opens(
    year: Years,
) -> None:
    # given the windows of FY2026, and a call that shows the case of the year before
    year.at("2026-03-02 10:00").report_windows(2026)
    selection.opened(year, "2026-1", "2026-03-20T17:00:00+09:00")
    case = year.events("activity_case.published")[-1].case
    year.do("link-case-to-call", case=case, call="2026-1")
    assert "窓口をつなぐ" in year.seen_by(year.clerk("H1"), "/calls/2026-1")
    # when two are nominated, of whom one may be somebody who is known already
    alike = {"kana": "ミホン フタリ"}
    for number, window in ((14, "H1"), (15, "N1")):
        nomination = year.nominate(number, window, "2026-1", **alike)
        year.do("accept-evidence", nomination=nomination)
    assert "ミホン フタリ" in year.seen_by("officer", "/duplicates")
    # then the trainee of the second round counts at H1, and N1 comes before
    held = selection.run(year, "2026-1", "2026-03-25")
    facts = selection.facts_of(selection.row_of(held, "H1"))
    assert (facts["window_count"], facts["counted_at_window"]) == ("1", "trainee")
    assert [selection.row_of(held, at).tier for at in ("N1", "H1")] == [1, 4]
    selection.approved(year, "2026-1")
    dates = {"reply_by": "2026-04-06", "cut_off": "2026-04-20"}
    year.seated(*selection.offered(year, "2026-1", **dates))


def test_chapter_20_both_rounds_are_certified_and_everybody_takes_the_paper(year: Years) -> None:
    # given that the second round has done every step
    year.at("2026-03-27 10:00")
    second = [e.nomination for e in year.events("training.enrolled") if e.cohort == "2025-2"]
    for nomination in second:
        for step in STEPS:
            done = {"nomination": nomination, "step": step, "on": "2026-03-25", "score": 80}
            year.do("record-progress", "teacher", **done)
    # when an approver certifies what an officer proposed, on 27 March
    for cohort in (COHORT, "2025-2"):
        year.do("propose-certification", cohort=cohort)
        wanted = {"cohort": cohort, "certified_on": "2026-03-27"}
        digest = year.digest("certification.proposed")
        year.do("approve-certification", "approver", **wanted, digest_seen=digest)
    year.at("2026-04-01 09:00")
    for cohort in (COHORT, "2025-2"):
        year.do("issue-certificates", cohort=cohort)
    # then three and two have a number; whoever was not expected or deferred has none
    first, later = certified_of(year, COHORT), certified_of(year, "2025-2")
    assert (len(first), len(later)) == (3, 2)
    paper = year.client(first[0]).get("/isa/me/certificate")
    assert "国家資格ではありません" in text_of(paper.content)
    numbers = [e.number for e in year.events("certification.numbered")]
    for number in numbers:
        assert "有効" in year.checked(number)
    assert all(number in year.seen_by("officer", "/roster") for number in numbers)


def test_chapter_21_persons_and_institutions_are_asked_and_silence_is_no(year: Years) -> None:
    # given the campaign of FY2026, in which everybody who acts is asked
    year.asked()
    known = ("R6-001", "R6-002", "R6-003", "R6-004")
    asked = [each.person for each in year.events("consent.asked")]
    new = [*certified_of(year, COHORT), *certified_of(year, "2025-2")]
    assert sorted(asked) == sorted((*known, *new))
    assert "個人名は掲載しません" in year.seen_by("R6-001", "/me")
    # when some agree on both sides, on one, or say nothing to the end
    for person in ("R6-001", "R6-003", *new[:1], *new[2:4]):
        year.says(person)
    year.says("R6-002", own=False)
    year.says(new[1], theirs=False)
    did = [year.ticks(f"{day} 09:00") for day in ("2026-04-20", "2026-04-28", "2026-05-01")]
    assert sum(each.get("remind-consents", 0) for each in did) == 2
    # then the clock sends proofs to those of both consents, and the officer sees the others
    assert did[-1]["send-proofs"] == 1
    told = year.seen_by("officer", "/consents")
    assert "本人と所属機関の回答が分かれた" in told
    assert {e.person for e in year.events("consent.proof_sent")} == {
        *("R6-001", "R6-003", new[0], new[2], new[3])
    }


def test_chapter_22_the_list_of_fy2026_has_the_rows_that_both_parties_proofed(
    year: Years,
) -> None:
    # given proofs, of which one person finds nothing to say and stays silent
    year.at("2026-05-11 10:00")
    first, second = certified_of(year, COHORT), certified_of(year, "2025-2")
    for person in ("R6-001", first[0], first[2], second[0]):
        for party in BOTH:
            who = person if party == "person" else year.boss_of(person)
            year.do("confirm-proof", who, person=person, party=party)
    # when the list is drafted, approved and published on its day
    year.at(f"{PLAN['publish_on']} 10:00").publish()
    # then the public sees four organisations with one each, and no name
    public = year.seen_by("", "/directory")
    assert len(year.rows()) == 4
    assert set(year.rows().values()) == {1}
    assert "T1国際課" in public
    assert "T2国際課" not in public
    assert "見本 1" not in public


def test_chapter_23_a_withdrawal_on_friday_evening_has_left_the_list_by_monday(
    year: Years,
) -> None:
    # given that R6-001 withdraws after work on the day of the publication
    year.at("2026-06-19 19:30")
    year.do("withdraw-consent", "R6-001", person="R6-001", party="person")
    # when the clock ticks over the weekend
    did = [year.ticks(f"2026-06-{day} 09:00").get("amend-edition", 0) for day in (20, 21, 22)]
    # then the amended edition is out on Monday morning, and gives no cause
    assert did == [0, 0, 1]
    assert "T1国際課" not in year.seen_by("", "/directory")
    told = year.seen_by("", "/editions")
    assert "T1国際課" in told
    assert "撤回" not in told
