"""A register whose policies observe: what they remark and how they fail is steered by the facts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from core.clock import JAPAN
from core.command import Actor
from core.identity import system_entropy
from core.programme.policy import STREAM
from plugins.host import SHIPPED, Policies
from tenants.gate import STAFF, Tenant, add_tenant
from tenants.observers import Standing, remarks, standings
from tenants.place import Place
from tests.programme.register import window

OFFICER, APPROVER = STAFF[0], STAFF[1]
POLICY = "isa_fy2025"
SECONDS = 1.0
MANIFEST = """
id = "{id}"
version = "1"
api = [1, 1]
ja = "見守る規則"
en = "an observing policy"
questions = []
observes = ["window.facts_recorded", "person.registered"]
[years]
first = 2024
[source]
ja = "なし"
en = "none"
status = "draft"
[[remarks]]
code = "seen"
ja = "{{what}}を{{count}}件のうち{{number}}番目に見ました。"
en = "Saw {{what}}, {{number}} of {{count}}."
"""
CODE = """
from plugins.api import Remark, hookimpl

@hookimpl
def observe_events(tenant, facts):
    for fact in facts:
        code = getattr(fact.event, "code", "")
        if code.startswith("{id}-raises"):
            raise ValueError(code)
        while code.startswith("{id}-hangs"):
            pass
        if code.startswith("{id}-junk"):
            return [code]
    return [
        Remark(code="seen", position=fact.position, values={{
            "what": getattr(fact.event, "code", "") or repr(fact.event)[:90],
            "number": number, "count": len(facts)}})
        for number, fact in enumerate(facts, 1)
        if {remarks}
    ]
"""


def written(folder: Path, id: str, when: str = "True") -> Path:
    """The folder of an observing policy; it remarks on a fact where the expression `when` holds."""
    (folder / id).mkdir(parents=True, exist_ok=True)
    (folder / id / "policy.toml").write_text(MANIFEST.format(id=id), "utf-8")
    (folder / id / "__init__.py").write_text(CODE.format(id=id, remarks=when), "utf-8")
    return folder / id


class Watched:
    """A register at a place, on a clock that the story moves; its policies' folders are given."""

    def __init__(self, place: Place, folders: Sequence[Path], slug: str = "isa") -> None:
        self.now = datetime(2025, 4, 1, 9, tzinfo=JAPAN)
        self.place, self.slug = place, slug
        self.machine(*folders)
        add_tenant(slug, "見本庁", POLICY, place, clock=self.clock)

    def clock(self) -> datetime:
        """The present instant."""
        return self.now

    def days_later(self, days: int) -> None:
        """Move the clock."""
        self.now += timedelta(days=days)

    def machine(self, *folders: Path, seconds: float = SECONDS) -> None:
        """From now on the register is opened where these policies are installed."""
        self.policies = Policies([SHIPPED / POLICY, *folders], seconds=seconds)
        self.tenant = Tenant(self.slug, self.place, self.clock, system_entropy, self.policies)

    def do(self, name: str, actor: Actor = OFFICER, **values: Any) -> int:
        """Send a command; the first position of what it recorded."""
        receipt = self.tenant.handle(self.tenant.read_command(name, values, strings=True), actor)
        return receipt.first

    def windows(self, *codes: str) -> list[int]:
        """Register windows; the positions of their facts."""
        for code in codes:
            self.tenant.handle(self.tenant.read_command("register-window", window(code)), OFFICER)
        told = self.tenant.log.walk(topics=("window.facts_recorded",))
        return [fact.position for fact in told if fact.stream.removeprefix("window/") in codes]

    def adopt(self, id: str) -> int:
        """Put an installed policy in force from today on; the position of that fact."""
        ref, day = self.policies.ref(id), self.now.date().isoformat()
        named = {"policy_id": id, "policy_version": ref.version, "policy_digest": ref.digest}
        self.do("propose-policy", from_date=day, **named)
        return self.do("adopt-policy", APPROVER, digest_seen=self._digest())

    def withdraw(self, id: str) -> None:
        """It holds no more from today on."""
        day = self.now.date().isoformat()
        self.do("withdraw-policy", policy_id=id, from_date=day, reason="試験")
        self.do("approve-policy-withdrawal", APPROVER, digest_seen=self._digest())

    def _digest(self) -> str:
        *_, drafted = self.tenant.log.stream(STREAM)
        return str(vars_of(drafted.event)["digest"])

    def standing(self, id: str) -> Standing:
        """How the newest adoption of a policy stands."""
        return next(each for each in standings(self.tenant) if each.observer.policy.id == id)

    def remarked(self, id: str) -> list[int]:
        """The positions of what it remarked on, in order."""
        return sorted(each.position for each in remarks(self.tenant, id))


def vars_of(event: Any) -> dict[str, Any]:
    """An event's fields."""
    return {name: getattr(event, name) for name in event.__struct_fields__}
