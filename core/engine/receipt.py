"""What whoever sent a command gets back: where its events stand in the log."""

from typing import NamedTuple

from core.event import Fact, PolicyRef


class Receipt(NamedTuple):
    """Positions `first` to `last` (both None if nothing had to change), and the tree's size and
    root after them."""

    tenant: str
    command: str
    command_id: str
    first: int | None
    last: int | None
    size: int
    root: str
    policy: PolicyRef | None = None
    repeated: bool = False
    facts: tuple[Fact, ...] = ()

    @property
    def unchanged(self) -> bool:
        """True when this call stored nothing: a repeat, or a command that asks for what already
        is."""
        return self.repeated or self.first is None

    def document(self) -> dict[str, object]:
        """The receipt as plain data for JSON; no event content, only places and topics."""
        return {
            "tenant": self.tenant,
            "command": self.command,
            "command_id": self.command_id,
            "first": self.first,
            "last": self.last,
            "size": self.size,
            "root": self.root,
            "unchanged": self.unchanged,
            "policy": self.policy and {"id": self.policy.id, "version": self.policy.version},
            "events": [
                {"position": fact.position, "stream": fact.stream, "topic": fact.event.topic}
                for fact in self.facts
            ],
        }
