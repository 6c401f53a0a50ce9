"""Summer and autumn 2025: course one and the practice of the first round."""

from tests.story.clauses.training import PLAN, TASKS, UNITS, imported
from tests.story.years.register import Years

COHORT = "2025-1"
A1 = "2025-1-0010"


def trainees(year: Years) -> list[str]:
    """The five of the first round: three by the first offers, two of T1 who moved up."""
    seated = year.events("training.enrolled")
    return sorted(each.nomination for each in seated if each.cohort == COHORT)


def test_chapter_11_course_one_is_learned_by_unit_and_its_test_is_the_gate(year: Years) -> None:
    # given five trainees, whose progress an assessor sends in as a workbook
    year.at("2025-08-20 10:00")
    five = trainees(year)
    groups = [(who, f"course1-{g}", "2025-08-20", "") for who in five[1:] for g in "ABCDE"]
    assert imported(year, "record-progress", groups).accepted == len(groups)
    # when one learns from video to video, and another misses the mark and comes again
    for unit in (*UNITS, "E1", "E2", "E3"):
        year.do("complete-unit", "teacher", nomination=five[0], unit=unit, on="2025-08-20")
    year.gate(five[1], 30)
    assert "不合格" in year.seen_by("teacher", f"/training/{COHORT}/{five[1]}")
    early = {"nomination": five[1], "on": "2025-08-20", "text": TASKS, "place": "見本市役所"}
    assert year.refused("start-practice", five[1], **early) == ["training.locked"]
    for who in five:
        year.gate(who, 80)
    # then all five are before the practice
    assert all("実践" in year.row(who) for who in five)


def test_chapter_12_the_practice_begins_with_tasks_of_their_own(year: Years) -> None:
    # given the plan of the practice
    year.at("2025-09-10 10:00").do("plan-practice", **PLAN)
    # when each trainee sets tasks
    for who in trainees(year):
        year.practises(who)
    # then the trainee reads them on the own page, and the board says who practises
    assert "多言語の案内を整える" in year.seen_by(A1, "/me")
    assert all("実践" in year.row(who) for who in trainees(year))
