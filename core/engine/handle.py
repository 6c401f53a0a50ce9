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
from core.engine.states import States
from core.engine.steps import Steps, waited
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
        self.tenant, self.log, self._states = tenant, log, States(log)
        self._keys, self._policies, self._allow = keys, policies, allow
        self._clock, self._entropy = clock, entropy

    def handle(self, command: Command, actor: Actor) -> Receipt:
        """Do one command; `Refused` if it cannot be done. A repeat of its id answers with the
        first result."""
        return self.handle_all([command], actor)[0]

    def handle_all(self, commands: Sequence[Command], actor: Actor) -> list[Receipt]:
        """Do all of them in one commit, or none: what an import of a file needs."""
        return waited(self.steps(commands, actor), self.log.store)

    def steps(self, commands: Sequence[Command], actor: Actor) -> Steps[list[Receipt]]:
        """`handle_all` as steps: whoever takes them waits for the log in its own way."""
        for command in commands:
            self._allow(actor, command)
        fresh = frozenset(n for n, command in enumerate(commands) if not command.command_id)
        named = [self._with_id(command) for command in commands]
        receipts = yield from self._commit(named, actor, fresh=fresh)
        for receipt in receipts:
            yield from self._react(receipt.facts)
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
        waited(self._react(facts), self.log.store)

    def _react(self, facts: Sequence[Fact]) -> Steps[None]:
        for fact in facts:
            for command in reactions_to(fact):
                named = _reaction_id(self.tenant, fact, command)
                receipts = yield from self._commit([named], SYSTEM, fact.envelope.command_id)
                for receipt in receipts:
                    yield from self._react(receipt.facts)

    def _commit(
        self,
        commands: Sequence[Command],
        actor: Actor,
        causation: str | None = None,
        fresh: frozenset[int] = frozenset(),
    ) -> Steps[list[Receipt]]:
        for _ in range(ATTEMPTS_MAX):
            try:
                return (yield from self._attempt(commands, actor, causation, fresh))
            except (Conflict, AlreadyDone, OutcomeUnknown):
                # Under the same ids: what did get stored answers, the rest is decided anew.
                fresh = frozenset()
            except NotStored:
                break
        raise Refused(BUSY)

    def _attempt(
        self,
        commands: Sequence[Command],
        actor: Actor,
        causation: str | None,
        fresh: frozenset[int],
    ) -> Steps[list[Receipt]]:
        """Decide and append what is not done yet. `fresh` are the numbers of commands that were
        given their id just now, so cannot be."""
        repeated = [each for number, each in enumerate(commands) if number not in fresh]
        done = {c.command_id: found for c in repeated if (found := self._found(c))}
        draft = self._draft()
        for command in commands:
            if command.command_id not in done:
                draft.add(command, actor, causation)
        positions: Sequence[int] = ()
        if draft.facts:
            positions = yield self.log.prepared(draft.facts, draft.marks, draft.guards)
        return self._receipts(commands, draft, positions, done)

    def _draft(self, *, seals: bool = True) -> Draft:
        return Draft(
            self.tenant,
            self.log,
            self._states,
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
        head = self.log.head_with(positions[-1]) if positions else self.log.head()
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
