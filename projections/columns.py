"""From a row struct to columns: scalars as they are, everything else as canonical JSON,
sealed cells as bytes."""

import functools
import operator
from collections.abc import Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import msgspec.inspect
from msgspec import Struct
from sqlalchemy import BigInteger, Boolean, Column, Date, Dialect, Float, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from projections.sealed import SealedCell

OWN = ("tenant", "generation", "key", "from_position", "to_position")
"""Columns every table has; no field may be called so."""

_SCALARS: Mapping[Any, type[TypeEngine[Any]]] = {
    str: Text,
    int: BigInteger,
    bool: Boolean,
    float: Float,
    date: Date,
}


class AsJson(TypeDecorator[Any]):
    """A value of `kind` as canonical JSON text."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self._decoder = msgspec.json.Decoder(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Encode for the database."""
        del dialect
        return None if value is None else canonical(value).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Decode from the database."""
        del dialect
        return None if value is None else self._decoder.decode(value)


class AsCell(TypeDecorator[SealedCell]):
    """A sealed cell as bytes."""

    impl = LargeBinary
    cache_ok = True
    _decoder = msgspec.json.Decoder(SealedCell)

    def process_bind_param(self, value: SealedCell | None, dialect: Dialect) -> bytes | None:
        """Encode for the database."""
        del dialect
        return None if value is None else canonical(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> SealedCell | None:
        """Decode from the database."""
        del dialect
        return None if value is None else self._decoder.decode(value)


def canonical(value: Any) -> bytes:
    """The one JSON spelling of a value: keys and sets sorted."""
    plain = msgspec.to_builtins(value, str_keys=True, order="deterministic")
    return msgspec.json.encode(plain)


def columns_of(row: type[Struct]) -> list[Column[Any]]:
    """A column for each field of the struct, in order; asserts that no name is one of `OWN`."""
    hints = get_type_hints(row)
    names = row.__struct_fields__
    assert not set(names) & set(OWN), f"{row.__name__} uses a column name of every table"
    return [_column(name, hints[name]) for name in names]


def shape_of(row: type[Struct]) -> str:
    """Names and types of the fields, of nested structs too: changes when stored rows would."""
    return repr(msgspec.inspect.type_info(row))


def _column(name: str, kind: Any) -> Column[Any]:
    plain, nullable = _without_none(kind)
    if plain is SealedCell:
        return Column(name, AsCell(), nullable=True)
    scalar = _SCALARS.get(plain)
    return Column(name, scalar() if scalar else AsJson(plain), nullable=nullable)


def _without_none(kind: Any) -> tuple[Any, bool]:
    if get_origin(kind) not in (Union, UnionType):
        return kind, False
    parts = [part for part in get_args(kind) if part is not NoneType]
    return functools.reduce(operator.or_, parts), len(parts) < len(get_args(kind))
