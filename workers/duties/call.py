"""Duties on calls (clause 7): officers are told of a deadline that comes or has passed.

Nothing is closed by the clock: what arrives late, and whether a deadline moves, is for people.
"""

from collections.abc import Iterator

from core.clock import JAPAN
from core.command import Command
from core.programme import reminder
from projections.call_register import CallRow, calls
from tenants.gate import Tenant
from workers.duties.duty import duty
from workers.duties.reminding import day_of, reminders


def _open(tenant: Tenant) -> list[CallRow]:
    return [row for row in calls(tenant.views, tenant.slug) if row.status == "open"]


@duty("watch-calls", ja="募集の締切りの知らせ", en="Deadlines of calls", clauses=(7,))
def watch(tenant: Tenant) -> Iterator[Command]:
    """Before the deadline, and after it until the call is closed."""
    for row in _open(tenant):
        assert row.deadline is not None
        assert row.opened_position is not None
        day = row.deadline.astimezone(JAPAN).date()
        if tenant.now() <= row.deadline:
            opened = day_of(tenant, row.opened_position)
            yield from reminders(tenant, reminder.CALL, row.call, day, opened)
        else:
            yield from reminders(tenant, reminder.CLOSING, row.call, day, day)
