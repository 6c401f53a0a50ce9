"""Putting rules in force: one person proposes, another approves (clauses 1, 2, 19, 21, 22)."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec

from core.approval import approve
from core.area import InForce, Known, States, To, decides, need
from core.command import Code, Command, Label, Text, command
from core.errors import refuse
from core.event import PolicyRef
from core.programme.policy.facts import STREAM, Policies, PolicyAdopted, PolicyProposed
from core.programme.words import Digest, DigestSeen, iso


@command(
    "propose-policy",
    ja="制度の版の採用を起案する",
    en="Propose a policy",
    roles=("officer", "admin"),
    clauses=(1, 2, 19, 21, 22),
)
class ProposePolicy(Command, frozen=True):
    """Draft the adoption of an installed policy, with the parameters that differ from its
    defaults."""

    policy_id: Annotated[Code, Label("制度の版", "Policy")]
    policy_version: Annotated[Code, Label("制度の版の番号", "Version of the policy")]
    policy_digest: Annotated[Digest, Label("制度の版の指紋", "Digest of the policy")]
    from_date: Annotated[date, Label("適用開始日", "In force from")]
    parameters: Annotated[
        Text, Label("変更する設定", "Parameters", "名前=値 を空白で区切る", "name=value …")
    ] = ""


@decides(ProposePolicy, streams=lambda _: (STREAM,))
def propose(wanted: ProposePolicy, states: States, known: Known) -> Sequence[To]:
    """A new proposal replaces one still waiting."""
    parameters = read_pairs(wanted.parameters)
    policy = PolicyRef(wanted.policy_id, wanted.policy_version, wanted.policy_digest)
    in_force = InForce(policy, wanted.from_date, parameters)
    digest = hashlib.sha256(msgspec.json.encode(in_force, order="sorted")).hexdigest()
    proposal = PolicyProposed(
        in_force=in_force, policy_id=policy.id, from_text=iso(wanted.from_date), digest=digest
    )
    return [To(STREAM, proposal, wanted.from_date)]


def read_pairs(text: str) -> dict[str, str | int]:
    """Parameters from `name=value …`; `Refused` if something is no pair."""
    pairs = [pair.partition("=") for pair in text.split()]
    if any(not middle for _, middle, _ in pairs):
        raise refuse(
            "policy.bad_parameters",
            "設定は 名前=値 の形で書いてください。",
            "Write parameters as name=value.",
            "parameters",
        )
    return {name: int(value) if value.isdigit() else value for name, _, value in pairs}


@command(
    "adopt-policy",
    ja="制度の版の採用を決裁する",
    en="Approve a policy",
    roles=("approver",),
    clauses=(1, 2, 19, 21, 32),
)
class AdoptPolicy(Command, frozen=True):
    """A second person puts the proposal in force."""

    digest_seen: DigestSeen


@decides(AdoptPolicy, streams=lambda _: (STREAM,))
def adopt(wanted: AdoptPolicy, states: States, known: Known) -> Sequence[To]:
    """決裁 of the waiting proposal."""
    state: Policies = need(states, STREAM, "採用の案がありません。", "There is no proposal.")
    if state.proposed is None:
        raise refuse("policy.unknown", "採用の案がありません。", "There is no proposal.")
    proposal = state.proposed
    approval = approve(state.proposer, proposal.digest, wanted.digest_seen, known)
    adopted = PolicyAdopted(
        in_force=proposal.in_force,
        policy_id=proposal.policy_id,
        from_text=proposal.from_text,
        approval=approval,
    )
    return [To(STREAM, adopted, proposal.in_force.from_date)]
