"""From a grid of cells to a table: row 1 is the header, empty rows are left out. Child only."""

from collections.abc import Sequence
from datetime import date

from workers.documents.cells import Cell, Notice, Row, Table, is_empty, shown
from workers.documents.refusals import COLUMNS_MAX, ROWS_MAX, CannotTake

EPOCH = date(1899, 12, 30)


def table_of(
    kind: str, grid: Sequence[Sequence[Cell]], notices: tuple[Notice, ...] = (), epoch: date = EPOCH
) -> Table:
    """The table in `grid`, whose row 0 is the sheet's row 1; `CannotTake` if nothing is in it."""
    if not any(not is_empty(cell) for row in grid for cell in row):
        raise CannotTake("file.empty")
    headers = _headers(grid[0])
    rows = [
        _row(number, row, headers)
        for number, row in enumerate(grid[1:], start=2)
        if not all(map(is_empty, row))
    ]
    if len(rows) > ROWS_MAX:
        raise CannotTake("file.too_many_rows", f"A{ROWS_MAX + 2}")
    return Table(kind=kind, headers=headers, rows=tuple(rows), notices=notices, epoch=epoch)


def _headers(row: Sequence[Cell]) -> tuple[str, ...]:
    texts = [shown(cell).strip() for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > COLUMNS_MAX:
        raise CannotTake("file.too_many_columns", "GS1")
    return tuple(texts)


def _row(number: int, row: Sequence[Cell], headers: tuple[str, ...]) -> Row:
    cells = {header: cell for header, cell in zip(headers, row, strict=False) if header}
    beyond = [cell for index, cell in enumerate(row) if index >= len(headers) or not headers[index]]
    return Row(number, cells, tuple(cell for cell in beyond if not is_empty(cell)))
