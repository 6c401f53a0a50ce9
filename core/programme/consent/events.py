"""What happens to a consent: asked, answered, reminded, proofs, withdrawn, ended (clauses 30, 32,
33)."""

import hashlib

import msgspec
from msgspec import Struct

from core.event import Event, NoPerson, Open, SealedText, event
from core.programme.window import WindowAttributes


class Shown(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The row of the public list that a person would be counted in; no field holds a name."""

    block: str
    prefecture: str
    municipality: str
    institution: str

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the row as canonical JSON: what a party has before it."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()

    def fits(self, held: WindowAttributes) -> bool:
        """Whether the window's facts still say what this row shows."""
        here = (held.prefecture, held.municipality, held.institution)
        return here == (self.prefecture, self.municipality, self.institution)


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
    "consent.asked",
    ja="{edition} 版への {person} の掲載について本人と所属機関に同意を求めた",
    en="Asked {person} and the institution for consent to be counted in edition {edition}",
)
class ConsentAsked(Event, frozen=True):
    """Asked in the yearly campaign: the row that would be shown, and the text made from it."""

    person: Open[str]
    window: Open[str]
    edition: NoPerson[str]
    purpose: NoPerson[str]
    shown: NoPerson[Shown]
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
    "consent.authority_recorded",
    ja="{person} の掲載について所属機関を代表して答えた人の役職を記録した",
    en="Recorded the authority of whoever answered for the institution of {person}",
)
class AuthorityRecorded(Event, frozen=True):
    """The office of the institution's signatory, at the time of the answer."""

    person: Open[str]
    authority: SealedText


@event(
    "consent.reminded",
    ja="{person} の掲載への同意について回答を促した（{number} 回目）",
    en="Reminder {number} about the consent for {person}",
)
class ConsentReminded(Event, frozen=True):
    """Whoever was silent was reminded: `parties`; twice at most for one question."""

    person: Open[str]
    parties: Open[tuple[str, ...]]
    number: NoPerson[int]


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
    "consent.restored",
    ja="{person} の掲載への同意の撤回が取り消された（{party}）",
    en="The withdrawal by {party} was undone: {person}",
)
class ConsentRestored(Event, frozen=True):
    """A mistaken withdrawal taken back; the row comes back with the next approved list only."""

    person: Open[str]
    party: Open[str]


@event(
    "consent.proof_sent",
    ja="{person} の掲載内容の確認を本人と所属機関に依頼した（{edition} 版）",
    en="Sent the proof of {person} for edition {edition} to both parties",
)
class ProofSent(Event, frozen=True):
    """The row that will be published; what was confirmed of an earlier proof falls."""

    person: Open[str]
    edition: NoPerson[str]
    shown: NoPerson[Shown]
    digest: NoPerson[str]


@event(
    "consent.proofed", ja="{person} の掲載内容を{party}が確認した", en="{party} checked {person}"
)
class ProofConfirmed(Event, frozen=True):
    """誤り確認: the party looked at what will be published, and it is right."""

    person: Open[str]
    party: Open[str]


@event(
    "consent.proof_corrected",
    ja="{person} の掲載内容に{party}から訂正の申出があった",
    en="{party} says that the proof of {person} is wrong",
)
class ProofCorrected(Event, frozen=True):
    """訂正: what is wrong, in the party's words; held back until a new proof is confirmed."""

    person: Open[str]
    party: Open[str]
    text: SealedText


@event(
    "consent.ended", ja="{person} の掲載への同意は終わった", en="The consents for {person} ended"
)
class ConsentEnded(Event, frozen=True):
    """The affiliation they were for ended."""

    person: Open[str]
