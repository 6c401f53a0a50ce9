"""What became of a call at each local government, and whom calls are sent to (clauses 5, 7, 8)."""

from typing import NamedTuple

from starlette.responses import Response

from core.command import Choice
from core.japan import match_key
from core.programme.call.sending import ENDINGS
from core.programme.delivery.commands import OUTCOMES
from projections.call_deliveries import (
    Addressed,
    BodyRow,
    Deliveries,
    alike_bodies,
    bodies,
    deliveries,
)
from projections.call_register import call
from web.japan_tiles import TILES
from web.pages.calls import left
from web.render import page
from web.visit import NotHere, Visit

UNSENT = Choice("unsent", "未送付", "not sent yet")
PHONED = Choice("phoned", "電話で伝えた", "told by telephone")
OCCASIONS = (
    Choice("opening", "募集", "opening"),
    Choice("amendment", "募集文の訂正", "amendment"),
    Choice("extension", "締切の延長", "extension"),
)
ALIKE = {
    "name": Choice("name", "同じ名称", "the same name"),
    "mail": Choice("mail", "同じメールアドレス", "the same mail address"),
    "phone": Choice("phone", "同じ電話番号", "the same telephone number"),
}
"""Why two entries of a register may be one."""
WORDS: dict[str, dict[str, Choice]] = {
    "outcome": {each.code: each for each in (*OUTCOMES, UNSENT, PHONED)},
    "occasion": {each.code: each for each in OCCASIONS},
    "ending": {each.code: each for each in ENDINGS},
    "alike": ALIKE,
}
LISTED_MAX = 200
"""So many bodies fit a page; who wants others narrows the list."""


class Asked(NamedTuple):
    """What the list of bodies is narrowed to; empty for no limit."""

    outcome: str
    prefecture: str
    q: str


def show_deliveries(visit: Visit) -> Response:
    """A call's sendings, who must be phoned, and body by body what arrived; narrowed by
    `?outcome=`, `?prefecture=` and `?q=`."""
    assert visit.shown >= 0
    tenant, name = visit.tenant, visit.part("call")
    found = call(tenant.views, tenant.slug, name, visit.as_of)
    if found is None:
        raise NotHere
    told = deliveries(tenant.views, tenant.slug, name, visit.as_of)
    asked = Asked(visit.query("outcome"), visit.query("prefecture"), visit.query("q"))
    listed = _listed(told, asked) if any(asked) else []
    return page(
        visit,
        "officer/deliveries.html",
        call=found,
        left=left(visit),
        told=told,
        listed=listed[:LISTED_MAX],
        found=len(listed),
        asked=asked,
        tiles=TILES,
        words_of=WORDS,
        names=visit.has("officer", "approver"),
    )


def show_bodies(visit: Visit) -> Response:
    """Whom calls are sent to, narrowed by `?prefecture=` and `?q=`; pairs that may be one body."""
    assert visit.shown >= 0
    tenant = visit.tenant
    known = bodies(tenant.views, tenant.slug, visit.as_of)
    asked = Asked("", visit.query("prefecture"), visit.query("q"))
    found = [each for each in known if _holds(each, asked)]
    return page(
        visit,
        "officer/bodies.html",
        bodies=found[:LISTED_MAX],
        found=len(found),
        total=len(known),
        alike=alike_bodies(known),
        asked=asked,
        tiles=TILES,
        words_of=WORDS,
    )


def _listed(told: Deliveries, asked: Asked) -> list[Addressed]:
    return [
        each
        for each in told.bodies
        if _holds(each.body, asked) and (not asked.outcome or asked.outcome in _outcomes(each))
    ]


def _outcomes(each: Addressed) -> tuple[str, ...]:
    if each.delivery is None:
        return (UNSENT.code,)
    phoned = (PHONED.code,) if each.delivery.phoned_on else ()
    return (each.delivery.outcome, *phoned)


def _holds(row: BodyRow, asked: Asked) -> bool:
    text = match_key(row.body + row.name + row.department)
    near = not asked.prefecture or row.body.startswith(asked.prefecture)
    return near and all(match_key(word) in text for word in asked.q.split())
