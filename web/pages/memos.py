"""Decision memos and the counts that decisions rest on (clauses 19, 23, 28)."""

from starlette.responses import Response

from core.programme.evidence import DIMENSIONS
from core.programme.memo.facts import SUBJECTS
from projections.evidence_board import evidence
from projections.memos import memos
from web.render import page
from web.visit import Visit

SUBJECT_WORDS = {each.code: each for each in SUBJECTS}
DIMENSION_WORDS = {each.code: each for each in DIMENSIONS}


def show_memos(visit: Visit) -> Response:
    """Every memo under its headings, with the policy it stands under."""
    assert visit.shown >= 0
    tenant = visit.tenant
    held = memos(tenant.views, tenant.slug, tenant.today, visit.as_of)
    return page(visit, "officer/memos.html", entries=held, subject_words=SUBJECT_WORDS)


def show_evidence(visit: Visit) -> Response:
    """Counts by category; what is below five is not there to be shown."""
    assert visit.shown >= 0
    tenant = visit.tenant
    held = evidence(tenant.views, tenant.slug, visit.as_of)
    return page(visit, "officer/evidence.html", entries=held, dimension_words=DIMENSION_WORDS)
