"""Surveys: the list, results without small numbers for officers, and the form to answer on a phone
(clauses 20, 28)."""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from starlette.responses import RedirectResponse, Response

from core.command import Choice
from core.errors import Refused
from core.japan import Misread, read_integer
from core.programme.sections import read_sections, write_sections
from core.programme.survey.answering import AnswerSurvey
from core.programme.survey.audience import AUDIENCES
from core.programme.survey.drafting import FREE, NUMBER
from core.programme.survey.facts import Question
from projections.sealed import SealedCell
from projections.survey_results import (
    Asked,
    asked_of_bodies,
    asked_of_person,
    cross_table,
    results,
    survey_named,
    surveys,
)
from projections.survey_rows import CLOSED, DRAFT, OPEN, SurveyRow
from web.forms import NONCE_FIELD, nonce
from web.pages.commands import own_id
from web.render import page
from web.visit import NotHere, Visit

READERS = ("officer", "approver", "auditor")
OPENERS = ("officer", "approver")
"""Who may read what somebody wrote."""
STATUSES = {
    DRAFT: Choice("calm", "準備中", "draft"),
    OPEN: Choice("good", "回答受付中", "open"),
    CLOSED: Choice("blue", "締切り済み", "closed"),
}
AUDIENCE_WORDS = {each.code: each for each in AUDIENCES}
Values = Mapping[str, tuple[str, ...]]
"""Question -> what was chosen or written."""


class Sheet(NamedTuple):
    """The form of one respondent: who is asked, and what stands in it."""

    asked: Asked
    values: Values
    open: bool


def show_surveys(visit: Visit) -> Response:
    """For staff every survey; for whoever is asked, what there is to answer."""
    assert visit.shown >= 0
    tenant = visit.tenant
    return page(
        visit,
        "officer/surveys.html",
        surveys=surveys(tenant.views, tenant.slug, visit.as_of) if visit.has(*READERS) else [],
        asked=_asked(visit, visit.as_of),
        today=tenant.today,
        statuses=STATUSES,
        audience_words=AUDIENCE_WORDS,
    )


def show_survey(visit: Visit) -> Response:
    """One survey: how many answered, and once it is closed what came of it, one question by another
    where enough answered."""
    assert visit.shown >= 0
    tenant, name = visit.tenant, visit.part("survey")
    row = survey_named(tenant.views, tenant.slug, name, visit.as_of)
    if row is None:
        raise NotHere
    first, second = visit.query("by"), visit.query("of")
    found = results(tenant.views, tenant.slug, name, visit.as_of)
    return page(
        visit,
        "officer/survey.html",
        survey=row,
        results=found,
        texts=_texts(visit, found.texts if found else (), row) if visit.has(*OPENERS) else None,
        crossed=cross_table(tenant.views, tenant.slug, name, first, second, visit.as_of),
        statuses=STATUSES,
        audience_words=AUDIENCE_WORDS,
    )


def show_answer(visit: Visit) -> Response:
    """The form, holding what was answered so far; of several windows one is to be chosen."""
    assert visit.shown >= 0
    found = _of_survey(visit)
    chosen = [each for each in found if each.respondent.respondent == visit.query("window")]
    if len(found) > 1 and not chosen:
        return page(visit, "person/survey_windows.html", survey=found[0].survey, asked=found)
    one = (chosen or found)[0]
    return _form(visit, one, _answered(visit, one))


def do_answer(visit: Visit) -> Response:
    """Record the answer; with faults show all of them beside what was typed."""
    wanted = visit.entered().get("respondent", "")
    found = [each for each in _of_survey(visit) if each.respondent.respondent == wanted]
    if not found:
        raise NotHere
    asked, typed = found[0], _typed(visit, found[0].survey)
    try:
        receipt = visit.tenant.handle(_command(visit, asked, typed), visit.someone)
    except Refused as refused:
        return _form(visit, asked, typed, refused)
    back = visit.path(f"/surveys/{asked.survey.survey}/answer")
    own = f"window={wanted}&" if asked.place else ""
    done = "unchanged" if receipt.unchanged else "yes"
    return RedirectResponse(f"{back}?{own}at={receipt.last or receipt.size}&done={done}", 303)


def _form(visit: Visit, asked: Asked, values: Values, refused: Refused | None = None) -> Response:
    survey = asked.survey
    opened = survey.status == OPEN and survey.deadline is not None
    in_time = opened and survey.deadline is not None and visit.tenant.today <= survey.deadline
    return page(
        visit,
        "person/survey.html",
        422 if refused else 200,
        sheet=Sheet(asked, values, in_time),
        survey=survey,
        faults=refused.faults if refused else (),
    )


def _asked(visit: Visit, as_of: int | None = None) -> list[Asked]:
    """What the visitor is asked: as a person, and for the windows of their bodies."""
    tenant, own = visit.tenant, visit.someone
    found: list[Asked] = []
    if visit.has("person") and own.person:
        found += asked_of_person(tenant.views, tenant.slug, own.person, as_of)
    if visit.has("clerk") and own.bodies:
        found += asked_of_bodies(tenant.views, tenant.slug, own.bodies, as_of)
    return found


def _of_survey(visit: Visit) -> list[Asked]:
    """For whom the visitor may answer this survey; `NotHere` if for nobody."""
    assert visit.shown >= 0
    name = visit.part("survey")
    found = [each for each in _asked(visit) if each.survey.survey == name]
    if not found:
        raise NotHere
    return found


def _free(survey: SurveyRow) -> list[str]:
    return [question.code for question in survey.questions if question.kind == FREE]


def _answered(visit: Visit, asked: Asked) -> Values:
    texts = read_sections(str(visit.tenant.unseal(asked.respondent.texts)), _free(asked.survey))
    return asked.respondent.answers | {code: (text,) for code, text in texts.items() if code}


def _texts(visit: Visit, cells: tuple[SealedCell, ...], row: SurveyRow) -> dict[str, list[str]]:
    """Question -> what was written, in an order that tells nothing of who wrote it."""
    codes = _free(row)
    told = [read_sections(str(visit.tenant.unseal(cell)), codes) for cell in cells]
    return {code: sorted(each[code] for each in told if code in each) for code in codes}


def _typed(visit: Visit, survey: SurveyRow) -> Values:
    """What was sent, question by question."""
    sent = {
        question.code: tuple(_plain(question, str(value)) for value in _sent(visit, question))
        for question in survey.questions
    }
    return {code: tuple(each for each in values if each) for code, values in sent.items()}


def _sent(visit: Visit, question: Question) -> list[object]:
    return list(visit.form.getlist(f"q-{question.code}"))


def _plain(question: Question, text: str) -> str:
    """Numbers as people in Japan write them; what is no number is left for the refusal to name."""
    if question.kind != NUMBER or not text.strip():
        return text.strip()
    try:
        return str(read_integer(text.strip()))
    except Misread:
        return text.strip()


def _command(visit: Visit, asked: Asked, typed: Values) -> AnswerSurvey:
    free = _free(asked.survey)
    wanted = visit.tenant.read_command(
        AnswerSurvey.name,
        {
            "survey": asked.survey.survey,
            "window" if asked.survey.asks_windows else "person": asked.respondent.respondent,
            "answers": [
                f"{code}={value}"
                for code, values in typed.items()
                if code not in free
                for value in values
            ],
            "text": write_sections({code: typed[code][0] for code in free if typed.get(code)}),
        },
    )
    assert isinstance(wanted, AnswerSurvey)
    digest = hashlib.sha256(msgspec.json.encode(wanted)).hexdigest()
    own = own_id(visit, f"{visit.entered().get(NONCE_FIELD) or nonce()}/{digest}")
    return msgspec.structs.replace(wanted, command_id=own)
