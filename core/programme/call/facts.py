"""What happens to a call: events, state, fold (clauses 7, 8, 24).

The lottery is committed when the call opens: the opening carries the SHA-256 of a 32-byte seed in
the open and the seed sealed under the tenant's own key; the selection's result carries the seed in
the open.
"""

from datetime import datetime

import msgspec
from msgspec import Struct

from core.approval import Approval
from core.area import States, area, need
from core.errors import refuse
from core.event import Event, Fact, NoPerson, Open, PolicyRef, SealedText, event

TENANT_KEY = "tenant"
"""Key id of what is sealed for the organisation itself rather than for a person."""


@event("call.drafted", ja="募集 {call} の文案を作った", en="Drafted the text of call {call}")
class CallDrafted(Event, frozen=True):
    """The text to be sent, with the clause that puts grant windows first (clause 8)."""

    call: NoPerson[str]
    text: NoPerson[str]
    priority_clause: NoPerson[str]
    digest: NoPerson[str]


@event(
    "call.text_approved", ja="募集 {call} の文案を決裁した", en="Approved the text of call {call}"
)
class CallTextApproved(Event, frozen=True):
    """決裁 of the text."""

    call: NoPerson[str]
    approval: NoPerson[Approval]


@event(
    "call.opened",
    ja="募集 {call} を始めた（締切 {deadline_text}）",
    en="Opened call {call} until {deadline_text}",
)
class CallOpened(Event, frozen=True):
    """From now on nominations are received; the policy and its parameters are pinned, the
    lottery committed."""

    call: NoPerson[str]
    cohort: NoPerson[str]
    fiscal_year: NoPerson[int]
    seats: NoPerson[int]
    deadline: NoPerson[datetime]
    deadline_text: NoPerson[str]
    policy: NoPerson[PolicyRef]
    parameters: NoPerson[dict[str, str | int]]
    lottery_commitment: NoPerson[str]
    lottery_seed: SealedText


@event(
    "call.deadline_extended",
    ja="募集 {call} の締切を {deadline_text} に延ばした（理由: {reason}）",
    en="Extended call {call} until {deadline_text}: {reason}",
)
class DeadlineExtended(Event, frozen=True):
    """Old and new deadline, and why."""

    call: NoPerson[str]
    old: NoPerson[datetime]
    deadline: NoPerson[datetime]
    deadline_text: NoPerson[str]
    reason: NoPerson[str]


@event("call.closed", ja="募集 {call} を締め切った", en="Closed call {call}")
class CallClosed(Event, frozen=True):
    """No further nominations."""

    call: NoPerson[str]


@event(
    "call.received",
    ja="募集 {call} に推薦 {nomination} を受け付けた",
    en="Call {call} received nomination {nomination}",
)
class NominationReceived(Event, frozen=True):
    """Gives out the running number of receipt, so that nobody can choose a lottery ticket."""

    call: NoPerson[str]
    nomination: Open[str]
    person: Open[str]


class Call(Struct, frozen=True, kw_only=True):
    """A call in any of its states: drafted, approved, open, closed."""

    id: str
    status: str
    draft: CallDrafted
    proposer: str
    opened: CallOpened | None = None
    opened_version: int = 0
    deadline: datetime | None = None
    nominations: dict[str, str] = {}


def stream_of(call: str) -> str:
    """The call's stream."""
    return f"call/{call}"


def known_call(states: States, call: str) -> Call:
    """The call, or `Refused`."""
    found: Call = need(
        states, stream_of(call), f"募集 {call} はありません。", f"There is no call {call}."
    )
    return found


def opened_call(states: States, call: str) -> tuple[Call, CallOpened]:
    """A call that was opened, with its opening; `Refused` otherwise."""
    found = known_call(states, call)
    if found.opened is None:
        raise refuse(
            "call.not_open", f"募集 {call} はまだ始まっていません。", f"Call {call} is not open."
        )
    return found, found.opened


def evolve(state: Call | None, fact: Fact) -> Call:
    """Fold one fact of the stream."""
    change = msgspec.structs.replace
    match fact.event:
        case CallDrafted(call=call):
            actor = fact.envelope.actor
            return Call(id=call, status="drafted", draft=fact.event, proposer=actor)
        case CallTextApproved() if state:
            return change(state, status="approved")
        case CallOpened(deadline=deadline) if state:
            return change(
                state,
                status="open",
                opened=fact.event,
                opened_version=fact.version,
                deadline=deadline,
            )
        case DeadlineExtended(deadline=deadline) if state:
            return change(state, deadline=deadline)
        case CallClosed() if state:
            return change(state, status="closed")
        case NominationReceived(nomination=nomination, person=person) if state:
            return change(state, nominations={**state.nominations, nomination: person})
    raise AssertionError(fact.event.topic)


area("call", evolve)
