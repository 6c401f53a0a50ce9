"""The state of a survey and of each answer, and how facts change them.

A survey is `survey/S`, the answer of one respondent `survey/S/R`: a stream of its own makes it one.
"""

from typing import Annotated

import msgspec
from msgspec import Struct

from core.area import States, area, need
from core.command import Code, Label
from core.errors import refuse
from core.event import Fact
from core.programme.survey.facts import (
    Question,
    QuestionSet,
    SurveyAddressed,
    SurveyAnswered,
    SurveyClosed,
    SurveyDrafted,
    SurveyOpened,
    SurveyReminded,
)

SurveyId = Annotated[
    Code, Label("アンケート番号", "Survey", "例: R7-cases", "For example R7-cases")
]


class Survey(Struct, frozen=True, kw_only=True):
    """A survey as decisions need it; `questions` in the order in which they were first set."""

    id: str
    draft: SurveyDrafted
    questions: dict[str, Question] = {}
    opened: SurveyOpened | None = None
    asked: frozenset[str] = frozenset()
    reminders: int = 0
    closed: bool = False

    @property
    def asks_windows(self) -> bool:
        """Whether windows are asked, not persons."""
        return self.draft.audience.kind != "coordinators"


class Answer(Struct, frozen=True):
    """What a respondent chose last; `has_texts` if something was written as well."""

    answers: dict[str, tuple[str, ...]]
    has_texts: bool


def stream_of(survey: str) -> str:
    """The survey's stream."""
    return f"survey/{survey}"


def answer_stream(survey: str, respondent: str) -> str:
    """The stream of one respondent's answer."""
    return f"survey/{survey}/{respondent}"


def known_survey(states: States, survey: str) -> Survey:
    """The survey, or `Refused`."""
    found: Survey = need(
        states,
        stream_of(survey),
        f"アンケート {survey} はありません。",
        f"There is no survey {survey}.",
    )
    return found


def opened_survey(states: States, survey: str) -> tuple[Survey, SurveyOpened]:
    """A survey that was opened and not closed, with its opening, or `Refused`."""
    found = known_survey(states, survey)
    if found.opened is None:
        raise refuse(
            "survey.not_open",
            "アンケートはまだ始まっていません。",
            "The survey has not begun.",
            "survey",
        )
    if found.closed:
        raise refuse(
            "survey.closed", "アンケートは締め切られました。", "The survey is closed.", "survey"
        )
    return found, found.opened


def evolve(state: Survey | Answer | None, fact: Fact) -> Survey | Answer:
    """Fold one fact of the stream."""
    match fact.event:
        case SurveyAnswered(answers=answers, texts=texts):
            return Answer(answers, texts is not None)
        case SurveyDrafted() as draft if state is None:
            return Survey(id=draft.survey, draft=draft)
    assert isinstance(state, Survey), fact.event.topic
    return _changed(state, fact)


def _changed(state: Survey, fact: Fact) -> Survey:
    change = msgspec.structs.replace
    match fact.event:
        case SurveyDrafted() as draft:
            return change(state, draft=draft)
        case QuestionSet() as told:
            return change(state, questions=with_question(state.questions, told))
        case SurveyOpened() as opened:
            return change(state, opened=opened)
        case SurveyAddressed(respondents=respondents):
            return change(state, asked=state.asked | set(respondents))
        case SurveyReminded(number=number):
            return change(state, reminders=number)
        case SurveyClosed():
            return change(state, closed=True)
    raise AssertionError(fact.event.topic)


def with_question(held: dict[str, Question], told: QuestionSet) -> dict[str, Question]:
    """The questions after one was set: in its place, at the end, or gone."""
    if told.asked:
        return {**held, told.code: told.question}
    return {code: question for code, question in held.items() if code != told.code}


area("survey", evolve)
