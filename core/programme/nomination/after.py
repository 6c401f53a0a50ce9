"""What is done with a nomination once it is in: evidence, return, resubmit, withdraw, lapse
(clauses 3, 4)."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from core.area import Ask, Known, States, To, decides
from core.command import Command, Label, Text, command
from core.errors import Faults
from core.event import Event
from core.privacy import clear
from core.programme import call as calls
from core.programme import person as people
from core.programme import window as windows
from core.programme.nomination.facts import (
    EvidenceAccepted,
    Nomination,
    NominationLapsed,
    NominationResubmitted,
    NominationReturned,
    NominationWithdrawn,
    known_nomination,
    stream_of,
)
from core.programme.nomination.submit import (
    Evidence,
    Months,
    Role,
    StartedOn,
    WeeklyHours,
    ask_eligibility,
    assessed,
    experience_of,
)
from core.programme.words import NominationId, Remarks


class _OfNomination(Command, frozen=True):
    """A command on one nomination."""

    nomination: NominationId


def _streams(wanted: _OfNomination) -> Sequence[str]:
    return (stream_of(wanted.nomination),)


def _more(wanted: _OfNomination, states: States) -> Sequence[str]:
    held = known_nomination(states, wanted.nomination)
    return (
        calls.stream_of(held.call),
        windows.stream_of(held.window),
        people.stream_of(held.person),
    )


def _live(states: States, nomination: str, *statuses: str) -> Nomination:
    held = known_nomination(states, nomination)
    faults = Faults()
    faults.unless(
        held.status in statuses,
        f"nomination.{held.status}",
        "この推薦は今その手続きができる状態ではありません。",
        "The nomination is not in a state for this.",
        "nomination",
    )
    faults.raise_any()
    return held


@command(
    "accept-evidence",
    ja="確認書類を認める",
    en="Accept evidence",
    roles=("officer",),
    clauses=(4,),
)
class AcceptEvidence(_OfNomination, frozen=True):
    """The officer has seen the document that proves the experience."""


def _ask_accept(wanted: AcceptEvidence, states: States, known: Known) -> Ask:
    held = _live(states, wanted.nomination, "submitted")
    return ask_eligibility(
        msgspec.structs.replace(held, evidence=held.evidence or 0), states, known
    )


@decides(AcceptEvidence, streams=_streams, more=_more, ask=_ask_accept)
def accept(wanted: AcceptEvidence, states: States, known: Known) -> Sequence[To]:
    """Accepted once; eligibility is assessed again with it."""
    held = known_nomination(states, wanted.nomination)
    if held.evidence is not None:
        return []
    stream = stream_of(held.id)
    return [
        To(stream, EvidenceAccepted(nomination=held.id)),
        To(stream, assessed(held.id, known.ruling)),
    ]


@command(
    "return-nomination",
    ja="推薦を差し戻す",
    en="Return a nomination",
    roles=("officer",),
    clauses=(4,),
)
class ReturnNomination(_OfNomination, frozen=True):
    """差戻し, with what is to be corrected."""

    comment: Annotated[Text, Label("差戻しの理由", "What to correct", personal=True)]


@decides(ReturnNomination, streams=_streams)
def send_back(wanted: ReturnNomination, states: States, known: Known) -> Sequence[To]:
    """Only one that stands submitted."""
    held = _live(states, wanted.nomination, "submitted")
    comment = clear(held.person, wanted.comment)
    return [To(stream_of(held.id), NominationReturned(nomination=held.id, comment=comment))]


@command(
    "resubmit-nomination",
    ja="推薦を再提出する",
    en="Submit a nomination again",
    roles=("clerk", "officer"),
    clauses=(4,),
)
class ResubmitNomination(_OfNomination, frozen=True):
    """The corrected nomination; its number stays, and so does its lottery ticket."""

    role: Role
    started_on: StartedOn = None
    weekly_hours: WeeklyHours = None
    experience_months: Months = None
    evidence: Evidence = ""
    remarks: Remarks = ""


def _ask_again(wanted: ResubmitNomination, states: States, known: Known) -> Ask:
    held = _live(states, wanted.nomination, "returned")
    experience = experience_of(wanted, held.experience.past_unselected)
    return ask_eligibility(msgspec.structs.replace(held, experience=experience), states, known)


@decides(ResubmitNomination, streams=_streams, more=_more, ask=_ask_again)
def resubmit(wanted: ResubmitNomination, states: States, known: Known) -> Sequence[To]:
    """Only after a return; a deadline that has passed does not bar a correction."""
    held = known_nomination(states, wanted.nomination)
    again = NominationResubmitted(
        nomination=held.id,
        experience=experience_of(wanted, held.experience.past_unselected),
        evidence=clear(held.person, wanted.evidence),
        remarks=clear(held.person, wanted.remarks),
    )
    stream = stream_of(held.id)
    return [To(stream, again), To(stream, assessed(held.id, known.ruling))]


@command(
    "withdraw-nomination",
    ja="推薦を取り下げる",
    en="Withdraw a nomination",
    roles=("clerk", "officer", "person"),
    clauses=(3,),
)
class WithdrawNomination(_OfNomination, frozen=True):
    """By the local government or the person."""


@decides(WithdrawNomination, streams=_streams, more=_more)
def withdraw(wanted: WithdrawNomination, states: States, known: Known) -> Sequence[To]:
    """The person is free for another nomination."""
    held = _live(states, wanted.nomination, "submitted", "returned")
    return _ended(held, NominationWithdrawn(nomination=held.id))


@command(
    "lapse-nomination",
    ja="異動による失効を記録する",
    en="Record that a nomination lapsed",
    roles=("clerk", "officer"),
    clauses=(3,),
)
class LapseNomination(_OfNomination, frozen=True):
    """The person moved before the decision; the new body may nominate while the call is open."""


@decides(LapseNomination, streams=_streams, more=_more)
def lapse(wanted: LapseNomination, states: States, known: Known) -> Sequence[To]:
    """The nomination ends; nothing is carried to the new window silently."""
    held = _live(states, wanted.nomination, "submitted", "returned")
    return _ended(held, NominationLapsed(nomination=held.id))


def _ended(held: Nomination, event: Event) -> Sequence[To]:
    released = people.PersonReleased(person=held.person, nomination=held.id, unselected=False)
    return [To(stream_of(held.id), event), To(people.stream_of(held.person), released)]
