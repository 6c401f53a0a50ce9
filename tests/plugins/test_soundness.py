"""Every question's ruling is checked for what the core relies on; what is unsound is no answer."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, inspect

from core.area import Unanswered
from core.programme.questions import QUESTIONS
from plugins.host import Policies
from plugins.soundness import CHECKS, is_sound
from tests.plugins.coming import HEAD, MANIFEST
from tests.plugins.conftest import POLICY
from tests.plugins.unsound import FACTS, UNSOUND

WRONG = [(question, name) for question, found in UNSOUND.items() for name in found]


def test_every_question_has_a_check_and_a_ruling_that_fails_it() -> None:
    assert set(CHECKS) == set(QUESTIONS) == set(FACTS)
    assert all(UNSOUND[question] for question in QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_our_own_policy_answers_is_sound(policies: Policies, question: str) -> None:
    ruling = policies.ask(question, POLICY, FACTS[question])
    assert is_sound(question, FACTS[question], ruling)


@pytest.mark.parametrize(("question", "name"), WRONG)
def test_a_ruling_with_one_thing_wrong_is_not(policies: Policies, question: str, name: str) -> None:
    facts = FACTS[question]
    good = policies.ask(question, POLICY, facts)
    bad = UNSOUND[question][name](good)
    assert bad != good
    assert not is_sound(question, facts, bad)


@pytest.fixture(scope="module")
def unsound(tmp_path_factory: pytest.TempPathFactory, policies: Policies) -> Iterator[Policies]:
    """A policy of somebody else's that answers each question with the first ruling of its list."""
    folder = tmp_path_factory.mktemp("policies") / "unsound"
    folder.mkdir()
    code = HEAD + "import datetime\nfrom msgspec import UNSET\nfrom plugins.api import *\n"
    for question in QUESTIONS:
        first = next(iter(UNSOUND[question].values()))
        bad = first(policies.ask(question, POLICY, FACTS[question]))
        code += f"@hookimpl\ndef decide_{question}(facts):\n    return {bad!r}\n"
    asked = ", ".join(f'"{question}"' for question in QUESTIONS)
    manifest = MANIFEST.format(id="unsound", questions=asked)
    (folder / "policy.toml").write_text(manifest, "utf-8")
    (folder / "__init__.py").write_text(code, "utf-8")
    made = Policies([folder])
    yield made
    made.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_host_says_that_such_a_policy_failed_and_how(unsound: Policies, question: str) -> None:
    with pytest.raises(Unanswered) as failed:
        unsound.ask(question, "unsound", FACTS[question])
    assert (failed.value.kind, failed.value.question) == ("unsound", question)
    assert [fault.code for fault in failed.value.faults] == ["policy.failed"]


def anything(kind: inspect.Type) -> st.SearchStrategy[Any]:
    """Values of a type, the odd ones more often than they come by chance."""
    match kind:
        case inspect.StructType(cls=cls, fields=fields):
            return st.builds(cls, **{each.name: anything(each.type) for each in fields})
        case inspect.UnionType(types=types):
            return st.one_of(*(anything(each) for each in types))
        case inspect.VarTupleType(item_type=item):
            return st.lists(anything(item), max_size=3).map(tuple)
        case inspect.TupleType(item_types=items):
            return st.tuples(*(anything(each) for each in items))
        case inspect.DictType(value_type=item):
            return st.dictionaries(TEXT, anything(item), max_size=2)
    return PLAIN[type(kind)]


TEXT = st.one_of(
    st.text(max_size=4),
    st.sampled_from(
        ("2025-06", "a", "test", "study", "selected", "{year}-{number}", "{number:9d}")
    ),
)
PLAIN: dict[type[inspect.Type], st.SearchStrategy[Any]] = {
    inspect.NoneType: st.none(),
    inspect.BoolType: st.booleans(),
    inspect.IntType: st.one_of(st.integers(-2, 15), st.integers()),
    inspect.StrType: TEXT,
    inspect.DateType: st.dates(),
}


@given(data=st.data(), question=st.sampled_from(sorted(QUESTIONS)))
@settings(max_examples=300, deadline=None)
def test_whatever_is_answered_the_check_ends_with_yes_or_no(
    data: st.DataObject, question: str
) -> None:
    ruling = data.draw(anything(inspect.type_info(QUESTIONS[question][1])))
    assert is_sound(question, FACTS[question], ruling) in (True, False)


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_certificate_that_passes_can_be_numbered_dated_and_lapse(data: st.DataObject) -> None:
    kind = QUESTIONS["certification"][1]
    ruling: Any = data.draw(anything(inspect.type_info(kind)))
    if is_sound("certification", FACTS["certification"], ruling):
        first, second = (ruling.number_pattern.format(year=2025, number=n) for n in (1, 2))
        assert first != second
        days = [ruling.valid_until, ruling.renewal.lapses_after, date(2025, 4, 1)]
        assert all(day + timedelta(days=1) for day in days if day)


def test_two_institutions_of_one_name_in_one_town_are_two_rows(policies: Policies) -> None:
    facts: Any = FACTS["directory"]
    same = msgspec.structs.replace(facts.places[0], municipality_code="052027")
    both = msgspec.structs.replace(facts, places=(facts.places[0], same))
    ruling: Struct = policies.ask("directory", POLICY, both)
    assert is_sound("directory", both, ruling)
