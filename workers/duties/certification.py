"""What the clock does with certifications: remind of a renewal, lapse, put a revocation in effect
(clause 18)."""

from collections.abc import Iterable, Iterator
from datetime import date

from core.command import Command
from core.programme.certification import LapseCertificate, RemindRenewal
from core.programme.coordinator import ACTING, CEASED, CERTIFIED, CarryOutRevocation, Coordinator
from core.programme.questions import RenewalRuling
from projections.certificates import certificates
from tenants.gate import Tenant
from tenants.renewals import Renewals
from workers.duties.duty import duty


@duty(
    "carry-out-revocations",
    ja="取消しの日が来て通知の済んだ認証を取り消す",
    en="Revoke certifications whose date of revocation has come",
    clauses=(18,),
)
def _carry_out(tenant: Tenant) -> Iterable[Command]:
    for held in _held(tenant):
        way = held.revocation
        if way and way.noticed_on and way.proposed.effective_on <= tenant.today:
            key = f"clock/carry-out-revocation/{held.person}/{way.proposed.digest[:16]}"
            yield CarryOutRevocation(person=held.person, command_id=key)


@duty(
    "lapse-certificates",
    ja="更新されないまま期限と猶予を過ぎた認証の失効を記録する",
    en="Lapse certifications that were not renewed in time",
    clauses=(18,),
)
def _lapse(tenant: Tenant) -> Iterable[Command]:
    renewals, today = Renewals(tenant, tenant.today), tenant.today
    for held in _held(tenant):
        if held.status in CERTIFIED and held.valid_until and held.valid_until < today:
            ruling = renewals.of(held)
            if ruling and ruling.lapses_after and ruling.lapses_after < today:
                key = f"clock/lapse-certificate/{held.person}/{held.valid_until.isoformat()}"
                yield LapseCertificate(person=held.person, command_id=key)


@duty(
    "remind-renewals",
    ja="認証の更新を案内する",
    en="Remind of renewals",
    clauses=(18,),
)
def _remind(tenant: Tenant) -> Iterable[Command]:
    renewals, today = Renewals(tenant, tenant.today), tenant.today
    for held in _held(tenant):
        if held.status in (ACTING, CEASED) and held.valid_until and today <= held.valid_until:
            due = _due(held.valid_until, renewals.of(held), today)
            if held.reminders < due:
                about = f"{held.person}/{held.valid_until.isoformat()}/{due}"
                key = f"clock/remind-renewal/{about}"
                yield RemindRenewal(person=held.person, reminder=due, command_id=key)


def _held(tenant: Tenant) -> Iterator[Coordinator]:
    yield from (each.held for each in certificates(tenant.views, tenant.slug))


def _due(until: date, ruling: RenewalRuling | None, today: date) -> int:
    """How many should have gone out by today: one when renewals open, one half way to the end. A
    late tick sends the second alone."""
    if ruling is None or ruling.opens_on is None or today < ruling.opens_on:
        return 0
    return 2 if today - ruling.opens_on >= until - today else 1
