"""The state of a consent and its fold (clauses 30, 32, 33).

One stream a person. What is agreed to is one (person, institution, purpose, text): a transfer ends
both consents, and silence is no. A proof shows one row; whoever confirms it confirms that row.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
from msgspec import Struct

from core.area import States, To, area
from core.errors import refuse
from core.event import Fact
from core.programme.consent.events import (
    AuthorityRecorded,
    ConsentAsked,
    ConsentEnded,
    ConsentGiven,
    ConsentRefused,
    ConsentReminded,
    ConsentRequested,
    ConsentRestored,
    ConsentWithdrawn,
    ProofConfirmed,
    ProofCorrected,
    ProofSent,
    Shown,
)
from core.programme.questions import DefaultsRuling
from core.programme.window import WindowAttributes
from core.programme.words import PARTIES

BOTH = tuple(party.code for party in PARTIES)
REMINDERS_MAX = 2
DIRECTORY = "directory"


class Earlier(Struct, frozen=True):
    """A confirmed consent that the present question follows: it holds for the edition that is
    public, and for no later one."""

    shown: Shown | None


class Taken(Struct, frozen=True, kw_only=True):
    """A withdrawal by one party, with what it took back: for whoever undoes a mistake."""

    on: date
    answered: bool | None
    proofed: bool
    earlier: Earlier | None


class Consent(Struct, frozen=True, kw_only=True):
    """Answers for the present request: party -> yes or no; and who has proofed.

    `edition` is the one asked about ("": whichever comes), `shown` the row of the latest proof,
    `wrong` the parties that say it is not right.
    """

    person: str
    window: str | None
    text_digest: str
    answers: dict[str, bool] = {}
    proofs: frozenset[str] = frozenset()
    edition: str = ""
    shown: Shown | None = None
    wrong: frozenset[str] = frozenset()
    reminders: int = 0
    earlier: Earlier | None = None
    taken: dict[str, Taken] = {}

    @property
    def agreed(self) -> bool:
        """Both parties said yes."""
        return self.window is not None and all(self.answers.get(party) for party in BOTH)

    @property
    def confirmed(self) -> bool:
        """Both parties agreed, and both have checked what will be shown."""
        return self.agreed and all(party in self.proofs for party in BOTH)

    @property
    def silent(self) -> tuple[str, ...]:
        """The parties that have not answered a standing request."""
        return () if self.window is None else tuple(p for p in BOTH if p not in self.answers)

    def lists(self, window: str, held: WindowAttributes, edition: str, *, amends: bool) -> bool:
        """Whether the person is counted at `window` in `edition`: both consents, both proofs,
        and the row still as it was proofed.

        While the next edition's question is open, an amendment of the public one goes by the
        consents that were given for it.
        """
        if self.window != window:
            return False
        if self.confirmed:
            return self.shown is None or self.shown.fits(held)
        kept = self.earlier if amends and self.edition != edition else None
        return kept is not None and (kept.shown is None or kept.shown.fits(held))

    def stands(self, window: str) -> bool:
        """Whether nobody has taken back what a published row rests on."""
        return self.window == window and (self.agreed or self.earlier is not None)


def stream_of(person: str) -> str:
    """The consent stream of a person."""
    return f"consent/{person}"


def ended(states: States, person: str) -> Sequence[To]:
    """The event that ends a standing request, if there is one."""
    state: Consent | None = states[stream_of(person)]
    over = state is None or state.window is None
    return [] if over else [To(stream_of(person), ConsentEnded(person=person))]


def standing(states: States, person: str) -> Consent:
    """The request that stands about a person, or `Refused`."""
    state: Consent | None = states[stream_of(person)]
    if state is None or state.window is None:
        raise refuse(
            "consent.not_requested",
            "この人への同意の確認は行われていません。",
            "No consent was asked for.",
            "person",
        )
    return state


def undo_until(withdrawn: date, ruling: DefaultsRuling) -> date:
    """The last day on which a withdrawal can be undone: its own where the policy says nothing."""
    return withdrawn + timedelta(days=ruling.consent_undo_days or 0)


def evolve(state: Consent | None, fact: Fact) -> Consent:
    """Fold one fact of the stream."""
    match fact.event:
        case ConsentRequested(person=person, window=window, text_digest=digest):
            return Consent(person=person, window=window, text_digest=digest)
        case ConsentAsked() as asked:
            return Consent(
                person=asked.person,
                window=asked.window,
                text_digest=asked.text_digest,
                edition=asked.edition,
                earlier=_earlier(state, asked),
            )
        case _ if state:
            return _changed(state, fact)
    raise AssertionError(fact.event.topic)


def _earlier(state: Consent | None, asked: ConsentAsked) -> Earlier | None:
    """What a new question leaves standing; a question that nobody answered leaves nothing."""
    if state is None or state.window != asked.window:
        return None
    if state.confirmed:
        return Earlier(state.shown)
    return state.earlier if state.edition == asked.edition else None


def _changed(state: Consent, fact: Fact) -> Consent:
    change = msgspec.structs.replace
    match fact.event:
        case ConsentGiven(party=party):
            taken = _others(state, party)
            return change(state, answers={**state.answers, party: True}, taken=taken)
        case ConsentRefused(party=party):
            return change(_without(state, party), taken=_others(state, party))
        case ConsentWithdrawn(party=party):
            return _withdrawn(state, party, fact.effective_on)
        case ConsentRestored(party=party):
            return _restored(state, party)
        case ConsentReminded(number=number):
            return change(state, reminders=number)
        case AuthorityRecorded():
            return state
        case ConsentEnded():
            return Consent(person=state.person, window=None, text_digest=state.text_digest)
    return _proofed(state, fact)


def _proofed(state: Consent, fact: Fact) -> Consent:
    change = msgspec.structs.replace
    match fact.event:
        case ProofConfirmed(party=party):
            proofs = state.proofs | {party}
            return change(state, proofs=proofs, wrong=state.wrong - {party})
        case ProofSent(shown=shown):
            taken = {each: change(held, proofed=False) for each, held in state.taken.items()}
            none = frozenset[str]()
            return change(state, shown=shown, proofs=none, wrong=none, taken=taken)
        case ProofCorrected(party=party):
            wrong = state.wrong | {party}
            return change(state, proofs=state.proofs - {party}, wrong=wrong)
    raise AssertionError(fact.event.topic)


def _without(state: Consent, party: str) -> Consent:
    """After a no of one party, to whatever was asked or public."""
    return msgspec.structs.replace(
        state,
        answers={**state.answers, party: False},
        proofs=state.proofs - {party},
        wrong=state.wrong - {party},
        earlier=None,
    )


def _others(state: Consent, party: str) -> dict[str, Taken]:
    return {each: held for each, held in state.taken.items() if each != party}


def _withdrawn(state: Consent, party: str, on: date) -> Consent:
    taken = Taken(
        on=on,
        answered=state.answers.get(party),
        proofed=party in state.proofs,
        earlier=state.earlier,
    )
    gone = _without(state, party)
    return msgspec.structs.replace(gone, taken={**state.taken, party: taken})


def _restored(state: Consent, party: str) -> Consent:
    back = state.taken[party]
    answers = {each: said for each, said in state.answers.items() if each != party}
    if back.answered is not None:
        answers[party] = back.answered
    left = _others(state, party)
    return msgspec.structs.replace(
        state,
        answers=answers,
        proofs=state.proofs | {party} if back.proofed else state.proofs,
        earlier=None if left else back.earlier,
        taken=left,
    )


area("consent", evolve)
