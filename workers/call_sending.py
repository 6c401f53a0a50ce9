"""Sending a call to the local governments (clauses 7, 8): one job a sending, some 1,790 mails.

What became of each is recorded a batch at a time. A mail's id follows from the notice, the body and
the address, and the post book notes it before a server may take it: a job that is done again, or
twice at once, sends nothing twice, and what was being handed over when a worker died is "unknown",
which a person sees to. Nothing is sent once the call is closed or its deadline has passed.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from core.area import evolve, folded
from core.clock import JAPAN
from core.command import Command
from core.engine.handle import SYSTEM
from core.event import EVENTS, Fact
from core.japan import wareki
from core.programme.call.facts import Call, CallSendingOrdered
from core.programme.call.facts import stream_of as call_stream
from core.programme.call.sending import EndCallSending
from core.programme.delivery.commands import RecordDelivery
from core.programme.delivery.facts import BOUNCED, NO_ADDRESS, Delivery, wants
from core.programme.local_government import LocalGovernment, LocalGovernmentRegistered
from tenants.gate import Tenant
from tenants.outbox import Order, Outbox
from tenants.postbook import PostBook
from workers.jobs import Later, Task, job
from workers.letters.recipients import Recipient
from workers.letters.registry import Notice, To, Value
from workers.letters.writing import (
    DAYS_MAX,
    LATER_SECONDS,
    WAITS,
    Item,
    mails_of,
    recorded_at,
    send_once,
)
from workers.post import Post, post_of
from workers.queue import Work

FOLLOWER = "call-sendings"
FOLLOWED_MIN = 1_000
"""How far the log may have grown before it is noted that nothing had to be ordered."""
BATCH = 100
LETTERS = {"opening": "call-opened", "amendment": "call-amended", "extension": "call-extended"}
"""Occasion -> the kind of letter."""


class Target(NamedTuple):
    """A body that is to have the notice, and in which kind of letter."""

    body: LocalGovernmentRegistered
    letter: str

    @property
    def address(self) -> str:
        """Where its office reads mail; empty if it gave none."""
        return self.body.office_mail


class Sending(NamedTuple):
    """One sending while it is being done."""

    tenant: Tenant
    task: Task
    book: PostBook
    post: Post
    fact: Fact
    order: CallSendingOrdered


def order_call_sendings(tenant: Tenant, outbox: Outbox) -> int:
    """Order the jobs of sendings asked for since the last time; how many were new.

    One older than `DAYS_MAX` gets none: whoever opens an old register writes to nobody.
    """
    size, followed = tenant.log.head().size, outbox.followed(tenant.slug, FOLLOWER)
    if followed == size:
        return 0
    oldest = tenant.now() - timedelta(days=DAYS_MAX)
    facts = tenant.log.walk(size, (CallSendingOrdered.topic,), followed + 1)
    orders = [_order(fact) for fact in facts if recorded_at(fact) >= oldest]
    if not orders and size - followed < FOLLOWED_MIN:
        return 0
    return outbox.follow(tenant.slug, FOLLOWER, size, orders)


@job("send-call", Work.LONG)
def send_call(tenant: Tenant, task: Task) -> dict[str, Any]:
    """Send one notice of a call to every body that is to have it; what became of how many."""
    (fact,) = tenant.log.facts(task.arguments["position"], 1)
    assert isinstance(fact.event, CallSendingOrdered)
    sending = Sending(tenant, task, mails_of(tenant), post_of(), fact, fact.event)
    targets, ending = targets_of(tenant, fact.event), ""
    counts: dict[str, int] = {}
    for start in range(0, len(targets), BATCH):
        ending = _over(tenant, fact.event)
        if ending:
            break
        task.progress(start, len(targets))
        for outcome in _batch(sending, targets[start : start + BATCH]):
            counts[outcome] = counts.get(outcome, 0) + 1
    if counts.get(WAITS) and not ending:
        raise Later(LATER_SECONDS)
    task.progress(len(targets), len(targets))
    _end(sending, ending or "complete")
    return {**counts, "ending": ending or "complete"}


def targets_of(tenant: Tenant, order: CallSendingOrdered) -> list[Target]:
    """Who is to have the notice, by code: every body that was not succeeded; an extension only
    those who were told of the call before. Nobody twice."""
    held = deliveries_of(tenant, order.call)
    found = []
    for code, body in sorted(bodies_of(tenant).items()):
        told = held.get(code)
        asked = told is not None or order.occasion != "extension"
        if asked and body.successor is None and wants(told, order.notice, body.latest.office_mail):
            kind = LETTERS[order.occasion if told else "opening"]
            found.append(Target(body.latest, kind))
    return found


def bodies_of(tenant: Tenant) -> dict[str, LocalGovernment]:
    """Every registered body by code."""
    return {each.latest.code: each for each in _folded(tenant, "local_government").values()}


def deliveries_of(tenant: Tenant, call: str) -> dict[str, Delivery]:
    """What became of a call's latest notices, by the body's code."""
    states = _folded(tenant, "delivery", call)
    return {stream.rpartition(".")[2]: state for stream, state in states.items()}


def mail_id(tenant: str, order: CallSendingOrdered, target: Target) -> str:
    """The id of a mail: the same for the same notice to the same body and address."""
    parts = (tenant, order.call, order.notice, target.body.code, target.address)
    return "call-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]


def _folded(tenant: Tenant, area: str, call: str = "") -> dict[str, Any]:
    states: dict[str, Any] = {}
    topics = tuple(topic for topic in EVENTS if topic.partition(".")[0] == area)
    for fact in tenant.log.walk(topics=topics):
        if not call or getattr(fact.event, "call", None) == call:
            states[fact.stream] = evolve(states.get(fact.stream), fact)
    return states


def _call(tenant: Tenant, call: str) -> Call:
    state = folded(tenant.log.stream(call_stream(call)))
    assert isinstance(state, Call)
    return state


def _over(tenant: Tenant, order: CallSendingOrdered) -> str:
    """Why nothing of this sending may go out any more: closed, late, superseded by a later notice
    to everybody; empty if it may."""
    held = _call(tenant, order.call)
    assert held.deadline is not None
    if held.status != "open":
        return "closed"
    if tenant.now() > held.deadline:
        return "late"
    latest = f"e{held.extensions}" if order.occasion == "extension" else f"v{held.text_version}"
    return "" if order.notice == latest else "superseded"


def _batch(sending: Sending, targets: Sequence[Target]) -> Iterator[str]:
    """Send to each and record what became of it, also where the server goes away in the middle."""
    outcomes: list[tuple[Target, str]] = []
    values = _values(sending)
    try:
        for target in targets:
            outcome = _sent(sending, target, values)
            outcomes.append((target, outcome))
    finally:
        _record(sending, outcomes)
    return iter([outcome for _, outcome in outcomes])


def _sent(sending: Sending, target: Target, values: Mapping[str, Value]) -> str:
    """How it went: sent, refused, unknown, waits, or no_address."""
    if not target.address:
        return NO_ADDRESS
    to = To("body", target.body.code)
    office = " ".join(part for part in (target.body.name, target.body.department) if part)
    recipient = Recipient(to, target.address, f"{office} 御中")
    notice = Notice(to, target.letter, values)
    item = Item(
        mail_id(sending.tenant.slug, sending.order, target), notice, recipient, sending.fact
    )
    return send_once(sending.tenant, sending.task, sending.book, sending.post, item)


def _record(sending: Sending, outcomes: Sequence[tuple[Target, str]]) -> None:
    commands: list[Command] = [
        _recorded(sending, target, outcome) for target, outcome in outcomes if outcome != WAITS
    ]
    if commands:
        sending.tenant.handle_all(commands, SYSTEM)


def _recorded(sending: Sending, target: Target, outcome: str) -> RecordDelivery:
    order, mail = sending.order, mail_id(sending.tenant.slug, sending.order, target)
    refused = outcome == "refused"
    return RecordDelivery(
        command_id=f"delivery/{mail}",
        call=order.call,
        body=target.body.code,
        notice=order.notice,
        text_version=order.text_version,
        outcome=BOUNCED if refused else outcome,
        address=target.address,
        code=sending.book.code(mail) if refused else "",
    )


def _values(sending: Sending) -> dict[str, Value]:
    """What the letter may name. The text and the deadline are those in force while it is sent."""
    held = _call(sending.tenant, sending.order.call)
    assert held.deadline is not None
    values: dict[str, Value] = {"call": held.id, "deadline": _moment(held.deadline)}
    return values if sending.order.occasion == "extension" else {**values, "text": held.draft.text}


def _moment(moment: datetime) -> str:
    local = moment.astimezone(JAPAN)
    return f"{wareki(local.date())} {local:%H:%M}"


def _end(sending: Sending, ending: str) -> None:
    ended = EndCallSending(
        command_id=sending.task.command_id("end"),
        call=sending.order.call,
        sending=sending.order.sending,
        ending=ending,
    )
    sending.tenant.handle(ended, SYSTEM)


def _order(fact: Fact) -> Order:
    return Order(f"send-call-{fact.position}", "send-call", {"position": fact.position})
