"""The list of a cohort, proposed, and approved by a second person, who gives the numbers."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec

from core.approval import approve
from core.area import Ask, Known, States, To, decides
from core.command import Command, Label, command
from core.errors import refuse
from core.programme import cohort as cohorts
from core.programme import coordinator as coordinators
from core.programme import person as people
from core.programme import policy
from core.programme.certification.facts import (
    WORDING,
    Candidate,
    CertificateNumbered,
    CertificateWorded,
    Certification,
    CertificationApproved,
    CertificationProposed,
    stream_of,
)
from core.programme.coordinator import CERTIFIED, Coordinator
from core.programme.questions import CertificationFacts, CertificationRuling
from core.programme.training import Trainee, next_step
from core.programme.words import CohortId, DigestSeen
from core.programme.world import SEEN, World, states_of, world_at


def candidates(
    world: World, cohort: cohorts.Cohort, numbered: frozenset[str] = frozenset()
) -> tuple[Candidate, ...]:
    """Trainees of the cohort who did every step and are not certified, by nomination; never again
    one whose nomination was `numbered` before. Without pinned steps (not begun, or carried in)
    nobody did them."""
    trainees: list[Trainee] = states_of(world, "training")
    return tuple(
        Candidate(each.nomination, each.person, each.window)
        for each in trainees
        if each.cohort == cohort.id
        and each.expected
        and cohort.steps
        and next_step(each, cohort.steps) is None
        and each.nomination not in numbered
        and not _certified_now(world, each.person)
    )


def _certified_now(world: World, person: str) -> bool:
    held: Coordinator | None = world.get(f"coordinator/{person}")
    return held is not None and held.status in CERTIFIED


class OfCohort(Command, frozen=True):
    """A command on a cohort's certification."""

    cohort: CohortId


def streams_of(wanted: OfCohort) -> Sequence[str]:
    return (cohorts.stream_of(wanted.cohort), policy.STREAM, WORDING)


def more_of(wanted: OfCohort, states: States) -> Sequence[str]:
    year = stream_of(cohorts.known_cohort(states, wanted.cohort).fiscal_year)
    held: Certification | None = states.get(year)
    proposal = held.proposals.get(wanted.cohort) if held else None
    listed = [each.person for each in proposal.candidates] if proposal else []
    areas = (coordinators, people)
    return (year, *(area.stream_of(person) for person in listed for area in areas))


def held_by(wanted: OfCohort, states: States) -> tuple[str, Certification]:
    stream = stream_of(cohorts.known_cohort(states, wanted.cohort).fiscal_year)
    return stream, states[stream] or Certification()


@command(
    "propose-certification",
    ja="認証を起案する",
    en="Propose a certification",
    roles=("officer",),
    clauses=(18,),
)
class ProposeCertification(OfCohort, frozen=True):
    """Everyone of the cohort who has done every step."""


@decides(ProposeCertification, streams=streams_of, more=more_of, slice=SEEN)
def propose(wanted: ProposeCertification, states: States, known: Known) -> Sequence[To]:
    """A new proposal replaces one still waiting; an equal one changes nothing."""
    stream, held = held_by(wanted, states)
    cohort = cohorts.known_cohort(states, wanted.cohort)
    numbered = frozenset(each.nomination for each in held.numbered.values())
    found = candidates(world_at(known.seen, known.today), cohort, numbered)
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
class ApproveCertification(OfCohort, frozen=True):
    """A second person certifies the list; each gets a number and becomes a coordinator. The
    nomination that led there is over: should it lapse one day, they may be nominated again."""

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


@decides(ApproveCertification, streams=streams_of, more=more_of, ask=_ask)
def approve_list(wanted: ApproveCertification, states: States, known: Known) -> Sequence[To]:
    """決裁 of the waiting list."""
    stream, held = held_by(wanted, states)
    proposal = held.proposals.get(wanted.cohort)
    if proposal is None:
        raise refuse("certification.not_proposed", "認証の案がありません。", "No list is proposed.")
    proposer = held.proposers[wanted.cohort]
    approval = approve(proposer, proposal.digest, wanted.digest_seen, known)
    approved = CertificationApproved(
        cohort=wanted.cohort, certified_on=wanted.certified_on, approval=approval
    )
    year = cohorts.known_cohort(states, wanted.cohort).fiscal_year
    made = [*worded(states, known.ruling), To(stream, approved, wanted.certified_on)]
    for number, each in enumerate(proposal.candidates, len(held.numbered) + 1):
        made += _certified(stream, each, wanted, known.ruling, (year, number))
        made += people.released(states, each.person, each.nomination)
    return made


def worded(states: States, ruling: CertificationRuling, address: str = "") -> list[To]:
    """What is printed from now on, if that is new; an empty address leaves the one in use."""
    held: Certification | None = states[WORDING]
    before = held.worded if held else None
    now = CertificateWorded(
        title_ja=ruling.wording.title_ja,
        title_en=ruling.wording.title_en,
        wording=ruling.wording,
        note_ja=ruling.note_ja,
        note_en=ruling.note_en,
        address=address or (before.address if before else ""),
    )
    return [] if now == before else [To(WORDING, now)]


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
