"""A draft of one commit: commands decided one after another on states that include each other's
events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from core.area import (
    DECIDERS,
    Ask,
    Decider,
    InForce,
    Known,
    NoneInForce,
    PolicyPort,
    To,
    evolve,
)
from core.command import Actor, Command
from core.engine.states import States
from core.event import Envelope, Event, Fact, PolicyRef, Privacy
from core.identity import Entropy
from core.log.application import TenantApplication
from core.log.port import CommandMark
from core.privacy import Clear, PersonKeys, place, seal
from core.programme.policy import with_parameters

POLICY_STREAM = "policy/tenant"


class Draft:
    """Decides commands for one tenant and gathers their facts, sealed and at their expected
    versions. One that does not seal makes no key, and cannot be stored."""

    def __init__(
        self,
        tenant: str,
        log: TenantApplication,
        states: States,
        keys: PersonKeys,
        policies: PolicyPort,
        entropy: Entropy,
        now: datetime,
        *,
        seals: bool = True,
    ) -> None:
        self._tenant, self._log, self._kept, self._keys = tenant, log, states, keys
        self._policies, self._entropy, self._now = policies, entropy, now
        self._seals = seals
        self._states: dict[str, Any] = {}
        self._versions: dict[str, int] = {}
        self.facts: list[Fact] = []
        self.marks: list[CommandMark] = []
        self.asked: dict[str, PolicyRef | None] = {}

    def add(self, command: Command, actor: Actor, causation: str | None = None) -> None:
        """Decide one command and keep its events; raises `Refused` and keeps nothing of it
        otherwise."""
        decider = DECIDERS[type(command)]
        self._load(decider.streams(command))
        while decider.more and self._load(decider.more(command, self._states)):
            pass
        known = self._known(command, actor, decider)
        if decider.reaches:
            self._load(decider.reaches(command, known))
        known = self._answered(command, known, decider)
        decided = decider.decide(command, self._states, known)
        envelope = self._envelope(command, actor, known, causation)
        for to in decided:
            self._keep(to, envelope)
        self.asked[command.command_id] = known.policy
        if decided:
            self.marks.append(CommandMark(command.command_id, len(decided)))

    @property
    def guards(self) -> list[tuple[str, int]]:
        """Streams that were read and get no event, at the version that was read."""
        written = {fact.stream for fact in self.facts}
        return [each for each in self._versions.items() if each[0] not in written]

    def _load(self, streams: Sequence[str]) -> bool:
        """Load what is not loaded yet; whether there was anything."""
        fresh = [stream for stream in streams if stream not in self._versions]
        for stream in fresh:
            self._versions[stream], self._states[stream] = self._kept.load(stream)
        return bool(fresh)

    def _known(self, command: Command, actor: Actor, decider: Decider) -> Known:
        position, seen = self._slice(decider) if decider.slice else (0, None)
        fresh = self._entropy(f"{self._tenant}/{command.name}/{command.command_id}")
        return Known(now=self._now, actor=actor.id, fresh=fresh, position=position, seen=seen)

    def _slice(self, decider: Decider) -> tuple[int, Any]:
        assert decider.slice is not None
        position = self._log.head().size
        seen = decider.slice.initial()
        for fact in self._log.walk(position, decider.slice.topics):
            seen = decider.slice.fold(seen, fact)
        return position, seen

    def _answered(self, command: Command, known: Known, decider: Decider) -> Known:
        """What policies say to a command: who is to be pinned, then one question after another."""
        change = msgspec.structs.replace
        if decider.pins:
            asked, held = decider.pins(command, self._states), self._in_force()
            pins = {name: self._policies.resolve(name, day, held) for name, day in asked}
            known = change(known, pins=pins)
        if decider.first:
            before = decider.first(command, self._states, known)
            known = change(known, first=tuple(self._ruled(each)[0] for each in before))
        ask = decider.ask(command, self._states, known) if decider.ask else None
        if ask is None:
            return known
        ruling, policy = self._ruled(ask)
        return change(known, ruling=ruling, policy=policy)

    def _ruled(self, ask: Ask) -> tuple[Any, PolicyRef | None]:
        """The ruling and who gave it; neither where nobody answers and nobody need to."""
        policy, facts = ask.policy, ask.facts
        if policy is None:
            try:
                policy = self._policies.resolve(ask.question, ask.day, self._in_force())
            except NoneInForce:
                if ask.needed:
                    raise
                return None, None
            facts = with_parameters(facts, self._states, policy, ask.day)
        return self._policies.ask(ask.question, policy, facts), policy

    def _in_force(self) -> Sequence[InForce]:
        self._load([POLICY_STREAM])
        state = self._states[POLICY_STREAM]
        return state.adopted if state else ()

    def _envelope(
        self, command: Command, actor: Actor, known: Known, causation: str | None
    ) -> Envelope:
        return Envelope(
            tenant=self._tenant,
            actor=actor.id,
            acted_for=actor.acted_for,
            recorded_at=self._now.isoformat(timespec="milliseconds"),
            command_id=command.command_id,
            command=command.name,
            causation=causation,
            policy=known.policy,
        )

    def _keep(self, to: To, envelope: Envelope) -> None:
        assert to.stream in self._versions, f"{to.stream} was not loaded"
        version = self._versions[to.stream] + 1
        fact = Fact(
            stream=to.stream,
            version=version,
            event=self._sealed(to.event, to.stream, version),
            envelope=msgspec.structs.replace(
                envelope, effective_on=to.effective_on, schema=to.event.version
            ),
        )
        self._states[to.stream] = evolve(self._states[to.stream], fact)
        self._versions[to.stream] = version
        self.facts.append(fact)

    def _sealed(self, event: Event, stream: str, version: int) -> Event:
        changes = {}
        for name, privacy in event.privacy.items():
            value = getattr(event, name)
            if self._seals and privacy is Privacy.SEALED and isinstance(value, Clear):
                aad = place(self._tenant, stream, version, name)
                changes[name] = seal(self._keys.new(value.person), value, aad)
        return msgspec.structs.replace(event, **changes) if changes else event
