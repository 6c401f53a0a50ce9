"""Before a selection is decided, and what becomes of its seats: other readings, the draft for
approval, the ledger of a cohort (clauses 6, 10-14)."""

from starlette.responses import Response

from core.errors import Refused
from projections.call_register import CallRow, call
from projections.seat_ledger import ledger, seen_by
from projections.window_register import windows
from web.pages.inbox import bodies_of
from web.render import page
from web.visit import NotHere, Visit
from workers.selection_draft import draft_of, draft_pdf
from workers.selection_readings import other_readings, since_run

PDF = "application/pdf"
STAFF = ("officer", "approver", "auditor")
PAPER = "draft.pdf"


def show_readings(visit: Visit) -> Response:
    """The run against every other declared reading, and against the facts recorded since."""
    found = _call(visit)
    assert visit.shown >= 0
    return page(
        visit,
        "officer/readings.html",
        call=found,
        readings=other_readings(visit.tenant, found.call),
        since=since_run(visit.tenant, found.call),
    )


def show_selection_draft(visit: Visit) -> Response:
    """起案文: what the approver decides on."""
    found = _call(visit)
    assert visit.shown >= 0
    try:
        draft = draft_of(visit.tenant, found.call)
    except Refused:
        raise NotHere from None
    return page(visit, "officer/selection_draft.html", call=found, draft=draft)


def show_selection_paper(visit: Visit) -> Response:
    """The same as a PDF: equal bytes from an equal log."""
    found = _call(visit)
    if visit.part("file") != PAPER:
        raise NotHere
    content = draft_pdf(visit.tenant, found.call)
    headers = {"Content-Disposition": f'attachment; filename="{found.call}-{PAPER}"'}
    return Response(content, media_type=PDF, headers=headers)


def show_seats(visit: Visit) -> Response:
    """The seats of a cohort: all for staff; a clerk sees those of the own bodies' windows, a
    person the own."""
    assert visit.shown >= 0
    tenant = visit.tenant
    found = ledger(tenant.views, tenant.slug, visit.part("cohort"), visit.as_of)
    if found is None:
        raise NotHere
    titles = {row.window: row for row in windows(tenant.views, tenant.slug, visit.as_of)}
    rows = found.rows
    if not visit.has(*STAFF):
        bodies = set(bodies_of(visit) or ())
        own = {code for code, row in titles.items() if row.municipality_code in bodies}
        rows = seen_by(found.rows, own, visit.someone.person)
        if not rows:
            raise NotHere
    return page(
        visit,
        "officer/seats.html",
        ledger=found,
        rows=rows,
        windows=titles,
        whole=visit.has(*STAFF),
    )


def _call(visit: Visit) -> CallRow:
    tenant = visit.tenant
    found = call(tenant.views, tenant.slug, visit.part("call"))
    if found is None or found.opened_position is None:
        raise NotHere
    return found
