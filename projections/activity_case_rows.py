"""Rows of the view activity_cases: a case as people see it, and how facts change it (clauses
35-38)."""

from datetime import date

import msgspec
from msgspec import Struct

from core.event import Fact
from core.programme.activity_case.case import AGREED, OBJECTED, RETIRED, WITHDRAWN
from core.programme.activity_case.facts import (
    AuthorAgreed,
    AuthorObjected,
    CaseApproved,
    CaseChecked,
    CaseLinkedToCall,
    CasePublished,
    CaseQuarantined,
    CaseRedacted,
    CaseRejected,
    CaseReleased,
    CaseRetired,
    CaseReviewed,
    CaseSubmitted,
    CaseUnlinkedFromCall,
    CaseWithdrawn,
    CheckItem,
    InterviewRecorded,
)
from projections.sealed import SealedCell, cell


class Told(Struct, frozen=True, kw_only=True):
    """Something the author told, sealed: `channel` is form, mail or interview."""

    channel: str
    on: date
    text: SealedCell | None


class Edited(Struct, frozen=True, kw_only=True):
    """The latest version of the public text; `author` is empty, agreed or objected."""

    number: int
    title: str
    text: str
    digest: str
    editor: str
    checklist: tuple[CheckItem, ...]
    answers: dict[str, bool] = {}
    author: str = ""
    objection: SealedCell | None = None
    approved_by: str | None = None
    rejection: SealedCell | None = None
    rejected: bool = False

    @property
    def unanswered(self) -> int:
        """How many checks have no yes."""
        return sum(not self.answers.get(item.code) for item in self.checklist)


class Shown(Struct, frozen=True, kw_only=True):
    """What is public: from `on`, its review due on `review_due`; `outcome` of the last review."""

    number: int
    title: str
    text: str
    on: date
    review_due: date
    reviewed_on: date | None = None
    outcome: str = ""


class CaseRow(Struct, frozen=True, kw_only=True):
    """A case. `grounds` are why its attachment is in quarantine; `over` is empty, withdrawn or
    retired."""

    case: str
    person: str
    kind: str
    position: int
    told: tuple[Told, ...]
    attachment: str | None = None
    attachment_name: SealedCell | None = None
    quarantined: bool = False
    grounds: tuple[str, ...] = ()
    latest: Edited | None = None
    public: Shown | None = None
    calls: tuple[str, ...] = ()
    over: str = ""


def submitted(sent: CaseSubmitted, fact: Fact) -> CaseRow:
    """A case begins with what was sent."""
    return CaseRow(
        case=sent.case,
        person=sent.person,
        kind=sent.kind,
        position=fact.position,
        told=(Told(channel=sent.channel, on=fact.effective_on, text=cell(fact, "text")),),
        attachment=sent.attachment,
        attachment_name=cell(fact, "attachment_name"),
    )


def interviewed(held: CaseRow | None, talk: InterviewRecorded, fact: Fact) -> CaseRow:
    """An interview adds to a case, or begins one."""
    told = Told(channel="interview", on=fact.effective_on, text=cell(fact, "note"))
    if held:
        return msgspec.structs.replace(held, told=(*held.told, told))
    return CaseRow(
        case=talk.case, person=talk.person, kind=talk.kind, position=fact.position, told=(told,)
    )


def changed(held: CaseRow, fact: Fact) -> CaseRow:
    """Everything that happens to a case after it began."""
    change = msgspec.structs.replace
    match fact.event:
        case CaseQuarantined(grounds=grounds):
            return change(held, quarantined=True, grounds=grounds)
        case CaseReleased(attachment=attachment):
            return _released(held, attachment)
        case CaseWithdrawn():
            return change(held, over=WITHDRAWN, public=None)
        case CaseRetired():
            return change(held, over=RETIRED, public=None)
        case CasePublished() as made:
            return change(held, public=_published(held, made))
        case CaseReviewed() as done:
            return change(held, public=_reviewed(held, done))
        case CaseLinkedToCall(call=call):
            return change(held, calls=tuple(sorted({*held.calls, call})))
        case CaseUnlinkedFromCall(call=call):
            return change(held, calls=tuple(each for each in held.calls if each != call))
        case CaseRedacted() as made:
            return change(held, latest=_edited(made, fact.envelope.actor))
    assert held.latest is not None, fact.event.topic
    return change(held, latest=_judged(held.latest, fact))


def _released(held: CaseRow, attachment: str | None) -> CaseRow:
    name = held.attachment_name if attachment == held.attachment else None
    return msgspec.structs.replace(
        held, quarantined=False, grounds=(), attachment=attachment, attachment_name=name
    )


def _edited(made: CaseRedacted, editor: str) -> Edited:
    return Edited(
        number=made.number,
        title=made.title,
        text=made.text,
        digest=made.digest,
        editor=editor,
        checklist=made.checklist,
    )


def _judged(held: Edited, fact: Fact) -> Edited:
    change = msgspec.structs.replace
    match fact.event:
        case CaseChecked(item=item, holds=holds):
            return change(held, answers={**held.answers, item: holds})
        case AuthorAgreed():
            return change(held, author=AGREED, objection=None)
        case AuthorObjected():
            return change(held, author=OBJECTED, objection=cell(fact, "reason"))
        case CaseApproved(approval=approval):
            return change(held, approved_by=approval.by)
        case CaseRejected():
            return change(held, approved_by=None, rejected=True, rejection=cell(fact, "reason"))
    raise AssertionError(fact.event.topic)


def _published(held: CaseRow, made: CasePublished) -> Shown:
    assert held.latest is not None
    return Shown(
        number=made.number,
        title=held.latest.title,
        text=held.latest.text,
        on=made.on,
        review_due=made.review_due,
    )


def _reviewed(held: CaseRow, done: CaseReviewed) -> Shown:
    assert held.public is not None
    return msgspec.structs.replace(
        held.public, review_due=done.review_due, reviewed_on=done.on, outcome=done.outcome
    )
