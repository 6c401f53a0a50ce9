"""View activity_cases: what came in, the text for the public, what is public and due for review
(clauses 35-38).

Public readers give nothing that tells who the author is, and take no `as_of`: what was withdrawn
is gone, from the past too.
"""

from datetime import date
from typing import NamedTuple

from msgspec import Struct

from core.event import Fact
from core.programme.activity_case.case import with_own
from core.programme.activity_case.facts import (
    AuthorAgreed,
    AuthorObjected,
    CaseApproved,
    CaseChecked,
    CaseCheckSet,
    CaseLinkedToCall,
    CasePublished,
    CaseQuarantined,
    CaseRedacted,
    CaseRejected,
    CaseReleased,
    CaseRetired,
    CaseReviewed,
    CaseSubmitted,
    CaseUnlinkedFromCall,
    CaseWithdrawn,
    InterviewRecorded,
)
from core.programme.activity_case.showing import KEEP
from projections.activity_case_rows import CaseRow, Shown, changed, interviewed, submitted
from projections.borrowed import PEOPLE_EVENTS, Who, keep
from projections.store import Views
from projections.view import Rows, Table, View


class Checklist(Struct, frozen=True):
    """The items of the checklist that the organisation set itself."""

    own: tuple[CaseCheckSet, ...]


class CaseEntry(NamedTuple):
    """A case with its author."""

    case: CaseRow
    who: Who


class PublicCase(NamedTuple):
    """What everybody may see: nothing in it leads to the author."""

    case: str
    kind: str
    title: str
    text: str
    on: date
    reviewed_on: date | None


CASES = Table("case", CaseRow, indexes=("person",))
CHECKS = Table("checklist", Checklist)
PEOPLE = Table("person", Who)
ONE = "tenant"


def fold(rows: Rows, fact: Fact) -> None:
    """A case is told, edited, decided on, shown, and at some time over."""
    if keep(rows, fact, PEOPLE):
        return
    match fact.event:
        case CaseCheckSet() as asked:
            held = rows.get(CHECKS, ONE)
            rows.put(CHECKS, ONE, Checklist(with_own(held.own if held else (), asked)))
        case CaseSubmitted() as sent:
            rows.put(CASES, sent.case, submitted(sent, fact))
        case InterviewRecorded() as talk:
            row = rows.get(CASES, talk.case)
            rows.put(CASES, talk.case, interviewed(row, talk, fact))
        case _:
            case = fact.stream.partition("/")[2]
            rows.put(CASES, case, changed(rows.need(CASES, case), fact))


def published(views: Views, tenant: str, on: date) -> list[PublicCase]:
    """What is public on that day, the newest first."""
    return [_public(row, row.public) for row in _shown(views, tenant, on) if row.public]


def cases_of_call(views: Views, tenant: str, call: str, on: date) -> list[PublicCase]:
    """What a call presents, of what is public on that day."""
    shown = _shown(views, tenant, on)
    return [_public(row, row.public) for row in shown if row.public and call in row.calls]


def case_desk(views: Views, tenant: str, as_of: int | None = None) -> list[CaseEntry]:
    """Every case with its author, the newest first."""
    with views.at(VIEW, tenant, as_of) as then:
        held = then.rows(CASES)
        people = {who.person: who for who in then.rows(PEOPLE)}
    found = [CaseEntry(row, people.get(row.person) or Who(person=row.person)) for row in held]
    return sorted(found, key=lambda each: -each.case.position)


def case_named(views: Views, tenant: str, case: str, as_of: int | None = None) -> CaseEntry | None:
    """One case with its author, None if there is none of that number."""
    with views.at(VIEW, tenant, as_of) as then:
        row = then.row(CASES, case)
        who = then.row(PEOPLE, row.person) if row else None
    return CaseEntry(row, who or Who(person=row.person)) if row else None


def cases_by(views: Views, tenant: str, person: str, as_of: int | None = None) -> list[CaseRow]:
    """What one author told, the newest first."""
    with views.at(VIEW, tenant, as_of) as then:
        held = then.rows(CASES, CASES.column("person") == person)
    return sorted(held, key=lambda row: -row.position)


def reviews_due(views: Views, tenant: str, on: date, as_of: int | None = None) -> list[CaseRow]:
    """Public cases whose review is due on that day, the longest overdue first: one task each."""
    with views.at(VIEW, tenant, as_of) as then:
        held = [(row.public.review_due, row) for row in then.rows(CASES) if row.public]
    due = [each for each in held if each[0] <= on]
    return [row for _, row in sorted(due, key=lambda each: (each[0], each[1].case))]


def own_checks(views: Views, tenant: str, as_of: int | None = None) -> tuple[CaseCheckSet, ...]:
    """What the organisation set itself, of what is asked of the next version of a text."""
    with views.at(VIEW, tenant, as_of) as then:
        held = then.row(CHECKS, ONE)
    return held.own if held else ()


def _shown(views: Views, tenant: str, on: date) -> list[CaseRow]:
    with views.at(VIEW, tenant) as now:
        held = [(row.public.on, row) for row in now.rows(CASES) if row.public]
    shown = [each for each in held if each[0] <= on]
    return [row for _, row in sorted(shown, key=lambda each: (each[0], each[1].case), reverse=True)]


def _public(row: CaseRow, shown: Shown) -> PublicCase:
    # What is to be written anew was not found good: the public is told of no such review.
    kept = shown.reviewed_on if shown.outcome == KEEP else None
    return PublicCase(row.case, row.kind, shown.title, shown.text, shown.on, kept)


VIEW = View(
    "activity_cases",
    2,
    tables=(CASES, CHECKS, PEOPLE),
    events=(
        *PEOPLE_EVENTS,
        CaseCheckSet,
        CaseSubmitted,
        InterviewRecorded,
        CaseQuarantined,
        CaseReleased,
        CaseRedacted,
        CaseChecked,
        AuthorAgreed,
        AuthorObjected,
        CaseApproved,
        CaseRejected,
        CaseWithdrawn,
        CasePublished,
        CaseReviewed,
        CaseRetired,
        CaseLinkedToCall,
        CaseUnlinkedFromCall,
    ),
    fold=fold,
)
