"""Clause 15: course 1 in the order A to E; its months and real dates; what is next; the test before
the practice; a video replaced on the way; not done when the practice begins."""

from collections.abc import Iterator

import pytest

from tests.story.clauses.training import ALL_UNITS, COHORT, LATER, PLAN, Training, events, training

ONE, TWO, THREE = (f"{COHORT}-{number:04d}" for number in (1, 2, 3))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Training]:
    """Four trainees; course 1 began on 9 June."""
    with training(tmp_path_factory.mktemp("clause-15"), 4) as made:
        made.at("2025-07-01 10:00")
        yield made


def sees(desk: Training, nomination: str, *units: str, on: str = "2025-06-20") -> None:
    for unit in units:
        desk.own("complete-unit", nomination, unit=unit, on=on)


def test_clause_15_the_plan_is_a_month_and_the_start_a_date(desk: Training) -> None:
    page = desk.page(f"/training/{COHORT}")
    assert "2025-06頃" in page
    assert "令和7年6月9日（月）" in page


def test_clause_15_units_are_locked_in_the_order_a_to_e(desk: Training) -> None:
    early = {"nomination": ONE, "unit": "B1", "on": "2025-06-20"}
    assert desk.refused("complete-unit", ONE, **early) == ["training.locked"]
    sees(desk, ONE, "A1", "B2")
    assert desk.state(ONE).done == ("course1-A",)
    assert desk.refused("complete-unit", ONE, **{**early, "unit": "C1"}) == ["training.locked"]


def test_clause_15_the_last_unit_of_a_group_completes_the_group(desk: Training) -> None:
    sees(desk, ONE, "B1", "B3")
    assert "course1-B" not in desk.state(ONE).done
    sees(desk, ONE, "B4", on="2025-06-25")
    assert desk.state(ONE).done[-1] == "course1-B"
    done = [each for each in events(desk, "training.step_completed") if each.nomination == ONE]
    assert [each.step for each in done] == ["course1-A", "course1-B"]
    again = desk.own("complete-unit", ONE, unit="B4", on="2025-06-26")
    assert again["unchanged"]


def test_clause_15_one_goes_on_at_the_next_video_and_sees_how_much_is_done(desk: Training) -> None:
    desk.do(
        "publish-video", unit="C1", video="R7-1", on="2025-06-01", place="https://v.example.jp/"
    )
    page = desk.me(ONE)
    assert "C1 多様な背景を持つ外国人への相談支援" in page
    assert 'href="https://v.example.jp/"' in page
    # 15 units, two tests, practice and course 2: five of nineteen are done
    assert "<strong>26%</strong>" in page
    assert "26%" in desk.row(ONE)


def test_clause_15_a_video_replaced_on_the_way_is_named_by_its_version(desk: Training) -> None:
    desk.do("publish-video", unit="A1", video="R7-1", on="2025-06-01")
    sees(desk, TWO, "A1", on="2025-06-12")
    desk.do("publish-video", unit="A1", video="R7-2", on="2025-06-15")
    sees(desk, THREE, "A1", on="2025-06-16")
    told = {each.nomination: each.video for each in events(desk, "training.unit_completed")}
    assert (told[TWO], told[THREE]) == ("R7-1", "R7-2")
    # whoever saw the earlier version need not see the unit again
    assert desk.own("complete-unit", TWO, unit="A1", on="2025-06-16")["unchanged"]
    assert "動画 R7-1" in desk.see(TWO)
    same = {"unit": "A1", "video": "R7-2", "on": "2025-06-20"}
    assert desk.refused("publish-video", **same) == ["lecture.same_version"]
    before = {"nomination": f"{COHORT}-0004", "unit": "A1", "on": "2025-06-12", "video": "R7-2"}
    assert desk.refused("complete-unit", **before) == ["training.unknown_video"]


def test_clause_15_nobody_records_for_somebody_else(desk: Training) -> None:
    wanted = {"nomination": TWO, "unit": "B1", "on": "2025-06-20"}
    assert desk.refused("complete-unit", ONE, **wanted) == ["access.denied"]


def test_clause_15_the_test_is_the_gate_to_the_practice(desk: Training) -> None:
    desk.studied(TWO, on="2025-06-30", gate=None)
    begin = {"nomination": TWO, "on": "2025-07-01", "text": "課題", "place": "職場"}
    assert desk.refused("start-practice", TWO, **begin) == ["training.locked"]
    desk.gate(TWO, 59, on="2025-06-30")
    desk.gate(TWO, 58, on="2025-06-30")
    assert desk.refused("start-practice", TWO, **begin) == ["training.locked"]
    desk.gate(TWO, 60, on="2025-07-01")
    assert "3 回" in desk.row(TWO)
    desk.do("start-practice", TWO, **begin)


def test_clause_15_not_done_when_the_practice_begins_is_a_task(desk: Training) -> None:
    desk.do("plan-practice", **PLAN)
    desk.at("2025-09-20 09:00")
    late = {"nomination": THREE, "what": "course1", "due": "2025-09-08"}
    desk.do("note-overdue", **late)
    assert desk.do("note-overdue", **late)["unchanged"]
    assert "期限を過ぎた" in desk.row(THREE)
    shown = desk.page(f"/training/{COHORT}?show=late")
    assert THREE in shown
    assert TWO not in shown


def test_clause_15_whoever_is_not_done_gets_more_time_until_a_date(desk: Training) -> None:
    desk.at("2025-09-20 09:00")
    more = {"nomination": THREE, "what": "course1", "until": "2025-10-10", "cause": "work"}
    desk.do("extend-training", **more)
    assert "期限を過ぎた" not in desk.row(THREE)
    assert "令和7年10月10日" in desk.me(THREE)
    shorter = {**more, "until": "2025-10-01"}
    assert desk.refused("extend-training", **shorter) == ["training.not_longer"]
    desk.at("2025-10-11 09:00")
    assert "期限を過ぎた" in desk.row(THREE)


def test_clause_15_or_is_deferred_to_a_named_later_cohort(desk: Training) -> None:
    desk.at("2025-10-11 09:00")
    wanted = {"nomination": THREE, "cause": "work", "on": "2025-10-11"}
    desk.do("defer-trainee", **wanted, to_cohort=LATER)
    assert f"延期先 {LATER}" in desk.row(THREE)
    more = {"nomination": THREE, "what": "course1", "until": "2025-11-10", "cause": "work"}
    assert desk.refused("extend-training", **more) == ["training.deferred"]


def test_clause_15_the_whole_course_by_units(desk: Training) -> None:
    desk.at("2025-07-01 10:00")
    last = f"{COHORT}-0004"
    sees(desk, last, *ALL_UNITS)
    assert desk.state(last).done == tuple(f"course1-{group}" for group in "ABCDE")


@pytest.mark.parametrize("rule", ["1", "by_decision"])
def test_clause_15_after_the_last_attempt_one_is_not_expected_or_an_approver_allows_another(
    tmp_path_factory: pytest.TempPathFactory, rule: str
) -> None:
    with training(tmp_path_factory.mktemp("gate"), 2, gate_attempts=rule) as desk:
        desk.at("2025-08-20 10:00")
        desk.studied(ONE, gate=30)
        assert "なし" in desk.row(ONE)
        assert desk.state(ONE).cause == "attempts"
        again = {"nomination": ONE, "step": "gate-test", "on": "2025-08-20", "score": 90}
        assert desk.refused("record-progress", **again) == ["training.no_attempts"]
        allow = {"nomination": ONE, "step": "gate-test", "reason": "体調不良のため"}
        assert desk.send("allow-attempt", "officer", allow)[0] == 404
        desk.do("allow-attempt", "approver", **allow)
        assert desk.state(ONE).expected
        desk.do("record-progress", **again)
        assert "gate-test" in desk.state(ONE).done
