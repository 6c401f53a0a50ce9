"""誤り確認: what each party says of the proof it was sent (clause 33)."""

from collections.abc import Sequence
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Label, Text, command
from core.errors import Faults
from core.privacy import clear
from core.programme.consent.commands import OfConsent, streams_of
from core.programme.consent.events import ProofConfirmed, ProofCorrected
from core.programme.consent.facts import Consent, standing, stream_of
from core.programme.words import Digest


@command(
    "confirm-proof",
    ja="掲載内容を確認する",
    en="Confirm a proof",
    roles=("officer", "person", "institution"),
    clauses=(33,),
)
class ConfirmProof(OfConsent, frozen=True):
    """What will be published is right. Whoever does not answer is held back."""

    digest_seen: Annotated[
        Digest | None,
        Label(
            "確認した内容の指紋",
            "Digest of what was shown",
            "画面に表示された値",
            "As the page shows",
        ),
    ] = None


@decides(ConfirmProof, streams=streams_of)
def confirm(wanted: ConfirmProof, states: States, known: Known) -> Sequence[To]:
    """After the party's own yes, and of the proof that was sent last."""
    state = standing(states, wanted.person)
    faults = _faults(state, wanted.party)
    faults.unless(
        wanted.digest_seen in (None, state.shown and state.shown.digest),
        "consent.other_proof",
        "掲載内容が、画面で確認したものから変わっています。もう一度確認してください。",
        "What will be shown has changed since. Please look at it again.",
        "digest_seen",
    )
    faults.raise_any()
    if wanted.party in state.proofs:
        return []
    return [To(stream_of(state.person), ProofConfirmed(person=state.person, party=wanted.party))]


@command(
    "correct-proof",
    ja="掲載内容の訂正を申し出る",
    en="Say that a proof is wrong",
    roles=("officer", "person", "institution"),
    clauses=(33,),
)
class CorrectProof(OfConsent, frozen=True):
    """訂正: an officer corrects the window's facts and sends a new proof; nothing is listed until
    both parties have confirmed that one."""

    text: Annotated[
        Text,
        Label(
            "誤っている点",
            "What is wrong",
            "所属機関名・市区町村など。氏名や相談の内容は書かないでください。",
            "The institution's name, the municipality and so on; no names, nothing about clients.",
            personal=True,
        ),
    ]


@decides(CorrectProof, streams=streams_of)
def correct(wanted: CorrectProof, states: States, known: Known) -> Sequence[To]:
    """After the party's own yes; a confirmation by the same party falls."""
    state = standing(states, wanted.person)
    _faults(state, wanted.party).raise_any()
    text = clear(state.person, wanted.text)
    wrong = ProofCorrected(person=state.person, party=wanted.party, text=text)
    return [To(stream_of(state.person), wrong)]


def _faults(state: Consent, party: str) -> Faults:
    """What stands against any answer to a proof."""
    faults = Faults()
    faults.unless(
        state.answers.get(party),
        "consent.not_given",
        "同意していない当事者は掲載内容を確認できません。",
        "A party that has not agreed cannot confirm a proof.",
        "party",
    )
    faults.unless(
        state.shown or not state.edition,
        "consent.no_proof",
        "確認する掲載内容は、双方の同意の後に送られます。まだ送られていません。",
        "The proof is sent after both parties have agreed; it has not been sent yet.",
        "party",
    )
    return faults
