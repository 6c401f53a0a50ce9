"""The counts that decisions rest on (clause 19)."""

from starlette.responses import Response

from core.programme.evidence import DIMENSIONS
from projections.evidence_board import evidence
from tenants.defaults import defaults_of
from web.render import page
from web.visit import Visit

DIMENSION_WORDS = {each.code: each for each in DIMENSIONS}


def show_evidence(visit: Visit) -> Response:
    """Counts by category; what is too small is not there to be shown."""
    assert visit.shown >= 0
    tenant = visit.tenant
    held = evidence(tenant.views, tenant.slug, visit.as_of)
    return page(
        visit,
        "officer/evidence.html",
        entries=held,
        dimension_words=DIMENSION_WORDS,
        least=defaults_of(tenant).small_number_least,
    )
