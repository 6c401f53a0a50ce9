"""What falls due with nominations: reminders to confirm, and the look at the start (clause 3)."""

from collections.abc import Iterable
from datetime import date, timedelta

from core.command import Command
from core.programme.nomination.confirming import ASKED_MAX, AskConfirmation, CheckAtStart
from projections.nomination_inbox import checked_at_start, inbox
from projections.nomination_rows import NominationRow
from projections.selection_board import runs
from tenants.gate import Tenant
from workers.duties.duty import duty

DAYS_BETWEEN = 7


@duty(
    "ask-to-confirm",
    ja="推薦された本人に確認を求め、答えがなければ催促する",
    en="Ask nominees to confirm their nomination, and remind them",
    clauses=(3,),
)
def _ask(tenant: Tenant) -> Iterable[Command]:
    """At once, and twice again a week apart; nobody whose selection is approved."""
    settled = {run.call for run in runs(tenant.views, tenant.slug) if run.approved}
    for entry in inbox(tenant.views, tenant.slug):
        held = entry.nomination
        if held.status == "submitted" and held.call not in settled and _silent(held, tenant.today):
            yield AskConfirmation(
                nomination=held.nomination,
                command_id=f"clock/ask-to-confirm/{held.nomination}/{held.asked + 1}",
            )


def _silent(held: NominationRow, today: date) -> bool:
    if held.confirmation or held.asked >= ASKED_MAX:
        return False
    return held.asked_on is None or today - held.asked_on >= timedelta(days=DAYS_BETWEEN)


@duty(
    "check-at-start",
    ja="研修の開始時に現に従事しているか確かめる",
    en="Check at the start of a course that its people still work at their windows",
    clauses=(3,),
)
def _check(tenant: Tenant) -> Iterable[Command]:
    """Once for everyone with a seat in a cohort that began."""
    for each in checked_at_start(tenant.views, tenant.slug):
        held = each.entry.nomination
        if each.found is None and held.status in ("submitted", "returned"):
            yield CheckAtStart(
                nomination=held.nomination,
                command_id=f"clock/check-at-start/{held.nomination}/{held.seat}",
            )
