"""View memos: decisions written down, what waits, and which still hold under the policy in force
(clauses 23, 28)."""

from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import Struct

from core.event import Fact, PolicyRef
from core.programme.memo.facts import (
    DecisionMemoRecorded,
    DecisionMemoSuperseded,
    MemoProposed,
    Section,
)
from core.programme.policy import (
    Adoption,
    PolicyAdopted,
    PolicyWithdrawn,
    adopted_after,
    newest_first,
)
from projections.store import Views
from projections.view import Rows, Table, View


class MemoRow(Struct, frozen=True, kw_only=True):
    """A memo as it was proposed last; `approved_by` is None before its approval."""

    memo: str
    subject: str
    title: str
    sections: tuple[Section, ...]
    policy: PolicyRef
    surveys: tuple[str, ...]
    supersedes: str
    digest: str
    proposer: str
    position: int
    approved_by: str | None = None
    decided_on: date | None = None
    superseded_by: str = ""


class AdoptedRow(Struct, frozen=True):
    """The policies adopted so far, withdrawn ones with their end."""

    adopted: tuple[Adoption, ...] = ()


class MemoEntry(NamedTuple):
    """A memo; `current` if the policy it stands under is the one in force on the day asked."""

    memo: MemoRow
    current: bool


MEMOS = Table("memo", MemoRow)
POLICIES = Table("policy", AdoptedRow)
TENANT = "tenant"
"""Key of its one row: policies are the tenant's."""


def fold(rows: Rows, fact: Fact) -> None:
    """A later proposal replaces one that waits; approval and superseding are marked on it."""
    change = msgspec.structs.replace
    match fact.event:
        case PolicyAdopted() | PolicyWithdrawn():
            held_policies = rows.get(POLICIES, TENANT) or AdoptedRow()
            after = adopted_after(held_policies.adopted, fact.event)
            rows.put(POLICIES, TENANT, AdoptedRow(after))
        case MemoProposed() as proposed:
            rows.put(MEMOS, proposed.memo, _proposed(proposed, fact))
        case DecisionMemoRecorded() as told:
            by, on = told.approval.by, told.decided_on
            held = rows.need(MEMOS, told.memo)
            rows.put(MEMOS, told.memo, change(held, approved_by=by, decided_on=on))
        case DecisionMemoSuperseded(memo=memo, by=by):
            rows.put(MEMOS, memo, change(rows.need(MEMOS, memo), superseded_by=by))
        case _:
            raise AssertionError(fact.event.topic)


def memos(views: Views, tenant: str, on: date, as_of: int | None = None) -> list[MemoEntry]:
    """Every memo, the newest first, judged by the policy in force on a day."""
    with views.at(VIEW, tenant, as_of) as then:
        held = then.rows(MEMOS)
        adopted = [each for row in then.rows(POLICIES) for each in row.adopted]
    now = newest_first(adopted, on)
    entries = [MemoEntry(row, bool(now) and row.policy == now[0].policy) for row in held]
    return sorted(entries, key=lambda each: -each.memo.position)


def _proposed(proposed: MemoProposed, fact: Fact) -> MemoRow:
    return MemoRow(
        memo=proposed.memo,
        subject=proposed.subject,
        title=proposed.title,
        sections=proposed.sections,
        policy=proposed.policy,
        surveys=proposed.surveys,
        supersedes=proposed.supersedes,
        digest=proposed.digest,
        proposer=fact.envelope.actor,
        position=fact.position,
    )


VIEW = View(
    "memos",
    2,
    tables=(MEMOS, POLICIES),
    events=(
        PolicyAdopted,
        PolicyWithdrawn,
        MemoProposed,
        DecisionMemoRecorded,
        DecisionMemoSuperseded,
    ),
    fold=fold,
)
