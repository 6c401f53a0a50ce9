"""A command whose policy gives no answer is refused, and that is recorded (design.md part 5)."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress

from core.area import Unanswered
from core.command import Actor, Command
from core.engine.handle import SYSTEM, Engine
from core.engine.receipt import Receipt
from core.engine.steps import Steps
from core.errors import Refused
from core.programme.policy import RecordPolicyFailure


def noted(engine: Engine, commands: Sequence[Command], actor: Actor) -> Steps[list[Receipt]]:
    """`Engine.steps`; when a policy fails, its failure is the one thing stored."""
    try:
        return (yield from engine.steps(commands, actor))
    except Unanswered as failed:
        with suppress(Refused):
            yield from engine.steps([_record(failed, commands[0])], SYSTEM)
        raise


def _record(failed: Unanswered, refused: Command) -> RecordPolicyFailure:
    return RecordPolicyFailure(
        command_id=_id(failed, refused),
        policy_id=failed.policy.id,
        policy_version=failed.policy.version,
        policy_digest=failed.policy.digest,
        question=failed.question,
        kind=failed.kind,
        refused=refused.name,
    )


def _id(failed: Unanswered, refused: Command) -> str:
    """A command sent again that fails in the same way is recorded once."""
    if not refused.command_id:
        return ""
    parts = (refused.command_id, failed.policy.digest, failed.question, failed.kind)
    return "f-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:30]
