"""Area consent: publication needs the person's and the institution's, and a proof by both (clauses
30, 32, 33).

Consent is for one (person, institution, purpose, text): a transfer ends both. Silence is no.
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Struct

from core.area import Known, States, To, area, decides
from core.command import Command, Label, Text, command
from core.errors import Faults, refuse
from core.event import Event, Fact, NoPerson, Open, event
from core.programme.words import PARTIES, PersonId, WindowCode

Party = Annotated[str, Label("当事者", "Party", choices=PARTIES)]


@event(
    "consent.requested",
    ja="{person} の掲載について本人と所属機関に同意を求めた",
    en="Asked {person} and the institution for consent to publication",
)
class ConsentRequested(Event, frozen=True):
    """What exactly would be shown, for one affiliation."""

    person: Open[str]
    window: Open[str]
    text: NoPerson[str]
    text_digest: NoPerson[str]


@event(
    "consent.given",
    ja="{person} の掲載に同意があった（{party}）",
    en="Consent by {party}: {person}",
)
class ConsentGiven(Event, frozen=True):
    """One party agrees to the text it was shown."""

    person: Open[str]
    party: Open[str]
    text_digest: NoPerson[str]


@event(
    "consent.refused",
    ja="{person} の掲載に同意しない回答があった（{party}）",
    en="Consent refused by {party}: {person}",
)
class ConsentRefused(Event, frozen=True):
    """One party does not agree; no reason is asked."""

    person: Open[str]
    party: Open[str]


@event(
    "consent.withdrawn",
    ja="{person} の掲載への同意が撤回された（{party}）",
    en="Consent withdrawn by {party}: {person}",
)
class ConsentWithdrawn(Event, frozen=True):
    """Works at any time, between yearly editions too."""

    person: Open[str]
    party: Open[str]


@event(
    "consent.proofed", ja="{person} の掲載内容を{party}が確認した", en="{party} checked {person}"
)
class ProofConfirmed(Event, frozen=True):
    """誤り確認: the party looked at what will be published, and it is right."""

    person: Open[str]
    party: Open[str]


@event(
    "consent.ended", ja="{person} の掲載への同意は終わった", en="The consents for {person} ended"
)
class ConsentEnded(Event, frozen=True):
    """The affiliation they were for ended."""

    person: Open[str]


class Consent(Struct, frozen=True, kw_only=True):
    """Answers for the present request: party -> yes or no; and who has proofed."""

    person: str
    window: str | None
    text_digest: str
    answers: dict[str, bool] = {}
    proofs: frozenset[str] = frozenset()

    @property
    def confirmed(self) -> bool:
        """Both parties agreed, and both have checked what will be shown."""
        both = [party.code for party in PARTIES]
        return self.window is not None and all(
            self.answers.get(party) and party in self.proofs for party in both
        )


def stream_of(person: str) -> str:
    """The consent stream of a person."""
    return f"consent/{person}"


def ended(states: States, person: str) -> Sequence[To]:
    """The event that ends a standing request, if there is one."""
    state: Consent | None = states[stream_of(person)]
    over = state is None or state.window is None
    return [] if over else [To(stream_of(person), ConsentEnded(person=person))]


@command(
    "request-consent",
    ja="掲載への同意を求める",
    en="Ask for consent",
    roles=("officer",),
    clauses=(30, 33, 34),
)
class RequestConsent(Command, frozen=True):
    """Show both parties exactly what would be published, and ask."""

    person: PersonId
    window: WindowCode
    text: Annotated[Text, Label("示した内容", "What was shown")]


@decides(
    RequestConsent,
    streams=lambda wanted: (
        stream_of(wanted.person),
        f"coordinator/{wanted.person}",
        f"window/{wanted.window}",
    ),
)
def request(wanted: RequestConsent, states: States, known: Known) -> Sequence[To]:
    """For the person's present affiliation; another text asks anew."""
    coordinator = states[f"coordinator/{wanted.person}"]
    faults = Faults()
    faults.unless(
        coordinator and coordinator.window == wanted.window and coordinator.status == "acting",
        "consent.other_affiliation",
        "この人は今その窓口で活動していません。",
        "The person does not act at that window now.",
        "window",
    )
    faults.raise_any()
    digest = hashlib.sha256(wanted.text.encode()).hexdigest()
    state: Consent | None = states[stream_of(wanted.person)]
    if state and (state.window, state.text_digest) == (wanted.window, digest):
        return []
    asked = ConsentRequested(
        person=wanted.person, window=wanted.window, text=wanted.text, text_digest=digest
    )
    return [To(stream_of(wanted.person), asked)]


class _OfConsent(Command, frozen=True):
    """A command by one party about one person's listing."""

    person: PersonId
    party: Party


def _streams(wanted: _OfConsent) -> Sequence[str]:
    return (stream_of(wanted.person),)


def _standing(states: States, person: str) -> Consent:
    state: Consent | None = states[stream_of(person)]
    if state is None or state.window is None:
        raise refuse(
            "consent.not_requested",
            "この人への同意の確認は行われていません。",
            "No consent was asked for.",
            "person",
        )
    return state


@command(
    "answer-consent",
    ja="同意するかどうか答える",
    en="Answer a request for consent",
    roles=("officer", "person", "institution"),
    clauses=(30, 33),
)
class AnswerConsent(_OfConsent, frozen=True):
    """Yes or no by one party."""

    agrees: Annotated[bool, Label("同意する", "Agrees")]


@decides(AnswerConsent, streams=_streams)
def answer(wanted: AnswerConsent, states: States, known: Known) -> Sequence[To]:
    """The same answer again changes nothing."""
    state = _standing(states, wanted.person)
    if state.answers.get(wanted.party) == wanted.agrees:
        return []
    event: Event = (
        ConsentGiven(person=state.person, party=wanted.party, text_digest=state.text_digest)
        if wanted.agrees
        else ConsentRefused(person=state.person, party=wanted.party)
    )
    return [To(stream_of(state.person), event)]


@command(
    "withdraw-consent",
    ja="同意を撤回する",
    en="Withdraw consent",
    roles=("officer", "person", "institution"),
    clauses=(30, 34),
)
class WithdrawConsent(_OfConsent, frozen=True):
    """公開をやめる: no reason is asked, nobody's permission is needed."""


@decides(WithdrawConsent, streams=_streams)
def withdraw(wanted: WithdrawConsent, states: States, known: Known) -> Sequence[To]:
    """Takes back a yes; otherwise there is nothing to take back."""
    state = _standing(states, wanted.person)
    if not state.answers.get(wanted.party):
        return []
    gone = ConsentWithdrawn(person=state.person, party=wanted.party)
    return [To(stream_of(state.person), gone)]


@command(
    "confirm-proof",
    ja="掲載内容を確認する",
    en="Confirm a proof",
    roles=("officer", "person", "institution"),
    clauses=(33,),
)
class ConfirmProof(_OfConsent, frozen=True):
    """What will be published is right. Whoever does not answer is held back."""


@decides(ConfirmProof, streams=_streams)
def confirm(wanted: ConfirmProof, states: States, known: Known) -> Sequence[To]:
    """After the party's own yes."""
    state = _standing(states, wanted.person)
    faults = Faults()
    faults.unless(
        state.answers.get(wanted.party),
        "consent.not_given",
        "同意していない当事者は掲載内容を確認できません。",
        "A party that has not agreed cannot confirm a proof.",
        "party",
    )
    faults.raise_any()
    if wanted.party in state.proofs:
        return []
    return [To(stream_of(state.person), ProofConfirmed(person=state.person, party=wanted.party))]


def evolve(state: Consent | None, fact: Fact) -> Consent:
    """Fold one fact of the stream."""
    change = msgspec.structs.replace
    match fact.event:
        case ConsentRequested(person=person, window=window, text_digest=digest):
            return Consent(person=person, window=window, text_digest=digest)
        case ConsentGiven(party=party) if state:
            return change(state, answers={**state.answers, party: True})
        case ConsentRefused(party=party) | ConsentWithdrawn(party=party) if state:
            proofs = state.proofs - {party}
            return change(state, answers={**state.answers, party: False}, proofs=proofs)
        case ProofConfirmed(party=party) if state:
            return change(state, proofs=state.proofs | {party})
        case ConsentEnded() if state:
            return change(state, window=None, answers={}, proofs=frozenset())
    raise AssertionError(fact.event.topic)


area("consent", evolve)
