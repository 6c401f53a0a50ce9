"""What happens to the rules a tenant goes by: events, state, fold (clauses 1, 2, 21)."""

from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec import Struct

from core.approval import Approval
from core.area import InForce, States, area
from core.command import Choice
from core.event import Event, Fact, NoPerson, PolicyRef, event

STREAM = "policy/tenant"
FAILED_STREAM = "policy/failed"
"""Apart from the adoptions, which every command that asks a policy guards."""

FAILURES = (
    Choice("raised", "誤りが起きた", "it raised an error"),
    Choice("late", "時間内に終わらなかった", "it did not end in time"),
    Choice("died", "途中で止まった", "its process died"),
    Choice("junk", "答えの形が違う", "its answer has the wrong form"),
    Choice("unsound", "答えの中身が合わない", "what it answered does not add up"),
    Choice("memory", "メモリを使い切った", "it ran out of memory"),
    Choice(
        "forbidden",
        "通信・ファイル・時計・乱数などを使おうとした",
        "it reached for what is forbidden",
    ),
    Choice("changed_facts", "渡された事実を書き換えた", "it changed the facts it was given"),
    Choice("not_loaded", "読み込めなかった", "it could not be loaded"),
)
"""How a policy can fail to answer."""


@event(
    "policy.proposed",
    ja="制度の版 {policy_id} を {from_text} から用いる案を作った",
    en="Proposed policy {policy_id} from {from_text}",
)
class PolicyProposed(Event, frozen=True):
    """A draft adoption: not in force until a second person approves it."""

    in_force: NoPerson[InForce]
    policy_id: NoPerson[str]
    from_text: NoPerson[str]
    digest: NoPerson[str]


@event(
    "policy.adopted",
    ja="制度の版 {policy_id} を採用した",
    en="Adopted policy {policy_id}",
)
class PolicyAdopted(Event, frozen=True):
    """In force from its date. `approval` is None only at the founding of a tenant."""

    in_force: NoPerson[InForce]
    policy_id: NoPerson[str]
    from_text: NoPerson[str]
    approval: NoPerson[Approval | None]


@event(
    "policy.failed",
    ja="制度の版 {policy_id} が質問 {question} に答えられず（{kind}）、操作 {refused} を断った",
    en="Policy {policy_id} failed to answer {question} ({kind}); {refused} was refused",
)
class PolicyFailed(Event, frozen=True):
    """A command was refused because its policy gave no answer. Nothing of what it said is kept."""

    policy: NoPerson[PolicyRef]
    policy_id: NoPerson[str]
    question: NoPerson[str]
    kind: NoPerson[str]
    refused: NoPerson[str]


class Withdrawal(Struct, frozen=True, forbid_unknown_fields=True):
    """An adoption, and the day from which it holds no more."""

    adoption: InForce
    from_date: date


@event(
    "policy.withdrawal_proposed",
    ja="制度の版 {policy_id} を {from_text} から用いない案を作った（理由: {reason}）",
    en="Proposed to withdraw policy {policy_id} from {from_text}: {reason}",
)
class PolicyWithdrawalProposed(Event, frozen=True):
    """A draft withdrawal: nothing changes until a second person approves it."""

    withdrawal: NoPerson[Withdrawal]
    policy_id: NoPerson[str]
    from_text: NoPerson[str]
    reason: NoPerson[str]
    digest: NoPerson[str]


@event(
    "policy.withdrawn",
    ja="制度の版 {policy_id} の採用を {from_text} から取り下げた",
    en="Withdrew policy {policy_id} from {from_text}",
)
class PolicyWithdrawn(Event, frozen=True):
    """From its date on, what was in force before holds again; what was pinned stays pinned."""

    withdrawal: NoPerson[Withdrawal]
    policy_id: NoPerson[str]
    from_text: NoPerson[str]
    approval: NoPerson[Approval]


class Adoption(InForce, frozen=True):
    """An adoption as it stands: `until` is the first day on which it holds no more."""

    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.from_date <= day and (self.until is None or day < self.until)


class Policies(Struct, frozen=True, kw_only=True):
    """Everything adopted in the order of the log, and what waits for approval."""

    adopted: tuple[Adoption, ...] = ()
    proposed: PolicyProposed | None = None
    proposer: str = ""
    withdrawing: PolicyWithdrawalProposed | None = None
    withdrawer: str = ""

    def newest_first(self, day: date) -> list[Adoption]:
        """What is in force on a day: the latest date first, of one date the latest adoption."""
        return newest_first(self.adopted, day)


def newest_first(adopted: Sequence[Adoption], day: date) -> list[Adoption]:
    """Of these adoptions, in the order of the log, those in force on a day: the order in which
    they are asked."""
    held = [each for each in adopted if each.holds_on(day)]
    return sorted(held, key=lambda each: each.from_date)[::-1]


def parameters_on(states: States, policy: PolicyRef | None, day: date) -> dict[str, str | int]:
    """The parameters adopted for `policy` (or the newest policy) by `day`; empty where defaults
    hold."""
    state: Policies | None = states.get(STREAM)
    for held in state.newest_first(day) if state else ():
        if policy is None or held.policy == policy:
            return dict(held.parameters)
    return {}


def with_parameters(facts: Struct, states: States, policy: PolicyRef, day: date) -> Struct:
    """The facts of a question with the parameters adopted for the policy that answers it: another
    one may be in force beside it, for other questions, with parameters of its own."""
    if not hasattr(facts, "parameters"):
        return facts
    return msgspec.structs.replace(facts, parameters=parameters_on(states, policy, day))


def evolve(state: Policies | None, fact: Fact) -> Policies:
    """Fold one fact of the stream."""
    state, actor = state or Policies(), fact.envelope.actor
    change = msgspec.structs.replace
    match fact.event:
        case PolicyProposed() as proposed:
            return change(state, proposed=proposed, proposer=actor)
        case PolicyAdopted() as told:
            adopted = adopted_after(state.adopted, told)
            return change(state, adopted=adopted, proposed=None, proposer="")
        case PolicyWithdrawalProposed() as draft:
            return change(state, withdrawing=draft, withdrawer=actor)
        case PolicyWithdrawn() as withdrawn:
            adopted = adopted_after(state.adopted, withdrawn)
            return change(state, adopted=adopted, withdrawing=None, withdrawer="")
        case PolicyFailed():
            return state
    raise AssertionError(fact.event.topic)


def adopted_after(
    adopted: tuple[Adoption, ...], event: PolicyAdopted | PolicyWithdrawn
) -> tuple[Adoption, ...]:
    """The adoptions with one more, or with one that has an end."""
    if isinstance(event, PolicyWithdrawn):
        return tuple(_ended(each, event.withdrawal) for each in adopted)
    told = event.in_force
    return (*adopted, Adoption(told.policy, told.from_date, told.parameters))


def _ended(held: Adoption, withdrawal: Withdrawal) -> Adoption:
    meant = withdrawal.adoption
    same = (held.policy, held.from_date, held.parameters) == (
        meant.policy,
        meant.from_date,
        meant.parameters,
    )
    if not same or held.until is not None:
        return held
    return msgspec.structs.replace(held, until=withdrawal.from_date)


area("policy", evolve)
