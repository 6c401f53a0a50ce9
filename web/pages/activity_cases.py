"""Activity cases: for the public, on the officer's desk, and as their author sees them (clauses
35-38)."""

from typing import NamedTuple

from starlette.responses import Response

from core.command import Choice
from core.programme.activity_case.case import KINDS, OBJECTED, WITHDRAWN, checklist
from core.programme.activity_case.intake import CHANNELS, GROUNDS
from core.programme.activity_case.showing import OUTCOMES
from core.programme.activity_case.signs import rare_pair
from projections.activity_case_rows import CaseRow, Edited
from projections.activity_cases import (
    case_desk,
    case_named,
    cases_by,
    own_checks,
    published,
    reviews_due,
)
from projections.person_record import record
from tenants.defaults import defaults_of
from web.render import page
from web.visit import NotHere, Visit

INTERVIEW = Choice("interview", "インタビューで", "In an interview")
WORDS = {each.code: each for each in (*KINDS, *CHANNELS, INTERVIEW, *GROUNDS, *OUTCOMES)}


class State(NamedTuple):
    """Where a case stands, in words; `tag` is its colour."""

    tag: str
    ja: str
    en: str


def show_cases(visit: Visit) -> Response:
    """What is public today. It cannot be asked as of an earlier day: what is gone stays gone."""
    assert visit.shown >= 0
    tenant = visit.tenant
    held = published(tenant.views, tenant.slug, tenant.today)
    return page(visit, "public/cases.html", cases=held, words_of=WORDS)


def show_case_desk(visit: Visit) -> Response:
    """Every case with where it stands, and the reviews that are due."""
    assert visit.shown >= 0
    tenant, as_of = visit.tenant, visit.as_of
    return page(
        visit,
        "officer/cases.html",
        entries=case_desk(tenant.views, tenant.slug, as_of),
        due=reviews_due(tenant.views, tenant.slug, tenant.today, as_of),
        checklist=checklist(
            defaults_of(tenant).case_checks, own_checks(tenant.views, tenant.slug, as_of)
        ),
        state_of=state_of,
        words_of=WORDS,
    )


def show_case(visit: Visit) -> Response:
    """One case: what was told, the text for the public, its checklist, what can be done next."""
    assert visit.shown >= 0
    tenant = visit.tenant
    found = case_named(tenant.views, tenant.slug, visit.part("case"), visit.as_of)
    if found is None:
        raise NotHere
    return page(
        visit,
        "officer/case.html",
        case=found.case,
        who=found.who,
        state=state_of(found.case),
        pair=rare_pair(found.case.latest.text) if found.case.latest else None,
        today=tenant.today,
        words_of=WORDS,
    )


def show_own_cases(visit: Visit) -> Response:
    """What the visitor told, and how to tell more."""
    assert visit.shown >= 0
    tenant, person = visit.tenant, visit.someone.person
    found = record(tenant.views, tenant.slug, person, visit.as_of) if person else None
    if person is None or found is None:
        raise NotHere
    return page(
        visit,
        "person/cases.html",
        person=person,
        certified=found.coordinator is not None,
        kinds=KINDS,
        cases=cases_by(tenant.views, tenant.slug, person, visit.as_of),
        state_of=state_of,
        words_of=WORDS,
    )


def show_author_view(visit: Visit) -> Response:
    """The final text for its author; somebody else's case is not there."""
    assert visit.shown >= 0
    tenant = visit.tenant
    found = case_named(tenant.views, tenant.slug, visit.part("case"), visit.as_of)
    if found is None or found.case.person != visit.someone.person:
        raise NotHere
    state = state_of(found.case)
    return page(visit, "person/case.html", case=found.case, state=state, words_of=WORDS)


def state_of(case: CaseRow) -> State:
    """Where the case stands: what ended it or holds it back, else the latest version, else what is
    public."""
    if case.over == WITHDRAWN:
        return State("calm", "本人が取下げ", "withdrawn by its author")
    if case.over:
        return State("calm", "掲載終了", "retired")
    if case.quarantined:
        return State("bad", "添付を隔離中", "attachment in quarantine")
    if case.latest is None:
        return State("wait", "編集待ち", "to be edited")
    if case.public and case.public.number == case.latest.number:
        return State("good", "掲載中", "public")
    return _state_of_text(case.latest)


def _state_of_text(text: Edited) -> State:
    if text.rejected:
        return State("calm", "不掲載", "rejected")
    if text.author == OBJECTED:
        return State("bad", "本人に異議", "the author objects")
    if text.approved_by:
        return State("blue", "決裁済み・掲載前", "approved, not yet public")
    if text.unanswered:
        return State("wait", f"確認中（残り {text.unanswered}）", f"{text.unanswered} checks open")
    return State("wait", "決裁待ち", "awaits approval")
