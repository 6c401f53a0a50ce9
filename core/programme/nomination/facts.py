"""What happens to a nomination: events, state, fold (clauses 3, 4); what its documents prove and
what came of it later is in `documents` and `later`.

What a policy reads is open (role, dates, hours, months); every free text about the person is
sealed.
"""

from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from core.area import States, area, need
from core.event import UPCASTERS, Event, Fact, NoPerson, Open, SealedText, event
from core.programme.nomination import documents, later
from core.programme.nomination.documents import Document
from core.programme.person import Person
from core.programme.questions import NomineeFacts, Reason

IN_SELECTION = ("submitted", "returned")


class Experience(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """実務経験 as reported: hours a week since a date, or months the sender has counted."""

    role: str
    started_on: date | None
    weekly_hours: float | None
    experience_months: int | None
    past_unselected: int


@event(
    "nomination.submitted",
    ja="推薦 {nomination} を受け付けた",
    en="Received nomination {nomination}",
)
class NominationSubmitted(Event, frozen=True):
    """A nomination as sent in; the person's name is in the person's own stream."""

    nomination: Open[str]
    call: NoPerson[str]
    window: NoPerson[str]
    person: Open[str]
    experience: Open[Experience]
    until: NoPerson[date]
    reference: SealedText
    employment: SealedText
    evidence: SealedText
    remarks: SealedText


@event(
    "nomination.assessed",
    ja="推薦 {nomination} の応募資格を確かめた",
    en="Assessed the eligibility of nomination {nomination}",
    version=2,
)
class EligibilityAssessed(Event, frozen=True):
    """What the policy says of the nomination as it stands: every reason, not the first, and how
    the experience was counted. Version 1 told no count."""

    nomination: Open[str]
    eligible: Open[bool]
    reasons: Open[tuple[Reason, ...]]
    warnings: Open[tuple[Reason, ...]]
    months: Open[int | None]
    trace: Open[tuple[Reason, ...]]


@event(
    "nomination.evidence_accepted",
    ja="推薦 {nomination} の実務経験の確認書類を認めた",
    en="Accepted the evidence of nomination {nomination}",
)
class EvidenceAccepted(Event, frozen=True):
    """An officer has seen the document that proves the experience (clause 4)."""

    nomination: Open[str]


@event(
    "nomination.returned",
    ja="推薦 {nomination} を差し戻した",
    en="Returned nomination {nomination} for correction",
    version=2,
)
class NominationReturned(Event, frozen=True):
    """差戻し: a state, not a refusal. Version 1 had no stock reason (`grounds`)."""

    nomination: Open[str]
    grounds: Open[tuple[str, ...]]
    comment: SealedText


def _without_trace(payload: dict[str, Any]) -> dict[str, Any]:
    return {**payload, "trace": []}


def _without_grounds(payload: dict[str, Any]) -> dict[str, Any]:
    return {**payload, "grounds": []}


UPCASTERS[EligibilityAssessed.topic, 1] = _without_trace
UPCASTERS[NominationReturned.topic, 1] = _without_grounds


@event(
    "nomination.resubmitted",
    ja="推薦 {nomination} が再提出された",
    en="Nomination {nomination} was submitted again",
)
class NominationResubmitted(Event, frozen=True):
    """Corrected after a return; number and lottery ticket stay."""

    nomination: Open[str]
    experience: Open[Experience]
    evidence: SealedText
    remarks: SealedText


@event(
    "nomination.withdrawn",
    ja="推薦 {nomination} が取り下げられた",
    en="Nomination {nomination} was withdrawn",
)
class NominationWithdrawn(Event, frozen=True):
    """By the local government or the person; it takes part in no selection."""

    nomination: Open[str]


@event(
    "nomination.lapsed",
    ja="推薦 {nomination} は異動により失効した",
    en="Nomination {nomination} lapsed because of a move",
)
class NominationLapsed(Event, frozen=True):
    """The person left the window before the decision (clause 3): never silently re-tiered."""

    nomination: Open[str]


class Nomination(Struct, frozen=True, kw_only=True):
    """A nomination: `status` is submitted, returned, late, late_refused, withdrawn or lapsed.

    `confirmation` is the person's last answer, given on `confirmed_on`; `asked` counts how often
    they were asked for one.
    """

    id: str
    call: str
    window: str
    person: str
    experience: Experience
    until: date
    status: str
    submitted: int
    evidence: int | None = None
    eligible: bool | None = None
    documents: tuple[Document, ...] = ()
    contract_until: date | None = None
    contract: int = 0
    confirmation: str = ""
    confirmed_on: date | None = None
    confirmed: int = 0
    asked: int = 0
    carried_from: str = ""
    late_by: str = ""

    @property
    def live(self) -> bool:
        """Whether it takes part in a selection."""
        return self.status in IN_SELECTION

    @property
    def takes_part(self) -> bool:
        """Whether a selection rules on it: a lapsed one is found ineligible."""
        return self.live or self.status == "lapsed"

    @property
    def working_now(self) -> bool:
        """現に: no move was recorded, and the person did not say that they left."""
        return self.status != "lapsed" and self.confirmation in ("", "yes")


def stream_of(nomination: str) -> str:
    """The nomination's stream."""
    return f"nomination/{nomination}"


def known_nomination(states: States, nomination: str) -> Nomination:
    """The nomination, or `Refused`."""
    found: Nomination = need(
        states,
        stream_of(nomination),
        f"受付番号 {nomination} の推薦はありません。",
        f"There is no nomination {nomination}.",
    )
    return found


def nominee_facts(
    held: Nomination, person: Person | None, starts_on: date | None = None
) -> NomineeFacts:
    """The nomination as a policy sees it; the larger of declared and recorded unselected calls
    counts, and only verified documents do. `starts_on` is when the cohort's course begins."""
    experience = held.experience
    recorded = person.unselected if person else 0
    verified = tuple(each.as_facts() for each in held.documents if each.verified)
    proofs = [held.evidence, *(row.position for row in verified if row.counts == "work")]
    proof = max((each for each in proofs if each is not None), default=None)
    positions = {"nomination": held.submitted}
    if proof is not None:
        positions["evidence"] = proof
    if held.contract:
        positions["contract_until"] = held.contract
    if held.confirmed and held.status != "lapsed":
        positions["working_now"] = held.confirmed
    if person and recorded >= experience.past_unselected and recorded:
        positions["past_unselected"] = person.unselected_position
    return NomineeFacts(
        nomination=held.id,
        window=held.window,
        role=experience.role,
        started_on=experience.started_on,
        weekly_hours=experience.weekly_hours,
        experience_months=experience.experience_months,
        experience_until=held.until,
        evidence_accepted=proof is not None,
        working_now=held.working_now,
        past_unselected=max(experience.past_unselected, recorded),
        contract_until=held.contract_until,
        starts_on=starts_on if held.contract_until else None,
        experience=verified,
        positions=positions,
    )


def evolve(state: Nomination | None, fact: Fact) -> Nomination:
    """Fold one fact of the stream."""
    change = msgspec.structs.replace
    match fact.event:
        case NominationSubmitted() as sent:
            return Nomination(
                id=sent.nomination,
                call=sent.call,
                window=sent.window,
                person=sent.person,
                experience=sent.experience,
                until=sent.until,
                status="submitted",
                submitted=fact.position,
            )
        case EligibilityAssessed(eligible=eligible) if state:
            return change(state, eligible=eligible)
        case EvidenceAccepted() if state:
            return change(state, evidence=fact.position)
        case NominationReturned() if state:
            return change(state, status="returned")
        case NominationResubmitted(experience=experience) if state:
            return change(state, status="submitted", experience=experience, submitted=fact.position)
        case NominationWithdrawn() if state:
            return change(state, status="withdrawn")
        case NominationLapsed() if state:
            return change(state, status="lapsed")
        case _ if state and isinstance(fact.event, documents.EVENTS):
            return change(state, documents=documents.evolve(state.documents, fact))
        case _ if state and isinstance(fact.event, later.EVENTS):
            return change(state, **later.changes(state.asked, fact))
    raise AssertionError(fact.event.topic)


area("nomination", evolve)
