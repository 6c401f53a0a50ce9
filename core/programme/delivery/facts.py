"""What happened to a call's notices at each local government: events, state, fold (clause 7)."""

import msgspec
from msgspec import Struct

from core.area import States, area, need
from core.event import Event, Fact, NoPerson, SealedText, event

SENT, BOUNCED, UNKNOWN, NO_ADDRESS = "sent", "bounced", "unknown", "no_address"
TASKS = (BOUNCED, UNKNOWN, NO_ADDRESS)
"""Outcomes that somebody must call the body about."""


@event(
    "delivery.sent",
    ja="団体 {body} に募集 {call} の通知（{notice}）を送った",
    en="Sent notice {notice} of call {call} to body {body}",
)
class CallSent(Event, frozen=True):
    """The mail server took it for the address of the body's office."""

    call: NoPerson[str]
    body: NoPerson[str]
    notice: NoPerson[str]
    text_version: NoPerson[int]
    address: NoPerson[str]


@event(
    "delivery.bounced",
    ja="団体 {body} への募集 {call} の通知（{notice}）は届かなかった（{code}）",
    en="Notice {notice} of call {call} did not reach body {body}: {code}",
)
class CallBounced(Event, frozen=True):
    """Refused by the server, at once or by a later report, with the server's code."""

    call: NoPerson[str]
    body: NoPerson[str]
    notice: NoPerson[str]
    text_version: NoPerson[int]
    address: NoPerson[str]
    code: NoPerson[str]


@event(
    "delivery.left_unknown",
    ja="団体 {body} に募集 {call} の通知（{notice}）が届いたかは分からない",
    en="Whether notice {notice} of call {call} reached body {body} is not known",
)
class DeliveryLeftUnknown(Event, frozen=True):
    """Work stopped between handing it over and the server's answer: it is not sent again."""

    call: NoPerson[str]
    body: NoPerson[str]
    notice: NoPerson[str]
    text_version: NoPerson[int]
    address: NoPerson[str]


@event(
    "delivery.phone_needed",
    ja="団体 {body} には宛先がなく、募集 {call} の通知（{notice}）は電話で伝える",
    en="Body {body} has no address: notice {notice} of call {call} is for the telephone",
)
class PhoneNeeded(Event, frozen=True):
    """There was no address to send it to."""

    call: NoPerson[str]
    body: NoPerson[str]
    notice: NoPerson[str]
    text_version: NoPerson[int]


@event(
    "delivery.phoned",
    ja="団体 {body} に募集 {call} の通知（{notice}）を電話で伝えた",
    en="Told body {body} of notice {notice} of call {call} by telephone",
)
class PhoneNoticeRecorded(Event, frozen=True):
    """Somebody of the office was told; who, is sealed."""

    call: NoPerson[str]
    body: NoPerson[str]
    notice: NoPerson[str]
    spoke_to: SealedText


class Delivery(Struct, frozen=True, kw_only=True):
    """The latest notice of a call to a body: what became of it, where it went, whether somebody
    phoned. `tried` are all notices, each with the address it was last tried at."""

    notice: str
    text_version: int
    outcome: str
    address: str = ""
    phoned: bool = False
    tried: dict[str, str] = {}

    @property
    def is_task(self) -> bool:
        """Whether somebody still has to call the body."""
        return self.outcome in TASKS and not self.phoned


def stream_of(call: str, body: str) -> str:
    """The stream of a call's notices to a body."""
    return f"delivery/{call}.{body}"


def wants(held: Delivery | None, notice: str, address: str) -> bool:
    """Whether the notice may go to the address: never twice; again only where the latest one did
    not arrive, nobody phoned, and there is another address since."""
    if held is None or notice not in held.tried:
        return True
    moved = bool(address) and held.tried[notice] != address
    return moved and held.outcome in (BOUNCED, NO_ADDRESS) and not held.phoned


def known_delivery(states: States, call: str, body: str) -> Delivery:
    """The delivery, or `Refused`."""
    found: Delivery = need(
        states,
        stream_of(call, body),
        f"団体 {body} に募集 {call} を送った記録がありません。",
        f"Nothing of call {call} was sent to body {body}.",
    )
    return found


def evolve(state: Delivery | None, fact: Fact) -> Delivery:
    """Fold one fact of the stream."""
    match fact.event:
        case CallSent() as told:
            return _told(state, told, SENT, told.address)
        case CallBounced() as told:
            return _told(state, told, BOUNCED, told.address)
        case DeliveryLeftUnknown() as told:
            return _told(state, told, UNKNOWN, told.address)
        case PhoneNeeded() as told:
            return _told(state, told, NO_ADDRESS, "")
        case PhoneNoticeRecorded() if state:
            return msgspec.structs.replace(state, phoned=True)
    raise AssertionError(fact.event.topic)


Told = CallSent | CallBounced | DeliveryLeftUnknown | PhoneNeeded


def _told(state: Delivery | None, told: Told, outcome: str, address: str) -> Delivery:
    before = state.tried if state else {}
    return Delivery(
        notice=told.notice,
        text_version=told.text_version,
        outcome=outcome,
        address=address,
        tried={**before, told.notice: address},
    )


area("delivery", evolve)
