"""The header row: any order; unknown columns are reported, missing ones named with a guess."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from core.japan import Misread, match_key
from workers.documents.cells import Cell, Notice, Row, Table, shown
from workers.documents.columns import Column, Form

UNKNOWN_SHOWN_MAX = 10
NAME_SHOWN_MAX = 30


class Headers(NamedTuple):
    """Which header of the sheet stands for which of the form's, faults and notices."""

    kind: str
    written: dict[str, str]
    faults: tuple[Misread, ...]
    notices: tuple[Notice, ...]

    def cell(self, row: Row, column: Column) -> Cell:
        """The row's cell under `column`, None where the sheet has no such column."""
        return row.cells.get(self.written.get(column.header, ""))


def read_headers(form: Form, table: Table) -> Headers:
    """Match the sheet's first row with the form's headers, blanks and width aside."""
    by_key = {match_key(header): header for header in form.headers()}
    known = [header for header in table.headers if match_key(header) in by_key]
    unknown = [header for header in table.headers if header and match_key(header) not in by_key]
    written = {by_key[match_key(header)]: header for header in known}
    missing = [
        column.header for column in form.columns if column.required and column.header not in written
    ]
    faults = _faults(form, table, missing, unknown) + _doubled(known)
    notices = _notices(unknown) + _headless(table)
    return Headers(table.kind, written, tuple(faults), tuple(notices))


def _faults(
    form: Form, table: Table, missing: Sequence[str], unknown: Sequence[str]
) -> list[Misread]:
    if not missing:
        return []
    if row := _header_row_below(form, table):
        ja = f"1行目に見出しがありません。見出しは{row}行目にあるようです。1行目に移してください。"
        en = f"Row 1 has no headers; they seem to be in row {row}. Please move them to row 1."
        return [Misread(ja, en)]
    return [_missing(header, unknown) for header in missing]


def _missing(header: str, unknown: Sequence[str]) -> Misread:
    near = get_close_matches(header, unknown, n=1, cutoff=0.4)
    ja = f"「{header}」の列がありません。"
    if near:
        ja += f"もしかして:「{near[0][:NAME_SHOWN_MAX]}」の見出しを「{header}」に直してください。"
    return Misread(ja, f"The column {header} is missing.", header if near else None)


def _header_row_below(form: Form, table: Table) -> int | None:
    """The row, if any, that holds at least half of the form's headers as values."""
    keys = {match_key(header) for header in form.headers()}
    for row in table.rows[:20]:
        values = [match_key(shown(cell)) for cell in (*row.cells.values(), *row.beyond)]
        found = sum(value in keys for value in values)
        if found >= 2 and 2 * found >= len(values):
            return row.number
    return None


def _doubled(known: Sequence[str]) -> list[Misread]:
    keys = [match_key(header) for header in known]
    doubled = sorted({key for key in keys if keys.count(key) > 1})
    names = [next(header for header in known if match_key(header) == key) for key in doubled]
    return [
        Misread(f"「{name}」の列が二つ以上あります。", f"The column {name} occurs more than once.")
        for name in names
    ]


def _notices(unknown: Sequence[str]) -> list[Notice]:
    if not unknown:
        return []
    names = "、".join(f"「{header[:NAME_SHOWN_MAX]}」" for header in unknown[:UNKNOWN_SHOWN_MAX])
    ja = f"様式にない列は読み取りませんでした: {names}。"
    return [Notice(ja, f"Columns that are not part of the form were not read: {names}.")]


def _headless(table: Table) -> list[Notice]:
    row = next((row.number for row in table.rows if row.beyond), None)
    if row is None or table.kind == "csv":
        return []
    ja = f"見出しのない列の値は読み取りませんでした（{row}行目など）。"
    return [Notice(ja, f"Values in columns without a header were not read (row {row}, for one).")]
