"""View call_deliveries: whom calls are sent to, what became of each notice, and who has to be
phoned (clauses 7, 8)."""

from collections import Counter
from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import Struct

from core.event import Fact
from core.japan import match_key
from core.programme.call.facts import CallSendingEnded, CallSendingOrdered
from core.programme.delivery.facts import (
    BOUNCED,
    NO_ADDRESS,
    SENT,
    TASKS,
    UNKNOWN,
    CallBounced,
    CallSent,
    DeliveryLeftUnknown,
    PhoneNeeded,
    PhoneNoticeRecorded,
)
from core.programme.local_government import LocalGovernmentRegistered, LocalGovernmentSucceeded
from projections.sealed import SealedCell, cell
from projections.store import Views
from projections.view import Rows, Table, View

Told = CallSent | CallBounced | DeliveryLeftUnknown | PhoneNeeded


class BodyRow(Struct, frozen=True, kw_only=True):
    """A registered body and its office; `successor` is the body that took it over, if any."""

    body: str
    name: str
    department: str
    office_mail: str
    fallback: str
    position: int
    successor: str | None = None
    reason: str = ""


class DeliveryRow(Struct, frozen=True, kw_only=True):
    """The latest notice of a call to a body: `outcome` is sent, bounced, unknown or no_address,
    `code` the server's; `versions` are the versions of the text that reached it by mail."""

    call: str
    body: str
    notice: str
    text_version: int
    outcome: str
    on: date
    position: int
    address: str = ""
    code: str = ""
    versions: tuple[int, ...] = ()
    phoned_on: date | None = None
    spoke_to: SealedCell | None = None

    @property
    def is_task(self) -> bool:
        """Whether somebody still has to call the body."""
        return self.outcome in TASKS and self.phoned_on is None


class SendingRow(Struct, frozen=True, kw_only=True):
    """A sending that was ordered; `ending` is empty while it has not ended."""

    call: str
    sending: int
    occasion: str
    notice: str
    text_version: int
    ordered_by: str
    ordered_on: date
    position: int
    ending: str = ""


class Addressed(NamedTuple):
    """A body with what became of the call's latest notice to it: None if nothing was sent."""

    body: BodyRow
    delivery: DeliveryRow | None


class Deliveries(NamedTuple):
    """A call's deliveries: every body, its sendings, how many notices ended how, who got which
    version of the text by mail, and how many bodies have had nothing."""

    bodies: tuple[Addressed, ...]
    sendings: tuple[SendingRow, ...]
    outcomes: dict[str, int]
    versions: dict[int, int]
    unsent: int

    @property
    def tasks(self) -> list[Addressed]:
        """Bodies that somebody has to call."""
        return [each for each in self.bodies if each.delivery and each.delivery.is_task]


BODIES = Table("body", BodyRow)
DELIVERIES = Table("delivery", DeliveryRow, indexes=("call",))
SENDINGS = Table("sending", SendingRow, indexes=("call",))


def fold(rows: Rows, fact: Fact) -> None:
    """The latest registration of a body, the latest notice to it, the latest of each sending."""
    change = msgspec.structs.replace
    match fact.event:
        case LocalGovernmentRegistered(code=code) as told:
            rows.put(BODIES, code, _body(rows.get(BODIES, code), told, fact.position))
        case LocalGovernmentSucceeded(code=code, successor=successor, reason=reason):
            held = rows.need(BODIES, code)
            rows.put(BODIES, code, change(held, successor=successor, reason=reason))
        case CallSent() | CallBounced() | DeliveryLeftUnknown() | PhoneNeeded() as told:
            key = _key(told.call, told.body)
            rows.put(DELIVERIES, key, _told(rows.get(DELIVERIES, key), told, fact))
        case PhoneNoticeRecorded(call=call, body=body):
            held_by = rows.need(DELIVERIES, _key(call, body))
            phoned = {"phoned_on": fact.effective_on, "spoke_to": cell(fact, "spoke_to")}
            rows.put(DELIVERIES, _key(call, body), change(held_by, **phoned))
        case CallSendingOrdered(call=call, sending=sending) as ordered:
            rows.put(SENDINGS, _key(call, f"{sending:06}"), _ordered(ordered, fact))
        case CallSendingEnded(call=call, sending=sending, ending=ending):
            key = _key(call, f"{sending:06}")
            rows.put(SENDINGS, key, change(rows.need(SENDINGS, key), ending=ending))
        case _:
            raise AssertionError(fact.event.topic)


def bodies(views: Views, tenant: str, as_of: int | None = None) -> list[BodyRow]:
    """Every body that was registered, by code, those that were succeeded included."""
    with views.at(VIEW, tenant, as_of) as then:
        return then.rows(BODIES)


def deliveries(views: Views, tenant: str, call: str, as_of: int | None = None) -> Deliveries:
    """What became of a call, body by body."""
    with views.at(VIEW, tenant, as_of) as then:
        registered = then.rows(BODIES)
        told = {
            each.body: each for each in then.rows(DELIVERIES, DELIVERIES.column("call") == call)
        }
        sendings = then.rows(SENDINGS, SENDINGS.column("call") == call)
    found = [
        Addressed(each, told.get(each.body))
        for each in registered
        if each.successor is None or each.body in told
    ]
    outcomes = Counter(each.outcome for each in told.values())
    return Deliveries(
        bodies=tuple(found),
        sendings=tuple(sendings),
        outcomes={name: outcomes[name] for name in (SENT, BOUNCED, UNKNOWN, NO_ADDRESS)},
        versions=dict(Counter(number for each in told.values() for number in each.versions)),
        unsent=sum(each.delivery is None for each in found),
    )


def answered_for(
    views: Views, tenant: str, codes: tuple[str, ...], as_of: int | None = None
) -> tuple[str, ...]:
    """The bodies that a clerk of `codes` acts for: those, and every body they took over."""
    found = list(codes)
    followed = {each.body: each.successor for each in bodies(views, tenant, as_of)}
    for code in found:
        found += [old for old, new in followed.items() if new == code and old not in found]
    return tuple(found)


def alike_bodies(found: list[BodyRow]) -> list[tuple[BodyRow, BodyRow, str]]:
    """Pairs of bodies that may be one, for a person to look at: `name` (in one prefecture), or the
    same `mail` or `phone`."""
    here = [each for each in found if each.successor is None]
    pairs: dict[tuple[str, str], tuple[BodyRow, BodyRow, str]] = {}
    for why in ("name", "mail", "phone"):
        groups: dict[str, BodyRow] = {}
        for each in here:
            alike = _alike(each, why)
            first = groups.setdefault(alike, each) if alike else each
            if first is not each:
                pairs.setdefault((first.body, each.body), (first, each, why))
    return list(pairs.values())


def _alike(row: BodyRow, why: str) -> str:
    if why == "name":
        return row.body[:2] + match_key(row.name)
    if why == "mail":
        return row.office_mail.casefold()
    return "".join(filter(str.isdecimal, row.fallback))


def _body(held: BodyRow | None, told: LocalGovernmentRegistered, position: int) -> BodyRow:
    return BodyRow(
        body=told.code,
        name=told.name,
        department=told.department,
        office_mail=told.office_mail,
        fallback=told.fallback,
        position=position,
        successor=held.successor if held else None,
        reason=held.reason if held else "",
    )


def _told(held: DeliveryRow | None, told: Told, fact: Fact) -> DeliveryRow:
    before = held.versions if held else ()
    outcome = OUTCOMES[type(told)]
    if outcome == SENT:
        before = (*(each for each in before if each != told.text_version), told.text_version)
    elif outcome == BOUNCED and held and held.notice == told.notice:
        # A late report: what the server took did not arrive.
        before = tuple(each for each in before if each != told.text_version)
    return DeliveryRow(
        call=told.call,
        body=told.body,
        notice=told.notice,
        text_version=told.text_version,
        outcome=outcome,
        on=fact.effective_on,
        position=fact.position,
        address=getattr(told, "address", ""),
        code=getattr(told, "code", ""),
        versions=before,
    )


OUTCOMES: dict[type[Told], str] = {
    CallSent: SENT,
    CallBounced: BOUNCED,
    DeliveryLeftUnknown: UNKNOWN,
    PhoneNeeded: NO_ADDRESS,
}


def _ordered(ordered: CallSendingOrdered, fact: Fact) -> SendingRow:
    return SendingRow(
        call=ordered.call,
        sending=ordered.sending,
        occasion=ordered.occasion,
        notice=ordered.notice,
        text_version=ordered.text_version,
        ordered_by=fact.envelope.actor,
        ordered_on=fact.effective_on,
        position=fact.position,
    )


def _key(call: str, part: str) -> str:
    return f"{call}/{part}"


VIEW = View(
    "call_deliveries",
    1,
    tables=(BODIES, DELIVERIES, SENDINGS),
    events=(
        LocalGovernmentRegistered,
        LocalGovernmentSucceeded,
        CallSent,
        CallBounced,
        DeliveryLeftUnknown,
        PhoneNeeded,
        PhoneNoticeRecorded,
        CallSendingOrdered,
        CallSendingEnded,
    ),
    fold=fold,
)
