"""Letters that facts of the log call for (clauses 14, 30): ordered once a fact, sent under a fence.

An order names a position and nothing personal; name and address are opened when it is written.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from core.event import Fact
from core.privacy import Erased
from core.programme.consent import ConsentRequested
from core.programme.nomination.facts import NominationSubmitted
from core.programme.nomination.facts import stream_of as nomination_stream
from core.programme.selection.facts import SeatOffered
from tenants.gate import Tenant
from tenants.outbox import Order, Outbox
from tenants.prepare import opened_field
from workers.jobs import Task, job
from workers.mail import Letter, write_letter
from workers.queue import Work

FOLLOWER = "letters"
DAYS_MAX = 7
SENDER = "daicho@daicho.invalid"


class Text(NamedTuple):
    """To whom a fact is written, and what."""

    person: str
    subject: str
    body: str


def _offer(tenant: Tenant, fact: Fact) -> Text:
    offered = fact.event
    assert isinstance(offered, SeatOffered)
    return Text(
        _nominee(tenant, offered.nomination),
        f"【要回答】養成研修の受講の意思確認（{offered.nomination}）",
        f"推薦番号 {offered.nomination} について、養成研修の受講者に選定されました。\n"
        f"台帳にサインインし、{offered.reply_text}までに承諾または辞退をお答えください。\n\n"
        f"You have been selected for the training. Please sign in and accept or decline by "
        f"{offered.reply_by.isoformat()}.\n",
    )


def _consent(_tenant: Tenant, fact: Fact) -> Text:
    asked = fact.event
    assert isinstance(asked, ConsentRequested)
    return Text(
        asked.person,
        "【要回答】所属機関リストへの掲載の同意確認",
        f"掲載される内容は次のとおりです。個人名は載りません。\n\n{asked.text}\n\n"
        "台帳にサインインし、同意するかどうかをお答えください。お答えがないときは掲載しません。\n\n"
        "Please sign in and say whether you agree. Without an answer nothing is published.\n",
    )


LETTERS: dict[str, Callable[[Tenant, Fact], Text]] = {
    SeatOffered.topic: _offer,
    ConsentRequested.topic: _consent,
}
"""Topic -> the letter it calls for. This table is all there is."""


def order_letters(tenant: Tenant, outbox: Outbox) -> int:
    """Order the letters of everything recorded since the last time; how many were new.

    A fact older than `DAYS_MAX` gets none: whoever opens an old register writes to nobody.
    """
    size, followed = tenant.log.head().size, outbox.followed(tenant.slug, FOLLOWER)
    if followed == size:
        return 0
    oldest = tenant.now() - timedelta(days=DAYS_MAX)
    facts = tenant.log.walk(size, tuple(LETTERS), followed + 1)
    orders = [_order(fact) for fact in facts if _recorded_at(fact) >= oldest]
    return outbox.follow(tenant.slug, FOLLOWER, size, orders)


@job("send-letter", Work.QUICK)
def send_letter(tenant: Tenant, task: Task) -> dict[str, Any]:
    """Write the letter of one fact; none to someone erased or without an address."""
    (fact,) = tenant.log.facts(task.arguments["position"], 1)
    text = LETTERS[fact.event.topic](tenant, fact)
    address, name = (_opened(tenant, text.person, field) for field in ("mail", "full_name"))
    if not address:
        return {"sent": False}
    letter = Letter(SENDER, address, text.subject, f"{name} 様\n\n{text.body}", tenant.now())
    task.hold()
    folder = tenant.place.letters(tenant.slug, text.person)
    return {"sent": write_letter(folder, task.id, letter)}


def _order(fact: Fact) -> Order:
    return Order(f"letter-{fact.position}", "send-letter", {"position": fact.position})


def _recorded_at(fact: Fact) -> datetime:
    return datetime.fromisoformat(fact.envelope.recorded_at)


def _nominee(tenant: Tenant, nomination: str) -> str:
    submitted = tenant.log.stream(nomination_stream(nomination))[0].event
    assert isinstance(submitted, NominationSubmitted)
    return submitted.person


def _opened(tenant: Tenant, person: str, field: str) -> str:
    """The latest value of a person's sealed field; empty when erased or never given."""
    found: str | Erased | None = None
    for fact in tenant.log.stream(f"person/{person}"):
        if field in fact.event.privacy:
            found = opened_field(tenant.keys, tenant.slug, fact, field)
    return found if isinstance(found, str) else ""
