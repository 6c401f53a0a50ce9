"""View recorded_days: where in the log each civil day in Japan begins (design.md part 3, Time).

As of a date means everything up to the last position before the first event recorded after 24:00
of that day. Positions decide, not clocks: an event whose clock ran late or early moves no later
day.
"""

from datetime import date

from msgspec import Struct

from core.event import Fact
from core.log.application import TenantApplication
from projections.advance import follow
from projections.store import Views
from projections.view import Rows, Table, View


class Day(Struct, frozen=True):
    """A day later than all before it in the log, and the position of its first event."""

    day: date
    first: int


DAYS = Table("day", Day, indexes=("day",))
LATEST = Table("latest", Day)
_ONE = "latest"


def fold(rows: Rows, fact: Fact) -> None:
    """A day counts once, and only if none after it came before."""
    day = date.fromisoformat(fact.envelope.recorded_at[:10])
    latest = rows.get(LATEST, _ONE)
    if latest is None or latest.day < day:
        rows.put(DAYS, day.isoformat(), Day(day, fact.position))
        rows.put(LATEST, _ONE, Day(day, fact.position))


def position_on(tenant: str, log: TenantApplication, views: Views, day: date) -> int:
    """The last position that counts as of `day`; the head, if nothing was recorded after it."""
    head = follow(tenant, log, views, [VIEW])
    with views.at(VIEW, tenant) as now:
        later = now.rows(DAYS, DAYS.column("day") > day)
    return min((each.first for each in later), default=head + 1) - 1


VIEW = View("recorded_days", 1, tables=(DAYS, LATEST), events=(), fold=fold)
