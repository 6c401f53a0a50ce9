"""Taking a policy back: from a day on, what was in force before it holds again (clauses 1, 2, 21).

What was decided or pinned under it stands: a withdrawal is a dated fact, never a correction.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec

from core.approval import approve
from core.area import InForce, Known, States, To, decides
from core.command import Code, Command, Label, Text, command
from core.errors import Faults, refuse
from core.programme.policy.facts import (
    STREAM,
    Adoption,
    Policies,
    PolicyWithdrawalProposed,
    PolicyWithdrawn,
    Withdrawal,
)
from core.programme.words import DigestSeen, iso


@command(
    "withdraw-policy",
    ja="制度の版の採用の取下げを起案する",
    en="Propose to withdraw a policy",
    roles=("officer", "admin"),
    clauses=(1, 2, 21),
)
class WithdrawPolicy(Command, frozen=True):
    """Draft that an adopted policy holds no more from a day on. Of several adoptions of one
    policy, `adopted_from` names one; else it is the newest."""

    policy_id: Annotated[Code, Label("制度の版", "Policy")]
    from_date: Annotated[date, Label("用いなくなる日", "Not in force from")]
    reason: Annotated[Text, Label("理由", "Reason")]
    adopted_from: Annotated[
        date | None,
        Label("その採用の適用開始日", "The adoption's own date", "空欄なら最新", "newest if empty"),
    ] = None


@decides(WithdrawPolicy, streams=lambda _: (STREAM,))
def propose_withdrawal(wanted: WithdrawPolicy, states: States, known: Known) -> Sequence[To]:
    """Of an adoption that stands, for a day to come, where another policy is left to rule."""
    held = _standing(wanted, states)
    state: Policies = states[STREAM]
    faults = Faults()
    _check_day(faults, wanted.from_date, known)
    faults.unless(
        any(each != held for each in state.newest_first(wanted.from_date)),
        "policy.only_one",
        "この版を取り下げると、その日に適用される制度の版がなくなります。先に次の版を採用してください。",
        "Without this policy none would be in force on that day. Adopt the next one first.",
        "policy_id",
    )
    faults.raise_any()
    adoption = InForce(held.policy, held.from_date, held.parameters)
    withdrawal = Withdrawal(adoption, wanted.from_date)
    digest = hashlib.sha256(
        msgspec.json.encode((withdrawal, wanted.reason), order="sorted")
    ).hexdigest()
    draft = PolicyWithdrawalProposed(
        withdrawal=withdrawal,
        policy_id=held.policy.id,
        from_text=iso(wanted.from_date),
        reason=wanted.reason,
        digest=digest,
    )
    return [To(STREAM, draft, wanted.from_date)]


@command(
    "approve-policy-withdrawal",
    ja="制度の版の採用の取下げを決裁する",
    en="Approve the withdrawal of a policy",
    roles=("approver",),
    clauses=(1, 2, 21),
)
class ApprovePolicyWithdrawal(Command, frozen=True):
    """A second person lets the withdrawal take effect."""

    digest_seen: DigestSeen


@decides(ApprovePolicyWithdrawal, streams=lambda _: (STREAM,))
def approve_withdrawal(
    wanted: ApprovePolicyWithdrawal, states: States, known: Known
) -> Sequence[To]:
    """決裁 of the waiting withdrawal, as long as its day is to come."""
    state: Policies | None = states[STREAM]
    draft = state.withdrawing if state else None
    if state is None or draft is None:
        raise refuse(
            "policy.unknown", "取下げの案がありません。", "There is no withdrawal to approve."
        )
    approval = approve(state.withdrawer, draft.digest, wanted.digest_seen, known)
    faults = Faults()
    _check_day(faults, draft.withdrawal.from_date, known)
    faults.raise_any()
    withdrawn = PolicyWithdrawn(
        withdrawal=draft.withdrawal,
        policy_id=draft.policy_id,
        from_text=draft.from_text,
        approval=approval,
    )
    return [To(STREAM, withdrawn, draft.withdrawal.from_date)]


def _standing(wanted: WithdrawPolicy, states: States) -> Adoption:
    state: Policies | None = states[STREAM]
    found = [
        each
        for each in (state.adopted if state else ())
        if each.policy.id == wanted.policy_id
        and each.until is None
        and wanted.adopted_from in (None, each.from_date)
    ]
    if not found:
        raise refuse(
            "policy.not_adopted",
            "その制度の版は採用されていないか、すでに取り下げられています。",
            "That policy is not adopted, or was withdrawn already.",
            "policy_id",
        )
    return max(found, key=lambda each: each.from_date)


def _check_day(faults: Faults, day: date, known: Known) -> None:
    faults.unless(
        day >= known.today,
        "policy.withdrawal_past",
        "過ぎた日からの取下げはできません。すでに行われた決定はそのまま残ります。今日以降の日にしてください。",
        "A policy cannot be withdrawn from a day that is past: what was decided under it stands. "
        "Give today or a later day.",
        "from_date",
    )
