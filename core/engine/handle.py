"""The one path that writes: allow, load, ask, decide, append, receipt; then whatever reacts."""

import hashlib
from collections.abc import Callable, Mapping, Sequence

import msgspec

from core.area import PolicyPort
from core.clock import Clock
from core.command import Actor, Command
from core.engine.draft import Draft
from core.engine.reactions import reactions_to
from core.engine.receipt import Receipt
from core.errors import Fault, Refused
from core.event import Fact
from core.identity import Entropy
from core.log.application import TenantApplication
from core.log.port import AlreadyDone, Conflict, Head, NotStored, OutcomeUnknown
from core.privacy import PersonKeys

ATTEMPTS_MAX = 10
SYSTEM = Actor(id="daicho", roles=("system",))
BUSY = Fault(
    "engine.busy",
    "いま受け付けられませんでした。もう一度お試しください（二重に記録されることはありません）。",
    "This could not be taken now. Please try again: nothing is stored twice.",
)
Allow = Callable[[Actor, Command], None]
"""Raises `Refused` unless the actor may issue the command."""


class Engine:
    """Handles commands for one tenant. Everything it needs comes in here; `tenants` composes it."""

    def __init__(
        self,
        tenant: str,
        log: TenantApplication,
        keys: PersonKeys,
        policies: PolicyPort,
        allow: Allow,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self.tenant, self.log = tenant, log
        self._keys, self._policies, self._allow = keys, policies, allow
        self._clock, self._entropy = clock, entropy

    def handle(self, command: Command, actor: Actor) -> Receipt:
        """Do one command; `Refused` if it cannot be done. A repeat of its id answers with the
        first result."""
        return self.handle_all([command], actor)[0]

    def handle_all(self, commands: Sequence[Command], actor: Actor) -> list[Receipt]:
        """Do all of them in one commit, or none: what an import of a file needs."""
        for command in commands:
            self._allow(actor, command)
        receipts = self._commit([self._with_id(command) for command in commands], actor)
        for receipt in receipts:
            self.react(receipt.facts)
        return receipts

    def trial(self, commands: Sequence[Command], actor: Actor) -> list[Refused | None]:
        """Decide each on top of those before it that were accepted, store nothing: what is wrong
        with which."""
        draft, found = self._draft(seals=False), list[Refused | None]()
        for command in commands:
            try:
                self._allow(actor, command)
                if not self._found(command):
                    draft.add(self._with_id(command), actor)
                found.append(None)
            except Refused as refusal:
                found.append(refusal)
        return found

    def react(self, facts: Sequence[Fact]) -> None:
        """Send the commands that these facts call for; doing it again does nothing."""
        for fact in facts:
            for command in reactions_to(fact):
                named = _reaction_id(self.tenant, fact, command)
                for receipt in self._commit([named], SYSTEM, fact.envelope.command_id):
                    self.react(receipt.facts)

    def _commit(
        self, commands: Sequence[Command], actor: Actor, causation: str | None = None
    ) -> list[Receipt]:
        for _ in range(ATTEMPTS_MAX):
            try:
                return self._attempt(commands, actor, causation)
            except (Conflict, AlreadyDone, OutcomeUnknown):
                # Under the same ids: what did get stored answers, the rest is decided anew.
                continue
            except NotStored:
                break
        raise Refused(BUSY)

    def _attempt(
        self, commands: Sequence[Command], actor: Actor, causation: str | None
    ) -> list[Receipt]:
        done = {c.command_id: found for c in commands if (found := self._found(c))}
        draft = self._draft()
        for command in commands:
            if command.command_id not in done:
                draft.add(command, actor, causation)
        stored = bool(draft.facts)
        positions = self.log.append(draft.facts, draft.marks, draft.guards) if stored else []
        return self._receipts(commands, draft, positions, done)

    def _draft(self, *, seals: bool = True) -> Draft:
        return Draft(
            self.tenant,
            self.log,
            self._keys,
            self._policies,
            self._entropy,
            self._clock(),
            seals=seals,
        )

    def _found(self, command: Command) -> tuple[int, int] | None:
        return self.log.find_command(command.command_id)

    def _with_id(self, command: Command) -> Command:
        if command.command_id:
            return command
        fresh = self._entropy(f"command/{command.name}").hex()[:32]
        return msgspec.structs.replace(command, command_id=fresh)

    def _receipts(
        self,
        commands: Sequence[Command],
        draft: Draft,
        positions: Sequence[int],
        done: dict[str, tuple[int, int]],
    ) -> list[Receipt]:
        stored = [
            msgspec.structs.replace(fact, position=position)
            for fact, position in zip(draft.facts, positions, strict=True)
        ]
        by_command: dict[str, list[Fact]] = {}
        for fact in stored:
            by_command.setdefault(fact.envelope.command_id, []).append(fact)
        by_command |= {name: self._between(*found) for name, found in done.items()}
        head = self.log.head()
        return [
            self._receipt(command, by_command.get(command.command_id, []), draft, done, head)
            for command in commands
        ]

    def _receipt(
        self,
        command: Command,
        facts: Sequence[Fact],
        draft: Draft,
        done: Mapping[str, tuple[int, int]],
        head: Head,
    ) -> Receipt:
        return Receipt(
            tenant=self.tenant,
            command=command.name,
            command_id=command.command_id,
            first=facts[0].position if facts else None,
            last=facts[-1].position if facts else None,
            size=head.size,
            root=head.root().hex(),
            policy=draft.asked.get(command.command_id),
            repeated=command.command_id in done,
            facts=tuple(facts),
        )

    def _between(self, first: int, last: int) -> list[Fact]:
        return self.log.facts(first, last - first + 1)


def _reaction_id(tenant: str, fact: Fact, command: Command) -> Command:
    text = "\x1f".join((tenant, fact.stream, str(fact.version), command.name))
    return msgspec.structs.replace(
        command, command_id="r-" + hashlib.sha256(text.encode()).hexdigest()[:30]
    )
