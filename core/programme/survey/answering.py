"""Answering a survey: one answer a window or person, by list or in words (clauses 20, 28)."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Command, Label, command
from core.errors import Faults
from core.privacy import Clear, clear
from core.programme.sections import read_sections
from core.programme.survey.drafting import CHOICE, FREE, MULTI, NUMBER, SCALE
from core.programme.survey.facts import Question, SurveyAnswered
from core.programme.survey.state import (
    Answer,
    Survey,
    SurveyId,
    answer_stream,
    opened_survey,
    stream_of,
)
from core.programme.words import PersonId, WindowCode

TEXTS_MAX, NUMBER_DIGITS_MAX = 8_000, 9
Answers = dict[str, tuple[str, ...]]


@command(
    "answer-survey",
    ja="アンケートに答える",
    en="Answer a survey",
    roles=("officer", "clerk", "person"),
    clauses=(20, 28),
)
class AnswerSurvey(Command, frozen=True):
    """The whole answer of a window or of a person; an officer may enter what came on paper."""

    survey: SurveyId
    window: WindowCode = ""
    person: PersonId = ""
    answers: Annotated[
        tuple[str, ...],
        Label(
            "回答",
            "Answers",
            "設問番号=記号 を「、」で区切る。いくつも選ぶときは設問番号を繰り返す",
            "question=code; repeat the question to choose several",
        ),
    ] = ()
    text: Annotated[
        Annotated[str, Meta(max_length=TEXTS_MAX)],
        Label(
            "自由に書いた回答",
            "Answers in words",
            "設問ごとに、[設問番号] だけの行から始める",
            "Begin each with [question] on a line of its own",
            personal=True,
        ),
    ] = ""


def _streams(wanted: AnswerSurvey) -> Sequence[str]:
    respondent = wanted.window or wanted.person
    own = (answer_stream(wanted.survey, respondent),) if respondent else ()
    return (stream_of(wanted.survey), *own)


@decides(AnswerSurvey, streams=_streams)
def answer(wanted: AnswerSurvey, states: States, known: Known) -> Sequence[To]:
    """By those who were asked, until the deadline; until then a later answer replaces the
    earlier."""
    survey, opened = opened_survey(states, wanted.survey)
    faults = Faults()
    faults.unless(
        known.today <= opened.deadline,
        "survey.deadline_passed",
        "回答期限が過ぎています。",
        "The day to answer by is past.",
    )
    _check_respondent(wanted, survey, faults)
    chosen = _chosen(wanted.answers, survey.questions, faults)
    texts = _texts(wanted.text, survey.questions, faults)
    for code, question in survey.questions.items():
        _check_question(question, chosen.get(code, ()), code in texts, faults)
    faults.raise_any()
    respondent = wanted.window or wanted.person
    stream = answer_stream(survey.id, respondent)
    if not texts and states[stream] == Answer(chosen, has_texts=False):
        return []
    given = SurveyAnswered(
        survey=survey.id,
        respondent=respondent,
        answers=chosen,
        texts=_sealed(survey, respondent, wanted.text) if texts else None,
    )
    return [To(stream, given)]


def text_key(survey: Survey, respondent: str) -> str:
    """The key under which a respondent's words are sealed: a person's own, or one for this answer
    of a window only."""
    return f"survey.{survey.id}.{respondent}" if survey.asks_windows else respondent


def _sealed(survey: Survey, respondent: str, text: str) -> Clear:
    return clear(text_key(survey, respondent), text)


def _check_respondent(wanted: AnswerSurvey, survey: Survey, faults: Faults) -> None:
    named = [each for each in (wanted.window, wanted.person) if each]
    right = wanted.window if survey.asks_windows else wanted.person
    # Not asked and not there are told alike: nobody learns who else was asked.
    faults.unless(
        len(named) == 1 and right in survey.asked,
        "survey.not_asked",
        "このアンケートの対象ではありません。",
        "This survey does not ask you.",
        "window" if survey.asks_windows else "person",
    )


def _chosen(pairs: Sequence[str], questions: Mapping[str, Question], faults: Faults) -> Answers:
    found: Answers = {}
    for pair in pairs:
        code, _, value = (part.strip() for part in pair.partition("="))
        question = questions.get(code)
        faults.unless(
            question and question.kind != FREE,
            "survey.unknown_question",
            f"設問 {code[:60]} はありません。",
            f"There is no question {code[:60]}.",
            "answers",
        )
        if question and value and value not in found.get(code, ()):
            found[code] = (*found.get(code, ()), value)
    return {code: _in_order(questions[code], found[code]) for code in questions if code in found}


def _check_question(
    question: Question, values: Sequence[str], is_written: bool, faults: Faults
) -> None:
    if values:
        _check_values(question, values, faults)
    faults.unless(
        values or is_written or not question.required,
        "survey.missing",
        f"「{question.ja[:60]}」に答えてください。",
        f"Please answer “{question.en[:60]}”.",
        f"q-{question.code}",
    )


def _check_values(question: Question, values: Sequence[str], faults: Faults) -> None:
    words = (f"「{question.ja[:60]}」", f"“{question.en[:60]}”")
    if question.kind in (CHOICE, MULTI, SCALE):
        codes = {option.code for option in question.options}
        faults.unless(
            codes.issuperset(values),
            "survey.bad_choice",
            f"{words[0]}は、選択肢から選んでください。",
            f"Please choose from the list: {words[1]}.",
            f"q-{question.code}",
        )
    if question.kind == NUMBER:
        plain = all(v.isascii() and v.isdigit() and len(v) <= NUMBER_DIGITS_MAX for v in values)
        faults.unless(
            plain,
            "survey.bad_number",
            f"{words[0]}は、0以上の整数で答えてください。",
            f"Please answer with a whole number: {words[1]}.",
            f"q-{question.code}",
        )
    faults.unless(
        question.kind == MULTI or len(values) == 1,
        "survey.one_only",
        f"{words[0]}は、一つだけ答えてください。",
        f"Please give one answer only: {words[1]}.",
        f"q-{question.code}",
    )


def _in_order(question: Question, values: Sequence[str]) -> tuple[str, ...]:
    """In the order of the options, so that one answer has one spelling."""
    order = [option.code for option in question.options]
    if question.kind == NUMBER:
        return tuple(str(int(v)) if v.isascii() and v.isdigit() else v for v in values)
    return tuple(sorted(values, key=lambda v: order.index(v) if v in order else -1))


def _texts(text: str, questions: Mapping[str, Question], faults: Faults) -> dict[str, str]:
    free = [code for code, question in questions.items() if question.kind == FREE]
    found = read_sections(text, free)
    faults.unless(
        "" not in found,
        "survey.text_without_question",
        "自由に書いた回答は、[設問番号] だけの行から始めてください。",
        "Begin an answer in words with [question] on a line of its own.",
        "text",
    )
    return found
