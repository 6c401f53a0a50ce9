"""Letters on a selection: to the nominee, with a copy to the local government (clause 14)."""

from collections.abc import Iterable, Iterator

from core.event import Fact
from core.programme.nomination.facts import NominationSubmitted
from core.programme.nomination.facts import stream_of as nomination_stream
from core.programme.person import PersonReleased
from core.programme.selection.facts import (
    OfferExpired,
    OfferReminded,
    SeatOffered,
    SelectionClosed,
    WaitlistPromoted,
    call_of,
)
from core.programme.window.facts import WindowFactsRecorded
from core.programme.window.facts import stream_of as window_stream
from tenants.gate import Tenant
from workers.letters.recipients import nominee_of
from workers.letters.registry import Notice, To, letters_of


@letters_of(SeatOffered)
def _offered(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    offered = fact.event
    assert isinstance(offered, SeatOffered)
    values = {"nomination": offered.nomination, "reply_by": offered.reply_by}
    yield Notice(To("person", nominee_of(tenant, offered.nomination)), "seat-offered", values)
    for body in _body_of(tenant, offered.nomination):
        yield Notice(To("body", body), "seat-offered-copy", values)


@letters_of(OfferReminded)
def _reminded(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    reminded = fact.event
    assert isinstance(reminded, OfferReminded)
    values = {
        "nomination": reminded.nomination,
        "reply_by": reminded.reply_by,
        "number": reminded.number,
    }
    yield Notice(To("person", nominee_of(tenant, reminded.nomination)), "seat-reminded", values)


@letters_of(OfferExpired)
def _expired(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    expired = fact.event
    assert isinstance(expired, OfferExpired)
    values = {"nomination": expired.nomination}
    yield Notice(To("person", nominee_of(tenant, expired.nomination)), "seat-expired", values)


@letters_of(WaitlistPromoted)
def _promoted(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    promoted = fact.event
    assert isinstance(promoted, WaitlistPromoted)
    for body in _body_of(tenant, promoted.nomination):
        yield Notice(To("body", body), "seat-promoted-copy", {"nomination": promoted.nomination})


@letters_of(SelectionClosed)
def _closed(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    closed = fact.event
    assert isinstance(closed, SelectionClosed)
    for person in _unselected(tenant, fact):
        yield Notice(To("person", person), "not-selected", {"call": closed.call})


def _unselected(tenant: Tenant, closed: Fact) -> Iterator[str]:
    """Those whom the same command released as not selected."""
    assert isinstance(closed.event, SelectionClosed)
    for fact in tenant.log.walk(topics=(PersonReleased.topic,), start=closed.position + 1):
        released = fact.event
        if fact.envelope.command_id != closed.envelope.command_id:
            return
        assert isinstance(released, PersonReleased)
        if released.unselected and call_of(released.nomination) == closed.event.call:
            yield released.person


def _body_of(tenant: Tenant, nomination: str) -> list[str]:
    """The local government whose window nominated; empty where nothing is known of it."""
    submitted = tenant.log.stream(nomination_stream(nomination))[0].event
    assert isinstance(submitted, NominationSubmitted)
    facts = tenant.log.stream(window_stream(submitted.window))
    known = [fact.event for fact in facts if isinstance(fact.event, WindowFactsRecorded)]
    return [known[-1].attributes.municipality_code] if known else []
