"""Decision memos (clauses 23, 28)."""

from starlette.responses import Response

from core.programme.memo.facts import SUBJECTS
from projections.memos import memos
from web.render import page
from web.visit import Visit

SUBJECT_WORDS = {each.code: each for each in SUBJECTS}


def show_memos(visit: Visit) -> Response:
    """Every memo under its headings, with the policy it stands under."""
    assert visit.shown >= 0
    tenant = visit.tenant
    held = memos(tenant.views, tenant.slug, tenant.today, visit.as_of)
    return page(visit, "officer/memos.html", entries=held, subject_words=SUBJECT_WORDS)
