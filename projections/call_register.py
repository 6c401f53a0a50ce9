"""View call_register: every call with its text, terms, pinned policy and deadlines (clauses
7, 8, 24)."""

from datetime import datetime

import msgspec
from msgspec import Struct

from core.event import Fact, PolicyRef
from core.programme.call.facts import (
    CallClosed,
    CallDrafted,
    CallOpened,
    CallTextApproved,
    DeadlineExtended,
)
from projections.store import Views
from projections.view import Rows, Table, View


class Extension(Struct, frozen=True, kw_only=True):
    """A deadline that was moved, why, and at which position."""

    old: datetime
    deadline: datetime
    reason: str
    position: int


class CallRow(Struct, frozen=True, kw_only=True):
    """A call: `status` is drafted, approved, open or closed; terms are None until it opens."""

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
    policy: PolicyRef | None = None
    parameters: dict[str, str | int] = {}
    lottery_commitment: str | None = None
    opened_position: int | None = None


CALLS = Table("call", CallRow)


def fold(rows: Rows, fact: Fact) -> None:
    """A call is drafted, approved, opened, perhaps extended, closed."""
    change = msgspec.structs.replace
    match fact.event:
        case CallDrafted(call=call) as draft:
            rows.put(CALLS, call, _drafted(draft, fact.envelope.actor))
        case CallTextApproved(call=call, approval=approval):
            held = rows.need(CALLS, call)
            rows.put(CALLS, call, change(held, status="approved", approved_by=approval.by))
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


def _drafted(draft: CallDrafted, proposer: str) -> CallRow:
    return CallRow(
        call=draft.call,
        status="drafted",
        text=draft.text,
        priority_clause=draft.priority_clause,
        digest=draft.digest,
        proposer=proposer,
    )


def _opened(held: CallRow, opened: CallOpened, position: int) -> CallRow:
    return msgspec.structs.replace(
        held,
        status="open",
        cohort=opened.cohort,
        fiscal_year=opened.fiscal_year,
        seats=opened.seats,
        deadline=opened.deadline,
        policy=opened.policy,
        parameters=opened.parameters,
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
    1,
    tables=(CALLS,),
    events=(CallDrafted, CallTextApproved, CallOpened, DeadlineExtended, CallClosed),
    fold=fold,
)
