"""View call_register: every call with its text, terms, pinned policies and deadlines (clauses
7, 8, 24)."""

from datetime import datetime

import msgspec
from msgspec import Struct

from core.event import Fact
from core.programme.call.facts import (
    CallClosed,
    CallDrafted,
    CallOpened,
    CallTextAmended,
    CallTextApproved,
    DeadlineExtended,
    Pins,
)
from projections.store import Views
from projections.view import Rows, Table, View


class Extension(Struct, frozen=True, kw_only=True):
    """A deadline that was moved, why, and at which position."""

    old: datetime
    deadline: datetime
    reason: str
    position: int


class TextVersion(Struct, frozen=True, kw_only=True):
    """A version of the text: who wrote it and why, and who approved it, None while it waits; one
    that a later draft replaced is never approved."""

    number: int
    text: str
    priority_clause: str
    digest: str
    proposer: str
    position: int
    reason: str = ""
    approved_by: str | None = None
    approved_at: int | None = None


class CallRow(Struct, frozen=True, kw_only=True):
    """A call: `status` is drafted, approved, open or closed; terms are None until it opens.

    `text`, `priority_clause`, `digest`, `proposer` and `approved_by` are those of the version in
    force, or before the call opens of the latest draft; `versions` are all.
    """

    call: str
    status: str
    text: str
    priority_clause: str
    digest: str
    proposer: str
    approved_by: str | None = None
    cohort: str | None = None
    fiscal_year: int | None = None
    seats: int | None = None
    deadline: datetime | None = None
    extensions: tuple[Extension, ...] = ()
    pins: Pins | None = None
    lottery_commitment: str | None = None
    opened_position: int | None = None
    versions: tuple[TextVersion, ...] = ()

    @property
    def pending(self) -> TextVersion | None:
        """An amended text that awaits approval."""
        latest = self.versions[-1] if self.versions else None
        waits = latest and latest.approved_by is None and self.opened_position is not None
        return latest if waits else None

    @property
    def text_version(self) -> int:
        """The number of the version in force, or of the latest draft before the call opens."""
        opened = self.opened_position is not None
        held = [each for each in self.versions if each.digest == self.digest]
        return max((it.number for it in held if it.approved_by or not opened), default=1)


CALLS = Table("call", CallRow)


def fold(rows: Rows, fact: Fact) -> None:
    """A call is drafted, approved, opened, perhaps extended, closed."""
    change = msgspec.structs.replace
    match fact.event:
        case CallDrafted(call=call) as draft:
            rows.put(CALLS, call, _drafted(rows.get(CALLS, call), draft, fact))
        case CallTextAmended(call=call) as text:
            held = rows.need(CALLS, call)
            rows.put(CALLS, call, change(held, versions=(*held.versions, _amended(text, fact))))
        case CallTextApproved(call=call) as approved:
            rows.put(CALLS, call, _approved(rows.need(CALLS, call), approved, fact.position))
        case CallOpened(call=call) as opened:
            rows.put(CALLS, call, _opened(rows.need(CALLS, call), opened, fact.position))
        case DeadlineExtended(call=call) as moved:
            rows.put(CALLS, call, _extended(rows.need(CALLS, call), moved, fact.position))
        case CallClosed(call=call):
            rows.put(CALLS, call, change(rows.need(CALLS, call), status="closed"))
        case _:
            raise AssertionError(fact.event.topic)


def calls(views: Views, tenant: str, as_of: int | None = None) -> list[CallRow]:
    """All calls by id."""
    with views.at(VIEW, tenant, as_of) as then:
        return then.rows(CALLS)


def call(views: Views, tenant: str, name: str, as_of: int | None = None) -> CallRow | None:
    """One call, None if there is none of that id."""
    with views.at(VIEW, tenant, as_of) as then:
        return then.row(CALLS, name)


def _drafted(held: CallRow | None, draft: CallDrafted, fact: Fact) -> CallRow:
    before = held.versions if held else ()
    version = TextVersion(
        number=len(before) + 1,
        text=draft.text,
        priority_clause=draft.priority_clause,
        digest=draft.digest,
        proposer=fact.envelope.actor,
        position=fact.position,
    )
    return CallRow(
        call=draft.call,
        status="drafted",
        text=draft.text,
        priority_clause=draft.priority_clause,
        digest=draft.digest,
        proposer=version.proposer,
        versions=(*before, version),
    )


def _amended(text: CallTextAmended, fact: Fact) -> TextVersion:
    return TextVersion(
        number=text.text_version,
        text=text.text,
        priority_clause=text.priority_clause,
        digest=text.digest,
        proposer=fact.envelope.actor,
        position=fact.position,
        reason=text.reason,
    )


def _approved(held: CallRow, approved: CallTextApproved, position: int) -> CallRow:
    change, by = msgspec.structs.replace, approved.approval.by
    latest = change(held.versions[-1], approved_by=by, approved_at=position)
    return change(
        held,
        status="approved" if held.opened_position is None else held.status,
        text=latest.text,
        priority_clause=latest.priority_clause,
        digest=latest.digest,
        proposer=latest.proposer,
        approved_by=by,
        versions=(*held.versions[:-1], latest),
    )


def _opened(held: CallRow, opened: CallOpened, position: int) -> CallRow:
    return msgspec.structs.replace(
        held,
        status="open",
        cohort=opened.cohort,
        fiscal_year=opened.fiscal_year,
        seats=opened.seats,
        deadline=opened.deadline,
        pins=opened.pins,
        lottery_commitment=opened.lottery_commitment,
        opened_position=position,
    )


def _extended(held: CallRow, moved: DeadlineExtended, position: int) -> CallRow:
    extension = Extension(
        old=moved.old, deadline=moved.deadline, reason=moved.reason, position=position
    )
    return msgspec.structs.replace(
        held, deadline=moved.deadline, extensions=(*held.extensions, extension)
    )


VIEW = View(
    "call_register",
    3,
    tables=(CALLS,),
    events=(
        CallDrafted,
        CallTextAmended,
        CallTextApproved,
        CallOpened,
        DeadlineExtended,
        CallClosed,
    ),
    fold=fold,
)
