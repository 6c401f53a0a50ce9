"""From a row struct to what is stored: its canonical JSON, and the fields that readers ask by as
columns of their own.

The JSON is what digests are made of. A column repeats a field, so it holds open scalars only.
"""

import functools
import operator
from collections.abc import Callable, Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import msgspec.inspect
from msgspec import Struct
from sqlalchemy import BigInteger, Boolean, Column, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

TEXT_MAX = 600
INTEGER_MAX = 2**63 - 1
OWN = ("tenant", "generation", "key", "from_position", "to_position", "fork", "row")
"""Columns that every table has; no field that is a column may be called so."""

_pack: Callable[[Any], bytes] = msgspec.json.Encoder(order="deterministic").encode


class Day(TypeDecorator[date]):
    """A date as ISO 8601 text, which sorts as dates do."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """For a reader's condition."""
        del dialect
        return None if value is None else value.isoformat()


_SCALARS: Mapping[Any, type[TypeEngine[Any]]] = {
    str: Text,
    int: BigInteger,
    bool: Boolean,
    date: Day,
}


def pack(row: Struct) -> bytes:
    """The one JSON spelling of a row: fields in their order, keys and sets sorted."""
    try:
        return _pack(row)
    except TypeError:
        # Keys that are no text have to be made so before they can be sorted.
        return _pack(msgspec.to_builtins(row, str_keys=True))


def columns_of(row: type[Struct], names: tuple[str, ...]) -> list[Column[Any]]:
    """A column for each of the fields named; asserts that they are scalars and not called as
    one of `OWN`."""
    assert not set(names) & set(OWN), f"{row.__name__} uses a column name of every table"
    hints = get_type_hints(row)
    return [Column(name, _SCALARS[_without_none(hints[name])]()) for name in names]


def scalar(value: Any) -> Any:
    """The value of a field as its column holds it; asserts that every database can."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        check_text(value)
    assert not isinstance(value, int) or -INTEGER_MAX <= value <= INTEGER_MAX, "too large"
    return value


def check_text(text: str) -> None:
    """Assert that a key or a column can be indexed: PostgreSQL holds no NUL, and nothing long."""
    assert len(text) <= TEXT_MAX, "too long"
    assert "\0" not in text, "NUL"


def shape_of(row: type[Struct]) -> str:
    """Names and types of the fields, of nested structs too: changes when stored rows would."""
    return repr(msgspec.inspect.type_info(row))


def _without_none(kind: Any) -> Any:
    if get_origin(kind) not in (Union, UnionType):
        return kind
    parts = [part for part in get_args(kind) if part is not NoneType]
    return functools.reduce(operator.or_, parts)
