"""Area tenant: an organisation's own register begins (journeys.md 5; design.md part 7)."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Struct

from core.area import InForce, Known, States, To, area, decides
from core.command import Code, Command, Label, Text, command
from core.errors import refuse
from core.event import Event, Fact, NoPerson, PolicyRef, event
from core.programme.policy import PolicyAdopted
from core.programme.words import Digest, iso

SELF = "tenant/self"
POLICY = "policy/tenant"


@event(
    "tenant.founded",
    ja="{name} の台帳を始めた",
    en="Began the register of {name}",
)
class TenantFounded(Event, frozen=True):
    """The first event of every log."""

    name: NoPerson[str]


class Tenant(Struct, frozen=True):
    """What is known of the organisation."""

    name: str


@command(
    "found-tenant",
    ja="台帳を始める",
    en="Begin a register",
    roles=("operator",),
    clauses=(1,),
)
class FoundTenant(Command, frozen=True):
    """Begin a register with its first policy, in force from the start."""

    title: Annotated[Text, Label("組織名", "Name of the organisation")]
    policy_id: Annotated[Code, Label("制度の版", "Policy")]
    policy_version: Annotated[Code, Label("制度の版の番号", "Version of the policy")]
    policy_digest: Annotated[Digest, Label("制度の版の指紋", "Digest of the policy")]


@decides(FoundTenant, streams=lambda _: (SELF, POLICY))
def found(wanted: FoundTenant, states: States, known: Known) -> Sequence[To]:
    """Once only: a register has one beginning."""
    if states[SELF]:
        raise refuse("tenant.exists", "この台帳はもう始まっています。", "This register exists.")
    policy = PolicyRef(wanted.policy_id, wanted.policy_version, wanted.policy_digest)
    adopted = PolicyAdopted(
        in_force=InForce(policy, known.today.replace(year=2000, month=4, day=1)),
        policy_id=policy.id,
        from_text=iso(known.today),
        approval=None,
    )
    return [To(SELF, TenantFounded(name=wanted.title)), To(POLICY, adopted)]


def evolve(state: Tenant | None, fact: Fact) -> Tenant:
    """Fold one fact of the stream."""
    assert state is None, "a register begins once"
    assert isinstance(fact.event, TenantFounded)
    return Tenant(fact.event.name)


area("tenant", evolve)
