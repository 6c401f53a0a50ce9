"""What the stories have told: every command issued, every event stored, every view with rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from core.command import Actor, Command
from core.engine.handle import Engine
from core.engine.receipt import Receipt
from core.engine.steps import Steps
from core.event import Fact


class Told:
    """Names of commands that were taken, and topics of what they stored, in this process."""

    def __init__(self) -> None:
        self.commands, self.topics, self.files = set[str](), set[str](), set[str]()

    def add(self, commands: Sequence[Command], facts: Sequence[Fact]) -> None:
        """Commands that were taken, and their facts."""
        self.commands.update(command.name for command in commands)
        self.topics.update(type(fact.event).topic for fact in facts)


@contextmanager
def listening() -> Iterator[Told]:
    """Hear every engine of this process; what it does is not changed."""
    told, commit = Told(), Engine._commit

    def heard(
        self: Engine,
        commands: Sequence[Command],
        actor: Actor,
        causation: str | None = None,
        fresh: frozenset[int] = frozenset(),
    ) -> Steps[list[Receipt]]:
        receipts = yield from commit(self, commands, actor, causation, fresh)
        told.add(commands, [fact for receipt in receipts for fact in receipt.facts])
        return receipts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "_commit", heard)
        yield told
