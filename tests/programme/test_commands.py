"""Commands as every door builds them: all faults at once, limits kept, what is empty left out."""

import pytest

from core.command import COMMANDS, fields_of, read_command
from core.errors import Refused
from core.programme import catalogue as _registered  # registers every command

assert _registered.MODULES


def codes(name: str, values: dict, *, strings: bool = False) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as refusal:
        read_command(name, values, strings=strings)
    return [(fault.code, fault.field) for fault in refusal.value.faults]


def test_every_field_of_every_command_has_a_label_in_both_languages() -> None:
    for command in COMMANDS.values():
        for field in fields_of(command):
            assert field.label.ja, (command.name, field.name)
            assert field.label.en, (command.name, field.name)


def test_all_faults_come_at_once() -> None:
    given = {"cohort": "a b", "seats": "many", "colour": "red"}
    assert codes("change-capacity", given, strings=True) == [
        ("command.bad_value", "cohort"),
        ("command.bad_value", "seats"),
        ("command.extra_field", "colour"),
    ]


def test_limits_of_a_field_are_kept() -> None:
    assert codes("change-capacity", {"cohort": "x" * 61, "seats": 1}) == [
        ("command.bad_value", "cohort")
    ]
    assert codes("change-capacity", {"cohort": "2025-1", "seats": -1}) == [
        ("command.bad_value", "seats")
    ]


def test_a_choice_outside_the_list_is_refused_with_the_list() -> None:
    given = {"person": "p-1", "party": "friend", "agrees": True}
    assert codes("answer-consent", given) == [("command.bad_choice", "party")]


def test_what_is_left_empty_takes_its_default() -> None:
    given = {"nomination": "2025-1-0001", "step": "course2", "on": "2025-12-01", "score": ""}
    assert read_command("record-progress", given, strings=True).score is None


def test_an_unknown_command_is_refused() -> None:
    assert codes("do-everything", {}) == [("command.unknown", "do-everything")]


def test_an_id_that_no_store_could_keep_is_refused() -> None:
    with pytest.raises(Refused, match="command_id"):
        read_command("change-capacity", {"cohort": "2025-1", "seats": 1, "command_id": "a\x00b"})
