"""What happens to a memo, its state, and how facts change it (clauses 23, 28)."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Struct

from core.approval import Approval
from core.area import area
from core.command import Choice, Code, Label
from core.event import Event, Fact, NoPerson, PolicyRef, event

METHOD, INQUIRY, OTHER = "method", "inquiry", "other"
SUBJECTS = (
    Choice(METHOD, "事例研究会の方法・内容", "How case studies are held"),
    Choice(INQUIRY, "事例研究検討会の実施", "Whether and how to hold case study meetings"),
    Choice(OTHER, "その他", "Another subject"),
)
MemoId = Annotated[Code, Label("メモ番号", "Memo", "例: R7-cases", "For example R7-cases")]


class Section(Struct, frozen=True, forbid_unknown_fields=True):
    """What was weighed under one heading."""

    heading: str
    text: str


@event(
    "memo.proposed",
    ja="検討メモ {memo}「{title}」を起案した",
    en="Proposed memo {memo}: {title}",
)
class MemoProposed(Event, frozen=True):
    """Nothing is decided before a second person approves. `digest` covers all that is proposed."""

    memo: NoPerson[str]
    subject: NoPerson[str]
    title: NoPerson[str]
    sections: NoPerson[tuple[Section, ...]]
    policy: NoPerson[PolicyRef]
    surveys: NoPerson[tuple[str, ...]]
    supersedes: NoPerson[str]
    digest: NoPerson[str]


@event(
    "memo.recorded",
    ja="検討メモ {memo}「{title}」を決裁した（制度の版 {policy_id}）",
    en="Memo {memo} was approved under policy {policy_id}: {title}",
)
class DecisionMemoRecorded(Event, frozen=True):
    """決裁 of a memo; its text is in the proposal of this digest."""

    memo: NoPerson[str]
    title: NoPerson[str]
    policy_id: NoPerson[str]
    digest: NoPerson[str]
    decided_on: NoPerson[date]
    approval: NoPerson[Approval]


@event(
    "memo.superseded",
    ja="検討メモ {memo} は {by} に置き換えられた",
    en="Memo {memo} was superseded by {by}",
)
class DecisionMemoSuperseded(Event, frozen=True):
    """It stays readable, and no longer holds."""

    memo: NoPerson[str]
    by: NoPerson[str]


class Memo(Struct, frozen=True, kw_only=True):
    """A memo: the latest proposal, and what became of it."""

    id: str
    proposed: MemoProposed
    proposer: str
    recorded: bool = False
    superseded_by: str = ""


def stream_of(memo: str) -> str:
    """The memo's stream."""
    return f"memo/{memo}"


def evolve(state: Memo | None, fact: Fact) -> Memo:
    """Fold one fact of the stream."""
    change = msgspec.structs.replace
    match fact.event:
        case MemoProposed() as proposed:
            return Memo(id=proposed.memo, proposed=proposed, proposer=fact.envelope.actor)
        case DecisionMemoRecorded() if state:
            return change(state, recorded=True)
        case DecisionMemoSuperseded(by=by) if state:
            return change(state, superseded_by=by)
    raise AssertionError(fact.event.topic)


area("memo", evolve)
