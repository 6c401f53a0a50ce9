"""Policies that are told afterwards: what they remarked, and those that were parked (clause 21).

Nobody is told anything by looking, and nothing on this page changes the register.
"""

from typing import NamedTuple

from starlette.responses import RedirectResponse, Response

from core.command import Choice
from core.errors import refuse
from core.programme.policy import FAILURES
from plugins.host import PolicyInfo
from projections.observers import Remarked
from tenants.observers import Standing, remarks, resume, standings
from web.forms import NONCE_FIELD
from web.pages.jobs import ask_for
from web.pages.views import STEWARDS
from web.render import page
from web.visit import Visit
from workers.observing import TELL

REMARKS_SHOWN_MAX = 100
STEPS = ("resume", "skip")
WORDS = {choice.code: choice for choice in FAILURES}


class Card(NamedTuple):
    """An observer: how it stands, what is installed under its id, why it is parked, and the latest
    of what it remarked."""

    standing: Standing
    info: PolicyInfo | None
    failed: Choice | None
    remarks: list[Remarked]


def show_observers(visit: Visit) -> Response:
    """Every adoption that observes, parked ones and then the newest first, with its latest
    remarks."""
    tenant = visit.tenant
    found = sorted(standings(tenant), key=lambda each: each.state != "parked")
    installed = {info.id: info for info in tenant.policies.available()} if found else {}
    cards = []
    for each in found:
        id, adopted = each.observer.policy.id, each.observer.adopted
        latest = remarks(tenant, id, REMARKS_SHOWN_MAX)
        mine = [remark for remark in latest if remark.adopted == adopted]
        why = WORDS[each.told.failed] if each.state == "parked" else None
        cards.append(Card(each, installed.get(id), why, mine))
    return page(visit, "officer/observers.html", cards=cards, may=visit.has(*STEWARDS))


def do_resume(visit: Visit) -> Response:
    """Let a parked one be told again, or pass over the one fact that fails, in the background."""
    id, entered = visit.part("policy"), visit.entered()
    step = entered.get("step", "")
    if step not in STEPS:
        raise refuse("observer.bad_step", "操作を選んでください。", "Please choose what to do.")
    resume(visit.tenant, id, skip=step == "skip")
    ask_for(visit, TELL, f"{id}/{step}/{entered.get(NONCE_FIELD, '')}")
    return RedirectResponse(visit.path("/policies/observers"), 303)
