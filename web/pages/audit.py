"""The auditor's room: the timeline in words, one event with its proof, the bundle (design page,
part 8)."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec
from starlette.responses import JSONResponse, RedirectResponse, Response

from core.audit.merkle import leaf_hash
from core.audit.proofs import inclusion_holds
from core.audit.receipt import make_receipt
from core.errors import Invalid
from core.event import Fact, Privacy, sentence
from core.privacy import Sealed
from tenants.checkpoints import sign_at, vkey
from tenants.gate import Tenant
from web.pages.jobs import ask_for
from web.render import page
from web.visit import NotHere, Visit, is_position

PAGE = 50
STREAM = re.compile(r"[a-z_]+/[0-9A-Za-z_.-]{1,80}")


class Line(NamedTuple):
    """One event in the timeline; nothing sealed is in it."""

    position: int
    recorded_at: str
    words: str
    actor: str
    stream: str
    topic: str
    effective_on: date | None


class Shown(NamedTuple):
    """One field of an event: its privacy, and the value unless that is sealed."""

    name: str
    privacy: str
    value: str


class Proof(NamedTuple):
    """The leaf, its siblings up to the root, and whether they lead there."""

    leaf: str
    siblings: tuple[str, ...]
    size: int
    root: str
    holds: bool


def show_audit(visit: Visit) -> Response:
    """The latest events first, or those before `?before=`, of one stream if `?stream=` names it."""
    head = visit.tenant.log.head()
    last = head.size if visit.as_of is None else min(visit.as_of, head.size)
    before = visit.query("before")
    last = min(last, int(before) - 1) if is_position(before) else last
    stream = visit.query("stream")
    if stream and not STREAM.fullmatch(stream):
        raise NotHere
    facts = _page_of(visit.tenant, stream, last)
    return page(
        visit,
        "audit/timeline.html",
        lines=[_line(fact, visit.language) for fact in reversed(facts)],
        head=head,
        root=head.root().hex(),
        vkey=vkey(visit.tenant),
        stream=stream,
        older=facts[0].position if facts and facts[0].position > 1 else None,
        as_of=visit.query("as_of"),
    )


def show_event(visit: Visit) -> Response:
    """One event: what it says, who recorded it under which command and policy, and its proof."""
    fact = _fact(visit)
    return page(
        visit,
        "audit/event.html",
        fact=fact,
        line=_line(fact, visit.language),
        fields=shown_fields(fact),
        proof=prove(visit.tenant, fact),
        last=visit.tenant.log.head().size,
    )


def show_receipt(visit: Visit) -> Response:
    """The same proof as a file that anybody can check without us."""
    return receipt_of(visit, _fact(visit).position)


def receipt_of(visit: Visit, position: int) -> Response:
    """The proof of the event at a position, as a file."""
    tree = visit.tenant.tiles.tree()
    entry = next(visit.tenant.log.entries(stop=position, start=position))
    checkpoint = sign_at(visit.tenant, tree, tree.size)
    receipt = make_receipt(tree.inclusion(position, tree.size), position, entry, checkpoint)
    name = f"receipt-{visit.tenant.slug}-{position}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return JSONResponse(receipt, headers=headers)


def do_make_bundle(visit: Visit) -> Response:
    """Ask for a bundle of everything up to now; the job's page hands it out."""
    size = visit.tenant.log.head().size
    job = ask_for(visit, "make-bundle", f"{size}", size=size)
    return RedirectResponse(visit.path(f"/jobs/{job}"), 303)


def shown_fields(fact: Fact) -> list[Shown]:
    """The fields of an event as an auditor may see them: sealed ones are named, never opened."""
    found = []
    for name, privacy in fact.event.privacy.items():
        value = getattr(fact.event, name)
        text = "" if privacy is Privacy.SEALED else _text(value)
        if isinstance(value, Sealed):
            text = f"{value.person}: {len(value.box)} bytes"
        found.append(Shown(name, privacy.value, text))
    return found


def prove(tenant: Tenant, fact: Fact) -> Proof:
    """The inclusion of the fact in the log's tree as it stands now, checked before it is shown."""
    leaf = leaf_hash(_entry(tenant, fact))
    try:
        tree = tenant.tiles.tree()
    except Invalid:
        head = tenant.log.head()
        return Proof(leaf.hex(), (), head.size, head.root().hex(), holds=False)
    siblings, root = tree.inclusion(fact.position, tree.size), tree.root_at(tree.size)
    holds = inclusion_holds(leaf, fact.position - 1, tree.size, siblings, root)
    return Proof(leaf.hex(), tuple(each.hex() for each in siblings), tree.size, root.hex(), holds)


def _page_of(tenant: Tenant, stream: str, last: int) -> Sequence[Fact]:
    if last < 1:
        return []
    if stream:
        return tenant.log.stream(stream, until=last)[-PAGE:]
    start = max(1, last - PAGE + 1)
    return tenant.log.facts(start, PAGE, stop=last)


def _fact(visit: Visit) -> Fact:
    text = visit.part("position")
    position = int(text) if is_position(text) else 0
    found = visit.tenant.log.facts(position, 1, stop=position) if position else []
    if not found:
        raise NotHere
    return found[0]


def _entry(tenant: Tenant, fact: Fact) -> bytes:
    """The fact's stored bytes, never made again."""
    return next(tenant.log.entries(stop=fact.position, start=fact.position))


def _line(fact: Fact, language: str) -> Line:
    return Line(
        position=fact.position,
        recorded_at=fact.envelope.recorded_at,
        words=sentence(fact, language),
        actor=fact.envelope.actor,
        stream=fact.stream,
        topic=fact.event.topic,
        effective_on=fact.envelope.effective_on,
    )


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode()
