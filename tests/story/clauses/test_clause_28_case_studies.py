"""Clause 28: those who finished in FY2024 and worked for some time are asked about case studies;
few answers give no cross-tables, and nobody is reminded three times."""

from collections.abc import Iterator

import pytest

from projections.memos import memos
from projections.survey_results import cross_table
from tests.programme.register import OFFICER
from tests.story.clauses.outreach import Office, office
from tests.story.clauses.survey import (
    SURVEY,
    account,
    answers,
    cells,
    coordinators,
    drafted,
    opened,
    send_form,
)
from workers.imports import import_file

COUNT = 24
QUESTIONNAIRE = """アンケート番号,設問番号,答え方,設問,設問（英語）,必須,選択肢
imported,need,一つ選ぶ,必要ですか,Needed?,はい,yes=必要=needed、no=不要=not needed
imported,when,自由に書く,開催時期の希望,When?,いいえ,
imported,form,一つ選ぶ,形式,Form,はい,meet=対面=In person、online=オンライン=Online
imported,theme,いくつでも選ぶ,テーマ,Themes,いいえ,visa=入管関係=Visa、work=労働関係=Work
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Coordinators certified in March 2025 and one in May, on 1 October 2025."""
    with office(tmp_path_factory.mktemp("clause-28")) as made:
        coordinators(made, COUNT)
        made.do("register-person", person="late", full_name="見本 五月")
        later = {"person": "late", "window": "W1", "number": "N-late", "on": "2025-05-20"}
        made.do("register-coordinator", **later)
        account(made, "late", "person", person="late")
        yield made.at("2025-10-01 10:00")


def by_officer(desk: Office, survey: str, *groups: tuple[int, str, str]) -> None:
    """So many of each choice, one person after another, entered as they came on paper."""
    given = [(need, form) for count, need, form in groups for _ in range(count)]
    for number, (need, form) in enumerate(given, 1):
        person = f"p{number:02d}"
        chosen = [f"need={need}", f"form={form}", "theme=visa", f"hours={number % 3}"]
        desk.do("answer-survey", survey=survey, person=person, answers=chosen)


def test_clause_28_only_those_of_the_year_who_worked_long_enough_are_asked(desk: Office) -> None:
    # given 一定程度 as six months: certified on 25 March, it is six months by October
    opened(desk, "target", fiscal_years=["2024"], months=6)
    assert f"0 / {COUNT}" in desk.page("/surveys/target")
    assert desk.client("p01").get("/isa/surveys/target/answer").status_code == 200
    assert desk.client("late").get("/isa/surveys/target/answer").status_code == 404
    # and as seven, nobody has worked so long
    drafted(desk, "longer", fiscal_years=["2024"], months=7)
    wanted = {"survey": "longer", "deadline": "2025-10-31"}
    assert desk.refused("open-survey", **wanted) == ["survey.nobody"]


def test_clause_28_a_coordinator_answers_on_the_phone_and_may_mend_it(desk: Office) -> None:
    opened(desk, "phone")
    client = desk.client("p01")
    assert "要回答" in client.get("/isa/surveys").text
    first = send_form(client, "phone", "p01", need="yes", form="online", theme=["visa", "work"])
    again = send_form(client, "phone", "p01", need="no", form="online")
    assert (first.status_code, again.status_code) == (303, 303)
    page = client.get(again.headers["location"]).text
    assert 'value="no" checked' in page
    assert 'value="visa" checked' not in page
    # nobody answers for somebody else
    assert send_form(client, "phone", "p02", need="yes", form="meet").status_code == 404


def test_clause_28_two_reminders_at_most(desk: Office) -> None:
    opened(desk, "remind")
    for number in (1, 2):
        told = desk.do("remind-survey", survey="remind")
        assert told["events"][0]["topic"] == "survey.reminded", number
    assert desk.refused("remind-survey", survey="remind") == ["survey.reminded_enough"]
    assert "remind-survey" not in desk.page("/surveys/remind")
    found = desk.refused("draft-survey", **{**SURVEY, "survey": "more", "reminders_max": 3})
    assert found == ["survey.too_many_reminders"]


def test_clause_28_few_answers_give_no_cross_table_and_very_few_no_number(desk: Office) -> None:
    opened(desk, "few")
    by_officer(desk, "few", (6, "yes", "meet"), (5, "no", "online"))
    # while it is open there is nothing to watch
    assert "締め切った後に表示" in desk.page("/surveys/few")
    desk.do("close-survey", survey="few")
    page = desk.page("/surveys/few?by=need&of=form")
    assert cells(page, "事例研究検討会は必要ですか") == {"必要": "6", "不要": "5"}
    assert "クロス集計は表示しません" in page
    assert cross_table(desk.tenant.views, "isa", "few", "need", "form") is None
    # given four answers
    opened(desk, "four")
    by_officer(desk, "four", (4, "yes", "meet"))
    desk.do("close-survey", survey="four")
    page = desk.page("/surveys/four")
    assert "回答が少ないため" in page
    assert "<table" not in page


def test_clause_28_no_cell_below_five_is_shown_or_can_be_worked_out(desk: Office) -> None:
    opened(desk, "small")
    by_officer(desk, "small", (18, "yes", "meet"), (2, "no", "meet"), (4, "no", "online"))
    desk.do("close-survey", survey="small")
    page = desk.page("/surveys/small")
    # 4 is small, and 20 of 24 would tell it
    assert cells(page, "形式") == {"対面": "秘匿", "オンライン": "<5"}
    # 6 said no: both numbers may stand
    assert cells(page, "事例研究検討会は必要ですか") == {"必要": "18", "不要": "6"}
    # everybody chose the same theme: that would tell each one's answer
    assert cells(page, "取り上げたいテーマ") == {
        "入管関係": "秘匿",
        "労働関係": "<5",
        "教育関係": "<5",
    }


def test_clause_28_a_cross_table_of_enough_answers_hides_its_small_cells_too(desk: Office) -> None:
    opened(desk, "cross")
    by_officer(
        desk,
        "cross",
        (8, "yes", "meet"),
        (6, "yes", "online"),
        (5, "no", "meet"),
        (5, "no", "online"),
    )
    desk.do("close-survey", survey="cross")
    page = desk.page("/surveys/cross?by=need&of=form").partition('id="cross"')[2]
    assert [f"<td>{number}</td>" in page for number in (8, 6, 5)] == [True] * 3
    opened(desk, "hidden")
    by_officer(
        desk,
        "hidden",
        (10, "yes", "meet"),
        (6, "yes", "online"),
        (2, "no", "meet"),
        (6, "no", "online"),
    )
    desk.do("close-survey", survey="hidden")
    page = desk.page("/surveys/hidden?by=need&of=form")
    assert cells(page, "事例研究検討会は必要ですか")["不要"] == "8"
    cross = page.partition('id="cross"')[2]
    assert "&lt;5" in cross
    assert not [number for number in (10, 6, 2) if f"<td>{number}</td>" in cross]


def test_clause_28_words_are_read_by_officers_without_a_name_and_not_by_auditors(
    desk: Office,
) -> None:
    opened(desk, "words")
    for number in range(1, 7):
        given = {"survey": "words", "person": f"p{number:02d}"}
        chosen = ["need=yes", "form=meet"]
        desk.do("answer-survey", **given, answers=chosen, text=f"[words]\n意見{number}")
    desk.do("close-survey", survey="words")
    page = desk.page("/surveys/words")
    assert "意見3" in page
    assert "p04" not in page
    audit = desk.client("auditor").get("/isa/surveys/words").text
    assert "意見3" not in audit
    assert "担当者と決裁者だけ" in audit


def test_clause_28_the_questionnaire_is_a_workbook_and_holds_the_headings_of_the_seed(
    desk: Office,
) -> None:
    desk.do("draft-survey", **{**SURVEY, "survey": "imported"})
    done = import_file(desk.tenant, "set-survey-question", QUESTIONNAIRE.encode(), OFFICER)
    assert (done.accepted, done.errors) == (4, ())
    page = desk.page("/surveys/imported")
    assert "開催時期の希望" in page
    assert "労働関係" in page


def test_clause_28_survey_memo_and_approval_lead_to_a_decision(desk: Office) -> None:
    opened(desk, "decide")
    by_officer(desk, "decide", (6, "yes", "meet"), (6, "no", "online"))
    text = "\n".join(
        f"【{heading}】\n検討した。"
        for heading in ("要否", "時期", "時間", "場所", "形式", "テーマ")
    )
    memo = {"memo": "M28", "subject": "inquiry", "title": "令和8年度の実施", "surveys": ["decide"]}
    # while the survey is open its result cannot be cited
    assert desk.refused("propose-memo", **memo, text=text) == ["survey.not_closed"]
    desk.do("close-survey", survey="decide")
    less = text.replace("【テーマ】", "")
    assert desk.refused("propose-memo", **memo, text=less) == ["memo.heading_missing"]
    desk.do("propose-memo", **memo, text=text)
    # then a second person decides, with the results before them
    assert "M28" in desk.client("approver").get("/isa/approvals").text
    assert 'href="/isa/surveys/decide"' in desk.page("/memos")
    (entry,) = memos(desk.tenant.views, "isa", desk.tenant.today)
    seen = {"memo": "M28", "digest_seen": entry.memo.digest}
    desk.do("approve-memo", "approver", **seen)
    assert "決裁済み" in desk.page("/memos")
    assert "M28" not in desk.client("approver").get("/isa/approvals").text


def test_clause_28_answers_are_counted_once_a_person(desk: Office) -> None:
    opened(desk, "once")
    answers(desk, "once", "p01", "need=yes", "form=meet")
    answers(desk, "once", "p01", "need=no", "form=meet")
    assert f"1 / {COUNT + 1}" in desk.page("/surveys/once")
