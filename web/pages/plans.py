"""What-ifs of rounds and seats, and the lecturers of each round (clauses 21, 22)."""

from starlette.responses import Response

from projections.plan_board import board
from web.render import page
from web.visit import Visit


def show_plans(visit: Visit) -> Response:
    """Every what-if with what came of it, and who teaches."""
    assert visit.shown >= 0
    held = board(visit.tenant.views, visit.tenant.slug, visit.as_of)
    names = visit.has("officer", "approver")
    return page(visit, "officer/plans.html", board=held, names=names)
