"""Who a notice goes to, in the clear: opened here, when a letter is written, and not kept."""

import hashlib
from typing import NamedTuple

from core.area import folded
from core.privacy import Erased
from core.programme.local_government import LocalGovernment
from core.programme.local_government import stream_of as body_stream
from core.programme.nomination.facts import NominationSubmitted
from core.programme.nomination.facts import stream_of as nomination_stream
from tenants.gate import Tenant
from tenants.prepare import opened_field
from workers.letters.registry import To


class Recipient(NamedTuple):
    """One mail's recipient: who it is by id, the address, and how the letter greets."""

    to: To
    address: str
    greeting: str

    @property
    def folder(self) -> str:
        """The folder of its letters: a person's own, so that an erasure takes them away."""
        return self.to.id if self.to.kind == "person" else f"{self.to.kind}-{self.mark}"

    @property
    def mark(self) -> str:
        """Tells recipients of one notice apart, in the id of a mail."""
        return hashlib.sha256("\0".join(self.to).encode()).hexdigest()[:12]


def recipients(tenant: Tenant, to: To) -> list[Recipient]:
    """The recipients with an address; none for someone erased, or for a body without one."""
    match to.kind:
        case "person":
            found = [_person(tenant, to.id)]
        case "body":
            found = [_body(tenant, to.id)]
        case "institution":
            found = _accounts(tenant, "institution", to.id)
        case "role":
            found = _accounts(tenant, to.id, "")
    return [each for each in found if each.address]


def nominee_of(tenant: Tenant, nomination: str) -> str:
    """The person id of a nomination's nominee."""
    submitted = tenant.log.stream(nomination_stream(nomination))[0].event
    assert isinstance(submitted, NominationSubmitted)
    return submitted.person


def account_address(tenant: Tenant, account: str) -> str:
    """The address of an account of the organisation: its id, for its own mail gateway."""
    return account if "@" in account else f"{account}@{tenant.slug}.invalid"


def _person(tenant: Tenant, person: str) -> Recipient:
    address, name = (opened(tenant, person, field) for field in ("mail", "full_name"))
    return Recipient(To("person", person), address, f"{name} 様")


def _body(tenant: Tenant, code: str) -> Recipient:
    held = _body_state(tenant, code)
    met = {code}
    while held is not None and held.successor and held.successor not in met:
        met.add(held.successor)
        held = _body_state(tenant, held.successor)
    if held is None:
        return Recipient(To("body", code), "", "")
    office = " ".join(part for part in (held.latest.name, held.latest.department) if part)
    return Recipient(To("body", code), held.latest.office_mail, f"{office} 御中")


def _body_state(tenant: Tenant, code: str) -> LocalGovernment | None:
    state: LocalGovernment | None = folded(tenant.log.stream(body_stream(code)))
    return state


def _accounts(tenant: Tenant, role: str, institution: str) -> list[Recipient]:
    found = []
    for actor in tenant.accounts.all():
        if role in actor.roles and (not institution or institution in actor.institutions):
            if actor.person:
                found.append(_person(tenant, actor.person))
            else:
                address = account_address(tenant, actor.id)
                found.append(Recipient(To("role", actor.id), address, "ご担当者 様"))
    return found


def opened(tenant: Tenant, person: str, field: str) -> str:
    """The latest value of a person's sealed field; empty when erased or never given."""
    found: str | Erased | None = None
    for fact in tenant.log.stream(f"person/{person}"):
        if field in fact.event.privacy:
            found = opened_field(tenant.keys, tenant.slug, fact, field)
    return found if isinstance(found, str) else ""
