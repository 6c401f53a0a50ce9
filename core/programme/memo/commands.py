"""Proposing and approving a memo (clauses 23, 28)."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from core.approval import approve
from core.area import Known, States, To, decides, need
from core.command import Code, Command, Label, command
from core.errors import Faults, refuse
from core.event import PolicyRef
from core.programme import policy as policies
from core.programme.defaults import ask_always, proposed
from core.programme.memo.facts import (
    SUBJECTS,
    DecisionMemoRecorded,
    DecisionMemoSuperseded,
    Memo,
    MemoId,
    MemoProposed,
    Section,
    stream_of,
)
from core.programme.sections import read_sections
from core.programme.survey.citing import Cited, check_cited, cited_streams
from core.programme.words import DigestSeen

TEXT_MAX, HEADINGS_MAX = 12_000, 20
"""An entry of the log holds 65,535 bytes."""


def policy_on(states: States, day: date) -> PolicyRef:
    """The policy in force on a day, or `Refused`."""
    held: policies.Policies | None = states[policies.STREAM]
    standing = held.newest_first(day) if held else []
    if not standing:
        raise refuse("memo.no_policy", "適用中の制度の版がありません。", "No policy is in force.")
    return standing[0].policy


@command(
    "propose-memo",
    ja="検討メモを起案する",
    en="Propose a memo",
    roles=("officer",),
    clauses=(23, 28),
)
class ProposeMemo(Command, frozen=True):
    """A proposal still waiting is replaced by a later one."""

    memo: MemoId
    subject: Annotated[str, Label("検討事項", "Subject", choices=SUBJECTS)]
    title: Annotated[Annotated[str, Meta(min_length=1, max_length=200)], Label("題名", "Title")]
    text: Annotated[
        Annotated[str, Meta(max_length=TEXT_MAX)],
        Label(
            "検討した内容",
            "What was weighed",
            "【見出し】だけの行から始め、その下に書く。個人に関することは書かない",
            "Under lines that hold a 【heading】 alone; nothing about a person",
        ),
    ]
    headings: Annotated[
        tuple[str, ...], Label("加える見出し", "Further headings", "「、」で区切る", "")
    ] = ()
    surveys: Cited = ()
    supersedes: Annotated[Code, Label("置き換えるメモ", "Memo that it supersedes")] = ""


def _streams(wanted: ProposeMemo) -> Sequence[str]:
    earlier = (stream_of(wanted.supersedes),) if wanted.supersedes else ()
    return (stream_of(wanted.memo), policies.STREAM, *earlier, *cited_streams(wanted.surveys))


@decides(ProposeMemo, streams=_streams, ask=ask_always)
def propose(wanted: ProposeMemo, states: States, known: Known) -> Sequence[To]:
    """Every heading is answered; an approved memo is never written over."""
    state: Memo | None = states[stream_of(wanted.memo)]
    asked = proposed(known).memo_headings.get(wanted.subject, ())
    sections = _checked(wanted, states, state, (*asked, *wanted.headings))
    proposal = MemoProposed(
        memo=wanted.memo,
        subject=wanted.subject,
        title=wanted.title,
        sections=sections,
        policy=policy_on(states, known.today),
        surveys=wanted.surveys,
        supersedes=wanted.supersedes,
        digest="",
    )
    digest = hashlib.sha256(msgspec.json.encode(proposal)).hexdigest()
    if state and state.proposed.digest == digest:
        return []
    return [To(stream_of(wanted.memo), msgspec.structs.replace(proposal, digest=digest))]


def _checked(
    wanted: ProposeMemo, states: States, state: Memo | None, asked: Sequence[str]
) -> tuple[Section, ...]:
    headings = tuple(dict.fromkeys(asked))
    held = read_sections(wanted.text, headings)
    faults = Faults()
    faults.unless(
        state is None or not state.recorded,
        "memo.recorded",
        "決裁済みのメモです。新しいメモで置き換えてください。",
        "This memo is approved. Please supersede it by a new one.",
        "memo",
    )
    faults.unless(
        0 < len(headings) <= HEADINGS_MAX and all(headings),
        "memo.headings",
        f"見出しは 1〜{HEADINGS_MAX} 個にしてください。",
        f"A memo has 1 to {HEADINGS_MAX} headings.",
        "headings",
    )
    faults.unless(
        "" not in held,
        "memo.text_before_heading",
        "本文は【見出し】だけの行から始めてください。",
        "Begin the text with a line that holds a 【heading】 alone.",
        "text",
    )
    for heading in headings:
        faults.unless(
            heading in held,
            "memo.heading_missing",
            f"【{heading[:60]}】の検討内容がありません。",
            f"Nothing is written under 【{heading[:60]}】.",
            "text",
        )
    check_cited(wanted.surveys, states, faults)
    _check_superseded(wanted, states, faults)
    faults.raise_any()
    return tuple(Section(heading, held[heading]) for heading in headings)


def _check_superseded(wanted: ProposeMemo, states: States, faults: Faults) -> None:
    if wanted.supersedes:
        earlier: Memo | None = states[stream_of(wanted.supersedes)]
        faults.unless(
            earlier and earlier.recorded and not earlier.superseded_by,
            "memo.not_superseded",
            "置き換えられるのは、決裁済みで、まだ置き換えられていないメモだけです。",
            "Only an approved memo that still holds can be superseded.",
            "supersedes",
        )


@command(
    "approve-memo",
    ja="検討メモを決裁する",
    en="Approve a memo",
    roles=("approver",),
    clauses=(23, 28),
)
class ApproveMemo(Command, frozen=True):
    """A second person decides; the memo it supersedes no longer holds."""

    memo: MemoId
    digest_seen: DigestSeen


def _earlier(wanted: ApproveMemo, states: States) -> Sequence[str]:
    held: Memo | None = states[stream_of(wanted.memo)]
    return (stream_of(held.proposed.supersedes),) if held and held.proposed.supersedes else ()


@decides(
    ApproveMemo,
    streams=lambda wanted: (stream_of(wanted.memo), policies.STREAM),
    more=_earlier,
)
def approve_memo(wanted: ApproveMemo, states: States, known: Known) -> Sequence[To]:
    """決裁 of the waiting proposal, under the policy it was written for."""
    held: Memo = need(
        states, stream_of(wanted.memo), "そのメモはありません。", "There is no such memo."
    )
    if held.recorded:
        return []
    proposal = held.proposed
    approval = approve(held.proposer, proposal.digest, wanted.digest_seen, known)
    _check_still(proposal, states, known)
    recorded = DecisionMemoRecorded(
        memo=held.id,
        title=proposal.title,
        policy_id=proposal.policy.id,
        digest=proposal.digest,
        decided_on=known.today,
        approval=approval,
    )
    made = [To(stream_of(held.id), recorded)]
    if proposal.supersedes:
        gone = DecisionMemoSuperseded(memo=proposal.supersedes, by=held.id)
        made.append(To(stream_of(proposal.supersedes), gone))
    return made


def _check_still(proposal: MemoProposed, states: States, known: Known) -> None:
    faults = Faults()
    faults.unless(
        policy_on(states, known.today) == proposal.policy,
        "memo.other_policy",
        "起案の後に制度の版が変わりました。起案し直してください。",
        "The policy has changed since it was proposed. Please propose it anew.",
    )
    earlier: Memo | None = states.get(stream_of(proposal.supersedes))
    faults.unless(
        earlier is None or not earlier.superseded_by,
        "memo.not_superseded",
        "置き換えるメモは、ほかのメモにすでに置き換えられています。",
        "The memo to be superseded has been superseded by another.",
    )
    faults.raise_any()
