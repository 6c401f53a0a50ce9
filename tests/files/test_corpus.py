"""Every file of the corpus gets a clear answer: each refused cell named, what is good read."""

import re

import pytest

from tests.files.case import Case
from tests.files.corpus import KNOWN_WINDOWS, cases
from workers.documents.parsing import Parsed, read_form
from workers.documents.refusals import SENTENCES

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_file_gets_a_clear_answer(case: Case) -> None:
    known = KNOWN_WINDOWS if case.form.name in ("nominations", "certified") else None
    parsed = read_form(case.form, case.data, known)
    _quote_nothing(parsed)
    if case.refused:
        assert [error.message for error in parsed.errors] == [_sentence(case.refused, parsed)]
        return
    places = [(error.row, error.column) for error in parsed.errors]
    assert sorted(map(str, places)) == sorted(map(str, case.errors))
    for field, value in case.values.items():
        assert parsed.rows[0].values[field] == value
    assert case.says in "".join(error.message for error in parsed.errors)
    assert case.notice in "".join(notice.ja for notice in parsed.notices)
    assert bool(parsed.notices) == bool(case.notice)


def _quote_nothing(parsed: Parsed) -> None:
    """What a person wrote stands in `value` alone: messages may be logged, values may not."""
    for error in parsed.errors:
        assert not error.value or len(error.value) < 2 or error.value not in error.message
        assert error.message.endswith("。")
        assert error.en.endswith(".")


def _sentence(code: str, parsed: Parsed) -> str:
    """The sentence of a code, with the place that the message names."""
    place = re.search("[A-Z]{1,3}[0-9]+セル|[0-9]+行目", parsed.errors[0].message)
    found = place.group().removesuffix("セル").removesuffix("行目") if place else ""
    return SENTENCES[code][0].format(cell=found, row=found)


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 120
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.refused for case in CASES} >= SENTENCES.keys() - {
        "file.too_many_cells",
        "file.no_sheet",
        "file.took_too_long",
        "file.unreadable",
    }
