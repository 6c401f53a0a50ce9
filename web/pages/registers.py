"""Registers: windows with their yearly facts, and the roster of coordinators (clauses 5, 18, 24,
34)."""

from datetime import date

from starlette.responses import JSONResponse, Response

from core.errors import refuse
from core.japan import Misread, match_key, read_date
from core.programme.words import FOUNDER_KINDS, OPERATIONS, ORGANISATION_KINDS
from projections.coordinator_roster import RosterRow, roster
from projections.window_register import WindowRow, alike_windows, reports, window, windows
from web.japan_tiles import TILES
from web.pages.deliveries import ALIKE
from web.pages.inbox import bodies_of
from web.render import page
from web.visit import NotHere, Visit


def show_windows(visit: Visit) -> Response:
    """Windows by code, narrowed by `?prefecture=` and `?q=`; a clerk sees those of their own
    bodies, others also pairs that may be one window."""
    assert visit.shown >= 0
    wanted = visit.query("prefecture")
    prefecture = next((tile.name for tile in TILES if tile.code == wanted), None)
    tenant, own = visit.tenant, bodies_of(visit)
    held = windows(tenant.views, tenant.slug, visit.as_of, prefecture=prefecture)
    found = [
        each
        for each in held
        if (own is None or each.municipality_code in own) and _holds(each, visit.query("q"))
    ]
    return page(
        visit,
        "officer/windows.html",
        windows=found,
        alike=alike_windows(held) if own is None else [],
        alike_words=ALIKE,
        tiles=TILES,
        prefecture=wanted if prefecture else "",
        q=visit.query("q"),
        as_of=visit.query("as_of"),
    )


def show_window(visit: Visit) -> Response:
    """One window: what belongs to a year, its successor, and what it reported of itself, dated."""
    assert visit.shown >= 0
    tenant, own, code = visit.tenant, bodies_of(visit), visit.part("window")
    row = window(tenant.views, tenant.slug, code, visit.as_of)
    if row is None or (own is not None and row.municipality_code not in own):
        raise NotHere
    return page(
        visit,
        "officer/window.html",
        row=row,
        reports=reports(tenant.views, tenant.slug, code, visit.as_of),
        founder_kinds=FOUNDER_KINDS,
        operations=OPERATIONS,
        organisation_kinds=ORGANISATION_KINDS,
    )


def show_roster(visit: Visit) -> Response:
    """Coordinators as recorded by `?as_of=` and as things stood on `?on=`, searched by name in
    memory."""
    assert visit.shown >= 0
    on = effective_on(visit)
    rows = roster(visit.tenant.views, visit.tenant.slug, visit.as_of, on)
    wanted = visit.query("status")
    return page(
        visit,
        "officer/roster.html",
        rows=[row for row in rows if not wanted or row.status == wanted],
        total=len(rows),
        status=wanted,
        names=visit.has("officer", "approver"),
        on=visit.query("on"),
        as_of=visit.query("as_of"),
    )


def show_roster_api(visit: Visit) -> Response:
    """The roster for programs: no names (design page, part 12)."""
    position = visit.shown
    rows = roster(visit.tenant.views, visit.tenant.slug, visit.as_of, effective_on(visit))
    return JSONResponse(
        {
            "position": position if visit.as_of is None else visit.as_of,
            "as_of": visit.query("as_of") or None,
            "coordinators": [roster_line(row) for row in rows],
        }
    )


def roster_line(row: RosterRow) -> dict[str, str]:
    """A coordinator by id, window, prefecture and status."""
    return {
        "id": row.person,
        "window": row.window,
        "prefecture": row.prefecture,
        "status": row.status,
    }


def effective_on(visit: Visit) -> date | None:
    """The date in `?on=`; None asks for the latest, and a text that is no date is refused."""
    text = visit.query("on")
    try:
        return read_date(text) if text else None
    except Misread as misread:
        raise refuse("on.unreadable", misread.ja, misread.en, "on") from None


def _holds(row: WindowRow, search: str) -> bool:
    held = row.attributes
    text = match_key("".join((row.window, held.title, held.institution, held.municipality)))
    return all(match_key(word) in text for word in search.split())
