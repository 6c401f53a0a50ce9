"""Letters on nominations: to the nominee who is to confirm, to the body that sent one in, to the
officers (clauses 3, 4, 7)."""

from collections.abc import Iterable, Iterator

from core.area import folded
from core.event import Event, Fact
from core.programme.nomination import Nomination, stream_of
from core.programme.nomination.facts import NominationReturned
from core.programme.nomination.later import (
    ConfirmationAsked,
    LateNominationAccepted,
    LateNominationRefused,
    NominationConfirmed,
    NominationReceivedLate,
)
from core.programme.window import Window
from tenants.gate import Tenant
from workers.letters.registry import Notice, To, letters_of

TO_BODY: dict[type[Event], str] = {
    NominationReturned: "nomination-returned",
    NominationReceivedLate: "nomination-late",
    LateNominationAccepted: "late-nomination-accepted",
    LateNominationRefused: "late-nomination-refused",
}


@letters_of(ConfirmationAsked)
def _asked(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    for held, window in _of(tenant, fact):
        values = {"nomination": held.id, "window": window.attributes.title}
        yield Notice(To("person", held.person), "nomination-to-confirm", values)


@letters_of(*TO_BODY)
def _told(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    for held, window in _of(tenant, fact):
        values = {"nomination": held.id, "window": window.attributes.title}
        body = To("body", window.attributes.municipality_code)
        yield Notice(body, TO_BODY[type(fact.event)], values)


@letters_of(NominationConfirmed)
def _denied(_: Tenant, fact: Fact) -> Iterable[Notice]:
    """Only a no is news."""
    answered = fact.event
    assert isinstance(answered, NominationConfirmed)
    if answered.answer != "yes":
        values = {"nomination": answered.nomination, "answer": answered.answer_text}
        yield Notice(To("role", "officer"), "nomination-denied", values)


def _of(tenant: Tenant, fact: Fact) -> Iterator[tuple[Nomination, Window]]:
    held: Nomination = folded(tenant.log.stream(fact.stream))
    assert fact.stream == stream_of(held.id)
    window: Window | None = folded(tenant.log.stream(f"window/{held.window}"))
    if window is not None:
        yield held, window
