"""Winter 2025: reports marked, a deferral, snow, and the last test of the first round."""

from tests.story.clauses.training import VENUE, report
from tests.story.years.register import Years
from tests.story.years.test_3_autumn_2025 import COHORT, trainees

MARKS = ["課題設定=8", "考察=15"]
A1, F1, O1 = "2025-1-0010", "2025-1-0006", "2025-1-0002"


def test_chapter_17_the_practice_is_reported_returned_failed_and_passed(year: Years) -> None:
    # given five reports due, and the year to which one may be deferred
    five = trainees(year)
    # when reports come, one is returned, one fails, and one trainee falls ill
    year.at("2025-11-26 10:00").do("plan-cohorts", fiscal_year=2026)
    first, second, third, fourth, ill = A1, F1, O1, *(set(five) - {A1, F1, O1})
    year.do("defer-trainee", nomination=ill, to_cohort="2026-1", cause="illness", on="2025-11-26")
    for who in (first, second, third, fourth):
        year.sends(who)
    marked = {"number": 1, "passed": True, "marks": MARKS}
    year.do("grade-practice", "teacher", nomination=first, **marked)
    back = {"number": 1, "resubmit_by": "2025-12-01", "comment": "考察を詳しく"}
    year.do("return-practice-report", "teacher", nomination=second, **back)
    failed = marked | {"passed": False, "resubmit_by": "2025-12-10"}
    for who in (third, fourth):
        year.do("grade-practice", "teacher", nomination=who, **failed)
    assert "考察を詳しく" in year.seen_by(second, "/me")
    for who in (second, third):
        year.do("submit-practice-report", who, nomination=who, text=report("詳しくした"))
        year.do("grade-practice", "teacher", nomination=who, **{**marked, "number": 2})
    # then whoever sent nothing more is not expected from the day after, and nobody but them
    did = year.ticks("2025-12-11 09:00")
    assert did["note-overdue-training"] == 1
    assert not year.state(fourth).expected
    assert [year.state(who).expected for who in (first, second, third)] == [True] * 3
    assert "席は確保され" in year.seen_by(ill, "/me")


def test_chapter_18_snow_moves_course_two_and_the_last_test_is_passed(year: Years) -> None:
    # given a venue in December, that snow closed
    year.at("2025-12-12 10:00").do("decide-venue", **VENUE)
    moved = VENUE | {"days": ["2026-01-19", "2026-01-20"], "reason": "大雪のため"}
    year.do("decide-venue", **moved, certainty="fixed")
    assert "大雪のため" in year.seen_by("officer", f"/training/{COHORT}")
    assert "見本会館" in year.seen_by(A1, "/me")
    # when three come on both days and pass
    year.at("2026-01-21 10:00")
    for who in (A1, F1, O1):
        for day in moved["days"]:
            year.do("record-attendance", "teacher", nomination=who, on=day)
        final = {"step": "final-test", "on": "2026-01-21", "score": 75}
        year.do("record-progress", "teacher", nomination=who, **final)
    # then each has the whole course behind them
    assert all("100%" in year.row(who) for who in (A1, F1, O1))
