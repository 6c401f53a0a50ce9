"""Whether the page a member of staff looks at shows everything, and how many views need a hand."""

from collections.abc import Iterable
from typing import NamedTuple

from projections.cursors import DIFFERS
from projections.runner import Standing
from web.view_labels import LABELS
from web.visit import WAIT_SECONDS_MAX, Visit

STAFF = ("officer", "approver", "assessor", "auditor", "admin", "clerk", "operator")


class Shortfall(NamedTuple):
    """What a page does not show: streams that stand still in its views, and how many of the newest
    events are not in them."""

    streams: tuple[str, ...]
    behind: int


def shortfall(visit: Visit) -> Shortfall | None:
    """What the page behind this door does not show; None if it shows everything, or the visitor is
    no member of staff."""
    shown = _feeding(visit.door)
    if not shown or not visit.has(*STAFF):
        return None
    upto = _asked_for(visit)
    standings = [each for each in visit.standings if each.view in shown]
    streams = {
        parked.stream
        for each in standings
        for parked in each.parked
        if upto is None or parked.position <= upto
    }
    behind = max((_missing(each, upto) for each in standings), default=0)
    return Shortfall(tuple(sorted(streams)), behind) if streams or behind else None


def in_trouble(standings: Iterable[Standing]) -> list[Standing]:
    """The views that do not heal by themselves: stuck, ahead of the log, with streams that stand
    still, or rebuilt to something else."""
    return [each for each in standings if each.stuck or each.ahead or each.parked or differs(each)]


def differs(standing: Standing) -> bool:
    """Whether a rebuild came to other rows and waits for a decision."""
    return standing.beside is not None and standing.beside.state == DIFFERS


def _feeding(door: str) -> set[str]:
    """The views that feed the page."""
    return {
        view for view, label in LABELS.items() if any(each.door == door for each in label.pages)
    }


def _asked_for(visit: Visit) -> int | None:
    """The earlier position that the page was drawn for; None if it did not look at `?as_of=`."""
    return visit.as_of if visit.can_look_back else None


def _missing(standing: Standing, upto: int | None) -> int:
    if standing.lag_seconds <= WAIT_SECONDS_MAX:
        return 0
    size = standing.position + standing.lag
    return max(0, min(size, size if upto is None else upto) - standing.position)
