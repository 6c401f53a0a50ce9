"""Everything the programme consists of: importing this registers every area, event and command."""

from typing import Any

from core.area import AREAS
from core.command import COMMANDS, Command, fields_of
from core.event import EVENTS, Event, Privacy
from core.programme import (
    activity_case,
    call,
    certification,
    cohort,
    consent,
    coordinator,
    course,
    delivery,
    directory,
    duplicate,
    evidence,
    followup,
    lecture,
    letter,
    local_government,
    memo,
    nomination,
    outreach,
    person,
    plan,
    policy,
    reminder,
    selection,
    survey,
    tenant,
    training,
    window,
)

MODULES = (
    tenant,
    policy,
    local_government,
    window,
    cohort,
    call,
    delivery,
    person,
    duplicate,
    nomination,
    selection,
    lecture,
    course,
    training,
    certification,
    coordinator,
    consent,
    directory,
    activity_case,
    outreach,
    followup,
    survey,
    evidence,
    memo,
    letter,
    reminder,
    plan,
)
"""The areas in the order of a year."""


def catalogue() -> dict[str, list[dict[str, Any]]]:
    """Areas, commands and events as plain data, each with what it serves (design.md part 12)."""
    return {
        "areas": [{"name": name, "doc": _first_line(_module(name).__doc__)} for name in AREAS],
        "commands": [_command(cls) for cls in COMMANDS.values()],
        "events": [_event(cls) for cls in EVENTS.values()],
    }


def _module(name: str) -> Any:
    return next(module for module in MODULES if module.__name__.rpartition(".")[2] == name)


def _command(cls: type[Command]) -> dict[str, Any]:
    return {
        "name": cls.name,
        "ja": cls.ja,
        "en": cls.en,
        "doc": _first_line(cls.__doc__),
        "roles": list(cls.roles),
        "clauses": list(cls.clauses),
        "fields": [
            {
                "name": field.name,
                "ja": field.label.ja,
                "en": field.label.en,
                "required": field.required,
                "personal": field.label.personal,
                "choices": [choice.code for choice in field.label.choices],
            }
            for field in fields_of(cls)
        ],
    }


def _event(cls: type[Event]) -> dict[str, Any]:
    sealed = [name for name, privacy in cls.privacy.items() if privacy is Privacy.SEALED]
    return {
        "topic": cls.topic,
        "version": cls.version,
        "ja": cls.ja,
        "en": cls.en,
        "fields": list(cls.privacy),
        "sealed": sealed,
    }


def _first_line(doc: str | None) -> str:
    return (doc or "").strip().splitlines()[0]
