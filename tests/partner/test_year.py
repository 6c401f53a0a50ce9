"""The partner's rules through the year: seats, tiers, course, certificate, list, and its proofs."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.partner.register import Partner
from tests.partner.walk import Text
from tests.partner.year import CALL, certified_one, numbered, own_of

pytestmark = pytest.mark.slow


def test_the_two_rounds_have_the_sizes_of_its_own_calendar(office: Partner) -> None:
    assert "定員 12" in office.seen("officer", f"/calls/{CALL}/board")
    planned = office.seen("officer", "/training")
    assert "2026-06頃" in planned
    assert "2026-10頃" in planned
    later = next(each for each in office.events("cohort.planned") if each.cohort == "2026-2")
    assert later.seats == 8


def test_two_of_a_body_have_a_rank_and_the_third_has_none(office: Partner) -> None:
    city = (numbered(2), numbered(10), numbered(17))
    ruled = [office.asks("explain", CALL, each) for each in city]
    assert sorted(each["outcome"] for each in ruled) == ["unranked", "waitlisted", "waitlisted"]
    told = next(each["ja"] for each in ruled if each["outcome"] == "unranked")
    assert told == "同じ団体からの人数が上限に達しています。"
    assert told in office.seen("officer", f"/calls/{CALL}/board")


def test_the_board_and_the_draft_have_its_three_tiers_and_no_fourth(
    office: Partner, texts: list[Text]
) -> None:
    board = office.seen("officer", f"/calls/{CALL}/board")
    draft = next(each.text for each in texts if each.where.endswith("/draft/draft.pdf"))
    for said in (board, draft):
        where = [said.find(f"{mark} ") for mark in "甲乙丙"]
        assert -1 not in where
        assert where == sorted(where)
        assert "④" not in said


def test_the_training_pages_have_its_course_and_its_pass_mark(office: Partner) -> None:
    person = certified_one(office)
    own = own_of(office, person)
    steps = ("講義の確認テスト", "日本語教室の見学と報告", "成果発表会")
    assert all(step in office.seen("officer", f"/training/{CALL}/{own}") for step in steps)
    assert all(step in office.seen(own, "/me") for step in steps)
    first = office.events("training.enrolled")[0].nomination
    tried = office.seen("teacher", f"/training/{CALL}/{first}")
    assert [f"quiz {score}" in tried for score in (50, 60, 80)] == [True] * 3
    assert "quiz 60 不合格" in tried
    assert "quiz 80 合格" in tried


def test_the_certificate_is_worded_and_numbered_by_its_policy(
    office: Partner, texts: list[Text]
) -> None:
    paper = next(each.text for each in texts if each.where == "/certificates/{person}/paper")
    said = paper.replace(" ", "").replace("\n", "")
    assert "修了認証書" in said
    assert "日本語学習支援コーディネーターとして認証する" in said
    assert "K2026-002" in said
    checked = office.seen("", "/certificates/check?number=K2026-002")
    assert "期限なし" in checked
    assert "この認証は北浜国際交流協会（架空）によるものです。" in checked


def test_who_withdraws_is_gone_by_the_hour_of_its_own_rule(office: Partner) -> None:
    # two working days after Thursday 11 March 2027, at 16:00
    person = certified_one(office)
    told = office.seen(own_of(office, person), "/me")
    assert "掲載がなくなる期限: 令和9年3月15日（月） 16:00" in told
    numbers = [each.number for each in office.events("directory.amended")]
    assert numbers == [1]


def test_the_list_has_its_title_and_neither_blocks_nor_a_map_of_the_country(
    office: Partner, texts: list[Text], tmp_path: Path
) -> None:
    page = office.seen("", "/directory")
    assert "日本語学習支援コーディネーターのいる団体" in page
    assert "鹿児島" not in page
    assert "地域ブロック" not in page
    office.asks("directory", "build", "--out", str(tmp_path))
    built = (tmp_path / "directory.html").read_text("utf-8")
    assert "<h1>日本語学習支援コーディネーターのいる団体</h1>" in built
    assert "地域ブロック" not in built
    assert built in {each.text for each in texts if each.where == "file directory.html"}


def test_the_command_line_reads_its_register(office: Partner) -> None:
    listed = {each["id"]: each for each in office.types("policy", "list")}
    assert listed["kitahama_japanese"]["walls"]
    assert len(office.asks("roster")["coordinators"]) == 9
    again = office.asks("replay")
    assert again["ok"]
    assert {check["result"] for check in again["checks"]} == {"pass"}


def test_its_bundle_is_verified_by_python_alone(office: Partner, tmp_path: Path) -> None:
    out = tmp_path / "b.zip"
    office.asks("bundle", "--out", str(out))
    with zipfile.ZipFile(out) as bundle:
        bundle.extract("verify.py", tmp_path)
    words = [sys.executable, "-I", "-S", "verify.py", str(out), "--json"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=True)
    assert json.loads(done.stdout)["ok"]
