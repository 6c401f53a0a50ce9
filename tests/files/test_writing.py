"""Files we hand out read back as they were, hold nothing alive, are the same bytes each time."""

import csv
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from core.errors import Refused
from tests.files.making import rows_of, text, xlsx
from workers.documents.columns import Form
from workers.documents.delimited import FORMULA_STARTS
from workers.documents.forms import FORMS, NOMINATIONS, WINDOWS
from workers.documents.parsing import read_form
from workers.documents.reading import read_table
from workers.documents.writing import (
    SHEET_OF_WINDOWS,
    workbook_bytes,
    write_csv,
    write_template,
    write_workbook,
)

ALL_FORMS = pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))


@ALL_FORMS
def test_a_template_has_the_headers_an_example_and_no_row_of_its_own(
    form: Form, tmp_path: Path
) -> None:
    write_template(form, tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert table.headers == form.headers()
    assert [next(iter(row.cells.values())) for row in table.rows] == ["記入例"]
    found = read_form(form, tmp_path / "t.xlsx")
    assert (found.rows, found.notices, bool(found.errors)) == ((), (), not form.may_be_empty)


@ALL_FORMS
def test_the_example_of_a_template_is_itself_without_fault(form: Form, tmp_path: Path) -> None:
    write_template(form, tmp_path / "t.xlsx")
    (example,) = read_table(tmp_path / "t.xlsx").rows
    first = form.columns[0]
    row = [first.example, *list(example.cells.values())[1:]]
    assert read_form(form, xlsx([form.headers(), row])).errors == ()


def test_a_template_is_the_same_bytes_each_time() -> None:
    first, second = (workbook_bytes(WINDOWS, (), example=True) for _ in range(2))
    assert first == second
    stamp = openpyxl.load_workbook(BytesIO(first)).properties.created
    assert stamp.isoformat() == "2025-01-01T00:00:00", "the hour of making must not show"


def test_a_template_offers_lists_keeps_codes_as_text_and_freezes_its_header(tmp_path: Path) -> None:
    write_template(
        NOMINATIONS, tmp_path / "t.xlsx", (("011002-01", "さっぽろ"), ("131016-01", "千代田"))
    )
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet = book.worksheets[0]
    lists = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in sheet.data_validations.dataValidation
    }
    assert lists["B2"] == f"'{SHEET_OF_WINDOWS}'!$A$2:$A$3"
    assert lists["G2"] == '"相談対応者,助言・指導者"'
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet.freeze_panes == "A2"
    assert [row[0].value for row in book[SHEET_OF_WINDOWS].rows] == [
        "窓口コード",
        "011002-01",
        "131016-01",
    ]


@ALL_FORMS
def test_what_was_read_can_be_written_and_read_again(form: Form, tmp_path: Path) -> None:
    rows = [row.values for row in read_form(form, text(rows_of(form, {}))).rows]
    write_workbook(form, rows, tmp_path / "t.xlsx")
    assert [row.values for row in read_form(form, tmp_path / "t.xlsx").rows] == rows
    for encoding in ("utf-8-sig", "utf-8", "utf-16", "cp932"):
        assert [r.values for r in read_form(form, write_csv(form, rows, encoding)).rows] == rows


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_text_leaves_as_a_formula_and_every_text_comes_back(start: str, tmp_path: Path) -> None:
    danger = f"{start}1+1" if start.strip() else f"{start}=1+1"
    whose = {"reference": "1", "window": "w", "role": "counsellor", "full_name": danger}
    rows = [whose | {"experience_months": 12, "remarks": danger}]
    out = StringIO(write_csv(NOMINATIONS, rows, "utf-8").decode(), newline="")
    for cell in (cell for record in csv.reader(out) for cell in record):
        assert not cell.startswith(tuple(FORMULA_STARTS))
    back = read_form(NOMINATIONS, write_csv(NOMINATIONS, rows)).rows[0].values
    assert back["remarks"] == danger.strip()
    write_workbook(NOMINATIONS, rows, tmp_path / "t.xlsx")
    cells = openpyxl.load_workbook(BytesIO((tmp_path / "t.xlsx").read_bytes())).worksheets[0]
    assert all(cell.data_type != "f" for row in cells.rows for cell in row)


def test_what_cp932_cannot_say_is_named_by_cell_and_never_lost() -> None:
    rows = [{"full_name": "髙橋 﨑子"}, {"full_name": "𠮷田"}, {"roman": "Nguyễn"}]
    with pytest.raises(Refused) as refusal:
        write_csv(NOMINATIONS, rows, "cp932")
    places = [(fault.ja[:4], fault.field) for fault in refusal.value.faults]
    assert places == [("3行目「", "氏名"), ("4行目「", "ローマ字氏名")]
    assert "𠮷" not in str(refusal.value)
