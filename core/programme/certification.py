"""Area certification: proposed, approved by a second person, numbered, issued (clause 18).

認証 is the agency's own and no national qualification; numbers run within the fiscal year of the
cohort.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Struct

from core.approval import Approval, approve
from core.area import Ask, Known, States, To, area, decides
from core.command import Command, Label, command
from core.errors import refuse
from core.event import Event, Fact, NoPerson, Open, event
from core.programme import cohort as cohorts
from core.programme import coordinator as coordinators
from core.programme import policy
from core.programme.questions import CertificationFacts, CertificationRuling
from core.programme.training import Trainee, next_step
from core.programme.words import CohortId, DigestSeen
from core.programme.world import SEEN, World, states_of, world_at


class Candidate(Struct, frozen=True, forbid_unknown_fields=True):
    """A trainee who has done every step."""

    nomination: str
    person: str
    window: str


@event(
    "certification.proposed",
    ja="期 {cohort} の認証候補 {count} 名を起案した",
    en="Proposed {count} of cohort {cohort} for certification",
)
class CertificationProposed(Event, frozen=True):
    """The list for approval."""

    cohort: NoPerson[str]
    count: NoPerson[int]
    candidates: Open[tuple[Candidate, ...]]
    digest: NoPerson[str]


@event(
    "certification.approved",
    ja="期 {cohort} の認証を決裁した",
    en="Approved the certification of cohort {cohort}",
)
class CertificationApproved(Event, frozen=True):
    """決裁 of the list."""

    cohort: NoPerson[str]
    certified_on: NoPerson[date]
    approval: NoPerson[Approval]


@event(
    "certification.numbered",
    ja="{person} に認証番号 {number} を付けた",
    en="Gave {person} certificate number {number}",
)
class CertificateNumbered(Event, frozen=True):
    """One person's number."""

    cohort: NoPerson[str]
    nomination: Open[str]
    person: Open[str]
    number: Open[str]
    valid_until: Open[date | None]


@event(
    "certification.issued",
    ja="認証番号 {number} の認証証を交付した",
    en="Issued certificate {number}",
)
class CertificateIssued(Event, frozen=True):
    """Issue is a fact of its own: revoking or reissuing never deletes it."""

    cohort: NoPerson[str]
    person: Open[str]
    number: Open[str]


class Certification(Struct, frozen=True, kw_only=True):
    """All certifications of one fiscal year: waiting proposals by cohort, numbers given and
    issued."""

    proposals: dict[str, CertificationProposed] = {}
    proposers: dict[str, str] = {}
    numbered: dict[str, CertificateNumbered] = {}
    issued: frozenset[str] = frozenset()


def stream_of(fiscal_year: int) -> str:
    """The stream that gives out the numbers of a fiscal year."""
    return f"certification/{fiscal_year}"


def candidates(world: World, cohort: cohorts.Cohort) -> tuple[Candidate, ...]:
    """Trainees of the cohort who did every step and are not certified, by nomination."""
    trainees: list[Trainee] = states_of(world, "training")
    return tuple(
        Candidate(each.nomination, each.person, each.window)
        for each in trainees
        if each.cohort == cohort.id
        and each.expected
        and next_step(each, cohort.steps) is None
        and f"coordinator/{each.person}" not in world
    )


class _OfCohort(Command, frozen=True):
    """A command on a cohort's certification."""

    cohort: CohortId


def _streams(wanted: _OfCohort) -> Sequence[str]:
    return (cohorts.stream_of(wanted.cohort), policy.STREAM)


def _more(wanted: _OfCohort, states: States) -> Sequence[str]:
    year = stream_of(cohorts.known_cohort(states, wanted.cohort).fiscal_year)
    held: Certification | None = states.get(year)
    proposal = held.proposals.get(wanted.cohort) if held else None
    people = [each.person for each in proposal.candidates] if proposal else []
    return (year, *(coordinators.stream_of(person) for person in people))


def _held(wanted: _OfCohort, states: States) -> tuple[str, Certification]:
    stream = stream_of(cohorts.known_cohort(states, wanted.cohort).fiscal_year)
    return stream, states[stream] or Certification()


@command(
    "propose-certification",
    ja="認証を起案する",
    en="Propose a certification",
    roles=("officer",),
    clauses=(18,),
)
class ProposeCertification(_OfCohort, frozen=True):
    """Everyone of the cohort who has done every step."""


@decides(ProposeCertification, streams=_streams, more=_more, slice=SEEN)
def propose(wanted: ProposeCertification, states: States, known: Known) -> Sequence[To]:
    """A new proposal replaces one still waiting; an equal one changes nothing."""
    stream, held = _held(wanted, states)
    cohort = cohorts.known_cohort(states, wanted.cohort)
    found = candidates(world_at(known.seen, known.today), cohort)
    if not found:
        raise refuse(
            "certification.no_candidates",
            "課程をすべて終えた受講生がいません。",
            "No trainee has done every step.",
        )
    digest = hashlib.sha256(msgspec.json.encode(found)).hexdigest()
    waiting = held.proposals.get(cohort.id)
    proposed = CertificationProposed(
        cohort=cohort.id, count=len(found), candidates=found, digest=digest
    )
    return [] if waiting and waiting.digest == digest else [To(stream, proposed)]


@command(
    "approve-certification",
    ja="認証を決裁する",
    en="Approve a certification",
    roles=("approver",),
    clauses=(18,),
)
class ApproveCertification(_OfCohort, frozen=True):
    """A second person certifies the list; each gets a number and becomes a coordinator."""

    digest_seen: DigestSeen
    certified_on: Annotated[date, Label("認証日", "Date of certification")]


def _ask(wanted: ApproveCertification, states: States, known: Known) -> Ask:
    cohort = cohorts.known_cohort(states, wanted.cohort)
    day = date(cohort.fiscal_year, 4, 1)
    facts = CertificationFacts(
        fiscal_year=cohort.fiscal_year,
        certified_on=wanted.certified_on,
        parameters=policy.parameters_on(states, None, day),
    )
    return Ask("certification", facts, day)


@decides(ApproveCertification, streams=_streams, more=_more, ask=_ask)
def approve_list(wanted: ApproveCertification, states: States, known: Known) -> Sequence[To]:
    """決裁 of the waiting list."""
    stream, held = _held(wanted, states)
    proposal = held.proposals.get(wanted.cohort)
    if proposal is None:
        raise refuse("certification.not_proposed", "認証の案がありません。", "No list is proposed.")
    proposer = held.proposers[wanted.cohort]
    approval = approve(proposer, proposal.digest, wanted.digest_seen, known)
    approved = CertificationApproved(
        cohort=wanted.cohort, certified_on=wanted.certified_on, approval=approval
    )
    year = cohorts.known_cohort(states, wanted.cohort).fiscal_year
    made = [To(stream, approved, wanted.certified_on)]
    for number, each in enumerate(proposal.candidates, len(held.numbered) + 1):
        made += _certified(stream, each, wanted, known.ruling, (year, number))
    return made


def _certified(
    stream: str,
    each: Candidate,
    wanted: ApproveCertification,
    ruling: CertificationRuling,
    place: tuple[int, int],
) -> list[To]:
    number = ruling.number_pattern.format(year=place[0], number=place[1])
    numbered = CertificateNumbered(
        cohort=wanted.cohort,
        nomination=each.nomination,
        person=each.person,
        number=number,
        valid_until=ruling.valid_until,
    )
    became = coordinators.certified(
        each.person, each.window, number, ruling.valid_until, wanted.certified_on
    )
    return [To(stream, numbered, wanted.certified_on), became]


@command(
    "issue-certificates",
    ja="認証証を交付する",
    en="Issue the certificates",
    roles=("officer",),
    clauses=(18,),
)
class IssueCertificates(_OfCohort, frozen=True):
    """For everyone of the cohort who has a number and no certificate yet."""


@decides(IssueCertificates, streams=_streams, more=_more)
def issue(wanted: IssueCertificates, states: States, known: Known) -> Sequence[To]:
    """Again: only those that are new."""
    stream, held = _held(wanted, states)
    due = [each for each in held.numbered.values() if each.cohort == wanted.cohort]
    return [
        To(stream, CertificateIssued(cohort=each.cohort, person=each.person, number=each.number))
        for each in due
        if each.number not in held.issued
    ]


def evolve(state: Certification | None, fact: Fact) -> Certification:
    """Fold one fact of the stream."""
    state, change = state or Certification(), msgspec.structs.replace
    match fact.event:
        case CertificationProposed(cohort=cohort):
            proposers = {**state.proposers, cohort: fact.envelope.actor}
            return change(
                state, proposals={**state.proposals, cohort: fact.event}, proposers=proposers
            )
        case CertificationApproved(cohort=cohort):
            waiting = {name: held for name, held in state.proposals.items() if name != cohort}
            return change(state, proposals=waiting)
        case CertificateNumbered(number=number):
            return change(state, numbered={**state.numbered, number: fact.event})
        case CertificateIssued(number=number):
            return change(state, issued=state.issued | {number})
    raise AssertionError(fact.event.topic)


area("certification", evolve)
