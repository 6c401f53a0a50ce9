"""What happens to a nomination: events, state, fold (clauses 3, 4).

What a policy reads is open (role, dates, hours, months); every free text about the person is
sealed.
"""

from datetime import date

import msgspec
from msgspec import Struct

from core.area import States, area, need
from core.event import Event, Fact, NoPerson, Open, SealedText, event
from core.programme.person import Person
from core.programme.questions import NomineeFacts, Reason


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
)
class EligibilityAssessed(Event, frozen=True):
    """What the policy says of the nomination as it stands: every reason, not the first."""

    nomination: Open[str]
    eligible: Open[bool]
    reasons: Open[tuple[Reason, ...]]
    warnings: Open[tuple[Reason, ...]]
    months: Open[int | None]


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
)
class NominationReturned(Event, frozen=True):
    """差戻し: a state, not a refusal."""

    nomination: Open[str]
    comment: SealedText


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
    """A nomination: `status` is submitted, returned, withdrawn or lapsed."""

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

    @property
    def live(self) -> bool:
        """Whether it takes part in a selection."""
        return self.status in ("submitted", "returned")


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


def nominee_facts(held: Nomination, person: Person | None) -> NomineeFacts:
    """The nomination as a policy sees it; the larger of declared and recorded unselected calls
    counts."""
    experience = held.experience
    recorded = person.unselected if person else 0
    positions = {"nomination": held.submitted}
    if held.evidence is not None:
        positions["evidence"] = held.evidence
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
        evidence_accepted=held.evidence is not None,
        working_now=held.status != "lapsed",
        past_unselected=max(experience.past_unselected, recorded),
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
    raise AssertionError(fact.event.topic)


area("nomination", evolve)
