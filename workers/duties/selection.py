"""What the clock does with seats: remind, expire, close after the cut-off (clause 14)."""

from collections.abc import Iterable
from datetime import date, timedelta

from core.command import Command
from core.programme.selection.closing import CloseSelection
from core.programme.selection.reminders import RemindOffer
from core.programme.selection.seats import ExpireOffers
from projections.selection_board import NomineeRow, RunRow, board, runs
from tenants.gate import Tenant
from workers.duties.duty import duty


@duty(
    "remind-offers",
    ja="回答のない受講者に催促する",
    en="Remind of offers without an answer",
    clauses=(14,),
)
def _remind(tenant: Tenant) -> Iterable[Command]:
    for run in _going_on(tenant):
        for row in _offered(tenant, run):
            if _reminder_due(run, row, tenant.today):
                number = row.reminded + 1
                yield RemindOffer(
                    nomination=row.nomination,
                    command_id=f"clock/remind-offer/{row.nomination}/{number}",
                )


def _reminder_due(run: RunRow, row: NomineeRow, today: date) -> bool:
    """Whether fewer went out than should have by now; a late tick sends one a day, never two."""
    assert row.reply_by is not None
    days = [row.reply_by - timedelta(days=before) for before in run.reminder_days]
    behind = row.reminded < sum(day <= today for day in days)
    return behind and today <= row.reply_by and row.reminded_on != today


@duty(
    "expire-offers",
    ja="回答期限を過ぎた意思確認を期限切れにし、補欠を繰り上げる",
    en="Expire offers without an answer, and move the waiting list up",
    clauses=(14,),
)
def _expire(tenant: Tenant) -> Iterable[Command]:
    for run in _going_on(tenant):
        due = [
            row.nomination
            for row in _offered(tenant, run)
            if row.reply_by and row.reply_by < tenant.today
        ]
        if due:
            first = due[0]  # an offer ends once, so the one that is due names the wish
            yield ExpireOffers(call=run.call, command_id=f"clock/expire-offers/{first}")


@duty(
    "close-selections",
    ja="繰上げの期限を過ぎた選定を終える",
    en="Close selections after their cut-off date",
    clauses=(14,),
)
def _close(tenant: Tenant) -> Iterable[Command]:
    for run in _going_on(tenant):
        over = run.cut_off is not None and run.cut_off < tenant.today
        if over and not _offered(tenant, run):
            yield CloseSelection(call=run.call, command_id=f"clock/close-selection/{run.call}")


def _going_on(tenant: Tenant) -> list[RunRow]:
    """Selections whose offers are out and that are not closed."""
    found = runs(tenant.views, tenant.slug)
    return [run for run in found if run.approved and run.cut_off and not run.closed]


def _offered(tenant: Tenant, run: RunRow) -> list[NomineeRow]:
    held = board(tenant.views, tenant.slug, run.call)
    return [row for row in held.nominees if row.offer == "offered"] if held else []
