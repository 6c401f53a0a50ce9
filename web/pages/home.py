"""A tenant's first page: what is open to the public, and what waits for whoever is signed in."""

from starlette.responses import Response

from tenants.editions import edition_at
from web.pages.calls import left, seen_calls
from web.render import page
from web.visit import Visit


def show_home(visit: Visit) -> Response:
    """Open calls, the directory in figures, and what waits for the visitor."""
    assert visit.shown >= 0
    return page(
        visit,
        "public/home.html",
        calls=seen_calls(visit),
        left=left(visit),
        edition=edition_at(visit.tenant),
        waiting=[],
    )
