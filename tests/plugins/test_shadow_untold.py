"""対象データなし: facts a past call has none of, read off a policy's files (issue 7)."""

from datetime import date

from core.programme.questions import SelectionFacts
from tenants.untold import untold, words_of
from tests.plugins.worlds import call, nominee, window

CODE = b"""
def decide(facts):
    private = facts.window.founder_kind == "private"
    return private and facts.nominee.contract_until and facts.nominee.working_now
"""
NEW, NOTHING = words_of({"rules.py": CODE}), words_of({})


def named(facts: SelectionFacts, before: bytes = b"") -> list[str]:
    return [each.name for each in untold(NEW, words_of({"old.py": before}), facts)]


def test_a_choice_nobody_made_and_a_date_nobody_gave_are_named_in_both_languages() -> None:
    facts = call([window("w1")], [nominee("n1", "w1")])
    found = untold(NEW, NOTHING, facts)
    assert [each.name for each in found] == ["contract_until", "founder_kind=private"]
    assert (found[1].ja, found[1].en) == (
        "設置区分「民間団体等」",
        "Kind of founder: Private body",
    )


def test_a_no_is_an_answer_and_one_who_has_the_fact_is_enough() -> None:
    late = date(2026, 3, 31)
    told = nominee("n2", "w2", contract_until=late, working_now=False)
    facts = call([window("w2", founder_kind="private")], [told])
    assert named(facts) == []


def test_a_window_that_nominated_nobody_tells_nothing() -> None:
    windows = [window("w1"), window("w2", founder_kind="private")]
    facts = call(windows, [nominee("n1", "w1")])
    assert "founder_kind=private" in named(facts)


def test_what_the_policy_of_then_asked_for_too_is_no_news() -> None:
    facts = call([window("w1")], [nominee("n1", "w1")])
    assert named(facts, CODE) == []


def test_cases_and_words_in_a_readme_ask_for_nothing() -> None:
    words = words_of({"cases/x.toml": CODE, "README.md": CODE, "test_policy.py": CODE})
    facts = call([window("w1")], [nominee("n1", "w1")])
    assert untold(words, NOTHING, facts) == ()
