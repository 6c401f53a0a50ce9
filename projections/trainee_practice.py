"""What the view trainee_progress keeps of practices: sealed texts and reports (clause 16)."""

import msgspec

from core.event import Fact
from core.programme.training.practice_facts import (
    PracticeFailed,
    PracticePassed,
    PracticePlaceChanged,
    PracticePlaceDecided,
    PracticeReportReturned,
    PracticeReportSubmitted,
    PracticeStarted,
)
from projections.sealed import cell
from projections.trainee_rows import PracticeRow, Report
from projections.view import Rows, Table

PRACTICES = Table("practice", PracticeRow)
REPORTS = Table("report", Report, indexes=("nomination",))


def keep_practice(rows: Rows, nomination: str, fact: Fact) -> None:
    """Keep what a fact of a trainee tells of the practice, if anything."""
    match fact.event:
        case PracticeStarted():
            row = PracticeRow(
                nomination=nomination,
                tasks=cell(fact, "tasks"),
                supervisor=cell(fact, "supervisor"),
                place=cell(fact, "place"),
            )
            rows.put(PRACTICES, nomination, row)
        case PracticePlaceChanged():
            row = msgspec.structs.replace(
                rows.need(PRACTICES, nomination),
                wanted_supervisor=cell(fact, "supervisor"),
                wanted_place=cell(fact, "place"),
            )
            rows.put(PRACTICES, nomination, row)
        case PracticePlaceDecided(agreed=agreed):
            rows.put(PRACTICES, nomination, _moved(rows.need(PRACTICES, nomination), agreed))
        case _:
            _report(rows, nomination, fact)


def _moved(row: PracticeRow, agreed: bool) -> PracticeRow:
    change = msgspec.structs.replace
    if agreed:
        row = change(row, place=row.wanted_place, supervisor=row.wanted_supervisor)
    return change(row, wanted_place=None, wanted_supervisor=None)


def _report(rows: Rows, nomination: str, fact: Fact) -> None:
    event, change = fact.event, msgspec.structs.replace
    if isinstance(event, PracticeReportSubmitted):
        row = Report(
            nomination=nomination,
            number=event.number,
            text=cell(fact, "text"),
            sent_on=fact.effective_on,
        )
        rows.put(REPORTS, f"{nomination}/{event.number:03d}", row)
        return
    if not isinstance(event, PracticeReportReturned | PracticePassed | PracticeFailed):
        return
    key = f"{nomination}/{event.number:03d}"
    row = change(rows.need(REPORTS, key), comment=cell(fact, "comment"))
    match event:
        case PracticeReportReturned(resubmit_by=until):
            row = change(row, status="returned", resubmit_by=until)
        case PracticePassed(marks=marks):
            row = change(row, status="passed", marks=marks)
        case PracticeFailed(marks=marks, resubmit_by=until):
            row = change(row, status="failed", marks=marks, resubmit_by=until)
    rows.put(REPORTS, key, row)
