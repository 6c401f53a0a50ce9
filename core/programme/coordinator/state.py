"""The state of a coordinator, and how facts change it.

Lapse is not revocation: a lapsed certification may be renewed, a revoked one never comes back.
"""

from datetime import date

import msgspec
from msgspec import Struct

from core.area import States, To, area, need
from core.errors import Fault
from core.event import Fact
from core.programme.coordinator.facts import (
    CertificateReissued,
    CoordinatorCeased,
    CoordinatorCertified,
    CoordinatorLapsed,
    CoordinatorRenewed,
    CoordinatorResumed,
    CoordinatorRetired,
    CoordinatorTransferred,
    RenewalReminded,
)
from core.programme.coordinator.revocation import (
    CertificateRevoked,
    Revocation,
    RevocationDecided,
    RevocationNoticed,
    RevocationProposed,
)

ACTING, CEASED, RETIRED, LAPSED, REVOKED = "acting", "ceased", "retired", "lapsed", "revoked"
CERTIFIED = (ACTING, CEASED, RETIRED)
"""States in which the certification stands, whether the person works or not."""


class Coordinator(Struct, frozen=True, kw_only=True):
    """A certified person as rosters and counts see them. `issue` counts the papers of the number,
    `term_from` is the first day of the present validity, `before` the state before a lapse."""

    person: str
    window: str
    number: str
    status: str
    certified: int
    position: int
    valid_until: date | None
    certified_on: date
    term_from: date
    issue: int = 1
    before: str = ""
    reminders: int = 0
    revocation: Revocation | None = None
    barred_until: date | None = None


def stream_of(person: str) -> str:
    """The coordinator's stream."""
    return f"coordinator/{person}"


def known_coordinator(states: States, person: str) -> Coordinator:
    """The coordinator, or `Refused`."""
    found: Coordinator = need(
        states,
        stream_of(person),
        "その番号の人は認証を受けていません。",
        "Nobody of this number is certified.",
    )
    return found


def certified(person: str, window: str, number: str, valid_until: date | None, on: date) -> To:
    """The event by which a person becomes a coordinator from `on`."""
    fact = CoordinatorCertified(
        person=person, window=window, number=number, valid_until=valid_until
    )
    return To(stream_of(person), fact, on)


def nominable(held: Coordinator | None, on: date) -> Fault | None:
    """Why nobody may nominate the person on a date; None where nothing is against it."""
    if held is not None and held.status in CERTIFIED:
        return Fault(
            "coordinator.certified_already",
            "この方は認証されているため、推薦できません。有効期限が近いときは更新の手続をしてください。",
            "This person is certified and cannot be nominated; a certification is renewed instead.",
        )
    if held is not None and held.barred_until is not None and on < held.barred_until:
        return Fault(
            "coordinator.barred",
            f"認証を取り消された方は、{held.barred_until.isoformat()} まで推薦できません。",
            f"A person whose certification was revoked cannot be nominated before "
            f"{held.barred_until.isoformat()}.",
        )
    return None


def evolve(state: Coordinator | None, fact: Fact) -> Coordinator:
    """Fold one fact of the stream."""
    if isinstance(fact.event, CoordinatorCertified):
        return _certified(fact.event, fact)
    assert state is not None, fact.event.topic
    return _at_work(state, fact) or _on_paper(state, fact) or _on_trial(state, fact)


def _certified(made: CoordinatorCertified, fact: Fact) -> Coordinator:
    return Coordinator(
        person=made.person,
        window=made.window,
        number=made.number,
        status=ACTING,
        certified=fact.position,
        position=fact.position,
        valid_until=made.valid_until,
        certified_on=fact.effective_on,
        term_from=fact.effective_on,
    )


def _at_work(state: Coordinator, fact: Fact) -> Coordinator | None:
    change = msgspec.structs.replace
    match fact.event:
        case CoordinatorTransferred(window=window):
            return change(state, window=window, position=fact.position)
        case CoordinatorCeased():
            return change(state, status=CEASED, position=fact.position)
        case CoordinatorResumed(window=window):
            return change(state, status=ACTING, window=window, position=fact.position)
        case CoordinatorRetired():
            return change(state, status=RETIRED, position=fact.position)
    return None


def _on_paper(state: Coordinator, fact: Fact) -> Coordinator | None:
    change = msgspec.structs.replace
    match fact.event:
        case CertificateReissued(issue=issue):
            return change(state, issue=issue)
        case RenewalReminded(reminder=reminder):
            return change(state, reminders=reminder)
        case CoordinatorLapsed():
            lapsed = change(state, status=LAPSED, before=state.status)
            return change(lapsed, position=fact.position)
        case CoordinatorRenewed(valid_until=until, restored=restored):
            term = change(state, valid_until=until, term_from=fact.effective_on, reminders=0)
            back = change(term, status=restored, position=fact.position) if restored else term
            return change(back, before="")
    return None


def _on_trial(state: Coordinator, fact: Fact) -> Coordinator:
    change = msgspec.structs.replace
    held = state.revocation
    match fact.event:
        case RevocationProposed():
            draft = Revocation(proposed=fact.event, proposer=fact.envelope.actor)
            return change(state, revocation=draft)
        case RevocationDecided() if held:
            return change(state, revocation=change(held, decided=True))
        case RevocationNoticed() if held:
            return change(state, revocation=change(held, noticed_on=fact.effective_on))
        case CertificateRevoked(barred_until=until):
            revoked = change(state, status=REVOKED, barred_until=until, revocation=None)
            return change(revoked, position=fact.position)
    raise AssertionError(fact.event.topic)


area("coordinator", evolve)
