"""A CSV file as plain rows. Encodings are tried in one fixed order: a file always reads alike.

UTF-8 with BOM, UTF-16 with BOM, UTF-8, CP932 (programme.md part 4). Runs in the child only.
"""

import codecs
import csv
import re
from io import StringIO

from workers.documents.cells import Table
from workers.documents.grid import table_of
from workers.documents.refusals import COLUMNS_MAX, ROWS_MAX, CannotTake

FIELD_MAX = 100_000
FORMULA_STARTS = "=+-@＝＋－＠\t\r"  # full width too: some programs fold them
_GUARDED = re.compile(f"'[{re.escape(FORMULA_STARTS)}]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


def read_delimited(data: bytes) -> Table:
    """The table in `data`; `CannotTake` with the reason if it is no CSV."""
    text = _decode(data)
    if _CONTROLS.search(text[:100_000]):
        raise CannotTake("file.other_kind")
    csv.field_size_limit(FIELD_MAX)
    return table_of("csv", _records(text))


def _decode(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8", "cp932"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CannotTake("file.encoding")


def _records(text: str) -> list[list[str | int | float | bool | None]]:
    first = text.partition("\n")[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str | int | float | bool | None]] = []
    try:
        for record in reader:
            _check_size(len(records), record)
            records.append([_unguarded(cell) for cell in record])
    except csv.Error:
        raise CannotTake("file.csv_shape", str(len(records) + 1)) from None
    return records


def _check_size(before: int, record: list[str]) -> None:
    if before > ROWS_MAX:
        raise CannotTake("file.too_many_rows", f"A{before + 1}")
    if len(record) > COLUMNS_MAX:
        raise CannotTake("file.too_many_columns", f"GS{before + 1}")


def _unguarded(cell: str) -> str | None:
    """Without the apostrophe that our own export puts before what a spreadsheet would run."""
    return (cell[1:] if _GUARDED.match(cell) else cell) or None
