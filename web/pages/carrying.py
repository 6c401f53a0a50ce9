"""Carrying nominees without a seat over into an open call, in one click (clause 7)."""

from typing import NamedTuple

from starlette.responses import Response

from core.engine.receipt import Receipt
from core.errors import Fault
from core.programme.nomination.carrying import CarryOverNomination
from core.programme.nomination.facts import NominationSubmitted
from projections.nomination_inbox import without_seat
from web.pages.commands import own_id
from web.pages.inbox import bodies_of
from web.render import page
from web.visit import Visit


class Carried(NamedTuple):
    """A nomination, the number it has in the new call, or why it was not carried over."""

    source: str
    number: str
    faults: tuple[Fault, ...] = ()


def do_carry_over(visit: Visit) -> Response:
    """Those that were ticked, of the visitor's own bodies; what cannot be carried over is said,
    and keeps nobody else back."""
    tenant, actor = visit.tenant, visit.someone
    assert visit.shown >= 0
    call = visit.entered().get("call", "")
    own = {
        each.nomination.nomination
        for each in without_seat(tenant.views, tenant.slug, bodies=bodies_of(visit))
    }
    ticked = [str(each) for each in visit.form.getlist("nomination")]
    wanted = [
        CarryOverNomination(
            nomination=each, call=call, command_id=own_id(visit, f"carry/{each}/{call}")
        )
        for each in ticked
        if each in own
    ]
    verdicts = tenant.trial(wanted, actor)
    good = [each for each, refusal in zip(wanted, verdicts, strict=True) if refusal is None]
    receipts = tenant.handle_all(good, actor) if good else []
    numbers = {
        each.nomination: _number(receipt) for each, receipt in zip(good, receipts, strict=True)
    }
    results = [
        Carried(
            each.nomination, numbers.get(each.nomination, ""), refusal.faults if refusal else ()
        )
        for each, refusal in zip(wanted, verdicts, strict=True)
    ]
    return page(visit, "officer/carried.html", call=call, results=results)


def _number(receipt: Receipt) -> str:
    submitted = (each.event for each in receipt.facts)
    return next(each.nomination for each in submitted if isinstance(each, NominationSubmitted))
