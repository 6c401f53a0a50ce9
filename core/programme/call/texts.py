"""The text of a call: drafted, approved by a second person, amended while the call is open
(clauses 7, 8).

No call goes without the clause that puts grant windows first, word for word, and nothing is sent
that was not approved.
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated

from core.approval import approve
from core.area import Known, States, To, decides
from core.command import Command, Label, Text, command
from core.errors import Faults, refuse
from core.programme.call.facts import (
    Call,
    CallDrafted,
    CallTextAmended,
    CallTextApproved,
    known_call,
    opened_call,
    stream_of,
)
from core.programme.call.sending import told_again
from core.programme.words import CallId, DigestSeen

CallText = Annotated[str, Label("募集文", "Text of the call")]
PriorityClause = Annotated[Text, Label("優先の文言", "Priority clause")]


@command(
    "draft-call",
    ja="募集の文案を作る",
    en="Draft the text of a call",
    roles=("officer",),
    clauses=(7, 8),
)
class DraftCall(Command, frozen=True):
    """No call without the priority clause: the text must contain it word for word."""

    call: CallId
    text: CallText
    priority_clause: PriorityClause


@decides(DraftCall, streams=lambda wanted: (stream_of(wanted.call),))
def draft(wanted: DraftCall, states: States, known: Known) -> Sequence[To]:
    """Before the call opens; a new draft needs a new approval."""
    state: Call | None = states[stream_of(wanted.call)]
    faults = _clause_faults(wanted.text, wanted.priority_clause)
    faults.unless(
        state is None or state.opened is None,
        "call.opened",
        "募集はもう始まっています。文面を直すには「募集文を直す」を使ってください。",
        "The call has been opened. Use “amend the text” to change it.",
    )
    faults.raise_any()
    digest = digest_of(wanted.text)
    if state and state.draft.digest == digest:
        return []
    drafted = CallDrafted(
        call=wanted.call, text=wanted.text, priority_clause=wanted.priority_clause, digest=digest
    )
    return [To(stream_of(wanted.call), drafted)]


@command(
    "approve-call-text",
    ja="募集の文案を決裁する",
    en="Approve the text of a call",
    roles=("approver",),
    clauses=(8,),
)
class ApproveCallText(Command, frozen=True):
    """A second person approves exactly the text that was shown."""

    call: CallId
    digest_seen: DigestSeen


@decides(ApproveCallText, streams=lambda wanted: (stream_of(wanted.call),))
def approve_text(wanted: ApproveCallText, states: States, known: Known) -> Sequence[To]:
    """Only a text that awaits approval; whoever was sent an older version is sent this one."""
    call = known_call(states, wanted.call)
    if call.status != "drafted" and call.pending is None:
        raise refuse("call.not_drafted", "決裁待ちの文案がありません。", "No text awaits approval.")
    shown = call.pending or call.draft
    approval = approve(call.proposer, shown.digest, wanted.digest_seen, known)
    again = told_again(call, "amendment") if call.pending else []
    return [To(stream_of(call.id), CallTextApproved(call=call.id, approval=approval)), *again]


@command(
    "amend-call-text",
    ja="募集文を直す",
    en="Amend the text of an open call",
    roles=("officer",),
    clauses=(8,),
)
class AmendCallText(Command, frozen=True):
    """A new version while the call is open: nothing is sent before another person approved it."""

    call: CallId
    text: CallText
    priority_clause: PriorityClause
    reason: Annotated[Text, Label("理由", "Reason")]


@decides(AmendCallText, streams=lambda wanted: (stream_of(wanted.call),))
def amend(wanted: AmendCallText, states: States, known: Known) -> Sequence[To]:
    """The clause stays in; nothing happens if the text is the latest one already."""
    call, _ = opened_call(states, wanted.call)
    faults = _clause_faults(wanted.text, wanted.priority_clause)
    faults.unless(
        call.status == "open", "call.closed", "募集は締め切られています。", "The call is closed."
    )
    faults.raise_any()
    digest, latest = digest_of(wanted.text), call.pending or call.draft
    if (latest.digest, latest.priority_clause) == (digest, wanted.priority_clause):
        return []
    amended = CallTextAmended(
        call=call.id,
        text_version=(call.pending.text_version if call.pending else call.text_version) + 1,
        text=wanted.text,
        priority_clause=wanted.priority_clause,
        digest=digest,
        reason=wanted.reason,
    )
    return [To(stream_of(call.id), amended)]


def digest_of(text: str) -> str:
    """SHA-256 (hex) of a text: what its approver must have before them."""
    return hashlib.sha256(text.encode()).hexdigest()


def _clause_faults(text: str, clause: str) -> Faults:
    faults = Faults()
    faults.unless(
        clause.strip() and clause in text,
        "call.no_priority_clause",
        "募集文に、優先の文言がそのまま入っていません。",
        "The text lacks the priority clause, word for word.",
        "text",
    )
    return faults
