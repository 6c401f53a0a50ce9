"""Facts of area coordinator: certified, at work or not, renewed or lapsed, and papers given out."""

from datetime import date

from core.event import Event, Open, SealedText, event
from core.programme.questions import RenewalNeed


@event(
    "coordinator.certified",
    ja="{person} が認証された（番号 {number}）",
    en="{person} was certified, number {number}",
)
class CoordinatorCertified(Event, frozen=True):
    """認証: the agency's own, not a national qualification."""

    person: Open[str]
    window: Open[str]
    number: Open[str]
    valid_until: Open[date | None]


@event(
    "coordinator.transferred",
    ja="{person} の所属が窓口 {window} に変わった",
    en="{person} moved to window {window}",
)
class CoordinatorTransferred(Event, frozen=True):
    """A new affiliation; consents given at the old one end with it."""

    person: Open[str]
    old_window: Open[str]
    window: Open[str]


@event(
    "coordinator.ceased",
    ja="{person} が活動をやめた",
    en="{person} ceased to act",
)
class CoordinatorCeased(Event, frozen=True):
    """Left the work; the certification stands."""

    person: Open[str]


@event(
    "coordinator.resumed",
    ja="{person} が活動を再開した",
    en="{person} acts again",
)
class CoordinatorResumed(Event, frozen=True):
    """Back at work, at a window."""

    person: Open[str]
    window: Open[str]


@event("coordinator.retired", ja="{person} が引退した", en="{person} retired")
class CoordinatorRetired(Event, frozen=True):
    """Left for good."""

    person: Open[str]


@event(
    "coordinator.reissued",
    ja="認証番号 {number} の認証証を再発行した（{issue}枚目）",
    en="Reissued certificate {number} as its issue {issue}",
)
class CertificateReissued(Event, frozen=True):
    """A new paper; every earlier one of the number is superseded."""

    person: Open[str]
    number: Open[str]
    issue: Open[int]
    reason: Open[str]
    valid_until: Open[date | None]


@event(
    "coordinator.renewal_reminded",
    ja="認証番号 {number} の更新を案内した（{reminder}回目）",
    en="Reminded of the renewal of certificate {number}, time {reminder}",
)
class RenewalReminded(Event, frozen=True):
    """Two at most before an end of validity."""

    person: Open[str]
    number: Open[str]
    reminder: Open[int]
    valid_until: Open[date]


@event(
    "coordinator.renewed",
    ja="{person} の認証を更新した（番号 {number}）",
    en="Renewed the certification of {person}, number {number}",
)
class CoordinatorRenewed(Event, frozen=True):
    """A new term. `needs` is what was asked for, `restored` the state a lapsed one comes back to,
    `waived` why it was renewed with a need unmet."""

    person: Open[str]
    number: Open[str]
    valid_until: Open[date | None]
    sessions: Open[int]
    needs: Open[tuple[RenewalNeed, ...]]
    restored: Open[str | None]
    waived: SealedText


@event(
    "coordinator.lapsed",
    ja="{person} の認証が失効した（番号 {number}）",
    en="The certification of {person} lapsed, number {number}",
)
class CoordinatorLapsed(Event, frozen=True):
    """The end came without a renewal. Not a revocation."""

    person: Open[str]
    number: Open[str]
    valid_until: Open[date]
