"""Facts of a revocation: proposed, decided by a second person, told to the person, in effect."""

from datetime import date

from msgspec import Struct

from core.approval import Approval
from core.event import Event, NoPerson, Open, SealedText, event


@event(
    "coordinator.revocation_proposed",
    ja="{person} の認証の取消しを起案した",
    en="Proposed to revoke the certification of {person}",
)
class RevocationProposed(Event, frozen=True):
    """A draft: the ground with its words, the hearing, the date of effect, and what follows."""

    person: Open[str]
    ground: Open[str]
    ground_ja: NoPerson[str]
    ground_en: NoPerson[str]
    heard_on: Open[date]
    effective_on: Open[date]
    bar_months: NoPerson[int]
    published: NoPerson[bool]
    circumstances: SealedText
    digest: Open[str]


@event(
    "coordinator.revocation_decided",
    ja="{person} の認証の取消しを決裁した",
    en="Decided to revoke the certification of {person}",
)
class RevocationDecided(Event, frozen=True):
    """決裁: it takes effect when the person was told and the date has come."""

    person: Open[str]
    approval: NoPerson[Approval]


@event(
    "coordinator.revocation_noticed",
    ja="{person} に認証の取消しを通知した",
    en="Told {person} of the revocation",
)
class RevocationNoticed(Event, frozen=True):
    """The notice reached the person, on the date it holds from."""

    person: Open[str]
    means: Open[str]


@event(
    "coordinator.revoked",
    ja="認証番号 {number} の認証を取り消した",
    en="Revoked certificate {number}",
)
class CertificateRevoked(Event, frozen=True):
    """In effect; nothing is deleted. Nobody may nominate the person before `barred_until`."""

    person: Open[str]
    number: Open[str]
    ground: Open[str]
    ground_ja: NoPerson[str]
    ground_en: NoPerson[str]
    barred_until: Open[date]
    published: NoPerson[bool]


class Revocation(Struct, frozen=True, kw_only=True):
    """A revocation on its way."""

    proposed: RevocationProposed
    proposer: str
    decided: bool = False
    noticed_on: date | None = None
