"""View nomination_inbox: every nomination as it stands, for the officer and the body it came
from (clauses 3, 4).

Names, addresses and free text are sealed cells; role, hours, months and reasons are open.
"""

from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import Struct

from core.event import Fact
from core.programme.nomination.facts import (
    EligibilityAssessed,
    EvidenceAccepted,
    Experience,
    NominationLapsed,
    NominationResubmitted,
    NominationReturned,
    NominationSubmitted,
    NominationWithdrawn,
)
from core.programme.questions import Reason
from projections.borrowed import (
    NOWHERE,
    PEOPLE_EVENTS,
    PLACE_EVENTS,
    Lookup,
    Who,
    WindowPlace,
    keep,
)
from projections.sealed import SealedCell, cell
from projections.store import Views
from projections.view import Rows, Table, View


class NominationRow(Struct, frozen=True, kw_only=True):
    """A nomination: `status` is submitted, returned, withdrawn or lapsed; `months` the
    experience that counted.

    `received` is the position of its receipt, `changed` that of its last fact; `comment` says
    why it was returned.
    """

    nomination: str
    call: str
    window: str
    person: str
    status: str
    experience: Experience
    until: date
    received: int
    changed: int
    reference: SealedCell | None = None
    employment: SealedCell | None = None
    evidence: SealedCell | None = None
    remarks: SealedCell | None = None
    comment: SealedCell | None = None
    eligible: bool | None = None
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()
    months: int | None = None
    evidence_accepted: bool = False


class InboxEntry(NamedTuple):
    """A nomination with who it is about and where they work."""

    nomination: NominationRow
    who: Who
    place: WindowPlace


NOMINATIONS = Table("nomination", NominationRow, indexes=("call", "person"))
PEOPLE = Table("person", Who)
PLACES = Table("window", WindowPlace)


def fold(rows: Rows, fact: Fact) -> None:
    """Keep each nomination as sent in, and what was found, returned or withdrawn since."""
    if keep(rows, fact, PEOPLE, PLACES):
        return
    match fact.event:
        case NominationSubmitted() as sent:
            rows.put(NOMINATIONS, sent.nomination, _submitted(sent, fact))
        case _:
            nomination = fact.stream.partition("/")[2]
            held = rows.need(NOMINATIONS, nomination)
            rows.put(NOMINATIONS, nomination, _changed(held, fact))


def inbox(
    views: Views,
    tenant: str,
    as_of: int | None = None,
    *,
    call: str | None = None,
    bodies: tuple[str, ...] | None = None,
) -> list[InboxEntry]:
    """Nominations by number: of all calls or one, from all bodies or from some (団体コード)."""
    wanted = [] if call is None else [NOMINATIONS.column("call") == call]
    with views.at(VIEW, tenant, as_of) as then:
        held = then.rows(NOMINATIONS, *wanted)
        known = Lookup(then, PEOPLE, PLACES)
    entries = [InboxEntry(each, known.who(each.person), known.place(each.window)) for each in held]
    return [e for e in entries if bodies is None or e.place.municipality_code in bodies]


def nomination(views: Views, tenant: str, name: str, as_of: int | None = None) -> InboxEntry | None:
    """One nomination, None if there is none of that number."""
    with views.at(VIEW, tenant, as_of) as then:
        held = then.row(NOMINATIONS, name)
        if held is None:
            return None
        who, place = then.row(PEOPLE, held.person), then.row(PLACES, held.window)
        return InboxEntry(held, who or Who(person=held.person), place or NOWHERE)


def _submitted(sent: NominationSubmitted, fact: Fact) -> NominationRow:
    return NominationRow(
        nomination=sent.nomination,
        call=sent.call,
        window=sent.window,
        person=sent.person,
        status="submitted",
        experience=sent.experience,
        until=sent.until,
        received=fact.position,
        changed=fact.position,
        reference=cell(fact, "reference"),
        employment=cell(fact, "employment"),
        evidence=cell(fact, "evidence"),
        remarks=cell(fact, "remarks"),
    )


def _changed(held: NominationRow, fact: Fact) -> NominationRow:
    held = msgspec.structs.replace(held, changed=fact.position)
    change = msgspec.structs.replace
    match fact.event:
        case EligibilityAssessed() as found:
            return change(
                held,
                eligible=found.eligible,
                reasons=found.reasons,
                warnings=found.warnings,
                months=found.months,
            )
        case EvidenceAccepted():
            return change(held, evidence_accepted=True)
        case NominationReturned():
            return change(held, status="returned", comment=cell(fact, "comment"))
        case NominationResubmitted() as again:
            return change(
                held,
                status="submitted",
                experience=again.experience,
                evidence=cell(fact, "evidence"),
                remarks=cell(fact, "remarks"),
            )
        case NominationWithdrawn():
            return change(held, status="withdrawn")
        case NominationLapsed():
            return change(held, status="lapsed")
    raise AssertionError(fact.event.topic)


VIEW = View(
    "nomination_inbox",
    1,
    tables=(NOMINATIONS, PEOPLE, PLACES),
    events=(
        *PEOPLE_EVENTS,
        *PLACE_EVENTS,
        NominationSubmitted,
        EligibilityAssessed,
        EvidenceAccepted,
        NominationReturned,
        NominationResubmitted,
        NominationWithdrawn,
        NominationLapsed,
    ),
    fold=fold,
)
