"""Surveys: a rule says who is asked, each gives one answer, words are sealed, reminders are few."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from core.command import Actor
from core.privacy import ERASED, place, unseal
from core.programme.certification import CertificateNumbered
from core.programme.survey.audience import respondents
from core.programme.survey.facts import Audience
from tests.programme.register import APPROVER, Register, only, topics, window

CASES = {
    "survey": "R7-cases",
    "ja_title": "事例研究検討会について",
    "en_title": "On case study meetings",
    "text": "令和8年度以降の実施を検討するため",
    "audience": "coordinators",
}
NEED = {
    "survey": "R7-cases",
    "code": "need",
    "kind": "choice",
    "ja_text": "事例研究検討会は必要ですか",
    "en_text": "Are case study meetings needed?",
    "required": True,
    "options": ("yes=必要=needed", "no=不要=not needed"),
}
THEME = {
    **NEED,
    "code": "theme",
    "kind": "multi",
    "ja_text": "取り上げたいテーマ",
    "en_text": "Themes",
    "required": False,
    "options": ("visa=入管関係=Immigration", "work=労働関係=Work", "school=教育関係=Education"),
}
HOURS = {**NEED, "code": "hours", "kind": "number", "required": False, "options": ()}
WORDS = {**NEED, "code": "words", "kind": "free", "required": False, "options": ()}
PERSON = Actor(id="p1", roles=("person",), person="p1")


def certified(register: Register, person: str, on: str, at: str = "W1") -> None:
    register.do("register-person", person=person, full_name=f"見本 {person}")
    made = {"person": person, "window": at, "number": f"N-{person}", "on": on}
    register.do("register-coordinator", **made)


def drafted(register: Register, **changes: Any) -> None:
    register.do("draft-survey", **{**CASES, **changes})
    for question in (NEED, THEME, HOURS, WORDS):
        register.do("set-survey-question", **question)


def opened(register: Register, **changes: Any) -> Any:
    """A survey of the coordinators p1 and p2, certified in March 2025, until the end of October."""
    register.do("register-window", **window("W1"))
    for person in ("p1", "p2"):
        certified(register, person, "2025-03-25")
    drafted(register, **changes)
    register.at("2025-10-01 09:00")
    register.do("open-survey", survey="R7-cases", deadline="2025-10-31")
    return register


def answered(register: Register, actor: Actor = PERSON, **changes: Any) -> Any:
    given = {"survey": "R7-cases", "person": "p1", "answers": ("need=yes",), **changes}
    return register.do("answer-survey", actor, **given)


def asked(register: Register) -> tuple[str, ...]:
    found = register.events("survey.addressed")
    return tuple(each for event in found for each in event.respondents)


def test_coordinators_are_asked_by_fiscal_year_and_months_of_work(register: Register) -> None:
    # given one certified in FY2024, one too early, one who worked too short, one who retired
    register.do("register-window", **window("W1"))
    for person, on in (("a", "2025-03-25"), ("b", "2024-03-31"), ("c", "2025-03-25")):
        certified(register, person, on)
    certified(register, "d", "2025-03-25")
    register.at("2025-05-25 09:00").do("cease-coordinator", person="c", on="2025-05-25")
    register.do("retire-coordinator", person="d", on="2025-05-25")
    # when those of FY2024 with six months of work are asked
    drafted(register, fiscal_years=("2024",), months=6)
    register.at("2025-10-01 09:00")
    receipt = register.do("open-survey", survey="R7-cases", deadline="2025-10-31")
    # then
    assert topics(receipt) == ["survey.opened", "survey.addressed"]
    assert asked(register) == ("a",)
    told = only(register.events("survey.opened"))
    assert (told.count, told.questions, told.position) == (1, 4, receipt.first - 1)


@pytest.mark.parametrize(("months", "found"), [(0, 1), (6, 1), (7, 0)])
def test_the_months_of_work_are_a_parameter(register: Register, months: int, found: int) -> None:
    # given one at work for six months, and one who retired after as many
    register.do("register-window", **window("W1"))
    certified(register, "a", "2025-03-25")
    certified(register, "gone", "2025-03-25")
    register.at("2025-09-30 09:00").do("retire-coordinator", person="gone", on="2025-09-30")
    drafted(register, months=months)
    register.at("2025-10-01 09:00")
    wanted = {"survey": "R7-cases", "deadline": "2025-10-31"}
    if found:
        register.do("open-survey", **wanted)
        assert asked(register) == ("a",)
    else:
        assert register.refused("open-survey", **wanted) == ["survey.nobody"]


def test_a_cohort_keeps_its_fiscal_year_though_it_was_certified_after_march(
    register: Register,
) -> None:
    # given somebody of the cohort of FY2024 whose last course had to be moved into April
    register.do("register-window", **window("W1"))
    certified(register, "snow", "2025-04-20")
    certified(register, "other", "2025-04-20")
    facts = register.facts()
    numbered = CertificateNumbered(
        cohort="2024-2", nomination="n", person="snow", number="N-snow", valid_until=None
    )
    facts.append(replace(facts[-1], stream="certification/2024", event=numbered))
    # then only that one is of FY2024
    day = date(2025, 10, 1)
    assert respondents(Audience("coordinators", (2024,)), facts, day) == ("snow",)
    assert respondents(Audience("coordinators", (2025,)), facts, day) == ("other",)


def test_time_after_ceasing_is_no_work_and_work_after_resuming_is(register: Register) -> None:
    register.do("register-window", **window("W1"))
    certified(register, "a", "2025-01-01")
    register.at("2025-12-01 09:00")
    register.do("cease-coordinator", person="a", on="2025-03-02")
    drafted(register, months=3)
    wanted = {"survey": "R7-cases", "deadline": "2025-12-31"}
    assert register.refused("open-survey", **wanted) == ["survey.nobody"]
    register.do("resume-coordinator", person="a", window="W1", on="2025-10-30")
    register.do("open-survey", **wanted)
    assert asked(register) == ("a",)


def test_windows_with_the_grant_of_a_year_are_asked(register: Register) -> None:
    register.do("register-window", **window("W1"))
    register.do("register-window", **window("W2", grant=False))
    register.do("register-window", **window("W3", grant_year=2024))
    drafted(register, audience="grant_windows", fiscal_years=("2025",))
    register.do("open-survey", survey="R7-cases", deadline="2025-03-31")
    assert asked(register) == ("W1",)


def test_a_rule_that_does_not_fit_its_audience_is_refused(register: Register) -> None:
    for changes, codes in (
        ({"audience": "grant_windows"}, ["survey.no_year"]),
        ({"audience": "windows", "fiscal_years": ("2025",)}, ["survey.idle_year"]),
        ({"audience": "windows", "months": 6}, ["survey.idle_months"]),
        ({"fiscal_years": ("R7",)}, ["survey.bad_year"]),
        ({"reminders_max": 3}, ["survey.too_many_reminders"]),
        ({"cell_min": 4}, ["survey.too_small"]),
    ):
        assert register.refused("draft-survey", **{**CASES, **changes}) == codes, changes


def test_questions_stand_once_the_survey_is_open(register: Register) -> None:
    opened(register)
    assert register.refused("set-survey-question", **NEED) == ["survey.opened"]
    assert register.refused("draft-survey", **CASES) == ["survey.opened"]
    again = register.do("open-survey", survey="R7-cases", deadline="2025-12-31")
    assert again.unchanged


def test_a_question_without_its_options_is_refused(register: Register) -> None:
    register.do("draft-survey", **CASES)
    one, odd = ("yes=必要=needed",), ("yes=必要", "no=不要=no")
    for changes, codes in (
        ({"options": one}, ["survey.options"]),
        ({"options": odd}, ["survey.bad_option"]),
        ({"options": ("a b=必要=x", "no=不要=no")}, ["survey.bad_option"]),
        ({"kind": "free"}, ["survey.options"]),
    ):
        assert register.refused("set-survey-question", **{**NEED, **changes}) == codes, changes


def test_a_survey_without_a_question_does_not_open(register: Register) -> None:
    register.do("draft-survey", **CASES)
    found = register.refused("open-survey", survey="R7-cases", deadline="2025-01-01")
    assert found == ["survey.no_question", "survey.nobody", "survey.past"]


def test_every_fault_of_an_answer_is_told_at_once(register: Register) -> None:
    opened(register)
    wrong = ("theme=visa", "theme=sea", "hours=two", "nothing=1")
    given = {"survey": "R7-cases", "person": "p1", "answers": wrong, "text": "どこの設問でもない"}
    assert register.refused("answer-survey", PERSON, **given) == [
        "survey.unknown_question",
        "survey.text_without_question",
        "survey.missing",
        "survey.bad_choice",
        "survey.bad_number",
    ]
    twice = {**given, "answers": ("need=yes", "need=no"), "text": ""}
    assert register.refused("answer-survey", PERSON, **twice) == ["survey.one_only"]


def test_the_same_answer_again_changes_nothing_and_a_later_one_replaces_it(
    register: Register,
) -> None:
    opened(register)
    given = ("theme=work", "need=yes", "theme=visa", "hours=002")
    assert topics(answered(register, answers=given)) == ["survey.answered"]
    told = only(register.events("survey.answered"))
    assert told.answers == {"need": ("yes",), "theme": ("visa", "work"), "hours": ("2",)}
    assert answered(register, answers=tuple(reversed(given))).unchanged
    answered(register, answers=("need=no",))
    streams = {fact.stream for fact in register.facts("survey.answered")}
    assert streams == {"survey/R7-cases/p1"}


def test_words_are_sealed_under_the_persons_key_and_gone_when_it_is(register: Register) -> None:
    opened(register)
    answered(register, text="[words]\n相談者のAさんの件で困った")
    fact = only(register.facts("survey.answered"))
    held = fact.event.texts
    assert "Aさん".encode() not in held.box
    aad = place("isa", fact.stream, fact.version, "texts")
    assert "Aさん" in str(unseal(register.keys.get("p1"), held, aad))
    register.keys.destroy("p1")
    assert unseal(register.keys.get("p1"), held, aad) is ERASED


def test_words_of_a_window_have_a_key_of_their_own(register: Register) -> None:
    register.do("register-window", **window("W1"))
    drafted(register, audience="windows")
    register.do("open-survey", survey="R7-cases", deadline="2025-03-31")
    clerk = Actor(id="clerk", roles=("clerk",), bodies=("131016",))
    given = {"person": "", "window": "W1", "text": "[words]\n担当の見本さんが辞めた"}
    answered(register, clerk, **given)
    assert only(register.events("survey.answered")).texts.person == "survey.R7-cases.W1"


def test_only_those_who_were_asked_answer_and_only_for_themselves(register: Register) -> None:
    opened(register)
    certified(register, "p3", "2025-10-01")
    third = Actor(id="p3", roles=("person",), person="p3")
    given = {"survey": "R7-cases", "answers": ("need=yes",)}
    assert register.refused("answer-survey", third, person="p3", **given) == ["survey.not_asked"]
    assert register.refused("answer-survey", third, person="p1", **given) == ["access.denied"]
    both = {"person": "p1", "window": "W1", **given}
    assert register.refused("answer-survey", PERSON, **both) == ["survey.not_asked"]
    assert register.refused("answer-survey", APPROVER, person="p1", **given) == ["access.denied"]


def test_answers_come_until_the_end_of_the_last_day_and_not_after_closing(
    register: Register,
) -> None:
    opened(register)
    register.at("2025-10-31 23:59")
    assert topics(answered(register)) == ["survey.answered"]
    register.at("2025-11-01 00:00")
    given = {"survey": "R7-cases", "person": "p1", "answers": ("need=no",)}
    assert register.refused("answer-survey", PERSON, **given) == ["survey.deadline_passed"]
    register.do("close-survey", survey="R7-cases")
    assert register.refused("answer-survey", PERSON, **given) == ["survey.closed"]
    assert register.do("close-survey", survey="R7-cases").unchanged


def test_two_reminders_at_most_and_none_where_nobody_is_waited_for(register: Register) -> None:
    opened(register)
    answered(register)
    for _ in range(2):
        register.do("remind-survey", survey="R7-cases")
    told = register.events("survey.reminded")
    assert [(each.number, each.count) for each in told] == [(1, 1), (2, 1)]
    second = Actor(id="p2", roles=("person",), person="p2")
    answered(register, second, person="p2")
    found = register.refused("remind-survey", survey="R7-cases")
    assert found == ["survey.reminded_enough", "survey.all_answered"]


def test_a_survey_may_ask_for_fewer_reminders(register: Register) -> None:
    opened(register, reminders_max=0)
    found = register.refused("remind-survey", survey="R7-cases")
    assert found == ["survey.reminded_enough"]


def test_many_respondents_fit_into_the_log(register: Register, monkeypatch: Any) -> None:
    monkeypatch.setattr("core.programme.survey.opening.ADDRESSED_MAX", 2)
    for number in range(5):
        register.do("register-window", **window(f"W{number}"))
    drafted(register, audience="windows")
    register.do("open-survey", survey="R7-cases", deadline="2025-03-31")
    assert [event.count for event in register.events("survey.addressed")] == [2, 2, 1]
    assert only(register.events("survey.opened")).count == len(asked(register)) == 5
