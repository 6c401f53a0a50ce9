"""Duties on activity cases (clause 37): a review that is due is told to officers."""

from collections.abc import Iterator
from datetime import timedelta

from core.command import Command
from core.programme import reminder
from projections.activity_cases import reviews_due
from tenants.gate import Tenant
from workers.duties.duty import duty
from workers.duties.reminding import days_of, reminders


@duty(
    "call-case-reviews",
    ja="活動事例の見直しの知らせ",
    en="Reviews of cases that are due",
    clauses=(37,),
)
def call(tenant: Tenant) -> Iterator[Command]:
    """Each review once for each day set; the next review of a case counts anew."""
    ahead = timedelta(days=-min((0, *days_of(tenant, reminder.REVIEW))))
    for row in reviews_due(tenant.views, tenant.slug, tenant.today + ahead):
        assert row.public is not None
        day, on = row.public.review_due, row.public.on
        about = f"{row.case}.{day.isoformat()}"
        yield from reminders(tenant, reminder.REVIEW, about, day, min(on, day - timedelta(days=1)))
