"""From rows to what others want: commands' values, facts for trials, errors as JSON."""

import importlib
from datetime import date
from typing import Any

import pytest
from msgspec.structs import asdict

from core.command import read_command
from core.programme.questions import NomineeFacts, Standing, WindowFacts
from tests.files.making import rows_of, text, xlsx
from workers.documents.columns import Form
from workers.documents.facts import command_values, nominee_facts, standing, window_facts
from workers.documents.forms import BODIES, CERTIFIED, FORMS, NOMINATIONS, WINDOWS
from workers.documents.parsing import Parsed, ParsedRow, read_form

HEADERS = {
    "windows": "窓口コード 窓口名 団体コード 都道府県 市区町村 設置者 設置区分 運営形態 運営主体 "
    "所属機関名 交付金 交付金年度 開設日数 通年 無償 多言語 ワンストップ 対応言語 相談件数 "
    "相談件数の単位 相談件数の年度 電話番号 URL",
    "nominations": "受付番号 窓口コード 氏名 フリガナ ローマ字氏名 メールアドレス 職務区分 "
    "雇用形態 従事開始日 週従事時間 実務経験月数 確認書類 過去の不選定回数 備考",
    "bodies": "団体コード 名称 担当課 メールアドレス 代替連絡",
    "certified": "窓口コード 氏名 状態",
}


def parsed(form: Form, *changes: dict[str, Any]) -> Parsed:
    """What reading a CSV with these rows gives."""
    return read_form(form, text(rows_of(form, *changes)))


def row(form: Form, **change: Any) -> ParsedRow:
    """The one row, faultless."""
    found = parsed(form, change)
    assert not found.errors
    return found.rows[0]


@pytest.mark.parametrize("name", HEADERS)
def test_the_headers_are_those_of_the_programme(name: str) -> None:
    assert list(FORMS[name].headers()) == HEADERS[name].split()


def test_a_window_becomes_facts() -> None:
    assert window_facts(row(WINDOWS)) == WindowFacts(
        code="011002-01",
        prefecture="北海道",
        municipality_code="011002",
        founder_kind="local_government",
        operation="commissioned",
        days_open=5,
        year_round=True,
        free_of_charge=True,
        multilingual=True,
        one_stop=True,
        grant=True,
        grant_year=2025,
        caseload=1234,
        caseload_unit="件",
        caseload_year=2024,
    )


def test_a_missing_caseload_is_not_zero() -> None:
    empty = {"相談件数": "", "相談件数の単位": "", "相談件数の年度": ""}
    assert window_facts(row(WINDOWS, **empty)).caseload is None
    assert window_facts(row(WINDOWS, 相談件数="0")).caseload == 0


def test_a_nomination_becomes_facts() -> None:
    assert nominee_facts(row(NOMINATIONS), date(2025, 4, 30)) == NomineeFacts(
        nomination="0001",
        window="011002-01",
        role="counsellor",
        started_on=date(2023, 4, 1),
        weekly_hours=38.75,
        experience_until=date(2025, 4, 30),
        evidence_accepted=True,
    )


def test_a_nomination_without_number_is_named_by_its_row() -> None:
    facts = nominee_facts(row(NOMINATIONS, 受付番号="", 確認書類=""), date(2025, 4, 30))
    assert (facts.nomination, facts.evidence_accepted) == ("r0002", False)


@pytest.mark.parametrize(
    ("word", "state", "acting", "expected"),
    [
        ("認証", "certified", True, True),
        ("受講中", "trainee", True, True),
        ("活動停止", "certified", False, True),
        ("不合格", "trainee", True, False),
    ],
)
def test_a_state_becomes_a_standing(word: str, state: str, acting: bool, expected: bool) -> None:
    day = date(2025, 4, 30)
    begun = day if state == "trainee" else None
    assert standing(row(CERTIFIED, 状態=word), day) == Standing(
        person="r2",
        window="011002-01",
        state=state,
        acting=acting,
        expected=expected,
        accepted_on=begun,
        started_on=begun,
    )


def test_rows_fit_the_commands_they_are_meant_for() -> None:
    for area in ("local_government", "nomination.submit", "window"):
        importlib.import_module(f"core.programme.{area}")

    def read(name: str, form: Form, change: dict[str, str], **more: str) -> dict[str, Any]:
        return asdict(read_command(name, command_values(row(form, **change)) | more))

    window = read("register-window", WINDOWS, {"運営主体": "", "所属機関名": "", "市区町村": ""})
    assert (window["institution"], window["municipality"]) == ("札幌市", "")
    nomination = read("submit-nomination", NOMINATIONS, {}, call="2025-1")
    assert (nomination["role"], nomination["started_on"]) == ("counsellor", date(2023, 4, 1))
    assert read("register-body", BODIES, {})["title"] == "札幌市"


def test_an_error_is_told_in_the_shape_of_the_contract() -> None:
    (error,) = parsed(NOMINATIONS, {"従事開始日": "令和元年4月30日"}).errors
    assert error.as_json() == {
        "row": 2,
        "column": "従事開始日",
        "value": "令和元年4月30日",
        "message": "令和が始まる前の日付です。",
        "suggestion": "平成31年4月30日",
    }
    assert error.en == "The date lies outside that era."


def test_faultless_rows_are_kept_apart_from_faulty_ones() -> None:
    found = parsed(NOMINATIONS, {}, {"受付番号": "2", "氏名": ""}, {"受付番号": "3"})
    assert [row.number for row in found.rows] == [2, 4]
    assert [error.row for error in found.errors] == [3]


def test_a_wrong_window_code_is_answered_with_the_likeliest_one() -> None:
    data = xlsx(rows_of(NOMINATIONS, {"窓口コード": "131061-01"}))
    (error,) = read_form(NOMINATIONS, data, ("011002-01", "131016-01")).errors
    assert (error.row, error.column, error.suggestion) == (2, "窓口コード", "131016-01")


def test_no_window_is_known_to_an_empty_register() -> None:
    data = xlsx(rows_of(NOMINATIONS, {}))
    assert read_form(NOMINATIONS, data, ()).errors[0].column == "窓口コード"
    assert read_form(NOMINATIONS, data, None).errors == ()


def test_lost_zeros_are_put_back_only_where_one_window_fits() -> None:
    data = xlsx(rows_of(NOMINATIONS, {"窓口コード": 501}))
    assert read_form(NOMINATIONS, data, ("0501",)).rows[0].values["window"] == "0501"
    assert read_form(NOMINATIONS, data, ("0501", "00501")).errors[0].row == 2


def test_twin_tenants_are_checked_against_their_own_windows() -> None:
    data = xlsx(rows_of(NOMINATIONS, {}))
    assert not read_form(NOMINATIONS, data, ("011002-01",)).errors
    assert read_form(NOMINATIONS, data, ("131016-01",)).errors[0].suggestion != "011002-01"


def test_a_wrong_prefecture_is_answered_with_that_of_the_code() -> None:
    (error,) = parsed(WINDOWS, {"都道府県": "青森県"}).errors
    assert (error.column, error.suggestion) == ("都道府県", "北海道")
    (error,) = parsed(WINDOWS, {"都道府県": "青森県", "団体コード": "011003"}).errors
    assert error.column == "団体コード"
