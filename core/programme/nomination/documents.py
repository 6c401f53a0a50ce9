"""Documents that prove experience: what each says, its file's hash, and what an officer found
(clause 4). Hours become months in the policy; here is no formula.
"""

from datetime import date

import msgspec
from msgspec import Struct

from core.command import Choice
from core.event import Event, Fact, NoPerson, Open, SealedText, event
from core.programme.questions import ExperienceFacts

KINDS = (
    Choice("employment", "在職証明書", "Certificate of employment"),
    Choice("employment_contract", "雇用契約書", "Contract of employment"),
    Choice("commission_contract", "業務委託契約書", "Commission contract"),
    Choice("appointment", "辞令", "Letter of appointment"),
    Choice("superior", "所属長の証明書", "Certificate by a superior"),
    Choice("leave", "休業・休職の証明", "Proof of leave, taken off"),
    Choice("qualification", "資格の証明", "Proof of a qualification"),
    Choice("other", "その他の書類（理由を書く）", "Another document, with the reason"),
)
_COUNTS = {"leave": "leave", "qualification": "qualification"}


@event(
    "nomination.evidence_attached",
    ja="推薦 {nomination} に書類 {number} を付けた",
    en="Attached document {number} to nomination {nomination}",
)
class ExperienceEvidenceAttached(Event, frozen=True):
    """Kind, period, hours and employer, and the SHA-256 (hex) and size in bytes of the file."""

    nomination: Open[str]
    number: Open[int]
    kind: Open[str]
    begins_on: Open[date]
    ends_on: Open[date | None]
    weekly_hours: Open[float]
    file: NoPerson[str]
    bytes: NoPerson[int]
    employer: SealedText
    reason: SealedText


@event(
    "nomination.experience_verified",
    ja="推薦 {nomination} の書類 {number} で実務経験を確認した",
    en="Verified the experience of nomination {nomination} by document {number}",
)
class ExperienceVerified(Event, frozen=True):
    """An officer read the document and found that it proves what was said of it."""

    nomination: Open[str]
    number: Open[int]


@event(
    "nomination.experience_rejected",
    ja="推薦 {nomination} の書類 {number} を認めなかった",
    en="Rejected document {number} of nomination {nomination}",
)
class ExperienceRejected(Event, frozen=True):
    """It does not count, and why; another document may be attached."""

    nomination: Open[str]
    number: Open[int]
    reason: SealedText


EVENTS = (ExperienceEvidenceAttached, ExperienceVerified, ExperienceRejected)


class Document(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A document as it stands: `status` is attached, verified or rejected, since `position`."""

    number: int
    kind: str
    begins_on: date
    ends_on: date | None
    weekly_hours: float
    file: str
    bytes: int
    status: str = "attached"
    position: int = 0

    @property
    def verified(self) -> bool:
        """Whether it counts."""
        return self.status == "verified"

    def as_facts(self) -> ExperienceFacts:
        """The document as a policy sees it."""
        return ExperienceFacts(
            number=self.number,
            counts=_COUNTS.get(self.kind, "work"),
            begins_on=self.begins_on,
            ends_on=self.ends_on,
            weekly_hours=self.weekly_hours,
            position=self.position,
        )


def evolve(held: tuple[Document, ...], fact: Fact) -> tuple[Document, ...]:
    """Fold one fact about a document."""
    match fact.event:
        case ExperienceEvidenceAttached() as made:
            return (*held, _attached(made, fact.position))
        case ExperienceVerified(number=number):
            return _marked(held, number, "verified", fact.position)
        case ExperienceRejected(number=number):
            return _marked(held, number, "rejected", fact.position)
    raise AssertionError(fact.event.topic)


def _attached(made: ExperienceEvidenceAttached, position: int) -> Document:
    return Document(
        number=made.number,
        kind=made.kind,
        begins_on=made.begins_on,
        ends_on=made.ends_on,
        weekly_hours=made.weekly_hours,
        file=made.file,
        bytes=made.bytes,
        position=position,
    )


def _marked(
    held: tuple[Document, ...], number: int, status: str, position: int
) -> tuple[Document, ...]:
    change = msgspec.structs.replace
    return tuple(
        change(each, status=status, position=position) if each.number == number else each
        for each in held
    )
