"""現に: the person says that it is them and where they work, and until when the contract runs
(clause 3)."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from core.area import Ask, Known, States, To, decides
from core.command import Label, command
from core.errors import Faults
from core.programme.nomination.assessing import ask_eligibility, assessed
from core.programme.nomination.facts import IN_SELECTION, known_nomination, stream_of
from core.programme.nomination.later import (
    ANSWERS,
    ConfirmationAsked,
    ContractStated,
    NominationConfirmed,
)
from core.programme.nomination.standing import OfNomination, more, standing, streams
from core.programme.nomination.submit import ContractUntil
from core.programme.words import iso

ASKED_MAX = 3
"""Once, and two reminders."""
WORDS = {each.code: each.ja for each in ANSWERS}


@command(
    "confirm-nomination",
    ja="推薦の内容を本人が確認する",
    en="Confirm my nomination",
    roles=("person",),
    clauses=(3,),
)
class ConfirmNomination(OfNomination, frozen=True):
    """The nominee's own answer, from a phone: may be given again, at the start of the course
    say."""

    answer: Annotated[str, Label("回答", "Answer", choices=ANSWERS)]


def _ask_confirm(wanted: ConfirmNomination, states: States, known: Known) -> Ask:
    held = standing(states, wanted.nomination, *IN_SELECTION)
    answered = msgspec.structs.replace(held, confirmation=wanted.answer)
    return ask_eligibility(answered, states, known)


@decides(ConfirmNomination, streams=streams, more=more, ask=_ask_confirm)
def confirm(wanted: ConfirmNomination, states: States, known: Known) -> Sequence[To]:
    """A fact for the officer, and assessed: whoever says that they left does not work there now.
    Nothing is withdrawn or moved by it."""
    held = known_nomination(states, wanted.nomination)
    if (held.confirmation, held.confirmed_on) == (wanted.answer, known.today):
        return []
    text = WORDS[wanted.answer]
    confirmed = NominationConfirmed(nomination=held.id, answer=wanted.answer, answer_text=text)
    stream = stream_of(held.id)
    return [To(stream, confirmed), To(stream, assessed(held.id, known.ruling))]


@command(
    "ask-confirmation",
    ja="推薦の内容の確認を本人に求める",
    en="Ask the nominee to confirm",
    roles=("officer", "system"),
    clauses=(3,),
)
class AskConfirmation(OfNomination, frozen=True):
    """A mail to the nominee; after the first, two reminders at most."""


@decides(AskConfirmation, streams=streams)
def ask_again(wanted: AskConfirmation, states: States, known: Known) -> Sequence[To]:
    """Only of someone who has not answered."""
    held = standing(states, wanted.nomination, *IN_SELECTION)
    faults = Faults()
    faults.unless(
        not held.confirmation,
        "nomination.answered",
        "本人はもう答えています。",
        "The nominee has answered.",
        "nomination",
    )
    faults.unless(
        held.asked < ASKED_MAX,
        "nomination.asked_enough",
        f"本人に確認を求めるのは{ASKED_MAX}回までです。電話などで確かめてください。",
        f"A nominee is asked {ASKED_MAX} times at most. Please ask by telephone.",
        "nomination",
    )
    faults.raise_any()
    return [To(stream_of(held.id), ConfirmationAsked(nomination=held.id, count=held.asked + 1))]


@command(
    "state-contract",
    ja="契約の終期を記録する",
    en="State until when the contract runs",
    roles=("clerk", "officer"),
    clauses=(3,),
)
class StateContract(OfNomination, frozen=True):
    """A renewal, or an end that was not known; empty where the contract has no end."""

    contract_until: ContractUntil = None


def _ask_contract(wanted: StateContract, states: States, known: Known) -> Ask:
    held = standing(states, wanted.nomination, *IN_SELECTION)
    stated = msgspec.structs.replace(held, contract_until=wanted.contract_until)
    return ask_eligibility(stated, states, known)


@decides(StateContract, streams=streams, more=more, ask=_ask_contract)
def state_contract(wanted: StateContract, states: States, known: Known) -> Sequence[To]:
    """Assessed again with it: one that ends before the decision or the start is pointed out."""
    held = known_nomination(states, wanted.nomination)
    if held.contract_until == wanted.contract_until:
        return []
    until = wanted.contract_until
    text = iso(until) if until else "—"
    stated = ContractStated(nomination=held.id, until=until, until_text=text)
    stream = stream_of(held.id)
    return [To(stream, stated), To(stream, assessed(held.id, known.ruling))]


@command(
    "check-at-start",
    ja="研修の開始時に現に従事しているか確かめる",
    en="Check at the start that the nominee still works there",
    roles=("officer", "system"),
    clauses=(3,),
)
class CheckAtStart(OfNomination, frozen=True):
    """Eligibility by what is on record today: the window, the contract, the person's answer."""


def _ask_start(wanted: CheckAtStart, states: States, known: Known) -> Ask:
    return ask_eligibility(standing(states, wanted.nomination, *IN_SELECTION), states, known)


@decides(CheckAtStart, streams=streams, more=more, ask=_ask_start)
def check_at_start(wanted: CheckAtStart, states: States, known: Known) -> Sequence[To]:
    """A finding for the officer; nobody loses a seat by it."""
    return [To(stream_of(wanted.nomination), assessed(wanted.nomination, known.ruling))]
