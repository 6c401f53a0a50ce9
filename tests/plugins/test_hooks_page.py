"""docs/hooks.md is as the code is, and nothing in it goes without a sentence."""

import re
from pathlib import Path

import pytest
from msgspec import Struct

from core.command import Choice
from core.programme.questions import (
    QUESTIONS,
    LabelRuling,
    NomineeFacts,
    OrganisationFacts,
    WindowFacts,
)
from core.programme.words import FOUNDER_KINDS, OPERATIONS, ORGANISATION_KINDS, ROLES, UNITS
from plugins import api, hookspecs
from web import hooks_page

ROOT = Path(__file__).resolve().parents[2]


class Mute(Struct, frozen=True):
    year: int


class HalfMute(Struct, frozen=True):
    """It says what it is, and of one field what that is."""

    year: int
    """The year."""
    seats: int


def test_the_page_is_as_generated() -> None:
    assert (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8") == hooks_page.hooks_page()


def test_every_question_has_its_hook_and_every_hook_is_there() -> None:
    named = {name.removeprefix("decide_") for name in hooks_page.hooks()}
    assert named == {*QUESTIONS, "observe_events"}


def test_every_struct_on_the_page_can_be_imported_from_the_api() -> None:
    page = hooks_page.hooks_page()
    hooks, _, _ = page.partition("\n## What else")
    told = {line[4:] for line in hooks.splitlines() if line.startswith("### ")}
    assert told <= set(api.__all__)


def test_a_struct_without_a_sentence_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(QUESTIONS, "labels", (Mute, LabelRuling))
    with pytest.raises(ValueError, match="Mute has no sentence"):
        hooks_page.hooks_page()


def test_a_field_without_a_sentence_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(QUESTIONS, "labels", (HalfMute, LabelRuling))
    with pytest.raises(ValueError, match=r"HalfMute\.seats has no sentence"):
        hooks_page.hooks_page()


CODES = [
    (WindowFacts, "founder_kind", FOUNDER_KINDS),
    (WindowFacts, "operation", OPERATIONS),
    (WindowFacts, "caseload_unit", UNITS),
    (NomineeFacts, "role", ROLES),
    (OrganisationFacts, "kind", ORGANISATION_KINDS),
]


@pytest.mark.parametrize(("struct", "field", "choices"), CODES)
def test_a_field_of_codes_names_every_code_that_it_can_have(
    struct: type[Struct], field: str, choices: tuple[Choice, ...]
) -> None:
    told = hooks_page.field_sentences(struct)[field]
    assert re.findall(r"`([^`]+)`", told) == [choice.code for choice in choices]


def test_everything_that_the_api_has_is_on_the_page() -> None:
    page = hooks_page.hooks_page()
    told = set(re.findall(r"^(?:### |- `)(\w+)", page, re.MULTILINE))
    assert set(api.__all__) - told == {"API_VERSION", "QUESTIONS", "Value"}


def test_a_hook_without_a_sentence_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hookspecs.decide_labels, "__doc__", None)
    with pytest.raises(ValueError, match="decide_labels has no sentence"):
        hooks_page.hooks_page()
