"""Pairs of ids that may be one person (clauses 3, 7): found to be two, or proposed and approved as
one. Nothing is merged by itself."""

from starlette.responses import Response

from core.programme.duplicate import WAYS
from projections.duplicates import duplicates
from web.render import page
from web.visit import Visit


def show_duplicates(visit: Visit) -> Response:
    """What waits for a person, and what was decided."""
    assert visit.shown >= 0
    tenant = visit.tenant
    return page(
        visit,
        "officer/duplicates.html",
        waiting=duplicates(tenant.views, tenant.slug, visit.as_of),
        settled=duplicates(tenant.views, tenant.slug, visit.as_of, settled=True),
        ways={each.code: each for each in WAYS},
    )
