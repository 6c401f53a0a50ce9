"""The approver's inbox: everything that waits for a second person's decision (決裁).

Each proposal leads to what it is about, and carries the digest of exactly that.
"""

from typing import NamedTuple
from urllib.parse import urlencode

from starlette.responses import Response

from core.command import COMMANDS
from projections.approvals import Waiting, approvals
from projections.directory import DraftRow, drafts
from projections.nomination_inbox import late_ones
from web.render import page
from web.visit import Visit


class Kind(NamedTuple):
    """What a kind of proposal is called, the field that names its subject, and where it is
    shown."""

    ja: str
    en: str
    field: str | None
    shown_at: str


KINDS = {
    "call_text": Kind("募集の文案", "Text of a call", "call", "/calls/{}"),
    "selection": Kind("選定", "Selection", "call", "/calls/{}/board"),
    "certification": Kind("認証", "Certification", "cohort", "/audit/{position}"),
    "edition": Kind("所属機関リスト", "Edition of the directory", "edition", "/drafts/{}"),
    "policy": Kind("規則の採用", "Adoption of a policy", None, "/audit/{position}"),
    "policy_withdrawal": Kind("規則の取下げ", "Withdrawal of a policy", None, "/audit/{position}"),
    "case": Kind("活動事例", "Activity case", "case", "/cases/desk/{}"),
    "revocation": Kind("認証の取消し", "Revocation", "person", "/audit/{position}"),
    "merge": Kind("同じ人", "Two ids of one person", None, "/duplicates#{}"),
    "memo": Kind("検討メモ", "Memo", "memo", "/memos#{}"),
    "erasure": Kind("個人情報の消去", "Erasure", "person", "/audit/{position}"),
}


class Proposal(NamedTuple):
    """A proposal with where to look at it and where to decide."""

    waiting: Waiting
    kind: Kind
    shown_at: str
    decide_at: str | None
    own: bool


def show_approvals(visit: Visit) -> Response:
    """What waits, the oldest first."""
    assert visit.shown >= 0
    found = approvals(visit.tenant.views, visit.tenant.slug, visit.as_of)
    proposals = [_proposal(visit, waiting) for waiting in found]
    held = drafts(visit.tenant.views, visit.tenant.slug, visit.as_of)
    approved = [draft for draft in held if draft.approved_by]
    late = late_ones(visit.tenant.views, visit.tenant.slug, visit.as_of)
    return page(visit, "officer/approvals.html", proposals=proposals, approved=approved, late=late)


def waiting_for(visit: Visit) -> int:
    """How many proposals wait for a decision that the visitor may make."""
    found = approvals(visit.tenant.views, visit.tenant.slug, visit.as_of)
    return sum(_may_decide(visit, waiting) for waiting in found)


def draft_named(visit: Visit, edition: str) -> DraftRow | None:
    """The waiting draft of an edition."""
    held = drafts(visit.tenant.views, visit.tenant.slug, visit.as_of)
    return next((draft for draft in held if draft.edition == edition), None)


def _proposal(visit: Visit, waiting: Waiting) -> Proposal:
    kind = KINDS[waiting.kind]
    shown_at = kind.shown_at.format(waiting.subject, position=waiting.position)
    return Proposal(
        waiting=waiting,
        kind=kind,
        shown_at=visit.path(shown_at),
        decide_at=_decide_at(visit, waiting, kind) if _may_decide(visit, waiting) else None,
        own=waiting.proposer == visit.someone.id,
    )


def _may_decide(visit: Visit, waiting: Waiting) -> bool:
    return visit.may(COMMANDS[waiting.command]) and waiting.proposer != visit.someone.id


def _decide_at(visit: Visit, waiting: Waiting, kind: Kind) -> str:
    if waiting.kind == "merge":
        return visit.path(kind.shown_at.format(waiting.subject))
    known = {kind.field: waiting.subject} if kind.field else {}
    asked = {**known, "digest_seen": waiting.digest, "back": visit.path("/approvals")}
    return f"{visit.path('/commands/' + waiting.command)}?{urlencode(asked)}"
