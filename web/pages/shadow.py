"""A policy tried on past calls: whose outcome would change, with both explanations side by side
(clause 21). Small trials are shown at once; a large one is a job."""

from typing import Any

import msgspec
from starlette.responses import RedirectResponse, Response

from core.errors import refuse
from core.programme.policy import read_pairs
from projections.selection_board import runs
from tenants.shadow import shadow
from tenants.shadow_tables import shadow_document
from web.forms import NONCE_FIELD
from web.pages.jobs import ask_for, finished
from web.render import page
from web.visit import NotHere, Visit
from workers.shadowing import KIND

AT_ONCE_MAX, AT_ONCE_IN_CHILD_MAX = 1000, 100
"""Nominees of all calls tried that one request may rule on: about a second, for a policy that runs
in this process and for one in a child."""


def show_shadow(visit: Visit) -> Response:
    """The form, and the result of the job named by `?job=`."""
    assert visit.shown >= 0
    return _page(visit, _result(visit), {})


def do_shadow(visit: Visit) -> Response:
    """Try it: nothing is recorded. Faults are shown as those of commands are."""
    assert visit.shown >= 0
    entered, pasts = visit.entered(), _pasts(visit)
    sent = [str(text) for name, text in visit.form.multi_items() if name == "call"]
    chosen = [call for call in pasts if call in sent]
    if not chosen:
        raise refuse(
            "shadow.no_call",
            "試す募集を一つ以上選んでください。",
            "Please choose at least one call.",
            "call",
        )
    policy, keep = entered.get("policy", ""), entered.get("keep_seats") == "true"
    given = read_pairs(entered.get("parameters", ""))
    arguments: dict[str, Any] = {
        "policy": policy,
        "calls": chosen,
        "parameters": given,
        "keep_seats": keep,
    }
    if sum(pasts[call] for call in chosen) > _at_once(visit, policy):
        job = ask_for(visit, KIND, entered.get(NONCE_FIELD, ""), **arguments)
        return RedirectResponse(visit.path(f"/jobs/{job}"), 303)
    tenant = visit.tenant
    found = shadow(tenant, tenant.policies, policy, chosen, given, keep_seats=keep)
    return _page(visit, shadow_document(found), arguments)


def _page(visit: Visit, result: Any, asked: dict[str, Any]) -> Response:
    return page(
        visit,
        "officer/shadow.html",
        policies=visit.tenant.policies.available(),
        pasts=_pasts(visit),
        result=result,
        asked=asked,
    )


def _pasts(visit: Visit) -> dict[str, int]:
    """Call -> how many nominees its latest run ruled on."""
    found = runs(visit.tenant.views, visit.tenant.slug)
    return {
        row.call: row.selected + row.waitlisted + row.unranked + row.ineligible
        for row in sorted(found, key=lambda row: row.call)
    }


def _at_once(visit: Visit, policy: str) -> int:
    info = visit.tenant.policies.info(policy)
    return AT_ONCE_MAX if info is None or info.walls is None else AT_ONCE_IN_CHILD_MAX


def _result(visit: Visit) -> Any:
    if not visit.query("job"):
        return None
    file = finished(visit, visit.query("job"), KIND)
    if file is None:
        raise NotHere
    return msgspec.json.decode(file.read_bytes())
