"""Clause 16: the practice at the place of work: tasks, report, marks; failed and sent again by a
date; a move; data of clients refused."""

from collections.abc import Iterator

import pytest

from core.command import Actor
from tests.story.clauses.training import (
    COHORT,
    PLAN,
    TASKS,
    Training,
    events,
    report,
    training,
)
from tests.web.conftest import token
from workers.duties.running import tick

PEOPLE = tuple(f"{COHORT}-{number:04d}" for number in range(1, 9))
MARKS = ["課題設定=8", "考察=15"]
EMPTY_FORM = "【取り組んだこと】\n窓口に来た方を支援した。\n【結果と考察】\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Training]:
    """Eight trainees who passed the test before the practice; an assessor besides."""
    with training(tmp_path_factory.mktemp("clause-16"), len(PEOPLE)) as made:
        made.at("2025-09-10 10:00")
        made.do("plan-practice", **PLAN)
        made.studied(*PEOPLE)
        made.tenant.accounts.put(Actor(id="teacher", roles=("assessor",)))
        yield made


def graded(desk: Training, nomination: str, *, passed: bool, number: int = 1, **more: str) -> None:
    wanted = {"nomination": nomination, "number": number, "passed": passed, "marks": MARKS}
    desk.do("grade-practice", "teacher", **wanted, **more)


def test_clause_16_a_trainee_sets_tasks_sends_a_report_and_passes_by_marks(desk: Training) -> None:
    desk.at("2025-11-20 09:00")
    who = PEOPLE[0]
    desk.own("start-practice", who, on="2025-09-10", text=TASKS, place="見本市", supervisor="課長")
    assert "多言語の案内を整える" in desk.me(who)
    desk.sends(who)
    assert "評価を待っています" in desk.me(who)
    teacher = desk.client("teacher")
    listed = teacher.get(f"/isa/training/{COHORT}?show=mark").text
    assert who in listed
    assert PEOPLE[1] not in listed
    page = teacher.get(f"/isa/training/{COHORT}/{who}").text
    assert "結果と考察をした。" in page
    assert f"grade-practice?back=/isa/training/{COHORT}/{who}" in page
    graded(desk, who, passed=True)
    assert "practice" in desk.state(who).done
    told = events(desk, "training.practice_passed")[-1]
    assert told.marks == {"課題設定": 8, "考察": 15}


def test_clause_16_every_mark_is_given_and_none_is_more_than_the_most(desk: Training) -> None:
    who = PEOPLE[1]
    desk.practises(who)
    desk.sends(who)
    wanted = {"nomination": who, "number": 1, "passed": True}
    for marks in (["課題設定=8"], ["課題設定=8", "考察=21"], ["課題設定=8", "考察"]):
        found = desk.refused("grade-practice", "teacher", **wanted, marks=marks)
        assert found == ["training.bad_marks"]
    other = {**wanted, "number": 2, "marks": MARKS}
    assert desk.refused("grade-practice", "teacher", **other) == ["training.other_report"]


def test_clause_16_a_returned_report_is_corrected_without_a_mark(desk: Training) -> None:
    who = PEOPLE[1]
    back = {"nomination": who, "number": 1, "resubmit_by": "2025-12-01", "comment": "考察を詳しく"}
    desk.do("return-practice-report", "teacher", **back)
    page = desk.me(who)
    assert "【要回答】" in page
    assert "考察を詳しく" in page
    assert "令和7年12月1日" in page
    desk.sends(who, "詳しく書いた")
    graded(desk, who, passed=True, number=2)
    assert desk.state(who).practice.number == 2


def test_clause_16_whoever_fails_sends_another_report_by_a_date(desk: Training) -> None:
    who = PEOPLE[2]
    desk.practises(who)
    desk.sends(who)
    graded(desk, who, passed=False, resubmit_by="2025-12-10")
    assert desk.state(who).expected
    desk.at("2025-12-10 23:00")
    desk.sends(who, "やり直した")
    graded(desk, who, passed=True, number=2)
    assert "practice" in desk.state(who).done


def test_clause_16_or_else_is_not_expected_from_the_day_after(desk: Training) -> None:
    desk.at("2025-11-20 09:00")
    who = PEOPLE[3]
    desk.practises(who)
    desk.sends(who)
    graded(desk, who, passed=False, resubmit_by="2025-12-10")
    desk.at("2025-12-11 09:00")
    tick(desk.tenant)
    held = desk.state(who)
    assert (held.expected, held.cause) == (False, "not_resubmitted")
    late = {"nomination": who, "text": report()}
    assert desk.refused("submit-practice-report", who, **late) == ["training.too_late"]
    # a late clock, or a second one, says nothing more
    size = desk.tenant.log.head().size
    desk.at("2026-01-20 09:00")
    tick(desk.tenant)
    assert [each for each in events(desk, "training.overdue") if each.nomination == who][1:] == []
    assert desk.tenant.log.head().size - size <= len(PEOPLE)
    desk.at("2025-12-11 09:00")


def test_clause_16_an_officer_may_extend_and_revise(desk: Training) -> None:
    who = PEOPLE[3]
    more = {"what": "resubmission", "until": "2025-12-20", "cause": "illness"}
    desk.do("extend-training", nomination=who, **more)
    back = {"expected": True, "on": "2025-12-11", "cause": "resumed"}
    desk.do("set-expectation", nomination=who, **back)
    desk.at("2025-12-20 09:00")
    desk.sends(who, "提出した")
    assert desk.state(who).expected


def test_clause_16_failed_without_a_date_is_not_expected(desk: Training) -> None:
    desk.at("2025-11-20 09:00")
    who = PEOPLE[4]
    desk.practises(who)
    desk.sends(who)
    graded(desk, who, passed=False)
    held = desk.state(who)
    assert (held.expected, held.cause) == (False, "practice")
    assert held.done[-1] == "gate-test"
    assert desk.refused("submit-practice-report", who, nomination=who, text=report()) == [
        "training.no_report_now"
    ]


def test_clause_16_after_a_move_the_practice_goes_on_at_a_new_place_once_agreed(
    desk: Training,
) -> None:
    who = PEOPLE[5]
    desk.practises(who)
    desk.own("change-practice-place", who, place="別の市の国際交流協会")
    waits = {"nomination": who, "text": report()}
    assert desk.refused("submit-practice-report", who, **waits) == ["training.place_waits"]
    assert "場所の変更" in desk.row(who)
    assert "別の市の国際交流協会" in desk.see(who)
    assert desk.send("decide-practice-place", who, {"nomination": who, "agreed": True})[0] == 404
    desk.do("decide-practice-place", nomination=who, agreed=True)
    assert "別の市の国際交流協会" in desk.me(who)
    desk.sends(who)


def test_clause_16_a_move_that_is_not_agreed_leaves_the_place(desk: Training) -> None:
    who = PEOPLE[6]
    desk.practises(who)
    desk.own("change-practice-place", who, place="自宅")
    desk.do("decide-practice-place", nomination=who, agreed=False)
    page = desk.me(who)
    assert "見本市役所国際課" in page
    assert "自宅" not in page
    nothing = {"nomination": who, "agreed": True}
    assert desk.refused("decide-practice-place", **nothing) == ["training.no_place_waits"]


@pytest.mark.parametrize(
    "leak",
    ["090-1234-5678", "taro@example.jp", "ＡＢ１２３４５６７８ＣＤ", "1234 5678 9012", "5月3日生"],
)
def test_clause_16_data_of_a_client_is_refused_and_the_heading_named(
    desk: Training, leak: str
) -> None:
    who = PEOPLE[6]
    text = report().replace("結果と考察をした", f"相談者（{leak}）に連絡した")
    code, told = desk.send("submit-practice-report", who, {"nomination": who, "text": text})
    assert code == 422
    (fault,) = told["faults"]
    assert (fault["code"], fault["field"]) == ("training.client_data", "text")
    assert "「結果と考察」" in fault["ja"]
    assert leak not in fault["ja"]


def test_clause_16_every_heading_that_is_empty_is_named(desk: Training) -> None:
    wanted = {"nomination": PEOPLE[6], "text": EMPTY_FORM}
    _, told = desk.send("submit-practice-report", PEOPLE[6], wanted)
    assert [fault["code"] for fault in told["faults"]] == ["training.section_missing"] * 2
    assert "【結果と考察】" in told["faults"][0]["ja"]
    assert "【今後の課題】" in told["faults"][1]["ja"]


def test_clause_16_the_report_is_sent_from_the_phone_under_the_headings_of_the_form(
    desk: Training,
) -> None:
    desk.do("plan-practice", **{**PLAN, "sections": ["課題の結果"]})
    who = PEOPLE[6]
    assert "【課題の結果】" in desk.me(who)
    client = desk.client(who)
    form = {**token(client), "nomination": who, "text": "【課題の結果】\r\nできました。"}
    form |= {"back": "/isa/me", "nonce": "n"}
    answer = client.post("/isa/commands/submit-practice-report", data=form)
    assert (answer.status_code, answer.headers["location"][:8]) == (303, "/isa/me?")
    assert desk.state(who).practice.status == "submitted"
    desk.do("plan-practice", **PLAN)


def test_clause_16_a_manager_sees_the_own_people_and_no_report(desk: Training) -> None:
    desk.tenant.accounts.put(Actor(id="boss", roles=("institution",), institutions=("W1国際課",)))
    desk.tenant.accounts.put(Actor(id="other", roles=("institution",), institutions=("W9国際課",)))
    ours, theirs = (
        desk.client(account).get("/isa/institution/training").text for account in ("boss", "other")
    )
    assert "多言語の案内を整える" in ours
    assert "見本市役所国際課" in ours
    assert "結果と考察を" not in ours
    assert "見本 1" not in theirs
    assert desk.client("boss").get(f"/isa/training/{COHORT}").status_code == 404


def test_clause_16_two_reminders_at_most_before_the_report_is_due(desk: Training) -> None:
    who = PEOPLE[7]
    desk.practises(who)

    def sent(at: str) -> list[int]:
        desk.at(at)
        tick(desk.tenant)
        told = events(desk, "training.reminded")
        return [each.number for each in told if each.nomination == who]

    assert sent("2025-11-20 09:00") == []
    assert sent("2025-11-21 09:00") == [1]
    assert sent("2025-11-25 09:00") == [1]
    assert sent("2025-12-02 09:00") == [1, 2]
    assert sent("2025-12-05 09:00") == [1, 2]
    assert sent("2025-12-06 09:00") == [1, 2]
    overdue = [each for each in events(desk, "training.overdue") if each.nomination == who]
    assert [each.what for each in overdue] == ["practice"]
    assert desk.state(who).expected


def test_clause_16_whoever_was_just_told_a_date_is_not_reminded_of_it_at_once(
    desk: Training,
) -> None:
    desk.at("2025-11-20 09:00")
    who = PEOPLE[5]
    back = {"nomination": who, "number": 1, "resubmit_by": "2025-11-30", "comment": "詳しく"}
    desk.do("return-practice-report", "teacher", **back)

    def reminded(at: str) -> list[int]:
        desk.at(at)
        tick(desk.tenant)
        told = events(desk, "training.reminded")
        return [
            each.number for each in told if (each.nomination, each.what) == (who, "resubmission")
        ]

    assert reminded("2025-11-20 10:00") == []
    assert reminded("2025-11-27 10:00") == [2]
    desk.sends(who, "詳しく書いた")


def test_clause_16_what_a_trainee_writes_is_sealed(desk: Training) -> None:
    log = b"".join(desk.tenant.log.entries())
    assert b"training.practice_started" in log
    for text in ("多言語", "見本市役所", "考察を詳しく", "国際交流協会", "結果と考察を"):
        assert text.encode() not in log
