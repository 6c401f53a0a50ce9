"""A draft of the directory as its approver sees it: the very rows whose digest is approved
(clauses 31, 33)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from core.event import Fact
from core.programme import policy
from core.programme.directory.counted import directory_facts, edition_places, facts_until
from core.programme.directory.edition import rows_digest
from core.programme.questions import DirectoryRow, DirectoryRuling
from core.programme.world import TOPICS
from projections.directory import DraftRow
from tenants.gate import Tenant
from web.pages.approvals import draft_named
from web.render import page
from web.visit import NotHere, Visit

PAGE = 1_000


def show_draft(visit: Visit) -> Response:
    """The draft's rows, made again from its snapshot, and whether they have the digest it
    states."""
    assert visit.shown >= 0
    draft = draft_named(visit, visit.part("edition"))
    if draft is None:
        raise NotHere
    rows = rows_of(visit.tenant, draft)
    return page(
        visit,
        "officer/draft.html",
        draft=draft,
        rows=rows,
        same=rows_digest(rows) == draft.rows_sha256,
    )


def rows_of(tenant: Tenant, draft: DraftRow) -> tuple[DirectoryRow, ...]:
    """What the policy answers to the facts recorded by the draft's snapshot."""
    seen = facts_until(_facts(tenant, draft.snapshot))
    places = edition_places(seen, draft.edition, draft.number, draft.snapshot, draft.on, ())
    fact = tenant.log.facts(draft.drafted, 1)[0]
    assert fact.envelope.policy is not None
    states = {policy.STREAM: tenant_policy(tenant, draft.drafted)}
    parameters = policy.parameters_on(states, fact.envelope.policy, date(draft.fiscal_year, 4, 1))
    facts = directory_facts(places, draft.fiscal_year, parameters)
    ruling = tenant.policies.ask("directory", fact.envelope.policy, facts)
    assert isinstance(ruling, DirectoryRuling)
    return ruling.rows


def tenant_policy(tenant: Tenant, position: int) -> Any:
    """The state of the tenant's policies as recorded before `position`."""
    state = None
    for fact in tenant.log.stream(policy.STREAM):
        if fact.position < position:
            state = policy.evolve(state, fact)
    return state


def _facts(tenant: Tenant, stop: int) -> Sequence[Fact]:
    found: list[Fact] = []
    start = 1
    while held := tenant.log.facts(start, PAGE, stop=stop, topics=TOPICS):
        found += held
        start = held[-1].position + 1
    return found
