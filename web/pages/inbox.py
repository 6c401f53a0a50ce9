"""The inbox of nominations (clauses 3, 4, 7): what came in, what is against it, accept or return;
what came late; and whom to carry over from an earlier call.

An officer sees all; the clerk of a local government only what its own windows sent.
"""

from collections import Counter
from collections.abc import Container

from starlette.responses import Response

from core.programme.nomination.after import GROUNDS
from core.programme.nomination.documents import KINDS
from core.programme.nomination.later import ANSWERS
from projections.call_deliveries import answered_for
from projections.call_register import calls
from projections.duplicates import duplicates
from projections.nomination_inbox import InboxEntry, inbox, without_seat
from projections.selection_board import runs
from web.render import page
from web.visit import Visit

STATUSES = (
    ("submitted", "受付済み", "received"),
    ("returned", "差戻し中", "returned"),
    ("withdrawn", "取下げ", "withdrawn"),
    ("lapsed", "失効", "lapsed"),
    ("late", "締切後に到着（決裁待ち）", "late, to be decided"),
    ("late_refused", "締切後のため受け付けず", "late, not accepted"),
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
        carry=_to_carry(visit) if chosen in _open_calls(visit) else [],
        alike=len(duplicates(tenant.views, tenant.slug, visit.as_of)) if _reads(visit) else 0,
        words_of={each.code: each for each in (*KINDS, *GROUNDS, *ANSWERS)},
    )


def _reads(visit: Visit) -> bool:
    return visit.has("officer", "approver")


def _open_calls(visit: Visit) -> list[str]:
    found = calls(visit.tenant.views, visit.tenant.slug, visit.as_of)
    return [each.call for each in found if each.status == "open"]


def _to_carry(visit: Visit) -> list[InboxEntry]:
    bodies = bodies_of(visit)
    return without_seat(visit.tenant.views, visit.tenant.slug, visit.as_of, bodies=bodies)


def bodies_of(visit: Visit) -> tuple[str, ...] | None:
    """The local governments whose records the visitor may see, those that were merged into theirs
    included; None means all."""
    if visit.has("officer", "approver", "auditor", "admin"):
        return None
    return answered_for(visit.tenant.views, visit.tenant.slug, visit.someone.bodies)


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
