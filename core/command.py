"""Commands: what a person or a job wants done, self-describing so that every door comes for free.

A command is a frozen struct whose fields carry a label in Japanese and English, help and choices.
From them come the command line, the API with its schema, the form, the workbook template and the
import.
"""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, ClassVar, NamedTuple, TypeVar, get_args, get_type_hints

import msgspec
from msgspec import Struct

from core.errors import Fault, Refused

BAD_ID = Fault(
    "command.bad_value",
    "command_id に使えない文字があります。",
    "command_id holds characters that it may not have.",
    "command_id",
)


class Choice(NamedTuple):
    """One allowed value of a field: its code, and its words."""

    code: str
    ja: str
    en: str


class Label(NamedTuple):
    """What a field is called, how to fill it, and whether it is personal (sealed before it is
    stored)."""

    ja: str
    en: str
    help_ja: str = ""
    help_en: str = ""
    choices: tuple[Choice, ...] = ()
    personal: bool = False


class Actor(Struct, frozen=True, kw_only=True):
    """Who acts: an opaque id, roles, and the scope of roles that have one.

    `bodies` are the 団体コード a clerk acts for, `person` the person id of someone acting on their
    own record, `institutions` the organisations a manager answers for.
    """

    id: str
    roles: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    person: str | None = None
    institutions: tuple[str, ...] = ()
    acted_for: str | None = None


class Command(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every command. `command_id` makes a repeat harmless; the engine draws one if it is
    empty."""

    name: ClassVar[str]
    ja: ClassVar[str]
    en: ClassVar[str]
    roles: ClassVar[tuple[str, ...]]
    clauses: ClassVar[tuple[int, ...]]

    command_id: str = ""


class CommandField(NamedTuple):
    """A field as the doors see it: `kind` is its bare type, `limited` the type with its limits."""

    name: str
    label: Label
    kind: Any
    required: bool
    default: Any
    limited: Any


COMMANDS: dict[str, type[Command]] = {}
C = TypeVar("C", bound=Command)


def command(
    name: str, *, ja: str, en: str, roles: tuple[str, ...], clauses: tuple[int, ...] = ()
) -> Callable[[type[C]], type[C]]:
    """Register a command class under its kebab-case `name`; `roles` may issue it; `clauses` it
    serves."""

    def register(cls: type[C]) -> type[C]:
        assert name not in COMMANDS, f"command {name} registered twice"
        cls.name, cls.ja, cls.en, cls.roles, cls.clauses = name, ja, en, roles, clauses
        COMMANDS[name] = cls
        fields_of(cls)
        return cls

    return register


@cache
def fields_of(cls: type[Command]) -> tuple[CommandField, ...]:
    """The fields a person fills in, in order, with their labels; asserts that each has one."""
    hints = get_type_hints(cls, include_extras=True)
    return tuple(
        _field(cls, field, hints[field.name])
        for field in msgspec.structs.fields(cls)
        if field.name != "command_id"
    )


def read_command(name: str, values: dict[str, Any], *, strings: bool = False) -> Command:
    """Build a command from plain values (`strings`: all are text, as from a form); `Refused` if
    they do not fit."""
    cls = COMMANDS.get(name)
    if cls is None:
        raise Refused(_unknown(name))
    given = {"command_id": str(values.get("command_id", ""))}
    faults = [] if given["command_id"].isprintable() else [BAD_ID]
    for field in fields_of(cls):
        value = values.get(field.name, "" if field.required else field.default)
        faults += _field_faults(field, value, strings=strings)
        # What was left empty is as if it were not there: its default holds.
        given |= {} if value in ("", None) else {field.name: value}
    extra = set(values) - {field.name for field in fields_of(cls)} - {"command_id"}
    faults += [_extra(name) for name in sorted(extra)]
    if faults:
        raise Refused(*faults)
    return msgspec.convert(given, cls, strict=not strings)


def _field(cls: type[Command], field: msgspec.structs.FieldInfo, kind: Any) -> CommandField:
    label = next((mark for mark in _marks(kind) if isinstance(mark, Label)), None)
    assert label is not None, f"{cls.name}.{field.name} has no label"
    default = None if field.default is msgspec.NODEFAULT else field.default
    return CommandField(field.name, label, get_args(kind)[0], field.required, default, kind)


def _marks(kind: Any) -> tuple[Any, ...]:
    return get_args(kind)[1:] if hasattr(kind, "__metadata__") else ()


def _field_faults(field: CommandField, value: Any, *, strings: bool) -> list[Fault]:
    if value in ("", None) and field.required:
        ja = f"「{field.label.ja}」を入力してください。"
        return [Fault("command.missing", ja, f"Please give {field.label.en}.", field.name)]
    if value in ("", None):
        return []
    try:
        msgspec.convert(value, field.limited, strict=not strings)
    except (msgspec.ValidationError, UnicodeError):
        ja = f"「{field.label.ja}」の値が読み取れません。"
        return [Fault("command.bad_value", ja, f"{field.label.en} cannot be read.", field.name)]
    codes = [choice.code for choice in field.label.choices]
    if codes and value not in codes:
        ja = f"「{field.label.ja}」は次から選んでください: {'、'.join(codes)}。"
        en = f"{field.label.en} must be one of: {', '.join(codes)}."
        return [Fault("command.bad_choice", ja, en, field.name)]
    return []


def _unknown(name: str) -> Fault:
    return Fault(
        "command.unknown", "そのような操作はありません。", "There is no such command.", name[:40]
    )


def _extra(name: str) -> Fault:
    return Fault(
        "command.extra_field", "知らない項目があります。", "There is an unknown field.", name[:40]
    )


Text = Annotated[str, msgspec.Meta(max_length=2000)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^[0-9A-Za-z_.-]+$")]
