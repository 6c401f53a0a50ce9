"""From summer 2026 on: back from a deferral, a new name, a revocation, a renewal, a lapse."""

from tests.story.clauses.certificate import revoked, text_of
from tests.story.years.register import Years
from tests.story.years.test_3_autumn_2025 import COHORT, trainees
from tests.story.years.test_6_spring_2026 import certified_of


def number_of(year: Years, person: str) -> str:
    """The number of somebody's certification."""
    found = [e.number for e in year.events("certification.numbered") if e.person == person]
    return str(found[0])


def test_chapter_24_whoever_deferred_goes_on_in_the_named_cohort(year: Years) -> None:
    # given the trainee who fell ill in November
    ill = year.events("training.deferred")[-1].nomination
    assert ill in trainees(year)
    # when the next cohort starts
    year.at("2026-06-24 10:00").do("return-trainee", nomination=ill, on="2026-06-24")
    year.do("start-cohort", cohort="2026-1", on="2026-06-24")
    # then the results of last year stand, and the seat is one of this cohort's
    assert year.state(ill).done[-1] == "gate-test"
    assert year.state(ill).expected
    assert ill in year.seen_by("officer", "/cohorts/2026-1/seats")


def test_chapter_25_a_new_name_gets_a_new_paper_and_the_old_says_so(year: Years) -> None:
    # given a coordinator who reports a new name
    year.at("2026-07-01 10:00")
    person = certified_of(year, COHORT)[2]
    number = number_of(year, person)
    told = {"person": person, "full_name": "新見本 二郎"}
    year.do("request-name-change", person, **told)
    # when an officer has seen the document
    year.do("change-name", document="family_register", roman="SHIN MIHON", **told)
    year.do("reissue-certificate", person=person, reason="name_change")
    # then the new paper has the new name, and the old number leads to it
    assert "新見本二郎" in text_of(year.client(person).get("/isa/me/certificate").content)
    checked = year.checked(number)
    assert "再発行により無効" in checked
    assert f"{number}-2" in checked


def test_chapter_26_a_certification_is_revoked_by_two_on_its_day(year: Years) -> None:
    # given a decision after a hearing, told to the person
    person = certified_of(year, "2025-2")[1]
    revoked(year, person, "2026-07-15")
    number = number_of(year, person)
    assert "有効" in year.checked(number)
    # when the day comes
    assert year.ticks("2026-07-15 09:00")["carry-out-revocations"] == 1
    # then the check page says so, and the record stays
    assert "取消し" in year.checked(number)
    assert number in year.seen_by("officer", "/roster?as_of=2026-07-14")


def test_chapter_27_who_pauses_comes_back_to_another_window(year: Years) -> None:
    # given a coordinator who stops for some weeks
    pause = {"person": "R6-003", "on": "2026-08-01"}
    year.at("2026-08-01 10:00").do("cease-coordinator", **pause)
    assert "R6-003" not in year.seen_by("officer", "/roster?status=acting")
    # when the person takes up the work elsewhere
    year.at("2026-09-01 10:00")
    year.do("resume-coordinator", person="R6-003", window="T1", on="2026-09-01")
    # then the roster has them at the new window from that day
    assert "R6-003" in year.seen_by("officer", "/roster?status=acting")


def test_chapter_28_one_renews_in_time_and_the_others_lapse_by_the_clock(year: Years) -> None:
    # given those of FY2024, valid until 20 December 2026, who are reminded twice at most
    did = [year.ticks(f"{day} 09:00") for day in ("2026-09-21", "2026-11-20", "2026-12-15")]
    assert did[0]["remind-renewals"] == 4
    # when the one who was at the follow-up renews, and the clock goes on into February
    year.do("renew-certificate", person="R6-001")
    year.ticks("2027-02-15 09:00")
    # then one is valid and three have lapsed, which is no revocation
    assert "有効" in year.checked("R6-001-2")
    for number in ("R6-002", "R6-003", "R6-004"):
        assert "失効" in year.checked(number)
        assert "取消しではありません" in year.checked(number)
