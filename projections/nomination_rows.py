"""The rows of view nomination_inbox, and how a fact of a nomination changes its row."""

from datetime import date

import msgspec
from msgspec import Struct

from core.event import Fact
from core.programme.nomination import documents, later
from core.programme.nomination.documents import Document
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
from projections.sealed import SealedCell, cell


class NominationRow(Struct, frozen=True, kw_only=True):
    """A nomination as `status` has it (see `Nomination`); `months` is the experience that counted,
    `trace` how.

    `received` is the position of its receipt, `changed` that of its last fact; `comment` and
    `grounds` say why it was returned, and stay when it comes back; `seat` is the cohort in which a
    seat was accepted, `asked_on` when the person was last asked to confirm. `wrote` is
    why a late one was accepted or not.
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
    trace: tuple[Reason, ...] = ()
    assessed_on: date | None = None
    documents: tuple[Document, ...] = ()
    grounds: tuple[str, ...] = ()
    contract_until: date | None = None
    confirmation: str = ""
    confirmed_on: date | None = None
    asked: int = 0
    asked_on: date | None = None
    carried_from: str = ""
    late_at: str = ""
    late_by: str = ""
    wrote: SealedCell | None = None
    seat: str = ""
    unselected: bool = False


class Live(Struct, frozen=True):
    """A person's live nomination."""

    person: str
    nomination: str


class Wrote(Struct, frozen=True, kw_only=True):
    """What is sealed of one document: employer, why it was chosen, why it was rejected."""

    nomination: str
    number: int
    employer: SealedCell | None = None
    reason: SealedCell | None = None
    rejected: SealedCell | None = None


class Started(Struct, frozen=True):
    """When a cohort's course began."""

    cohort: str
    on: date


FIELDS = set(NominationRow.__struct_fields__) - {"evidence"}
"""What the area's own fold changes and a row has too; `evidence` means another thing there."""


def submitted(sent: NominationSubmitted, fact: Fact) -> NominationRow:
    """The row of a nomination as sent in."""
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


def changed(held: NominationRow, fact: Fact) -> NominationRow:
    """The row after one more fact of its stream."""
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
                trace=found.trace,
                assessed_on=fact.effective_on,
            )
        case EvidenceAccepted():
            return change(held, evidence_accepted=True)
        case NominationReturned():
            comment, grounds = cell(fact, "comment"), fact.event.grounds
            return change(held, status="returned", comment=comment, grounds=grounds)
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
    return _later(held, fact)


def _later(held: NominationRow, fact: Fact) -> NominationRow:
    change = msgspec.structs.replace
    if isinstance(fact.event, documents.EVENTS):
        return change(held, documents=documents.evolve(held.documents, fact))
    told = later.changes(held.asked, fact)
    match fact.event:
        case later.NominationReceivedLate(received_text=text):
            told["late_at"] = text
        case later.LateNominationAccepted() | later.LateNominationRefused():
            told["wrote"] = cell(fact, "reason")
        case later.ConfirmationAsked():
            told["asked_on"] = fact.effective_on
        case later.NominationCarriedOver(accepted=accepted):
            told["evidence_accepted"] = accepted is not None
    return change(held, **{name: value for name, value in told.items() if name in FIELDS})
