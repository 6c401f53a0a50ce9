"""View survey_results: surveys, who is asked and has answered, and results without small numbers
(clauses 19, 20, 28).

Results exist once a survey is closed: two looks at an open one, before and after an answer, would
tell that answer.
"""

from typing import NamedTuple

import msgspec

from core.event import Fact
from core.programme.survey.drafting import CHOICE, SCALE
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
from core.programme.survey.state import with_question
from core.programme.window import WindowFactsRecorded
from projections.sealed import SealedCell, cell
from projections.store import Views
from projections.survey_rows import (
    CLOSED,
    OPEN,
    Counted,
    CrossTable,
    Reminder,
    Respondent,
    SurveyRow,
    counted,
    crossed,
)
from projections.view import Rows, Table, View


class WindowName(msgspec.Struct, frozen=True, kw_only=True):
    """A window's name, and the body whose clerks answer for it."""

    window: str
    title: str
    municipality_code: str


class Asked(NamedTuple):
    """A survey and one who is asked by it; `place` for windows that are known."""

    survey: SurveyRow
    respondent: Respondent
    place: WindowName | None


class Results(NamedTuple):
    """What a closed survey came to. `crossable` are the questions that may be shown by another:
    none where too few answered. `texts` belong to nobody in particular."""

    survey: SurveyRow
    questions: tuple[Counted, ...]
    crossable: tuple[Question, ...]
    texts: tuple[SealedCell, ...]


SURVEYS = Table("survey", SurveyRow)
RESPONDENTS = Table("respondent", Respondent, indexes=("survey", "respondent"))
WINDOWS = Table("window", WindowName, indexes=("municipality_code",))


def fold(rows: Rows, fact: Fact) -> None:
    """A survey is drafted, opened, answered, closed; an answer replaces the one before it."""
    match fact.event:
        case WindowFactsRecorded(code=code, attributes=held):
            name = WindowName(
                window=code, title=held.title, municipality_code=held.municipality_code
            )
            rows.put(WINDOWS, code, name)
        case SurveyDrafted() as draft:
            rows.put(SURVEYS, draft.survey, _drafted(rows.get(SURVEYS, draft.survey), fact))
        case SurveyAddressed(survey=survey, respondents=respondents):
            for each in respondents:
                row = Respondent(survey=survey, respondent=each)
                rows.put(RESPONDENTS, f"{survey}/{each}", row)
        case SurveyAnswered() as given:
            _answered(rows, given, fact)
        case _:
            survey = fact.stream.partition("/")[2]
            rows.put(SURVEYS, survey, _changed(rows.need(SURVEYS, survey), fact))


def surveys(views: Views, tenant: str, as_of: int | None = None) -> list[SurveyRow]:
    """Every survey, the newest first."""
    with views.at(VIEW, tenant, as_of) as then:
        found = then.rows(SURVEYS)
    return sorted(found, key=lambda row: -row.drafted)


def survey_named(
    views: Views, tenant: str, survey: str, as_of: int | None = None
) -> SurveyRow | None:
    """One survey, None if there is none of that id."""
    with views.at(VIEW, tenant, as_of) as then:
        return then.row(SURVEYS, survey)


def asked_of_person(
    views: Views, tenant: str, person: str, as_of: int | None = None
) -> list[Asked]:
    """The surveys that ask a person, the newest first."""
    with views.at(VIEW, tenant, as_of) as then:
        known = {row.survey: row for row in then.rows(SURVEYS)}
        held = then.rows(RESPONDENTS, RESPONDENTS.column("respondent") == person)
    own = [each for each in held if not known[each.survey].asks_windows]
    found = [Asked(known[each.survey], each, None) for each in own]
    return sorted(found, key=lambda each: -each.survey.drafted)


def asked_of_bodies(
    views: Views, tenant: str, bodies: tuple[str, ...], as_of: int | None = None
) -> list[Asked]:
    """The surveys that ask windows of these bodies, by window, the newest first."""
    with views.at(VIEW, tenant, as_of) as then:
        known = {row.survey: row for row in then.rows(SURVEYS)}
        names = then.rows(WINDOWS, WINDOWS.column("municipality_code").in_(bodies))
        places = {name.window: name for name in names}
        chosen = RESPONDENTS.column("respondent").in_(list(places))
        held = then.rows(RESPONDENTS, chosen)
    own = [each for each in held if known[each.survey].asks_windows]
    found = [Asked(known[each.survey], each, places[each.respondent]) for each in own]
    return sorted(found, key=lambda each: (-each.survey.drafted, each.respondent.respondent))


def waiting(views: Views, tenant: str, survey: str, as_of: int | None = None) -> list[str]:
    """Who was asked and has not answered, by id: to whom a reminder goes."""
    with views.at(VIEW, tenant, as_of) as then:
        held = then.rows(RESPONDENTS, RESPONDENTS.column("survey") == survey)
    return [each.respondent for each in held if each.answered_on is None]


def results(views: Views, tenant: str, survey: str, as_of: int | None = None) -> Results | None:
    """The results of a closed survey, None for any other. No number below the survey's least is in
    them, nor any from which one could be worked out; with fewer answers than that there are no
    numbers and no words at all."""
    row, given = _closed(views, tenant, survey, as_of)
    if row is None:
        return None
    if len(given) < row.cell_min:
        return Results(row, (), (), ())
    told = tuple(counted(question, given, row.cell_min) for question in row.questions)
    return Results(row, told, _crossable(row), tuple(each.texts for each in given if each.texts))


def cross_table(
    views: Views, tenant: str, survey: str, first: str, second: str, as_of: int | None = None
) -> CrossTable | None:
    """One question by another, None unless both choose one and enough have answered."""
    row, given = _closed(views, tenant, survey, as_of)
    known = {question.code: question for question in _crossable(row)} if row else {}
    if row is None or first == second or not {first, second} <= set(known):
        return None
    return crossed(known[first], known[second], given, row.cell_min)


def _closed(
    views: Views, tenant: str, survey: str, as_of: int | None
) -> tuple[SurveyRow | None, list[Respondent]]:
    """A closed survey with all who answered it, or nothing at all."""
    with views.at(VIEW, tenant, as_of) as then:
        row = then.row(SURVEYS, survey)
        if row is None or row.status != CLOSED:
            return None, []
        held = then.rows(RESPONDENTS, RESPONDENTS.column("survey") == survey)
    return row, [each for each in held if each.answered_on]


def _crossable(row: SurveyRow) -> tuple[Question, ...]:
    if row.answered < row.cross_min:
        return ()
    return tuple(question for question in row.questions if question.kind in (CHOICE, SCALE))


def _drafted(held: SurveyRow | None, fact: Fact) -> SurveyRow:
    draft = fact.event
    assert isinstance(draft, SurveyDrafted)
    return SurveyRow(
        survey=draft.survey,
        ja=draft.ja_title,
        en=draft.en_title,
        purpose=draft.purpose,
        audience=draft.audience,
        reminders_max=draft.reminders_max,
        cell_min=draft.cell_min,
        cross_min=draft.cross_min,
        drafted=held.drafted if held else fact.position,
        questions=held.questions if held else (),
    )


def _answered(rows: Rows, given: SurveyAnswered, fact: Fact) -> None:
    key = f"{given.survey}/{given.respondent}"
    before = rows.need(RESPONDENTS, key)
    row = Respondent(
        survey=given.survey,
        respondent=given.respondent,
        answered_on=fact.effective_on,
        answers=given.answers,
        texts=cell(fact, "texts"),
    )
    rows.put(RESPONDENTS, key, row)
    if before.answered_on is None:
        survey = rows.need(SURVEYS, given.survey)
        more = msgspec.structs.replace(survey, answered=survey.answered + 1)
        rows.put(SURVEYS, given.survey, more)


def _changed(held: SurveyRow, fact: Fact) -> SurveyRow:
    change = msgspec.structs.replace
    match fact.event:
        case QuestionSet() as told:
            known = {question.code: question for question in held.questions}
            return change(held, questions=tuple(with_question(known, told).values()))
        case SurveyOpened(deadline=deadline, count=count):
            opened = change(held, status=OPEN, opened_on=fact.effective_on)
            return change(opened, deadline=deadline, asked=count)
        case SurveyReminded(count=count, position=position):
            reminder = Reminder(fact.effective_on, count, position)
            return change(held, reminders=(*held.reminders, reminder))
        case SurveyClosed():
            return change(held, status=CLOSED, closed_on=fact.effective_on)
    raise AssertionError(fact.event.topic)


VIEW = View(
    "survey_results",
    1,
    tables=(SURVEYS, RESPONDENTS, WINDOWS),
    events=(
        WindowFactsRecorded,
        SurveyDrafted,
        QuestionSet,
        SurveyOpened,
        SurveyAddressed,
        SurveyAnswered,
        SurveyReminded,
        SurveyClosed,
    ),
    fold=fold,
)
