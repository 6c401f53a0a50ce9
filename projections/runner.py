"""What views are asked from outside: catch up, rebuild, compare, say where they stand
(design.md part 6)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from msgspec import Struct

from core.log.application import TenantApplication
from projections import cursors
from projections.advance import Follower, follow
from projections.catalogue import VIEWS
from projections.compare import digest, is_damaged
from projections.cursors import BESIDE, DIFFERS, LIVE, Cursor
from projections.rebuild import Rebuilt, rebuild
from projections.recorded_days import position_on
from projections.store import Views
from projections.view import Parked, View

__all__ = [
    "Follower",
    "Rebuilt",
    "Standing",
    "catch_up",
    "cursor",
    "damaged",
    "digest",
    "follower",
    "parked",
    "position_on",
    "rebuild",
    "standings",
    "status",
]

STUCK_SECONDS = 30


class Standing(Struct, frozen=True, kw_only=True):
    """Where one view of one tenant stands.

    `lag` counts events, `lag_seconds` since the first of them was recorded. `stuck`: there is
    something to fold and nothing moved for half a minute. `ahead`: the log is not so far, as after
    a restore. `outdated`: an older version of the fold made the rows. `beside`: what a rebuild
    makes, if there is one.
    """

    tenant: str
    view: str
    position: int
    lag: int
    lag_seconds: float
    parked: list[Parked]
    digest: str
    moved_at: str
    stuck: bool
    ahead: bool
    outdated: bool
    beside: Cursor | None


def follower(log: TenantApplication, views: Views, only: Collection[str] | None = None) -> Follower:
    """What follows the log with the views named (all, if none is), page by page."""
    return Follower(log, views, [VIEWS[name] for name in (VIEWS if only is None else only)])


def catch_up(
    tenant: str, log: TenantApplication, views: Views, only: Collection[str] | None = None
) -> int:
    """Fold what is new into the views named (all, if none is); the position they reached at
    least."""
    return follow(tenant, log, views, [VIEWS[name] for name in (VIEWS if only is None else only)])


def cursor(tenant: str, views: Views, view: View) -> int:
    """The position that the view's rows rest on, 0 before the first page."""
    with views.at(view, tenant) as now:
        return now.position


def parked(tenant: str, views: Views, view: View) -> list[Parked]:
    """The streams that stand still in the view, with the reason."""
    with views.at(view, tenant) as now, views.reading(tenant) as db:
        found = cursors.parked_in(db, tenant, [view])
        return found.get((view.label, now.cursor.generation), [])


def damaged(tenant: str, views: Views, view: View) -> bool:
    """Whether the rows in use are not those that were folded, or are filed where readers would miss
    them; reads their whole history."""
    with views.at(view, tenant) as reader:
        return is_damaged(reader, view)


def standings(tenant: str, log: TenantApplication, views: Views, now: datetime) -> list[Standing]:
    """Where every view stands; two questions to the views, one or two to the log."""
    for view in VIEWS.values():
        views.prepare(view)
    with views.reading(tenant) as db:
        found = cursors.cursors(db, tenant, VIEWS.values())
        still = cursors.parked_in(db, tenant, VIEWS.values())
    # Asked last: what the views have folded was in the log before.
    size = log.head().size
    ages = _Ages(log, now)
    return [
        _standing(tenant, view, found[view.label], still, size, ages) for view in VIEWS.values()
    ]


def status(
    tenant: str, log: TenantApplication, views: Views, now: datetime
) -> list[dict[str, Any]]:
    """`standings` in the shape of the command-line contract: `parked` is a number, `state` one
    word: see `state_of`."""
    return [
        {
            "tenant": each.tenant,
            "view": each.view,
            "position": each.position,
            "lag": each.lag,
            "lag_seconds": each.lag_seconds,
            "parked": len(each.parked),
            "digest": each.digest,
            "state": state_of(each),
            "beside": each.beside.position if each.beside else None,
        }
        for each in standings(tenant, log, views, now)
    ]


def state_of(standing: Standing) -> str:
    """live, or what is to be known of it, the most urgent first: differs, rebuilding, ahead,
    outdated, stuck."""
    beside = standing.beside.state if standing.beside else ""
    words = {
        "differs": beside == DIFFERS,
        "rebuilding": beside == BESIDE,
        "ahead": standing.ahead,
        "outdated": standing.outdated,
        "stuck": standing.stuck,
    }
    return next((word for word, holds in words.items() if holds), "live")


class _Ages:
    """How many seconds ago the event after a position was recorded; each asked of the log once."""

    def __init__(self, log: TenantApplication, now: datetime) -> None:
        self._log, self.now = log, now
        self._known: dict[int, float] = {}

    def since(self, position: int) -> float:
        if position not in self._known:
            [row] = self._log.readable(position + 1, 1)
            recorded = getattr(getattr(row, "envelope", None), "recorded_at", None)
            self._known[position] = self.seconds(recorded) if recorded else 0.0
        return self._known[position]

    def seconds(self, instant: str) -> float:
        """Since an instant; 0 if that is none, as in an event that nobody should have written."""
        try:
            return max(0.0, (self.now - datetime.fromisoformat(instant)).total_seconds())
        except (ValueError, TypeError):
            return 0.0


def _standing(
    tenant: str,
    view: View,
    generations: list[Cursor],
    still: dict[tuple[str, int], list[Parked]],
    size: int,
    ages: _Ages,
) -> Standing:
    by_state = {each.state: each for each in generations}
    held = by_state.get(LIVE) or cursors.nothing(view)
    lag = max(0, size - held.position)
    waits = ages.since(held.position) if lag else 0.0
    unmoved = ages.seconds(held.moved_at) if held.moved_at else waits
    return Standing(
        tenant=tenant,
        view=view.name,
        position=held.position,
        lag=lag,
        lag_seconds=round(waits, 1),
        parked=still.get((view.label, held.generation), []),
        digest=held.digest.hex(),
        moved_at=held.moved_at,
        stuck=lag > 0 and min(waits, unmoved) > STUCK_SECONDS,
        ahead=held.position > size,
        outdated=held.version < view.version,
        beside=by_state.get(BESIDE) or by_state.get(DIFFERS),
    )
