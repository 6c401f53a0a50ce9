"""A survey's run: opened to those whom its rule finds, reminded, closed (clauses 20, 28)."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec

from core.area import Known, Slice, States, To, decides
from core.command import Command, Label, command
from core.errors import Faults, refuse
from core.event import Fact
from core.programme.survey.audience import SEEN, respondents
from core.programme.survey.facts import (
    SurveyAddressed,
    SurveyAnswered,
    SurveyClosed,
    SurveyOpened,
    SurveyReminded,
)
from core.programme.survey.state import Survey, SurveyId, known_survey, opened_survey, stream_of

ADDRESSED_MAX = 500
"""Ids in one event: an entry of the log holds 65,535 bytes."""


class _OfSurvey(Command, frozen=True):
    """A command on one survey."""

    survey: SurveyId


def _streams(wanted: _OfSurvey) -> Sequence[str]:
    return (stream_of(wanted.survey),)


@command(
    "open-survey",
    ja="アンケートを始める",
    en="Open a survey",
    roles=("officer",),
    clauses=(20, 28),
)
class OpenSurvey(_OfSurvey, frozen=True):
    """Asks everyone whom the rule finds today; from now on neither rule nor questions change."""

    deadline: Annotated[
        date, Label("回答期限", "Answer by", "この日の終わりまで", "Until the end of this day")
    ]


@decides(OpenSurvey, streams=_streams, slice=SEEN)
def open_(wanted: OpenSurvey, states: States, known: Known) -> Sequence[To]:
    """Once, with a question to ask and somebody to ask it."""
    survey = known_survey(states, wanted.survey)
    if survey.opened:
        return []
    asked = respondents(survey.draft.audience, known.seen, known.today)
    _check_opening(wanted, survey, asked, known.today)
    questions = tuple(survey.questions.values())
    opened = SurveyOpened(
        survey=survey.id,
        purpose=survey.draft.purpose,
        audience=survey.draft.audience,
        deadline=wanted.deadline,
        questions=len(questions),
        questions_digest=hashlib.sha256(msgspec.json.encode(questions)).hexdigest(),
        count=len(asked),
        position=known.position,
    )
    return [To(stream_of(survey.id), opened), *_addressed(survey.id, asked)]


def _addressed(survey: str, asked: Sequence[str]) -> list[To]:
    parts = [tuple(asked[n : n + ADDRESSED_MAX]) for n in range(0, len(asked), ADDRESSED_MAX)]
    return [
        To(
            stream_of(survey),
            SurveyAddressed(survey=survey, count=len(part), respondents=part),
        )
        for part in parts
    ]


def _check_opening(wanted: OpenSurvey, survey: Survey, asked: Sequence[str], today: date) -> None:
    faults = Faults()
    faults.unless(
        survey.questions, "survey.no_question", "設問がありません。", "There is no question."
    )
    faults.unless(
        asked,
        "survey.nobody",
        "対象の条件に合う窓口・人がありません。",
        "The rule finds nobody to ask.",
    )
    faults.unless(
        wanted.deadline >= today,
        "survey.past",
        "回答期限が過ぎています。",
        "The day to answer by is past.",
        "deadline",
    )
    faults.raise_any()


def _note(seen: dict[str, set[str]], fact: Fact) -> dict[str, set[str]]:
    assert isinstance(fact.event, SurveyAnswered)
    seen.setdefault(fact.event.survey, set()).add(fact.event.respondent)
    return seen


ANSWERED = Slice((SurveyAnswered.topic,), dict, _note)
"""Survey -> who answered."""


@command(
    "remind-survey",
    ja="アンケートの督促をする",
    en="Send a reminder of a survey",
    roles=("officer", "system"),
    clauses=(20, 28),
)
class RemindSurvey(_OfSurvey, frozen=True):
    """To those who have not answered; two at most."""


@decides(RemindSurvey, streams=_streams, slice=ANSWERED)
def remind(wanted: RemindSurvey, states: States, known: Known) -> Sequence[To]:
    """While an answer can be given, somebody has not given one, and there is a reminder left."""
    survey, opened = opened_survey(states, wanted.survey)
    waiting = survey.asked - known.seen.get(survey.id, set())
    most = survey.draft.reminders_max
    faults = Faults()
    faults.unless(
        survey.reminders < most,
        "survey.reminded_enough",
        f"督促は {most} 回までです。これ以上は送れません。",
        f"{most} reminders at most: no further one can be sent.",
    )
    faults.unless(
        known.today <= opened.deadline,
        "survey.deadline_passed",
        "回答期限が過ぎています。",
        "The day to answer by is past.",
    )
    faults.unless(
        waiting, "survey.all_answered", "全員が回答しています。", "Everyone has answered."
    )
    faults.raise_any()
    reminded = SurveyReminded(
        survey=survey.id,
        number=survey.reminders + 1,
        count=len(waiting),
        position=known.position,
    )
    return [To(stream_of(survey.id), reminded)]


@command(
    "close-survey",
    ja="アンケートを締め切る",
    en="Close a survey",
    roles=("officer", "system"),
    clauses=(20, 28),
)
class CloseSurvey(_OfSurvey, frozen=True):
    """No answer is taken after it; only then there are results."""


@decides(CloseSurvey, streams=_streams)
def close(wanted: CloseSurvey, states: States, known: Known) -> Sequence[To]:
    """Once; before the deadline too, which then stays on record."""
    survey = known_survey(states, wanted.survey)
    if survey.opened is None:
        raise refuse(
            "survey.not_open",
            "アンケートはまだ始まっていません。",
            "The survey has not begun.",
            "survey",
        )
    return [] if survey.closed else [To(stream_of(survey.id), SurveyClosed(survey=survey.id))]
