"""Rows of a sheet → typed values, every error at its cell, all at once (design.md part 12)."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

from core.errors import Refused
from core.japan import Misread, match_key
from workers.documents.cell_readers import Setting, Value, read_cell
from workers.documents.cells import Notice, Row, Table, is_empty, shown
from workers.documents.columns import MARK_OF_EXAMPLE, Column, Form
from workers.documents.header import Headers, read_headers
from workers.documents.reading import read_table
from workers.documents.rules import broken

VALUE_SHOWN_MAX = 200


class CellError(NamedTuple):
    """What is wrong with a cell, for the person who sent the file and nobody else.

    `row` is the sheet's row (the header is 1), `column` the header; both None for a whole file.
    """

    row: int | None
    column: str | None
    value: str | None
    message: str
    suggestion: str | None
    en: str

    @property
    def where(self) -> str:
        """Where it is, in Japanese: row and header, or the file."""
        return f"{self.row}行 {self.column or ''}".rstrip() if self.row else "ファイル"

    def as_json(self) -> dict[str, Any]:
        """The shape of the command-line contract."""
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message,
            "suggestion": self.suggestion,
        }


class ParsedRow(NamedTuple):
    """A row without fault: its number in the sheet, and field → value (None if empty)."""

    number: int
    values: dict[str, Any]


class Parsed(NamedTuple):
    """The faultless rows, every error, and what refuses nothing but should be said."""

    rows: tuple[ParsedRow, ...]
    errors: tuple[CellError, ...]
    notices: tuple[Notice, ...]


def read_form(
    form: Form, source: Path | bytes, known_windows: Collection[str] | None = None
) -> Parsed:
    """Read and parse a file; a refusal of the file is an error without row and column."""
    try:
        table = read_table(source)
    except Refused as refusal:
        errors = [CellError(None, None, None, fault.ja, None, fault.en) for fault in refusal.faults]
        return Parsed((), tuple(errors), ())
    return parse(form, table, known_windows)


def parse(form: Form, table: Table, known_windows: Collection[str] | None = None) -> Parsed:
    """Every row of `table` as `form` says; `known_windows` None leaves window codes unchecked."""
    headers = read_headers(form, table)
    if headers.faults:
        errors = [_of_file(fault) for fault in headers.faults]
        return Parsed((), tuple(errors), table.notices)
    setting = Setting(known_windows, table.epoch)
    filled = [row for row in table.rows if not _is_example(form, headers, row)]
    rows, errors = [], []
    for row in filled:
        values, faults = _read_row(form, headers, row, setting)
        errors += faults + _broken_rules(form, row, headers, values)
        rows.append(ParsedRow(row.number, values))
    errors += _repeats(form, headers, filled, rows)
    if not filled and not form.may_be_empty:
        errors.append(_of_file(_NO_ROWS))
    faulty = {error.row for error in errors}
    good = tuple(row for row in rows if row.number not in faulty)
    ordered = sorted(errors, key=lambda error: error.row or 0)
    notices = (*table.notices, *headers.notices, *_alike(form, rows))
    return Parsed(good, tuple(ordered), notices)


_NO_ROWS = Misread(
    "記入された行がありません。2行目から記入してください。",
    "There are no filled rows. Please fill in from row 2 on.",
)


def _of_file(fault: Misread) -> CellError:
    return CellError(None, None, None, fault.ja, fault.suggestion, fault.en)


def _is_example(form: Form, headers: Headers, row: Row) -> bool:
    """The template's example row: its first cell starts with 記入例, wherever it has gone."""
    first = next(iter(row.cells.values()), None)
    own = headers.cell(row, form.columns[0])
    return any(shown(cell).strip().startswith(MARK_OF_EXAMPLE) for cell in (first, own))


def _read_row(
    form: Form, headers: Headers, row: Row, setting: Setting
) -> tuple[dict[str, Any], list[CellError]]:
    values: dict[str, Any] = {}
    if row.beyond and headers.kind == "csv":
        return values, [_at(row, None, None, _SURPLUS)]
    errors = []
    for column in form.columns:
        try:
            values[column.field] = _read(headers, row, column, setting)
        except Misread as fault:
            errors.append(_at(row, column, shown(headers.cell(row, column)), fault))
    return values, errors


_SURPLUS = Misread(
    '見出しより右に値があります。値の中のカンマは引用符（"）で囲んでください。',
    "There are more values than headers. Please quote values that contain a comma.",
)
_MISSING = Misread("必ず記入してください。", "This must be filled in.")


def _read(headers: Headers, row: Row, column: Column, setting: Setting) -> Value:
    cell = headers.cell(row, column)
    if not is_empty(cell):
        return read_cell(cell, column, setting)
    if column.required:
        raise _MISSING
    return () if column.kind.value == "list" else None


def _broken_rules(
    form: Form, row: Row, headers: Headers, values: dict[str, Any]
) -> list[CellError]:
    found = [(form.column(field), fault) for field, fault in broken(form.rules, values)]
    return [_at(row, column, shown(headers.cell(row, column)), fault) for column, fault in found]


def _repeats(
    form: Form, headers: Headers, rows: list[Row], parsed: list[ParsedRow]
) -> list[CellError]:
    """Values that may occur once in a file and occur again, compared by their match key."""
    errors = []
    for column in map(form.column, form.unique):
        seen: dict[str, int] = {}
        for row, values in zip(rows, parsed, strict=True):
            value = values.values.get(column.field)
            key = match_key(str(value or ""))
            if key and seen.setdefault(key, row.number) != row.number:
                fault = _repeat(seen[key])
                errors.append(_at(row, column, shown(headers.cell(row, column)), fault))
    return errors


def _alike(form: Form, rows: list[ParsedRow]) -> list[Notice]:
    """Rows that seem to be about one person: said, not refused, for two people can share a name."""
    seen: dict[str, int] = {}
    notices = []
    for row in rows if form.alike else ():
        key = "\n".join(match_key(str(row.values.get(field) or "")) for field in form.alike)
        first = seen.setdefault(key, row.number)
        if first != row.number:
            ja = f"{first}行目と{row.number}行目は同じ人のようです。確かめてください。"
            en = f"Rows {first} and {row.number} seem to be the same person. Please check."
            notices.append(Notice(ja, en))
    return notices


def _repeat(first: int) -> Misread:
    return Misread(f"{first}行目と重なっています。", f"It repeats the value of row {first}.")


def _at(row: Row, column: Column | None, value: str | None, fault: Misread) -> CellError:
    header = column.header if column else None
    cut = value[:VALUE_SHOWN_MAX] if value is not None else None
    return CellError(row.number, header, cut, fault.ja, fault.suggestion, fault.en)
