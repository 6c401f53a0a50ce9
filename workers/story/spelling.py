"""One value in the many shapes in which clerks write it (programme.md part 4)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from core.japan import wareki, wareki_year
from workers.story.chance import Chance

WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
Row = dict[str, Any]


def as_typed(rows: Sequence[Row], chance: Chance, key: str) -> list[Row]:
    """The rows as people type them: both calendars, full width, separators; the same meaning."""
    return [_typed(row, chance, f"{key}/{place}") for place, row in enumerate(rows)]


def _typed(row: Row, chance: Chance, key: str) -> Row:
    return {
        field: chance.pick(SHAPES[field](value), f"{key}/{field}")
        if field in SHAPES and value is not None
        else value
        for field, value in row.items()
    }


def _years(year: int) -> Sequence[Any]:
    japanese = wareki_year(year)
    return (japanese, japanese, japanese.translate(WIDE), f"R{year - 2018}", year, f"{year}年度")


def _dates(day: date) -> Sequence[Any]:
    japanese = wareki(day)
    slashes = f"{day.year}/{day.month}/{day.day}"
    return (day, japanese, japanese, japanese.translate(WIDE), slashes)


def _counts(number: int) -> Sequence[Any]:
    return (number, number, f"{number:,}", f"{number:,}".translate(WIDE))


def _codes(code: str) -> Sequence[Any]:
    return (*[code] * 19, code.translate(WIDE))


SHAPES: dict[str, Callable[[Any], Sequence[Any]]] = {
    "grant_year": _years,
    "caseload_year": _years,
    "started_on": _dates,
    "caseload": _counts,
    "municipality_code": _codes,
    "window": _codes,
}
"""Field -> the shapes its values come in."""
