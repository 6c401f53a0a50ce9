"""Duties on outreach (clause 9): prefectures of a list that nobody has approached yet."""

from collections.abc import Iterator
from datetime import timedelta

from core.command import Command
from core.programme import reminder
from projections.outreach_board import cards, lists
from tenants.gate import Tenant
from workers.duties.duty import duty
from workers.duties.reminding import day_of, reminders


@duty(
    "watch-outreach",
    ja="個別の働きかけの知らせ",
    en="Prefectures not approached",
    clauses=(9,),
)
def watch(tenant: Tenant) -> Iterator[Command]:
    """Some days after the list was adopted, while a task stands open without any contact."""
    for held in lists(tenant.views, tenant.slug):
        found = cards(tenant.views, tenant.slug, held.targets, tenant.today)
        waits = [
            each
            for each in found
            if each.listed and not each.target.contacts and not each.target.closing
        ]
        if waits:
            day = day_of(tenant, held.position)
            since = day - timedelta(days=1)
            yield from reminders(tenant, reminder.OUTREACH, held.targets, day, since)
