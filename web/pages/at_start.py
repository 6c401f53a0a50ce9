"""At the start of a course (clause 3): who of those with a seat no longer works at their window, as
far as is on record."""

from starlette.responses import Response

from core.programme.nomination.later import ANSWERS
from projections.nomination_inbox import checked_at_start
from web.render import page
from web.visit import Visit


def show_at_start(visit: Visit) -> Response:
    """Everyone with a seat in a cohort that began; those that do not fit come first."""
    assert visit.shown >= 0
    found = checked_at_start(visit.tenant.views, visit.tenant.slug, visit.as_of)
    order = sorted(found, key=lambda each: (not each.found, each.found is not None))
    return page(
        visit,
        "officer/at_start.html",
        checked=order,
        answers={each.code: each for each in ANSWERS},
    )
