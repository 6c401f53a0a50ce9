"""The operator's page of views: where each stands, what it cannot take and why, and the rebuild
beside (design page, part 6).

It is the page for when something is wrong, so it folds nothing itself: it only asks where things
stand. Everything it offers leaves the log as it is.
"""

from datetime import datetime
from typing import NamedTuple

from starlette.responses import RedirectResponse, Response

from core.errors import Refused, refuse
from core.event import Fact
from projections import rebuild
from projections.catalogue import VIEWS
from projections.cursors import BESIDE
from projections.runner import STUCK_SECONDS, Standing
from projections.view import Parked, View
from web.forms import NONCE_FIELD
from web.pages.jobs import ask_for
from web.render import page
from web.shortfall import differs, in_trouble
from web.view_labels import LABELS, Reason, ViewLabel, reason_of
from web.visit import NotHere, Visit
from workers.rebuilds import CHANGED, REBUILD, seen

STEWARDS = ("operator", "admin")
"""Roles that may order a rebuild, cancel it, or accept what it came to."""
PARKED_SHOWN_MAX = 20


class Progress(NamedTuple):
    """A rebuild on its way: events folded and to fold, events a second, seconds left (None while
    unknown). `halted`: nothing moved for long, so whoever made it was stopped."""

    done: int
    goal: int
    rate: float
    seconds_left: float | None
    halted: bool


class Line(NamedTuple):
    """A view in the table; `state` are its words, the most urgent first."""

    standing: Standing
    label: ViewLabel
    states: tuple[str, ...]
    progress: Progress | None


class Still(NamedTuple):
    """A stream that stands still: why, and since when (None if that cannot be read)."""

    parked: Parked
    reason: Reason
    since: str | None


class Trouble(NamedTuple):
    """What the card of a view says."""

    line: Line
    still: list[Still]
    more: int


def show_views(visit: Visit) -> Response:
    """Every view, those that need a hand first as cards."""
    lines = [_line(visit, each) for each in visit.standings]
    urgent = {each.view for each in in_trouble(visit.standings)}
    return page(
        visit,
        "operator/views.html",
        lines=lines,
        troubles=[_trouble(visit, line) for line in lines if line.standing.view in urgent],
        may=visit.has(*STEWARDS),
        thrown=LABELS.get(visit.query("thrown")),
        words_for=duration,
    )


def do_rebuild(visit: Visit) -> Response:
    """Ask for a rebuild beside; the job's page says what came of it."""
    return _order(visit, view_named(visit), accept=False)


def do_cancel(visit: Visit) -> Response:
    """Throw away what stands beside; what readers see stays."""
    view = view_named(visit)
    rebuild.cancel(visit.tenant.slug, visit.tenant.views, view)
    return RedirectResponse(visit.path(f"/views?thrown={view.name}"), 303)


def do_accept(visit: Visit) -> Response:
    """Ask that the new rows be switched in: only those that were looked at, and only on purpose."""
    view, entered = view_named(visit), visit.entered()
    if entered.get("confirm") != "yes":
        raise refuse(
            "views.not_confirmed",
            "「違いを確かめました」に印を付けてください。",
            "Please tick that you have looked at the differences.",
        )
    standing = standing_of(visit, view)
    if not differs(standing) or entered.get("seen") != seen(standing.beside):
        raise Refused(CHANGED)
    return _order(visit, view, accept=True)


def view_named(visit: Visit) -> View:
    """The view that the address names; `NotHere` if there is none."""
    view = VIEWS.get(visit.part("view"))
    if view is None:
        raise NotHere
    return view


def standing_of(visit: Visit, view: View) -> Standing:
    """Where the view stands."""
    return next(each for each in visit.standings if each.view == view.name)


def progress_of(standing: Standing, now: datetime) -> Progress | None:
    """How far the rebuild is; None if none is on its way."""
    beside = standing.beside
    if beside is None or beside.state != BESIDE:
        return None
    goal = max(standing.position, beside.position)
    seconds = _seconds(beside.begun_at, now)
    rate = (beside.position - beside.begun_from) / seconds if seconds > 0 else 0.0
    left = (goal - beside.position) / rate if rate > 0 else None
    halted = beside.position < goal and _seconds(beside.moved_at, now) > STUCK_SECONDS
    return Progress(beside.position, goal, rate, left, halted)


def duration(seconds: float | None) -> tuple[str, str]:
    """A length of time in Japanese and English, in its largest unit; a dash for None."""
    if seconds is None:
        return "—", "—"
    for unit, ja, en in ((86_400, "日", "days"), (3_600, "時間", "hours"), (60, "分", "minutes")):
        if seconds >= 2 * unit:
            return f"約{seconds / unit:.0f}{ja}", f"about {seconds / unit:.0f} {en}"
    return f"{seconds:.0f}秒", f"{seconds:.0f} s"


def _order(visit: Visit, view: View, *, accept: bool) -> Response:
    key = f"{view.name}/{accept}/{visit.entered().get(NONCE_FIELD, '')}"
    given = {"accept": True, "seen": visit.entered().get("seen", "")} if accept else {}
    job = ask_for(visit, REBUILD, key, view=view.name, **given)
    return RedirectResponse(visit.path(f"/jobs/{job}"), 303)


def _line(visit: Visit, standing: Standing) -> Line:
    progress = progress_of(standing, visit.tenant.now())
    holds = {
        "stuck": standing.stuck,
        "parked": bool(standing.parked),
        "differs": differs(standing),
        "halted": progress is not None and progress.halted,
        "rebuilding": progress is not None and not progress.halted,
        "ahead": standing.ahead,
        "outdated": standing.outdated,
    }
    states = tuple(state for state, it_does in holds.items() if it_does)
    return Line(standing, LABELS[standing.view], states or ("live",), progress)


def _trouble(visit: Visit, line: Line) -> Trouble:
    parked = line.standing.parked
    still = [
        Still(each, reason_of(each), _since(visit, each)) for each in parked[:PARKED_SHOWN_MAX]
    ]
    return Trouble(line, still, len(parked) - len(still))


def _since(visit: Visit, parked: Parked) -> str | None:
    """When the fact was recorded; of one that cannot be read, when the one before it was."""
    first = max(1, parked.position - 1)
    around = visit.tenant.log.readable(first, 2, parked.position)
    known = [fact.envelope.recorded_at for fact in around if isinstance(fact, Fact)]
    return known[-1] if known else None


def _seconds(instant: str, now: datetime) -> float:
    return (now - datetime.fromisoformat(instant)).total_seconds() if instant else 0.0
