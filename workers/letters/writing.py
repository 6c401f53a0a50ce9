"""Ordering and writing letters: ordered once a fact, each mail handed over once, under a fence.

An order names a position and nothing personal; name and address are opened when it is written.
"""

import re
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from core.errors import Invalid
from core.event import Fact
from core.programme.letter.facts import TemplateReset, TemplateSet
from core.programme.letter.facts import stream_of as template_stream
from core.programme.letter.kinds import KINDS, common_values, fill
from tenants.gate import Tenant
from tenants.naming import words_of
from tenants.outbox import Order, Outbox
from tenants.postbook import NewMail, PostBook
from workers.jobs import Later, Task, job
from workers.letters.calendar_file import calendar_file
from workers.letters.recipients import Recipient, recipients
from workers.letters.registry import LETTERS, Notice, Value, notices_of
from workers.mail import Letter, sender
from workers.post import BAD_ADDRESS, NotNow, Outcome, Post, post_of
from workers.queue import Work

FOLLOWER = "letters"
DAYS_MAX = 7
LATER_SECONDS = 300.0
WAITS = "waits"
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


class Item(NamedTuple):
    """One mail of a fact: its id, its notice, its recipient, and the fact."""

    id: str
    notice: Notice
    recipient: Recipient
    fact: Fact


def order_letters(tenant: Tenant, outbox: Outbox) -> int:
    """Order the letters of everything recorded since the last time; how many were new.

    A fact older than `DAYS_MAX` gets none: whoever opens an old register writes to nobody.
    """
    size, followed = tenant.log.head().size, outbox.followed(tenant.slug, FOLLOWER)
    if followed == size:
        return 0
    oldest = tenant.now() - timedelta(days=DAYS_MAX)
    facts = tenant.log.walk(size, tuple(LETTERS), followed + 1)
    orders = [_order(fact) for fact in facts if recorded_at(fact) >= oldest]
    return outbox.follow(tenant.slug, FOLLOWER, size, orders)


def skip_letters(tenant: Tenant, outbox: Outbox) -> None:
    """Order no letter for what is recorded so far: a restored log tells what people know."""
    outbox.follow(tenant.slug, FOLLOWER, tenant.log.head().size, ())


@job("send-letter", Work.QUICK)
def send_letter(tenant: Tenant, task: Task) -> dict[str, Any]:
    """Write the letters of one fact; none to someone erased or without an address."""
    (fact,) = tenant.log.facts(task.arguments["position"], 1)
    book, post = mails_of(tenant), post_of()
    items = _items(tenant, fact)
    counts: dict[str, int] = {}
    for done, item in enumerate(items):
        task.progress(done, len(items))
        state = send_once(tenant, task, book, post, item)
        counts[state] = counts.get(state, 0) + 1
    task.progress(len(items), len(items))
    if counts.get(WAITS):
        raise Later(LATER_SECONDS)
    return counts


def mails_of(tenant: Tenant) -> PostBook:
    """What became of a tenant's mails."""
    return PostBook(tenant.place.jobs, tenant.slug, tenant.now)


def send_once(tenant: Tenant, task: Task, book: PostBook, post: Post, item: Item) -> str:
    """Hand over one mail, unless that was done, or begun, before; how it stands. `Later` if the
    server is away."""
    held = book.state(item.id)
    if held == "sending":
        book.end(item.id, "unknown")
        return "unknown"
    if held is not None:
        return held
    to = item.recipient.to
    mail = NewMail(item.id, item.notice.kind, to.kind, to.id, item.fact.position)

    def begin() -> None:
        task.hold()
        if not book.begin(mail):
            raise Later(1.0)

    folder = tenant.place.letters(tenant.slug, item.recipient.folder)
    outcome: Outcome | None
    try:
        outcome = post.send(folder, item.id, _letter(tenant, item), begin)
    except Invalid:
        outcome = Outcome("refused", BAD_ADDRESS)
    except NotNow as error:
        book.take_back(item.id)
        outcome = _postponed(tenant, item.fact, error)
    if outcome is None:
        return WAITS
    book.begin(mail)
    book.end(item.id, outcome.state, outcome.code)
    return outcome.state


def _postponed(tenant: Tenant, fact: Fact, error: NotNow) -> Outcome | None:
    """None to try this mail again later; `Later` at once if the server itself is away."""
    if recorded_at(fact) < tenant.now() - timedelta(days=DAYS_MAX):
        return Outcome("refused", error.code)
    if not error.code[:1].isdigit():
        raise Later(LATER_SECONDS)
    return None


def texts_of(tenant: Tenant, kind: str) -> tuple[str, str]:
    """Subject and body in force for a kind of letter: the organisation's own, else the default."""
    facts = tenant.log.stream(template_stream(kind))
    latest = facts[-1].event if facts else TemplateReset(kind=kind)
    if isinstance(latest, TemplateSet):
        return latest.subject, latest.body
    return KINDS[kind].subject, KINDS[kind].body


def recorded_at(fact: Fact) -> datetime:
    """When a fact was recorded."""
    return datetime.fromisoformat(fact.envelope.recorded_at)


def _items(tenant: Tenant, fact: Fact) -> list[Item]:
    found: dict[str, Item] = {}
    for number, notice in enumerate(notices_of(tenant, fact)):
        for recipient in recipients(tenant, notice.to):
            # By recipient, not by running number: who is there may change between two attempts.
            mail_id = f"letter-{fact.position}-{number}-{recipient.mark}"
            found.setdefault(mail_id, Item(mail_id, notice, recipient, fact))
    return list(found.values())


def _letter(tenant: Tenant, item: Item) -> Letter:
    kind, (subject, body) = item.notice.kind, texts_of(tenant, item.notice.kind)
    values = {name: _text(value) for name, value in item.notice.values.items()}
    values |= common_values(tenant.name, words_of(tenant))
    mark = "【要回答】" if KINDS[kind].answer else ""
    text = fill(body, values).strip("\n")
    appointment, calendar = item.notice.appointment, b""
    if appointment:
        uid = f"{item.fact.position}.{tenant.slug}.{item.notice.kind}@daicho.invalid"
        calendar = calendar_file(appointment, uid, recorded_at(item.fact))
    return Letter(
        sender(),
        item.recipient.address,
        CONTROL.sub(" ", mark + fill(subject, values)),
        f"{item.recipient.greeting}\n\n{text}\n\n-- \n{tenant.name}\n",
        tenant.now(),
        calendar,
    )


def _text(value: Value) -> str:
    return value if isinstance(value, str) else str(value)


def _order(fact: Fact) -> Order:
    return Order(f"letter-{fact.position}", "send-letter", {"position": fact.position})
