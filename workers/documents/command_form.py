"""A form for any command, from its labels: `template COMMAND` and `import COMMAND` for free."""

from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from core.command import Command, CommandField, fields_of
from workers.documents.columns import Column, Form, Kind
from workers.documents.forms import FORMS, MARKS, words

YEARS = ("fiscal_year", "grant_year", "caseload_year")
GOVERNMENT_CODE_LABEL = "団体コード"
LONGEST = 2000


class NotTabular(Exception):
    """A field of the command is no single value, so that no cell could hold it."""


def form_for(command_type: type[Command]) -> Form:
    """One column a field, headed by its Japanese label; `NotTabular` if one fits no cell."""
    columns = tuple(
        _column(field, _bounds(command_type, field.name)) for field in fields_of(command_type)
    )
    assert len({column.header for column in columns}) == len(columns), "two fields share a label"
    return Form(name=command_type.name, title=command_type.ja, columns=columns)


def form_named(name: str, commands: dict[str, type[Command]]) -> Form | None:
    """The form called `name`: of programme.md part 4, or of a command; None if neither."""
    if name in FORMS:
        return FORMS[name]
    return form_for(commands[name]) if name in commands else None


def _column(field: CommandField, meta: msgspec.Meta) -> Column:
    bare = _bare(field.kind)
    marks = MARKS if bare is bool else {}
    # A limit inside a list is each entry's, not the cell's.
    longest = (meta.max_length if get_origin(bare) is not tuple else None) or LONGEST
    return Column(
        header=field.label.ja,
        field=field.name,
        kind=_kind(field, bare, meta),
        required=field.required,
        choices=words(field.label.choices) or marks,
        low=meta.ge if meta.ge is not None else 0,
        high=meta.le if meta.le is not None else 10**9,
        longest=longest,
        help=field.label.help_ja,
    )


def _kind(field: CommandField, bare: Any, meta: msgspec.Meta) -> Kind:
    if field.label.choices:
        return Kind.CHOICE
    if bare is str:
        return _kind_of_text(field, meta)
    if bare is int and field.name in YEARS:
        return Kind.FISCAL_YEAR
    kinds = {bool: Kind.MARK, int: Kind.INTEGER, float: Kind.NUMBER}
    kinds |= {date: Kind.DATE, datetime: Kind.INSTANT}
    if bare in kinds:
        return kinds[bare]
    if get_origin(bare) is tuple and _bare(get_args(bare)[0]) is str:
        return Kind.LIST
    raise NotTabular(field.name)


def _kind_of_text(field: CommandField, meta: msgspec.Meta) -> Kind:
    if field.label.ja == GOVERNMENT_CODE_LABEL:
        return Kind.GOVERNMENT_CODE
    return Kind.CODE if meta.pattern else Kind.TEXT


def _bare(kind: Any) -> Any:
    """The type without None and without annotations."""
    if get_origin(kind) in (Union, UnionType):
        kind = next(part for part in get_args(kind) if part is not NoneType)
    while hasattr(kind, "__metadata__"):
        kind = get_args(kind)[0]
    return kind


def _bounds(command_type: type[Command], name: str) -> msgspec.Meta:
    """The limits written on a field, wherever in its type they stand."""
    return _find_meta(get_type_hints(command_type, include_extras=True)[name]) or msgspec.Meta()


def _find_meta(kind: Any) -> msgspec.Meta | None:
    marks = [mark for mark in getattr(kind, "__metadata__", ()) if isinstance(mark, msgspec.Meta)]
    if marks:
        return marks[0]
    found = (_find_meta(part) for part in get_args(kind) if not isinstance(part, str))
    return next((meta for meta in found if meta is not None), None)
