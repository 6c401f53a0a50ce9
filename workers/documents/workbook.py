"""An xlsx workbook's first visible sheet as plain rows, by python-calamine. Child only."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import pairwise
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from workers.documents.cells import Cell, CellFault, Notice, Serial, Table
from workers.documents.grid import table_of
from workers.documents.refusals import CELLS_MAX, CannotTake
from workers.documents.unpacking import Look, look

GUIDE_SHEETS = ("記入のしかた", "窓口一覧")
EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)


def read_workbook(data: bytes) -> Table:
    """The first visible sheet; `CannotTake` with the reason if the workbook cannot be taken."""
    found = look(data)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        index, others = _choose(book)
        sheet = book.get_sheet_by_index(index)
        grid = _grid(sheet)
    except PasswordError:
        raise CannotTake("file.encrypted") from None
    except (CalamineError, ValueError):
        raise CannotTake("file.damaged") from None
    member = found.member(index)
    for row, column in found.errors.get(member, ()):
        if row <= len(grid) and column <= len(grid[row - 1]):
            grid[row - 1][column - 1] = CellFault()
    notices = _notices(sheet, found, member, others)
    epoch = EPOCH_1904 if found.date_1904 else EPOCH_1900
    return table_of("xlsx", grid, tuple(notices), epoch)


def _choose(book: CalamineWorkbook) -> tuple[int, list[str]]:
    """The first visible worksheet, and the names of others that may have been filled in."""
    visible = [
        (index, sheet.name)
        for index, sheet in enumerate(book.sheets_metadata)
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if not visible:
        raise CannotTake("file.no_sheet")
    return visible[0][0], [name for _, name in visible[1:] if name not in GUIDE_SHEETS]


def _grid(sheet: CalamineSheet) -> list[list[Cell]]:
    if sheet.total_height * sheet.total_width > CELLS_MAX:
        raise CannotTake("file.too_many_cells")
    return [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return Serial(value.date(), value.hour * 60 + value.minute)
    if isinstance(value, date):
        return Serial(value)
    if isinstance(value, time | timedelta):
        return str(value)
    return None if value == "" else value


def _notices(sheet: CalamineSheet, found: Look, member: str, others: list[str]) -> list[Notice]:
    notices = []
    if others:
        ja = "先頭のシートだけを読み取りました。ほかのシートは読み取っていません。"
        notices.append(Notice(ja, "Only the first sheet was read; the others were not."))
    if hidden := found.hidden.get(member):
        ja = f"非表示の行も読み取りました: {_spans(hidden)}行目。"
        notices.append(Notice(ja, f"Hidden rows were read too: {_spans(hidden)}."))
    if sheet.merged_cell_ranges:
        rows = {row + 1 for first, last in sheet.merged_cell_ranges for row in (first[0], last[0])}
        ja = f"結合されたセルがあります（{_spans(rows)}行目）。左上の値だけを読みました。"
        en = f"There are merged cells (rows {_spans(rows)}); only their first cell holds the value."
        notices.append(Notice(ja, en))
    if found.links:
        ja = "ほかのファイルへのリンクがあります。保存されたときの値を読み取りました。"
        notices.append(Notice(ja, "The workbook links to other files; values as saved were read."))
    return notices


def _spans(rows: set[int], most: int = 5) -> str:
    """Row numbers as text: 3-7、12; no more than `most` spans."""
    ordered = sorted(rows)
    breaks = [
        index for index, (one, two) in enumerate(pairwise(ordered), start=1) if two != one + 1
    ]
    bounds = zip([0, *breaks], [*breaks, len(ordered)], strict=True)
    spans = [(ordered[start], ordered[end - 1]) for start, end in bounds]
    texts = [str(one) if one == two else f"{one}-{two}" for one, two in spans]
    return "、".join(texts[:most]) + ("ほか" if len(texts) > most else "")
