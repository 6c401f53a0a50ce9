"""Duties on follow-up sessions (clause 24): a reminder to whoever has not said whether to join."""

from collections.abc import Iterator
from datetime import timedelta

from core.command import Command
from core.programme import reminder
from projections.followup_board import board, sessions
from tenants.gate import Tenant
from workers.duties.duty import duty
from workers.duties.reminding import reminders


@duty(
    "remind-follow-ups",
    ja="フォローアップ研修の参加希望の督促",
    en="Reminders to choose on follow-up sessions",
    clauses=(24,),
)
def remind(tenant: Tenant) -> Iterator[Command]:
    """In the days of choosing, while somebody is silent."""
    for each in sessions(tenant.views, tenant.slug):
        plan = each.session.plan
        if each.counts.silent and plan.choose_from <= tenant.today <= plan.choose_until:
            held = board(tenant.views, tenant.slug, plan.session)
            invited = min(guest.part.invited_on for guest in held.guests) if held else plan.on
            since = max(invited, plan.choose_from - timedelta(days=1))
            day = plan.choose_until
            yield from reminders(tenant, reminder.FOLLOW_UP, plan.session, day, since)
