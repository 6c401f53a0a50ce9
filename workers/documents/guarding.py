"""Values on their way into a file: in the words of the form, never formulas (reliability.md S6)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from workers.documents.columns import Column, Form
from workers.documents.delimited import FORMULA_STARTS


def written(value: Any, column: Column) -> str | int | float | date | None:
    """A stored value as people write it in `column`: choices in words, lists joined by 、."""
    if value is None:
        return None
    for word, stored in column.choices.items():
        if stored == value and isinstance(stored, bool) == isinstance(value, bool):
            return word
    if isinstance(value, tuple | list):
        return "、".join(map(str, value))
    if isinstance(value, bool):
        return "○" if value else "×"
    return value if isinstance(value, str | int | float | date) else str(value)


def written_row(values: Mapping[str, Any], form: Form) -> list[str | int | float | date | None]:
    """A row in the form's order; a field that is absent is an empty cell."""
    return [written(values.get(column.field), column) for column in form.columns]


def guarded(value: str | int | float | date | None) -> str:
    """Text for a CSV cell; an apostrophe stands before what would become a formula."""
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" + value if value[:1] and value[0] in FORMULA_STARTS else value
    return value.isoformat() if isinstance(value, date) else f"{value:.15g}"
