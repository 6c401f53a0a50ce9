"""Calls for the public: text, deadline with its history, days left, template, activity cases
(clauses 7, 8, 24, 38)."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from starlette.responses import Response

from core.clock import JAPAN
from projections.activity_cases import cases_of_call
from projections.call_register import CallRow, call, calls
from web.render import page
from web.visit import NotHere, Visit

PUBLIC = ("open", "closed")
STAFF = ("officer", "approver", "auditor", "admin")


class TimeLeft(NamedTuple):
    """Whole days and hours until a deadline; `over` once it has passed."""

    days: int
    hours: int
    over: bool


def show_calls(visit: Visit) -> Response:
    """Every call there ever was, the latest first."""
    assert visit.shown >= 0
    return page(visit, "public/calls.html", calls=seen_calls(visit), left=left(visit))


def show_call(visit: Visit) -> Response:
    """One call. Before it opens only the organisation's own people see it."""
    assert visit.shown >= 0
    found = call(visit.tenant.views, visit.tenant.slug, visit.part("call"), visit.as_of)
    if found is None or not _may_see(visit, found):
        raise NotHere
    tenant = visit.tenant
    presented = cases_of_call(tenant.views, tenant.slug, found.call, tenant.today)
    return page(visit, "public/call.html", call=found, left=left(visit), cases=presented)


def seen_calls(visit: Visit) -> list[CallRow]:
    """The calls the visitor may see, the latest first."""
    found = calls(visit.tenant.views, visit.tenant.slug, visit.as_of)
    return [each for each in reversed(found) if _may_see(visit, each)]


def left(visit: Visit) -> Callable[[CallRow], TimeLeft | None]:
    """Says how long it is until a call's deadline: None where it has none or is closed."""
    now: datetime = visit.tenant.now()

    def until_deadline(found: CallRow) -> TimeLeft | None:
        if found.deadline is None or found.status != "open":
            return None
        seconds = (found.deadline.astimezone(JAPAN) - now).total_seconds()
        return TimeLeft(int(seconds // 86_400), int(seconds % 86_400 // 3_600), seconds < 0)

    return until_deadline


def _may_see(visit: Visit, found: CallRow) -> bool:
    return found.status in PUBLIC or visit.has(*STAFF)
