"""What happens to a call: events, state, fold (clauses 7, 8, 24).

Its text has versions: each is drafted by one person and approved by another, before or after the
call opens. What is sent to the bodies is ordered here; what became of it is the area `delivery`.

The lottery is committed when the call opens: the opening carries the SHA-256 of a 32-byte seed in
the open and the seed sealed under the tenant's own key; the selection's result carries the seed in
the open.
"""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from core.approval import Approval
from core.area import States, area, need
from core.errors import refuse
from core.event import UPCASTERS, Event, Fact, NoPerson, Open, PolicyRef, SealedText, event

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


class Pin(Struct, frozen=True, forbid_unknown_fields=True):
    """A policy that answers a question for as long as there is a call, with the parameters
    adopted for it then."""

    policy: PolicyRef
    parameters: dict[str, str | int] = {}


class Pins(Struct, frozen=True, forbid_unknown_fields=True):
    """Who answers each question that a call asks."""

    eligibility: Pin
    selection: Pin
    labels: Pin

    @property
    def apart(self) -> bool:
        """Whether one policy says who is eligible and another gives the order."""
        return self.eligibility.policy != self.selection.policy

    @property
    def by_policy(self) -> list[tuple[PolicyRef, tuple[str, ...]]]:
        """Each policy once, with its questions."""
        found: dict[PolicyRef, tuple[str, ...]] = {}
        for question in ASKED:
            policy = getattr(self, question).policy
            found[policy] = (*found.get(policy, ()), question)
        return list(found.items())


ASKED = Pins.__struct_fields__
"""What a call asks its policies: each question may be another one's."""


@event(
    "call.opened",
    ja="募集 {call} を始めた（締切 {deadline_text}）",
    en="Opened call {call} until {deadline_text}",
    version=2,
)
class CallOpened(Event, frozen=True):
    """From now on nominations are received; who answers each question of `ASKED` is pinned, the
    lottery committed."""

    call: NoPerson[str]
    cohort: NoPerson[str]
    fiscal_year: NoPerson[int]
    seats: NoPerson[int]
    deadline: NoPerson[datetime]
    deadline_text: NoPerson[str]
    pins: NoPerson[Pins]
    lottery_commitment: NoPerson[str]
    lottery_seed: SealedText


def _one_policy_for_all(payload: dict[str, Any]) -> dict[str, Any]:
    """Version 1 pinned one policy, which was asked everything."""
    pin = {name: payload.pop(name) for name in ("policy", "parameters")}
    return payload | {"pins": dict.fromkeys(ASKED, pin)}


UPCASTERS[CallOpened.topic, 1] = _one_policy_for_all


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
    "call.text_amended",
    ja="募集 {call} の文案を直した（第{text_version}版、理由: {reason}）",
    en="Amended the text of call {call} (version {text_version}): {reason}",
)
class CallTextAmended(Event, frozen=True):
    """A new version of an open call's text; the old one stands until this one is approved."""

    call: NoPerson[str]
    text_version: NoPerson[int]
    text: NoPerson[str]
    priority_clause: NoPerson[str]
    digest: NoPerson[str]
    reason: NoPerson[str]


@event(
    "call.sending_ordered",
    ja="募集 {call} の{sending}回目の送付を頼んだ（{notice}）",
    en="Ordered sending {sending} of call {call}: {notice}",
)
class CallSendingOrdered(Event, frozen=True):
    """Who has not had this notice gets it: `notice` is `v2` for the second version of the text,
    `e1` for the first extension; `occasion` is opening, amendment or extension."""

    call: NoPerson[str]
    sending: NoPerson[int]
    occasion: NoPerson[str]
    notice: NoPerson[str]
    text_version: NoPerson[int]


@event(
    "call.sending_ended",
    ja="募集 {call} の{sending}回目の送付が終わった（{ending}）",
    en="Sending {sending} of call {call} ended: {ending}",
)
class CallSendingEnded(Event, frozen=True):
    """`ending`: complete, or why it stopped: closed, late, or superseded by a later notice."""

    call: NoPerson[str]
    sending: NoPerson[int]
    ending: NoPerson[str]


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
    """A call in any of its states: drafted, approved, open, closed.

    `draft` is the text in force once it is approved, `text_version` its number; `pending` a later
    version that awaits approval, and `proposer` who wrote the latest. `sendings` and `extensions`
    count.
    """

    id: str
    status: str
    draft: CallDrafted
    proposer: str
    text_version: int = 1
    pending: CallTextAmended | None = None
    sendings: int = 0
    ended: frozenset[int] = frozenset()
    extensions: int = 0
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
        case CallDrafted() as draft:
            return _drafted(state, draft, fact.envelope.actor)
        case CallTextAmended() as text if state:
            return change(state, pending=text, proposer=fact.envelope.actor)
        case CallTextApproved() if state:
            return _approved(state)
        case CallOpened(deadline=deadline) if state:
            return change(
                state,
                status="open",
                opened=fact.event,
                opened_version=fact.version,
                deadline=deadline,
            )
        case DeadlineExtended(deadline=deadline) if state:
            return change(state, deadline=deadline, extensions=state.extensions + 1)
        case CallClosed() if state:
            return change(state, status="closed")
        case CallSendingOrdered(sending=sending) if state:
            return change(state, sendings=sending)
        case CallSendingEnded(sending=sending) if state:
            return change(state, ended=state.ended | {sending})
        case NominationReceived(nomination=nomination, person=person) if state:
            return change(state, nominations={**state.nominations, nomination: person})
    raise AssertionError(fact.event.topic)


def _drafted(state: Call | None, draft: CallDrafted, actor: str) -> Call:
    version = state.text_version + 1 if state else 1
    return Call(id=draft.call, status="drafted", draft=draft, proposer=actor, text_version=version)


def _approved(state: Call) -> Call:
    """The draft before the call opens; afterwards the pending version, which takes its place."""
    if state.pending is None:
        return msgspec.structs.replace(state, status="approved")
    held = state.pending
    draft = CallDrafted(
        call=held.call, text=held.text, priority_clause=held.priority_clause, digest=held.digest
    )
    return msgspec.structs.replace(state, draft=draft, text_version=held.text_version, pending=None)


area("call", evolve)
