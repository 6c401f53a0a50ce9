"""What happens to a survey, as events (clauses 20, 28).

Answers chosen from lists are open. Whatever somebody wrote freely is sealed: under the person's own
key, or for a window under a key that belongs to this one answer, since it may speak of anybody.
"""

from datetime import date

from msgspec import Struct

from core.event import Event, NoPerson, Open, SealedText, event


class Audience(Struct, frozen=True, forbid_unknown_fields=True):
    """Who is asked, as a rule: `fiscal_years` of the grant or of certification (none: any), and at
    least so many `months` of work as a coordinator (一定程度)."""

    kind: str
    fiscal_years: tuple[int, ...] = ()
    months: int = 0


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to choose."""

    code: str
    ja: str
    en: str


class Question(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question as it is asked. `options` of choice, multi and scale; the others have none."""

    code: str
    kind: str
    ja: str
    en: str
    required: bool
    options: tuple[Option, ...] = ()


@event("survey.drafted", ja="アンケート {survey} の案を作った", en="Drafted survey {survey}")
class SurveyDrafted(Event, frozen=True):
    """What it is for, whom it asks, and how careful its results are; a later draft replaces it."""

    survey: NoPerson[str]
    ja_title: NoPerson[str]
    en_title: NoPerson[str]
    purpose: NoPerson[str]
    audience: NoPerson[Audience]
    reminders_max: NoPerson[int]
    cell_min: NoPerson[int]
    cross_min: NoPerson[int]


@event(
    "survey.question_set",
    ja="アンケート {survey} の設問 {code} を定めた（使う: {asked}）",
    en="Set question {code} of survey {survey} (asked: {asked})",
)
class QuestionSet(Event, frozen=True):
    """A question is added, worded anew, or no longer asked; only before the survey opens."""

    survey: NoPerson[str]
    code: NoPerson[str]
    question: NoPerson[Question]
    asked: NoPerson[bool]


@event(
    "survey.opened",
    ja="アンケート {survey} を開始し、{count} 件に回答を求めた",
    en="Opened survey {survey}: {count} are asked",
)
class SurveyOpened(Event, frozen=True):
    """From now on the questions stand. `count` were found by the rule among all facts up to
    `position`; their ids follow in the same commit."""

    survey: NoPerson[str]
    purpose: NoPerson[str]
    audience: NoPerson[Audience]
    deadline: NoPerson[date]
    questions: NoPerson[int]
    questions_digest: NoPerson[str]
    count: NoPerson[int]
    position: NoPerson[int]


@event(
    "survey.addressed",
    ja="アンケート {survey} の回答を求める {count} 件を記録した",
    en="Recorded {count} of those whom survey {survey} asks",
)
class SurveyAddressed(Event, frozen=True):
    """Codes of windows or ids of persons, some hundreds at a time: an entry of the log is small."""

    survey: NoPerson[str]
    count: NoPerson[int]
    respondents: Open[tuple[str, ...]]


@event(
    "survey.answered",
    ja="{respondent} がアンケート {survey} に回答した",
    en="{respondent} answered survey {survey}",
)
class SurveyAnswered(Event, frozen=True):
    """The whole answer; until the deadline a later one takes its place. `answers`: question ->
    options chosen, or the number given."""

    survey: NoPerson[str]
    respondent: Open[str]
    answers: Open[dict[str, tuple[str, ...]]]
    texts: SealedText


@event(
    "survey.reminded",
    ja="アンケート {survey} の督促（{number} 回目）をした。未回答 {count} 件",
    en="Reminder {number} of survey {survey}: {count} have not answered",
)
class SurveyReminded(Event, frozen=True):
    """To those without an answer among the facts up to `position`."""

    survey: NoPerson[str]
    number: NoPerson[int]
    count: NoPerson[int]
    position: NoPerson[int]


@event("survey.closed", ja="アンケート {survey} を締め切った", en="Closed survey {survey}")
class SurveyClosed(Event, frozen=True):
    """No answer is taken any more, and its results may be counted."""

    survey: NoPerson[str]
