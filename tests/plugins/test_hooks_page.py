"""docs/hooks.md is as the code is, and nothing in it goes without a sentence."""

from pathlib import Path

import pytest
from msgspec import Struct

from core.programme.questions import QUESTIONS, LabelRuling
from plugins import api, hookspecs
from web import hooks_page

ROOT = Path(__file__).resolve().parents[2]


class Mute(Struct, frozen=True):
    year: int


def test_the_page_is_as_generated() -> None:
    assert (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8") == hooks_page.hooks_page()


def test_every_question_has_its_hook_and_every_hook_is_there() -> None:
    named = {name.removeprefix("decide_") for name in hooks_page.hooks()}
    assert named == {*QUESTIONS, "observe_events"}


def test_every_struct_on_the_page_can_be_imported_from_the_api() -> None:
    page = hooks_page.hooks_page()
    told = {line[4:] for line in page.splitlines() if line.startswith("### ")}
    assert told <= set(api.__all__)


def test_a_struct_without_a_sentence_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(QUESTIONS, "labels", (Mute, LabelRuling))
    with pytest.raises(ValueError, match="Mute has no sentence"):
        hooks_page.hooks_page()


def test_a_hook_without_a_sentence_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hookspecs.decide_labels, "__doc__", None)
    with pytest.raises(ValueError, match="decide_labels has no sentence"):
        hooks_page.hooks_page()
