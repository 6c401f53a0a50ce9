"""View approvals: everything that waits for a second person's decision (決裁), whatever it is
about."""

from datetime import date

from msgspec import Struct

from core.event import Event, Fact
from core.programme.activity_case.facts import (
    CaseApproved,
    CaseRedacted,
    CaseRejected,
    CaseRetired,
    CaseWithdrawn,
)
from core.programme.call.facts import CallDrafted, CallTextAmended, CallTextApproved
from core.programme.certification import CertificationApproved, CertificationProposed
from core.programme.coordinator import RevocationDecided, RevocationProposed
from core.programme.directory.facts import EditionApproved, EditionDrafted
from core.programme.duplicate import ConfirmedDistinct, DuplicateMerged, MergeProposed
from core.programme.memo.facts import DecisionMemoRecorded, MemoProposed
from core.programme.person import ErasureRequested, PersonErased
from core.programme.policy import (
    PolicyAdopted,
    PolicyProposed,
    PolicyWithdrawalProposed,
    PolicyWithdrawn,
)
from core.programme.selection.facts import (
    SelectionApproved,
    SelectionComputed,
    SelectionOverridden,
)
from projections.store import Views
from projections.view import Rows, Table, View


class Waiting(Struct, frozen=True, kw_only=True):
    """A proposal: `command` approves it, `subject` is what it is about, `digest` what the
    approver must have seen."""

    kind: str
    subject: str
    command: str
    proposer: str
    proposed_on: date
    digest: str
    position: int


class Approved(Struct, frozen=True):
    """A selection that stands, at the position of its approval."""

    position: int


class Kind(Struct, frozen=True):
    """How a kind of proposal is recognised: the field of its subject ("" for the tenant
    itself) and its digest."""

    name: str
    command: str
    subject: str
    digest: str


CALL_TEXT = Kind("call_text", "approve-call-text", "call", "digest")
SELECTION = Kind("selection", "approve-selection", "call", "digest")
CERTIFICATION = Kind("certification", "approve-certification", "cohort", "digest")
EDITION = Kind("edition", "approve-edition", "edition", "rows_sha256")
POLICY = Kind("policy", "adopt-policy", "", "digest")
WITHDRAWAL = Kind("policy_withdrawal", "approve-policy-withdrawal", "", "digest")
ERASURE = Kind("erasure", "approve-erasure", "person", "digest")
CASE = Kind("case", "approve-case", "case", "digest")
REVOCATION = Kind("revocation", "approve-revocation", "person", "digest")
MERGE = Kind("merge", "approve-merge", "pair", "digest")
MEMO = Kind("memo", "approve-memo", "memo", "digest")

PROPOSED: dict[type[Event], Kind] = {
    CallDrafted: CALL_TEXT,
    CallTextAmended: CALL_TEXT,
    SelectionComputed: SELECTION,
    SelectionOverridden: SELECTION,
    CertificationProposed: CERTIFICATION,
    EditionDrafted: EDITION,
    PolicyProposed: POLICY,
    PolicyWithdrawalProposed: WITHDRAWAL,
    ErasureRequested: ERASURE,
    CaseRedacted: CASE,
    MemoProposed: MEMO,
    RevocationProposed: REVOCATION,
    MergeProposed: MERGE,
}
DECIDED: dict[type[Event], Kind] = {
    CallTextApproved: CALL_TEXT,
    SelectionApproved: SELECTION,
    CertificationApproved: CERTIFICATION,
    EditionApproved: EDITION,
    PolicyAdopted: POLICY,
    PolicyWithdrawn: WITHDRAWAL,
    PersonErased: ERASURE,
    CaseApproved: CASE,
    DecisionMemoRecorded: MEMO,
    RevocationDecided: REVOCATION,
    DuplicateMerged: MERGE,
    ConfirmedDistinct: MERGE,
    CaseRejected: CASE,
    CaseWithdrawn: CASE,
    CaseRetired: CASE,
}

WAITING = Table("waiting", Waiting)
APPROVED = Table("approved", Approved)
"""Calls whose selection stands: a later run is beside it and awaits nobody."""


def fold(rows: Rows, fact: Fact) -> None:
    """A later proposal about the same thing replaces the earlier; a decision takes it away."""
    if kind := PROPOSED.get(type(fact.event)):
        row = _waiting(kind, fact)
        if kind is not SELECTION or rows.get(APPROVED, row.subject) is None:
            rows.put(WAITING, f"{kind.name}/{row.subject}", row)
    else:
        kind = DECIDED[type(fact.event)]
        rows.remove(WAITING, f"{kind.name}/{_subject(kind, fact)}")
        if kind is SELECTION:
            rows.put(APPROVED, _subject(kind, fact), Approved(fact.position))


def approvals(views: Views, tenant: str, as_of: int | None = None) -> list[Waiting]:
    """What waits, the oldest first."""
    with views.at(VIEW, tenant, as_of) as then:
        found = then.rows(WAITING)
    return sorted(found, key=lambda each: each.position)


def _waiting(kind: Kind, fact: Fact) -> Waiting:
    return Waiting(
        kind=kind.name,
        subject=_subject(kind, fact),
        command=kind.command,
        proposer=fact.envelope.actor,
        proposed_on=fact.effective_on,
        digest=getattr(fact.event, kind.digest),
        position=fact.position,
    )


def _subject(kind: Kind, fact: Fact) -> str:
    if kind is MERGE:
        return fact.stream.partition("/")[2]
    return str(getattr(fact.event, kind.subject)) if kind.subject else ""


VIEW = View("approvals", 4, tables=(WAITING, APPROVED), events=(*PROPOSED, *DECIDED), fold=fold)
