"""Files we hand out: empty templates, filled workbooks, CSV. The same content gives the same bytes.

Plain xlsx: no macro, formula or link; codes are text, so that no zero is lost (library notes D8).
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import xlsxwriter

from core.errors import Fault, Refused
from workers.documents.columns import MARK_OF_EXAMPLE, Column, Form, Kind
from workers.documents.guarding import guarded, written_row
from workers.documents.refusals import ROWS_MAX

CREATED = datetime(2025, 1, 1, tzinfo=UTC)  # fixed, or bytes would differ at each call
ENCODINGS = ("utf-8-sig", "utf-8", "utf-16", "cp932")
INLINE_LIST_MAX = 255
CELLS_NAMED_MAX = 10
SHEET_OF_WINDOWS = "窓口一覧"
SHEET_OF_GUIDE = "記入のしかた"
_DATE_FORMAT = '[$-411]ggge"年"m"月"d"日"'


def write_template(form: Form, out: Path, known_windows: Sequence[tuple[str, str]] = ()) -> None:
    """The empty form with its example row; `known_windows` are (code, name) to choose from."""
    out.write_bytes(workbook_bytes(form, (), known_windows, example=True))


def write_workbook(form: Form, rows: Iterable[Mapping[str, Any]], out: Path) -> None:
    """A filled form: `rows` map field → value as `parse` returns them."""
    out.write_bytes(workbook_bytes(form, rows))


def workbook_bytes(
    form: Form,
    rows: Iterable[Mapping[str, Any]],
    known_windows: Sequence[tuple[str, str]] = (),
    *,
    example: bool = False,
) -> bytes:
    """The xlsx file; equal input gives equal bytes."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"created": CREATED, "title": form.title})
        sheet = book.add_worksheet(form.title[:28])
        _lay_out(book, sheet, form, known_windows)
        if example:
            _write_example(book, sheet, form)
        for number, values in enumerate(rows, start=2 if example else 1):
            _write_row(book, sheet, number, written_row(values, form), None)
        _write_windows(book, known_windows)
        if example:
            _write_guide(book, form)
    return buffer.getvalue()


_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write_csv(form: Form, rows: Iterable[Mapping[str, Any]], encoding: str = "utf-8-sig") -> bytes:
    """The rows as CSV; `Refused` with the cells that `encoding` (cp932) has no character for."""
    assert encoding in ENCODINGS, encoding
    grid = [list(form.headers())]
    grid += [[guarded(value) for value in written_row(row, form)] for row in rows]
    faults = _unencodable(grid, encoding)
    if faults:
        raise Refused(*faults)
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(grid)
    return text.getvalue().encode(encoding)


def _unencodable(grid: list[list[str]], encoding: str) -> list[Fault]:
    faults = []
    for number, row in enumerate(grid, start=1):
        for header, text in zip(grid[0], row, strict=True):
            if text.encode(encoding, "replace") != text.encode(encoding, "ignore"):
                ja = f"{number}行目「{header}」に{encoding}にない文字があります。"
                en = f"Row {number}, {header}: a character outside {encoding}. Please use UTF-8."
                faults.append(Fault("file.unencodable", ja, en, header))
    return faults[:CELLS_NAMED_MAX]


def _lay_out(book: Any, sheet: Any, form: Form, known_windows: Sequence[tuple[str, str]]) -> None:
    """Header row, column formats, choice lists, frozen first row."""
    head = book.add_format({"bold": True, "bg_color": "#D9E6F2", "border": 1, "text_wrap": True})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": _DATE_FORMAT})
    formats = {Kind.DATE: day, Kind.INTEGER: None, Kind.NUMBER: None}
    for index, column in enumerate(form.columns):
        width = max(12, 2 * len(column.header) + 2)
        sheet.set_column(index, index, width, formats.get(column.kind, text))
        sheet.write_string(0, index, column.header, head)
        if choices := _list_of(column, known_windows):
            sheet.data_validation(1, index, ROWS_MAX, index, choices)
    sheet.freeze_panes(1, 0)


def _list_of(column: Column, known_windows: Sequence[tuple[str, str]]) -> dict[str, Any] | None:
    """A drop-down; it warns and never blocks, for the reader understands more than the list."""
    rule: dict[str, Any] = {"validate": "list", "error_type": "warning", "ignore_blank": True}
    words = tuple(column.choices) or column.offered
    if column.kind is Kind.KNOWN_WINDOW and known_windows:
        return rule | {"source": f"='{SHEET_OF_WINDOWS}'!$A$2:$A${len(known_windows) + 1}"}
    if words and len(",".join(words)) <= INLINE_LIST_MAX:
        return rule | {"source": list(words)}
    return None


def _write_example(book: Any, sheet: Any, form: Form) -> None:
    """Row 2, marked in its first cell; readers skip it."""
    grey = book.add_format({"italic": True, "font_color": "#666666", "num_format": "@"})
    for index, column in enumerate(form.columns):
        text = MARK_OF_EXAMPLE if index == 0 else column.example
        sheet.write_string(1, index, text, grey)


def _write_row(
    book: Any, sheet: Any, number: int, values: Sequence[str | int | float | date | None], form: Any
) -> None:
    del book, form
    for index, value in enumerate(values):
        if isinstance(value, str):
            sheet.write_string(number, index, value)
        elif isinstance(value, date):
            sheet.write_datetime(number, index, datetime.combine(value, datetime.min.time()))
        elif value is not None:
            sheet.write_number(number, index, value)


def _write_windows(book: Any, known_windows: Sequence[tuple[str, str]]) -> None:
    if not known_windows:
        return
    sheet = book.add_worksheet(SHEET_OF_WINDOWS)
    sheet.set_column(0, 1, 30)
    for number, row in enumerate([("窓口コード", "窓口名"), *known_windows]):
        for index, text in enumerate(row):
            sheet.write_string(number, index, text)


def _write_guide(book: Any, form: Form) -> None:
    """A second sheet that says for each column what is wanted."""
    sheet = book.add_worksheet(SHEET_OF_GUIDE)
    sheet.set_column(0, 3, 24)
    lines = [("項目", "必須", "記入例", "説明")]
    lines += [
        (column.header, "必須" if column.required else "", column.example, column.help)
        for column in form.columns
    ]
    for number, line in enumerate(lines):
        for index, text in enumerate(line):
            sheet.write_string(number, index, text)
