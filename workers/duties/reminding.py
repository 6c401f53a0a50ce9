"""What duties of several areas share: whether a reminder is due, by state and not by the clock."""

from collections.abc import Iterator
from datetime import date

from core.area import folded
from core.command import Command
from core.event import Fact
from core.programme import reminder
from core.programme.reminder import TIMES_MAX, GiveReminder
from tenants.gate import Tenant


def days_of(tenant: Tenant, kind: str) -> tuple[int, ...]:
    """The tenant's days of a kind of reminder, counted from the day concerned."""
    return reminder.days_of(kind, folded(tenant.log.stream(reminder.days_stream(kind))))


def reminders(tenant: Tenant, kind: str, about: str, day: date, since: date) -> Iterator[Command]:
    """The reminder of a thing that is due today, if any; `since` is when the thing began."""
    held: reminder.Given | None = folded(tenant.log.stream(reminder.stream_of(kind, about)))
    number = (held.count if held else 0) + 1
    last = max(since, held.last_on) if held else since
    if number <= TIMES_MAX and reminder.is_due(days_of(tenant, kind), day, last, tenant.today):
        yield GiveReminder(
            command_id=f"clock/{kind}/{about}/{number}",
            kind=kind,
            about=about,
            day=day,
            number=number,
        )


def recorded_on(fact: Fact) -> date:
    """The day on which a fact was recorded, in Japan."""
    return date.fromisoformat(fact.envelope.recorded_at[:10])


def day_of(tenant: Tenant, position: int) -> date:
    """The day on which the fact at a position was recorded, in Japan."""
    (fact,) = tenant.log.facts(position, 1)
    return recorded_on(fact)
