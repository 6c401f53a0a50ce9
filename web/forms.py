"""A plain form for any command, from its labels; and from what was typed back to its values."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

import msgspec

from core.command import Choice, Command, CommandField, fields_of
from core.errors import Fault, Refused
from core.identity import Entropy, system_entropy
from core.japan import Misread, read_date, read_integer, read_number
from tenants.gate import Tenant

LONG_TEXTS = ("text", "priority_clause", "comment", "remarks", "reason")
NONCE_FIELD = "nonce"
YES_NO = (Choice("true", "はい", "Yes"), Choice("false", "いいえ", "No"))
KINDS = {
    str: "text",
    int: "number",
    float: "number",
    bool: "choice",
    date: "date",
    datetime: "datetime-local",
}


class Control(NamedTuple):
    """One field of a form as it is drawn."""

    name: str
    ja: str
    en: str
    help_ja: str
    help_en: str
    kind: str
    required: bool
    choices: tuple[Choice, ...]
    value: str
    faults: tuple[Fault, ...]


def nonce(draw: Entropy = system_entropy) -> str:
    """Makes the command of one drawn form its own: sent twice, it is done once."""
    return draw("nonce").hex()[:32]


def controls(
    command: type[Command], values: Mapping[str, str], faults: Sequence[Fault] = ()
) -> list[Control]:
    """The controls of a command's form, holding what was typed so far and what is wrong with it."""
    return [_control(field, values.get(field.name), faults) for field in fields_of(command)]


def prefilled(command: type[Command], asked: Mapping[str, str]) -> dict[str, str]:
    """What a link may fill in beforehand: fields that hold nothing personal."""
    open_fields = {field.name for field in fields_of(command) if not field.label.personal}
    return {name: value for name, value in asked.items() if name in open_fields}


def read_form(tenant: Tenant, command: type[Command], entered: Mapping[str, str]) -> Command:
    """The command that was typed in; `Refused` with every fault of every field."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for field in fields_of(command):
        text = entered.get(field.name, "").strip()
        try:
            if text or field.required:
                values[field.name] = _value(bare_kind(field.kind), text)
        except Misread as misread:
            faults.append(_misread(field, misread))
    return _command(tenant, command, values, faults)


def refused_by_shape(command: type[Command], error: msgspec.ValidationError) -> Refused:
    """What msgspec found, as a fault of the field it names; its text holds nothing of the value."""
    named = str(error).rpartition("`$.")[2].rstrip("`").split("[")[0]
    label = next((field.label for field in fields_of(command) if field.name == named), None)
    ja = (
        f"「{label.ja}」の値が決まった形ではありません。"
        if label
        else "値が決まった形ではありません。"
    )
    en = f"{label.en} is not in the form it must have." if label else "A value has the wrong form."
    return Refused(Fault("command.bad_value", ja, en, named if label else None))


def bare_kind(kind: Any) -> Any:
    """The type without None and without annotations."""
    if get_origin(kind) in (Union, UnionType):
        kind = next(part for part in get_args(kind) if part is not NoneType)
    while hasattr(kind, "__metadata__"):
        kind = get_args(kind)[0]
    return kind


def _command(
    tenant: Tenant, command: type[Command], values: dict[str, Any], faults: list[Fault]
) -> Command:
    misread = {fault.field for fault in faults}
    try:
        made = tenant.read_command(command.name, values, strings=True)
    except msgspec.ValidationError as error:
        raise Refused(*faults, *refused_by_shape(command, error).faults) from None
    except Refused as refused:
        further = [fault for fault in refused.faults if fault.field not in misread]
        raise Refused(*faults, *further) from None
    if faults:
        raise Refused(*faults)
    return made


def _control(field: CommandField, typed: str | None, faults: Sequence[Fault]) -> Control:
    kind = bare_kind(field.kind)
    label = field.label
    drawn = "choice" if label.choices else KINDS.get(kind, "text")
    choices = label.choices or (YES_NO if kind is bool else ())
    return Control(
        name=field.name,
        ja=label.ja,
        en=label.en,
        help_ja=label.help_ja,
        help_en=label.help_en,
        kind="long" if field.name in LONG_TEXTS else drawn,
        required=field.required,
        choices=choices,
        value=_shown(field.default) if typed is None else typed,
        faults=tuple(fault for fault in faults if fault.field == field.name),
    )


def _shown(default: Any) -> str:
    if isinstance(default, bool):
        return "true" if default else "false"
    return "" if default in (None, (), "") else str(default)


def _value(kind: Any, text: str) -> Any:
    """The text as the command wants it; dates and numbers as people in Japan write them."""
    if not text:
        return text
    if kind is date:
        return read_date(text).isoformat()
    if kind is int:
        return str(read_integer(text))
    if kind is float:
        return str(read_number(text))
    if get_origin(kind) is tuple:
        return [part.strip() for part in text.replace(",", "、").split("、") if part.strip()]
    return text


def _misread(field: CommandField, misread: Misread) -> Fault:
    more_ja = f" もしかして: {misread.suggestion}" if misread.suggestion else ""
    more_en = f" Perhaps: {misread.suggestion}" if misread.suggestion else ""
    ja = f"「{field.label.ja}」: {misread.ja}{more_ja}"
    return Fault("command.bad_value", ja, f"{field.label.en}: {misread.en}{more_en}", field.name)
