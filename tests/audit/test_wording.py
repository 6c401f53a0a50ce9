"""Every sentence of the verifier is used and takes the same values in both languages."""

import re
import string
from pathlib import Path

import core.audit
from core.audit.wording import SHOWN_MAX, WORDS, say

SOURCES = [
    path.read_text("utf-8")
    for path in Path(core.audit.__file__).parent.glob("*.py")
    if path.name != "wording.py"
]


def _values(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_code_in_the_sources_has_words_and_every_word_is_used() -> None:
    areas = "|".join({code.split(".")[0] for code in WORDS if "." in code})
    used = {code for text in SOURCES for code in re.findall(rf'"((?:{areas})\.[a-z_]+)"', text)}
    files = {"manifest.json", "views.json", "edition.json"}
    assert used - files == {code for code in WORDS if "." in code}


def test_both_languages_take_the_same_values() -> None:
    for code, (ja, en) in WORDS.items():
        assert _values(ja) == _values(en), code


def test_values_are_shortened_and_never_control_the_terminal() -> None:
    shown = say("members.stray", member="a\x1b\u202e\ud800" + "b" * 1000)
    assert shown.isprintable()
    assert shown.encode()
    assert len(shown) < 3 * SHOWN_MAX
