"""`open_tenant`: the only gate to data. It composes log, keys, policies, access and views of one
tenant."""

import math
import re
import shutil
from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from core.area import DECIDERS
from core.clock import Clock, system_clock
from core.command import Actor, Command, read_command
from core.engine.handle import Engine
from core.engine.reactions import TOPICS_REACTED_TO
from core.engine.receipt import Receipt
from core.engine.replay import Check, replay
from core.engine.steps import Steps, awaited, waited
from core.errors import Fault, Refused, refuse
from core.event import Fact
from core.identity import Entropy, system_entropy
from core.log import application
from core.log.application import TenantApplication, open_application
from core.log.tiles import Tiles
from core.privacy import Erased, place, unseal
from core.programme import catalogue as _registered  # noqa: F401  registers every area
from core.programme.person import PersonErased
from core.programme.tenant import FoundTenant, TenantFounded
from plugins.host import Policies
from projections import recorded_days, runner
from projections.catalogue import VIEWS
from projections.compare import digest
from projections.sealed import SealedCell
from projections.store import Views, open_views
from tenants.access import Access
from tenants.accounts import Accounts
from tenants.keyfile import KeyFile
from tenants.noting import noted
from tenants.outbox import Outbox, TenantJobs
from tenants.place import Place
from tenants.prepare import Preparation
from tenants.proposals import check_proposals

SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")
OPERATOR = Actor(id="operator", roles=("operator",))
STAFF = (
    Actor(id="officer", roles=("officer",)),
    Actor(id="approver", roles=("approver",)),
    Actor(id="assessor", roles=("assessor",)),
    Actor(id="auditor", roles=("auditor",)),
    Actor(id="admin", roles=("admin",)),
)
"""Accounts that every new tenant has: the roles of the programme."""

UNKNOWN = Fault("tenant.unknown", "そのような台帳はありません。", "There is no such register.")


class Tenant:
    """One organisation's register. Everything about it goes through this object."""

    def __init__(
        self, slug: str, home: Place, clock: Clock, entropy: Entropy, shared: Policies | None = None
    ) -> None:
        self.slug, self.place = slug, home
        self._clock, self._entropy = clock, entropy
        self.log: TenantApplication = open_application(slug, home.log)
        self.keys = KeyFile(home.keys, slug, entropy)
        self.policies = shared or Policies()
        self.preparation = Preparation(slug, self.log, self.keys, entropy)
        self.engine = Engine(
            slug, self.log, self.keys, self.policies, Access(self.log).allow, clock, entropy
        )

    @cached_property
    def views(self) -> Views:
        """The views' store."""
        return open_views(self.place.views)

    @cached_property
    def _follower(self) -> runner.Follower:
        return runner.follower(self.log, self.views)

    @cached_property
    def tiles(self) -> Tiles:
        """The sealed tiles of the log's tree, for proofs and checkpoints."""
        return Tiles(self.log, self.place.tiles / self.slug)

    @cached_property
    def accounts(self) -> Accounts:
        """Accounts and sign-in."""
        return Accounts(self.place.accounts, self.slug, self._clock)

    @cached_property
    def jobs(self) -> TenantJobs:
        """This tenant's work in the background."""
        return Outbox(self.place.jobs, self._clock).of(self.slug)

    @cached_property
    def name(self) -> str:
        """The organisation's name, from the first event."""
        first = self.log.facts(1, 1)[0].event
        assert isinstance(first, TenantFounded)
        return first.name

    @property
    def today(self) -> date:
        """The civil date in Japan."""
        return self._clock().date()

    def now(self) -> datetime:
        """The present instant by this tenant's clock."""
        return self._clock()

    def read_command(self, name: str, values: dict[str, Any], *, strings: bool = False) -> Command:
        """A command from plain values; `Refused` with every fault."""
        return read_command(name, values, strings=strings)

    def handle(self, command: Command, actor: Actor) -> Receipt:
        """Do one command."""
        return self.handle_all([command], actor)[0]

    def handle_all(self, commands: Sequence[Command], actor: Actor) -> list[Receipt]:
        """Do all of them in one commit, or none."""
        return waited(self._steps(commands, actor), self.log.store)

    async def handle_awaited(self, command: Command, actor: Actor) -> Receipt:
        """Do one command for which `is_brief` holds; the event loop goes on while the log
        works."""
        return (await awaited(self._steps([command], actor), self.log.store))[0]

    def is_brief(self, command: Command) -> bool:
        """Whether a command is decided so quickly that an event loop may do it itself."""
        return DECIDERS[type(command)].is_brief and self.log.store.reads_at_once

    def _steps(self, commands: Sequence[Command], actor: Actor) -> Steps[list[Receipt]]:
        receipts = yield from noted(self.engine, self.complete(commands), actor)
        for receipt in receipts:
            self._erase(receipt.facts)
        return receipts

    def trial(self, commands: Sequence[Command], actor: Actor) -> list[Refused | None]:
        """What is wrong with which, storing nothing."""
        return self.engine.trial(self.complete(commands), actor)

    def complete(self, commands: Sequence[Command]) -> list[Command]:
        """The commands with what only the gate knows filled in."""
        check_proposals(self.policies, commands)
        return [self.preparation.complete(command) for command in commands]

    def catch_up(self, seconds: float = math.inf) -> int:
        """Fold what is new into the views, for so many seconds; the least position they stand
        at."""
        return self._follower.run(seconds)

    def as_of(self, text: str | None) -> int | None:
        """A position, or the last one recorded by the end of a date; None for now."""
        if not text:
            return None
        if text.isdigit():
            return int(text)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise refuse(
                "as_of.unreadable",
                "時点は日付（2025-04-01）か記録番号で指定してください。",
                "Give a date such as 2025-04-01, or a position.",
                "as_of",
            ) from None
        return recorded_days.position_on(self.slug, self.log, self.views, day)

    def day_of(self, text: str | None) -> date:
        """The civil date that a reader means by an `as_of`: the date itself, the day on which a
        position was recorded, today for now."""
        position = self.as_of(text)
        if not text or position is None:
            return self.today
        if not text.isdigit():
            return date.fromisoformat(text)
        found = self.log.facts(max(position, 1), 1, stop=max(position, 1))
        return date.fromisoformat(found[0].envelope.recorded_at[:10]) if found else self.today

    def unseal(self, cell: SealedCell | None) -> str | Erased:
        """The text of a sealed cell, or `ERASED`."""
        if cell is None:
            return ""
        aad = place(self.slug, cell.stream, cell.version, cell.field)
        return unseal(self.keys.get(cell.person), cell.sealed, aad)

    def installed(self, policy: str) -> str | None:
        """The digest of an installed policy, None if it is not installed here."""
        return self.policies.installed(policy)

    def view_digests(self, position: int) -> dict[str, str]:
        """View name -> digest of its rows at a position the views have reached."""
        return {name: digest(self.slug, self.views, VIEWS[name], position) for name in VIEWS}

    def replay(self, call: str = "") -> list[Check]:
        """Ask every recorded question again (of one call's selection if given)."""
        return replay(self.log, self.policies, self.installed, call)

    def recover(self) -> None:
        """After a stop: what recorded facts call for and may not have happened yet."""
        called_for = tuple(self.log.walk(topics=(PersonErased.topic, *TOPICS_REACTED_TO)))
        self._erase(called_for)
        self.engine.react(called_for)

    def _erase(self, facts: Sequence[Fact]) -> None:
        """Destroy the keys of the erased, their letters and sessions: effects that may be
        repeated."""
        for fact in facts:
            if isinstance(fact.event, PersonErased):
                self.keys.destroy(fact.event.person)
                shutil.rmtree(self.place.letters(self.slug, fact.event.person), ignore_errors=True)
                self.accounts.revoke(fact.event.person)


_open: dict[tuple[str, Place], Tenant] = {}


def open_tenant(
    slug: str,
    home: Place,
    *,
    clock: Clock = system_clock,
    entropy: Entropy = system_entropy,
) -> Tenant:
    """The tenant `slug` at a place; `Refused` if it was never founded. Kept open with the usual
    clock."""
    usual = clock is system_clock and entropy is system_entropy
    if usual and (slug, home) in _open:
        return _open[slug, home]
    if not SLUG.fullmatch(slug) or slug not in tenants(home):
        raise Refused(UNKNOWN)
    tenant = Tenant(slug, home, clock, entropy)
    if usual:
        _open[slug, home] = tenant
    return tenant


def tenants(home: Place) -> list[str]:
    """Every founded tenant, by name."""
    return sorted(application.heads(home.log)) if home.has_log else []


def add_tenant(
    slug: str,
    title: str,
    policy_id: str,
    home: Place,
    *,
    clock: Clock = system_clock,
    entropy: Entropy = system_entropy,
    command_id: str = "",
) -> Receipt:
    """Found a tenant: keys, log, policy and the accounts of its staff. Again with the same id
    changes nothing."""
    if not SLUG.fullmatch(slug):
        raise refuse(
            "tenant.bad_slug",
            "略称は小文字の英字で始まる2〜40文字（英小文字・数字・-）にしてください。",
            "A slug has 2 to 40 characters: small letters, digits, '-', a letter first.",
            "slug",
        )
    home.make()
    tenant = Tenant(slug, home, clock, entropy)
    policy = tenant.policies.ref(policy_id)
    receipt = tenant.handle(
        FoundTenant(
            command_id=command_id or f"found/{slug}",
            title=title,
            policy_id=policy.id,
            policy_version=policy.version,
            policy_digest=policy.digest,
        ),
        OPERATOR,
    )
    for actor in STAFF:
        tenant.accounts.put(actor)
    return receipt


def local_actor(tenant: Tenant, command: type[Command], account: str | None) -> Actor:
    """Who acts at the machine's own command line: the account named, or the one the command is
    for."""
    wanted = account or next((r for r in command.roles if tenant.accounts.actor(r)), "")
    actor = tenant.accounts.actor(wanted) or (OPERATOR if wanted == OPERATOR.id else None)
    if actor is None:
        raise refuse(
            "account.unknown",
            "そのような利用者はいません。",
            "There is no such account.",
            "as",
        )
    return actor
