"""What the consent campaign and the public list owe to the calendar (clauses 30, 33, 34)."""

import hashlib
from collections.abc import Iterable

from core.command import Command
from core.programme.directory.campaign import OpenConsentCampaign, RemindConsents
from core.programme.directory.proofs import SendProofs
from core.programme.directory.reduce import AmendEdition, amend_from
from projections.consent_board import Board, board
from projections.consent_rows import EditionRow
from tenants.defaults import defaults_of
from tenants.gate import Tenant
from workers.duties.duty import duty


def _open(tenant: Tenant) -> tuple[Board, EditionRow] | None:
    """The campaign planned last, if everybody was asked and its edition is not public yet."""
    held = board(tenant.views, tenant.slug)
    edition = held.edition
    if edition is None or edition.asked is None:
        return None
    over = held.public is not None and held.public.edition == edition.edition
    return None if over else (held, edition)


def _mark(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]


@duty(
    "ask-newcomers",
    ja="募集中の同意確認に、新たに活動を始めた人・異動した人を加える",
    en="Ask whoever began to act, or moved, while the campaign is open",
    clauses=(30, 34),
)
def _newcomers(tenant: Tenant) -> Iterable[Command]:
    found = _open(tenant)
    if found is None:
        return
    held, edition = found
    if held.unasked and tenant.today <= edition.plan.ask_by:
        who = _mark([(each.person, each.position) for each in held.unasked])
        yield OpenConsentCampaign(
            edition=edition.edition, command_id=f"clock/ask/{edition.edition}/{who}"
        )


@duty(
    "remind-consents",
    ja="同意の回答がない当事者に、日程で定めた回数まで回答を促す",
    en="Remind parties that have not answered, as often as was planned",
    clauses=(30, 34),
)
def _reminders(tenant: Tenant) -> Iterable[Command]:
    found = _open(tenant)
    if found is None:
        return
    held, edition = found
    due = sum(day <= tenant.today for day in edition.plan.reminders)
    late = tenant.today > edition.plan.ask_by
    if not late and due > edition.reminders and held.silent:
        name = edition.edition
        yield RemindConsents(edition=name, number=due, command_id=f"clock/remind/{name}/{due}")


@duty(
    "send-proofs",
    ja="回答期限の後、または掲載内容が変わったときに、確認を依頼する",
    en="Send proofs once answers are due, and again where the row changed",
    clauses=(33,),
)
def _proofs(tenant: Tenant) -> Iterable[Command]:
    found = _open(tenant)
    if found is None:
        return
    held, edition = found
    if tenant.today <= edition.plan.ask_by or tenant.today > edition.plan.publish_on:
        return
    due = [each for each in held.asked if each.needs_proof]
    if due:
        what = _mark([(e.consent.person, e.consent.asked, e.place) for e in due])
        name = edition.edition
        yield SendProofs(edition=name, command_id=f"clock/proofs/{name}/{what}")


@duty(
    "amend-edition",
    ja="撤回の後、規則の期限までに掲載を減らす訂正版を公開する",
    en="By the time the rules give after a withdrawal, publish the list without it",
    clauses=(34,),
)
def _amendments(tenant: Tenant) -> Iterable[Command]:
    held = board(tenant.views, tenant.slug)
    if held.public is None or not held.withdrawals:
        return
    if tenant.now() >= amend_from(held.withdrawals[0].at, defaults_of(tenant)):
        name, last = held.public.edition, held.withdrawals[-1].position
        yield AmendEdition(edition=name, command_id=f"clock/amend/{name}/{last}")
