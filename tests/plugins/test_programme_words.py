"""A policy's words for its programme: what may stand on a page, and what is left out."""

from typing import Any

import pytest

from plugins.api import (
    DirectoryFacts,
    DirectoryRuling,
    LabelFacts,
    LabelRuling,
    ProgrammeWords,
    Term,
    TierLabel,
    programme_words,
)
from plugins.sound_parts import TERM_MAX
from plugins.soundness import is_sound

ASKED = LabelFacts(fiscal_year=2026)
LISTED = DirectoryFacts(fiscal_year=2026, places=())


def ruled(**words: Any) -> LabelRuling:
    tier = TierLabel(tier=1, mark="甲", ja="はじめての人", en="Those who are new")
    return LabelRuling(tiers=(tier,), words=ProgrammeWords(**words))


def test_what_a_policy_leaves_out_names_no_programme() -> None:
    assert programme_words({}) == ProgrammeWords()
    given = programme_words({"people": {"ja": "支え手", "en": "aides"}, "nationwide": True})
    assert given == ProgrammeWords(people=Term("支え手", "aides"), nationwide=True)


def test_the_words_of_today_can_be_said() -> None:
    assert is_sound("labels", ASKED, ruled())
    assert is_sound("labels", ASKED, ruled(programme=Term("甲　乙", "A b")))
    assert is_sound("directory", LISTED, DirectoryRuling(rows=(), title="団体"))


@pytest.mark.parametrize(
    "words",
    [
        {"people": Term("", "aides")},
        {"people": Term("支え手", "  ")},
        {"training": Term("講座\nBcc: a@example.jp", "course")},
        {"study": Term("講" * (TERM_MAX + 1), "course")},
        {"note": Term("注\u202e", "")},
    ],
)
def test_words_that_are_no_line_are_no_answer(words: dict[str, Term]) -> None:
    assert not is_sound("labels", ASKED, ruled(**words))


def test_a_title_of_two_lines_is_no_answer() -> None:
    assert not is_sound("directory", LISTED, DirectoryRuling(rows=(), title="団体\n一覧"))
