"""What a form is: ordered columns with fixed headers, and what each may hold."""

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct

MARK_OF_EXAMPLE = "記入例"


class Kind(Enum):
    """How a column's cells are read."""

    TEXT = "text"
    REFERENCE = "reference"
    CODE = "code"
    KNOWN_WINDOW = "known_window"
    GOVERNMENT_CODE = "government_code"
    PREFECTURE = "prefecture"
    CHOICE = "choice"
    MARK = "mark"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    INSTANT = "instant"
    FISCAL_YEAR = "fiscal_year"
    LIST = "list"
    EMAIL = "email"
    URL = "url"


class Column(Struct, frozen=True, kw_only=True):
    """A column: its fixed header, the field it fills, and what its cells may hold.

    `choices` maps the word people write to the value stored. `offered` are words a template
    proposes where any text is allowed. `low` and `high` bound numbers, `longest` a text's length.
    """

    header: str
    field: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: Mapping[str, str | bool] = {}
    offered: tuple[str, ...] = ()
    low: float = 0
    high: float = 10**9
    longest: int = 200
    example: str = ""
    help: str = ""


class Form(Struct, frozen=True, kw_only=True):
    """A file people send: columns in the template's order.

    `unique` fields may not repeat within the file; rows equal in all `alike` fields are mentioned;
    `rules` names the cross-column rules of `rules.py`.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    may_be_empty: bool = False

    def column(self, field: str) -> Column:
        """The column that fills `field`."""
        return next(column for column in self.columns if column.field == field)

    def headers(self) -> tuple[str, ...]:
        """The headers in the template's order."""
        return tuple(column.header for column in self.columns)
