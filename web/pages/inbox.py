"""The inbox of nominations (clauses 3, 4): what came in, what is against it, accept or return.

An officer sees all; the clerk of a local government only what its own windows sent.
"""

from collections import Counter
from collections.abc import Container

from starlette.responses import Response

from projections.call_register import calls
from projections.nomination_inbox import InboxEntry, inbox
from projections.selection_board import runs
from web.render import page
from web.visit import Visit

STATUSES = (
    ("submitted", "受付済み", "received"),
    ("returned", "差戻し中", "returned"),
    ("withdrawn", "取下げ", "withdrawn"),
    ("lapsed", "失効", "lapsed"),
)


def show_inbox(visit: Visit) -> Response:
    """Nominations of the latest call, or of `?call=`, narrowed by `?status=` and `?look=`."""
    assert visit.shown >= 0
    tenant = visit.tenant
    known = [
        each.call for each in calls(tenant.views, tenant.slug, visit.as_of) if each.opened_position
    ]
    asked = visit.query("call")
    chosen = asked if asked in known else (known[-1] if known else "")
    entries = inbox(tenant.views, tenant.slug, visit.as_of, call=chosen, bodies=bodies_of(visit))
    approved = settled(visit)
    status = visit.query("status")
    look = visit.query("look")
    return page(
        visit,
        "officer/inbox.html",
        calls=known,
        call=chosen,
        entries=[each for each in entries if _matches(each, status, look, approved)],
        counts=Counter(each.nomination.status for each in entries),
        total=len(entries),
        evidence_open=sum(needs_look(each, approved) for each in entries),
        settled=chosen in approved,
        statuses=STATUSES,
        status=status,
        look=look,
    )


def bodies_of(visit: Visit) -> tuple[str, ...] | None:
    """The local governments whose records the visitor may see; None means all."""
    return None if visit.has("officer", "approver", "auditor", "admin") else visit.someone.bodies


def settled(visit: Visit) -> set[str]:
    """Calls whose selection is approved: nothing in them waits for the inbox any more."""
    found = runs(visit.tenant.views, visit.tenant.slug, visit.as_of)
    return {run.call for run in found if run.approved}


def needs_look(entry: InboxEntry, approved: Container[str]) -> bool:
    """Whether an officer still has to decide on the evidence."""
    it = entry.nomination
    return it.status == "submitted" and not it.evidence_accepted and it.call not in approved


def _matches(entry: InboxEntry, status: str, look: str, approved: Container[str]) -> bool:
    wanted = not status or entry.nomination.status == status
    return wanted and (look != "evidence" or needs_look(entry, approved))
