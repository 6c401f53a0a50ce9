"""Texts of letters: an organisation sets its own, with the fields that the kind has."""

from pathlib import Path

import pytest

from core.programme.letter.kinds import KINDS, fill, named
from tests.programme.register import Register, topics

OFFER = {
    "kind": "seat-offered",
    "subject": "受講のご意向（{nomination}）",
    "body": "{reply_by}までにお答えください。{tenant}",
}


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path, str(tmp_path))


def test_an_officer_sets_a_text_and_goes_back_to_the_default(register: Register) -> None:
    assert topics(register.do("set-letter-template", **OFFER)) == ["letter.template_set"]
    assert topics(register.do("set-letter-template", **OFFER)) == []
    reset = {"kind": "seat-offered"}
    assert topics(register.do("reset-letter-template", **reset)) == ["letter.template_reset"]
    assert topics(register.do("reset-letter-template", **reset)) == []


def test_every_unknown_and_every_missing_field_is_told_at_once(register: Register) -> None:
    wrong = {**OFFER, "body": "{address} {secret}", "subject": "一行目\n二行目"}
    codes = register.refused("set-letter-template", **wrong)
    assert codes == ["letter.unknown_field", "letter.missing_field", "letter.subject_lines"]


@pytest.mark.parametrize("empty", ["subject", "body"])
def test_a_text_has_both_parts(register: Register, empty: str) -> None:
    codes = register.refused("set-letter-template", **{**OFFER, empty: ""})
    assert codes == ["command.missing"]


def test_a_kind_that_is_none_is_refused(register: Register) -> None:
    codes = register.refused("set-letter-template", **{**OFFER, "kind": "love-letter"})
    assert codes == ["command.bad_choice"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_default_begins_in_japanese_and_has_a_short_english_end(kind: str) -> None:
    text = KINDS[kind]
    first, last = text.body.strip().splitlines()[0], text.body.strip().splitlines()[-1]
    assert not (first.isascii() and first), "Japanese first"
    assert last.isascii(), "English at the end"
    assert "。" in text.body
    assert text.ja
    assert text.en


def test_a_value_is_never_read_as_a_template() -> None:
    assert fill("{a}と{b}", {"a": "{b}", "b": "2"}) == "{b}と2"
    assert named("{a} {0} {a.b} {x!r} {{c}}") == {"a", "c"}
    assert fill("{ a } {0} {a.__class__}", {"a": "1"}) == "{ a } {0} {a.__class__}"
