"""What a cell can hold, and what a sheet becomes once read: plain values with their rows."""

from datetime import date

from msgspec import Struct


class CellFault(Struct, frozen=True, tag="fault", forbid_unknown_fields=True):
    """A cell that holds an error value of the spreadsheet program (#REF!, #N/A, …)."""


class Serial(Struct, frozen=True, tag="serial", forbid_unknown_fields=True):
    """A date cell: the date by the workbook's own date system, and minutes since midnight."""

    day: date
    minute: int = 0


Cell = str | int | float | bool | Serial | CellFault | None


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """One row: its number in the sheet (the header is 1), and a cell for each header.

    `beyond` are filled cells that stand under no header.
    """

    number: int
    cells: dict[str, Cell]
    beyond: tuple[Cell, ...] = ()


class Notice(Struct, frozen=True, forbid_unknown_fields=True):
    """Something the sender should know and that refuses nothing."""

    ja: str
    en: str


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sheet as it was read. `kind` is `xlsx` or `csv`; headers stand in sheet order, as written.

    `epoch` is the day that serial number 0 means in this workbook (1900 or 1904 system).
    """

    kind: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    notices: tuple[Notice, ...] = ()
    epoch: date = date(1899, 12, 30)


class Answer(Struct, forbid_unknown_fields=True):
    """What the reading child says: a table, or the code of a refusal and its place."""

    table: Table | None = None
    code: str = ""
    place: str = ""


def is_empty(cell: Cell) -> bool:
    """Nothing in it but blanks."""
    return cell is None or (
        isinstance(cell, str) and not cell.strip(" \t\r\n\u00a0\u3000\ufeff\u200b")
    )


def shown(cell: Cell) -> str:
    """The cell as the sender would recognise it."""
    if cell is None:
        return ""
    if isinstance(cell, CellFault):
        return "#ERROR"
    if isinstance(cell, Serial):
        clock = f" {cell.minute // 60}:{cell.minute % 60:02d}" if cell.minute else ""
        return cell.day.isoformat() + clock
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
