"""What is done with a nomination once it is in: evidence, return, resubmit, withdraw, lapse
(clauses 3, 4)."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from core.area import Ask, Known, States, To, decides
from core.command import Choice, Label, Text, command
from core.errors import Faults
from core.privacy import clear
from core.programme.nomination.assessing import (
    ask_eligibility,
    assessed,
    contract_stated,
    experience_of,
)
from core.programme.nomination.facts import (
    EvidenceAccepted,
    NominationLapsed,
    NominationResubmitted,
    NominationReturned,
    NominationWithdrawn,
    known_nomination,
    stream_of,
)
from core.programme.nomination.standing import OfNomination, ended, more, standing, streams
from core.programme.nomination.submit import (
    ContractUntil,
    Evidence,
    Months,
    Role,
    StartedOn,
    WeeklyHours,
)
from core.programme.words import Remarks

GROUNDS = (
    Choice("no_document", "確認書類がない、または読めない", "A document is missing or unreadable"),
    Choice("hours", "従事時間が確認できない", "The hours cannot be confirmed"),
    Choice("period", "従事期間が確認できない", "The period cannot be confirmed"),
    Choice("role", "職務区分が確認できない", "The role cannot be confirmed"),
    Choice("window", "窓口が違う", "The window is another"),
    Choice("name", "氏名・フリガナが書類と違う", "The name differs from the document"),
    Choice("other", "その他（理由の欄に書く）", "Something else: see the comment"),
)
"""Stock reasons for a return; an organisation's own words go into the comment."""


@command(
    "accept-evidence",
    ja="確認書類を認める",
    en="Accept evidence",
    roles=("officer",),
    clauses=(4,),
)
class AcceptEvidence(OfNomination, frozen=True):
    """The officer has seen the document that proves the experience."""


def _ask_accept(wanted: AcceptEvidence, states: States, known: Known) -> Ask:
    held = standing(states, wanted.nomination, "submitted")
    return ask_eligibility(
        msgspec.structs.replace(held, evidence=held.evidence or 0), states, known
    )


@decides(AcceptEvidence, streams=streams, more=more, ask=_ask_accept)
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
class ReturnNomination(OfNomination, frozen=True):
    """差戻し, with what is to be corrected, and stock reasons by code."""

    comment: Annotated[Text, Label("差戻しの理由", "What to correct", personal=True)]
    grounds: Annotated[
        tuple[str, ...],
        Label(
            "定型の理由",
            "Stock reasons",
            "、".join(f"{each.code}={each.ja}" for each in GROUNDS),
            ", ".join(f"{each.code}={each.en}" for each in GROUNDS),
        ),
    ] = ()


@decides(ReturnNomination, streams=streams)
def send_back(wanted: ReturnNomination, states: States, known: Known) -> Sequence[To]:
    """Only one that stands submitted."""
    held = standing(states, wanted.nomination, "submitted")
    unknown = set(wanted.grounds) - {each.code for each in GROUNDS}
    faults = Faults()
    faults.unless(
        not unknown,
        "nomination.unknown_ground",
        f"定型の理由に次のものはありません: {'、'.join(sorted(unknown))}。",
        f"There is no stock reason {', '.join(sorted(unknown))}.",
        "grounds",
    )
    faults.raise_any()
    returned = NominationReturned(
        nomination=held.id,
        grounds=wanted.grounds,
        comment=clear(held.person, wanted.comment),
    )
    return [To(stream_of(held.id), returned)]


@command(
    "resubmit-nomination",
    ja="推薦を再提出する",
    en="Submit a nomination again",
    roles=("clerk", "officer"),
    clauses=(4,),
)
class ResubmitNomination(OfNomination, frozen=True):
    """The corrected nomination; its number stays, and so does its lottery ticket."""

    role: Role
    started_on: StartedOn = None
    weekly_hours: WeeklyHours = None
    experience_months: Months = None
    evidence: Evidence = ""
    remarks: Remarks = ""
    contract_until: ContractUntil = None


def _ask_again(wanted: ResubmitNomination, states: States, known: Known) -> Ask:
    held = standing(states, wanted.nomination, "returned")
    experience = experience_of(wanted, held.experience.past_unselected)
    until = wanted.contract_until or held.contract_until
    again = msgspec.structs.replace(held, experience=experience, contract_until=until)
    return ask_eligibility(again, states, known)


@decides(ResubmitNomination, streams=streams, more=more, ask=_ask_again)
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
    return [
        To(stream, again),
        *contract_stated(held.id, wanted.contract_until),
        To(stream, assessed(held.id, known.ruling)),
    ]


@command(
    "withdraw-nomination",
    ja="推薦を取り下げる",
    en="Withdraw a nomination",
    roles=("clerk", "officer", "person"),
    clauses=(3,),
)
class WithdrawNomination(OfNomination, frozen=True):
    """By the local government or the person."""


@decides(WithdrawNomination, streams=streams, more=more)
def withdraw(wanted: WithdrawNomination, states: States, known: Known) -> Sequence[To]:
    """The person is free for another nomination."""
    held = standing(states, wanted.nomination, "submitted", "returned", "late")
    return ended(held, states, NominationWithdrawn(nomination=held.id))


@command(
    "lapse-nomination",
    ja="異動による失効を記録する",
    en="Record that a nomination lapsed",
    roles=("clerk", "officer"),
    clauses=(3,),
)
class LapseNomination(OfNomination, frozen=True):
    """The person moved before the decision; the new body may nominate while the call is open."""


@decides(LapseNomination, streams=streams, more=more)
def lapse(wanted: LapseNomination, states: States, known: Known) -> Sequence[To]:
    """The nomination ends; nothing is carried to the new window silently."""
    held = standing(states, wanted.nomination, "submitted", "returned")
    return ended(held, states, NominationLapsed(nomination=held.id))
