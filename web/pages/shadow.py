"""A policy tried on past calls: whose outcome would change, with both explanations side by side
(clause 21). Small trials are shown at once; a large one is a job."""

from collections.abc import Sequence
from typing import Any

import msgspec
from starlette.responses import RedirectResponse, Response

from core.errors import Fault, Refused, refuse
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
    """Try it: nothing is recorded. Faults stand above the form, which keeps what was entered."""
    assert visit.shown >= 0
    entered, pasts = visit.entered(), _pasts(visit)
    sent = [str(text) for name, text in visit.form.multi_items() if name == "call"]
    asked: dict[str, Any] = {
        "policy": entered.get("policy", ""),
        "calls": [call for call in pasts if call in sent],
        "keep_seats": entered.get("keep_seats") == "true",
        "written": entered.get("parameters", ""),
    }
    try:
        return _tried(visit, asked, sum(pasts[call] for call in asked["calls"]))
    except Refused as refused:
        return _page(visit, None, asked, refused.faults)


def _tried(visit: Visit, asked: dict[str, Any], nominees: int) -> Response:
    policy, calls, keep = asked["policy"], asked["calls"], asked["keep_seats"]
    if not calls:
        raise refuse(
            "shadow.no_call",
            "試す募集を一つ以上選んでください。",
            "Please choose at least one call.",
            "call",
        )
    given = read_pairs(asked["written"])
    if nominees > _at_once(visit, policy):
        arguments = {"policy": policy, "calls": calls, "parameters": given, "keep_seats": keep}
        job = ask_for(visit, KIND, visit.entered().get(NONCE_FIELD, ""), **arguments)
        return RedirectResponse(visit.path(f"/jobs/{job}"), 303)
    tenant = visit.tenant
    found = shadow(tenant, tenant.policies, policy, calls, given, keep_seats=keep)
    return _page(visit, shadow_document(found), asked)


def _page(
    visit: Visit, result: Any, asked: dict[str, Any], faults: Sequence[Fault] = ()
) -> Response:
    return page(
        visit,
        "officer/shadow.html",
        422 if faults else 200,
        faults=faults,
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
