"""That a policy gave no answer, recorded by the gate (clause 21)."""

from collections.abc import Sequence
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Code, Command, Label, command
from core.event import PolicyRef
from core.programme.policy.facts import FAILED_STREAM, FAILURES, PolicyFailed
from core.programme.words import Digest


@command(
    "record-policy-failure",
    ja="制度の版が答えなかったことを記録する",
    en="Record that a policy failed",
    roles=("system",),
    clauses=(21,),
)
class RecordPolicyFailure(Command, frozen=True):
    """The gate says it of a command that it had to refuse."""

    policy_id: Annotated[Code, Label("制度の版", "Policy")]
    policy_version: Annotated[Code, Label("制度の版の番号", "Version of the policy")]
    policy_digest: Annotated[Digest, Label("制度の版の指紋", "Digest of the policy")]
    question: Annotated[Code, Label("質問", "Question")]
    kind: Annotated[str, Label("理由", "Reason", choices=FAILURES)]
    refused: Annotated[Code, Label("断った操作", "Refused command")]


@decides(RecordPolicyFailure, streams=lambda _: (FAILED_STREAM,))
def record_failure(wanted: RecordPolicyFailure, states: States, known: Known) -> Sequence[To]:
    """Every time."""
    failed = PolicyFailed(
        policy=PolicyRef(wanted.policy_id, wanted.policy_version, wanted.policy_digest),
        policy_id=wanted.policy_id,
        question=wanted.question,
        kind=wanted.kind,
        refused=wanted.refused,
    )
    return [To(FAILED_STREAM, failed)]
