"""OpenAPI for every command and reader, from the structs themselves (design page, part 3)."""

from typing import Any

import msgspec

from core.command import COMMANDS, Command, CommandField, fields_of
from web.door import EVERYBODY, Door

COMMANDS_PATH = "/api/commands/"
FAULTS = {
    "type": "object",
    "properties": {
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "code": {"type": "string"},
                    "ja": {"type": "string"},
                    "en": {"type": "string"},
                    "field": {"type": ["string", "null"]},
                },
            },
        }
    },
}
RECEIPT = {
    "type": "object",
    "properties": {
        "tenant": {"type": "string"},
        "command": {"type": "string"},
        "command_id": {"type": "string"},
        "first": {"type": ["integer", "null"]},
        "last": {"type": ["integer", "null"]},
        "size": {"type": "integer"},
        "root": {"type": "string"},
        "unchanged": {"type": "boolean"},
        "policy": {"type": ["object", "null"]},
        "events": {"type": "array", "items": {"type": "object"}},
    },
}


def described(door: Door) -> dict[str, Any]:
    """What FastAPI is told of a door beyond its address."""
    if not door.is_api:
        return {}
    command = COMMANDS.get(door.path.removeprefix(COMMANDS_PATH))
    roles = "everybody" if door.roles == EVERYBODY else ", ".join(sorted(door.roles))
    known: dict[str, Any] = {"description": f"For: {roles}.", "operation_id": _operation(door)}
    if command is None or door.method == "GET":
        return known
    return {
        **known,
        "summary": f"{command.ja} / {command.en}",
        "openapi_extra": {"requestBody": _body(command)},
        "responses": {
            201: _answered("The receipt: where the events stand in the log.", RECEIPT),
            422: _answered("Why it could not be done: every reason.", FAULTS),
        },
        "status_code": 201,
    }


def schema_of(command: type[Command]) -> dict[str, Any]:
    """JSON Schema of a command's values."""
    fields = fields_of(command)
    return {
        "type": "object",
        "properties": {
            "command_id": {
                "type": "string",
                "description": "Yours to choose: the same id again does it once.",
            },
            **{field.name: _property(field) for field in fields},
        },
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


def _property(field: CommandField) -> dict[str, Any]:
    found = msgspec.json.schema(field.kind)
    label = field.label
    if label.choices:
        found["enum"] = [choice.code for choice in label.choices]
    help_text = " ".join(text for text in (label.help_ja, label.help_en) if text)
    sealed = " Personal: sealed before it is stored." if label.personal else ""
    return {**found, "title": f"{label.ja} / {label.en}", "description": help_text + sealed}


def _body(command: type[Command]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema_of(command)}}}


def _answered(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _operation(door: Door) -> str:
    return f"{door.method.lower()}{door.path.replace('/', '_').replace('-', '_')}"
