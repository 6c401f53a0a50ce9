"""Facts of area certification: lists proposed and approved, numbers given, certificates issued."""

from datetime import date

import msgspec
from msgspec import Struct

from core.approval import Approval
from core.area import area
from core.event import Event, Fact, NoPerson, Open, event
from core.programme.questions import CertificateWording

WORDING = "certification/wording"
"""The stream of what is printed on certificates; the others are `certification/YEAR`."""


class Candidate(Struct, frozen=True, forbid_unknown_fields=True):
    """A trainee who has done every step."""

    nomination: str
    person: str
    window: str


@event(
    "certification.proposed",
    ja="期 {cohort} の認証候補 {count} 名を起案した",
    en="Proposed {count} of cohort {cohort} for certification",
)
class CertificationProposed(Event, frozen=True):
    """The list for approval."""

    cohort: NoPerson[str]
    count: NoPerson[int]
    candidates: Open[tuple[Candidate, ...]]
    digest: NoPerson[str]


@event(
    "certification.approved",
    ja="期 {cohort} の認証を決裁した",
    en="Approved the certification of cohort {cohort}",
)
class CertificationApproved(Event, frozen=True):
    """決裁 of the list."""

    cohort: NoPerson[str]
    certified_on: NoPerson[date]
    approval: NoPerson[Approval]


@event(
    "certification.numbered",
    ja="{person} に認証番号 {number} を付けた",
    en="Gave {person} certificate number {number}",
)
class CertificateNumbered(Event, frozen=True):
    """One person's number."""

    cohort: NoPerson[str]
    nomination: Open[str]
    person: Open[str]
    number: Open[str]
    valid_until: Open[date | None]


@event(
    "certification.issued",
    ja="認証番号 {number} の認証証を交付した",
    en="Issued certificate {number}",
)
class CertificateIssued(Event, frozen=True):
    """Issue is a fact of its own: revoking or reissuing never deletes it."""

    cohort: NoPerson[str]
    person: Open[str]
    number: Open[str]


@event(
    "certification.worded",
    ja="認証証の文面を定めた（{title_ja}）",
    en="Set what is printed on a certificate ({title_en})",
)
class CertificateWorded(Event, frozen=True):
    """What the papers issued from now on say. `address` is where anyone may check a number, empty
    where this copy has no public address."""

    title_ja: NoPerson[str]
    title_en: NoPerson[str]
    wording: NoPerson[CertificateWording]
    note_ja: NoPerson[str]
    note_en: NoPerson[str]
    address: NoPerson[str]


class Certification(Struct, frozen=True, kw_only=True):
    """All certifications of one fiscal year: waiting proposals by cohort, numbers given and
    issued. Of the stream `WORDING`: the wording in use."""

    proposals: dict[str, CertificationProposed] = {}
    proposers: dict[str, str] = {}
    numbered: dict[str, CertificateNumbered] = {}
    issued: frozenset[str] = frozenset()
    worded: CertificateWorded | None = None


def stream_of(fiscal_year: int) -> str:
    """The stream that gives out the numbers of a fiscal year."""
    return f"certification/{fiscal_year}"


def evolve(state: Certification | None, fact: Fact) -> Certification:
    """Fold one fact of the stream."""
    state, change = state or Certification(), msgspec.structs.replace
    match fact.event:
        case CertificationProposed(cohort=cohort):
            proposers = {**state.proposers, cohort: fact.envelope.actor}
            return change(
                state, proposals={**state.proposals, cohort: fact.event}, proposers=proposers
            )
        case CertificationApproved(cohort=cohort):
            waiting = {name: held for name, held in state.proposals.items() if name != cohort}
            return change(state, proposals=waiting)
        case CertificateNumbered(number=number):
            return change(state, numbered={**state.numbered, number: fact.event})
        case CertificateIssued(number=number):
            return change(state, issued=state.issued | {number})
        case CertificateWorded():
            return change(state, worded=fact.event)
    raise AssertionError(fact.event.topic)


area("certification", evolve)
