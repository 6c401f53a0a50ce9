"""起案文: what an approver of a selection decides on, from the log alone (clause 10).

No name and no date of making: the same log gives the same bytes. People appear by the number of
their nomination.
"""

from collections import Counter
from typing import Any

import msgspec

from core.errors import refuse
from core.event import Fact
from core.programme.call.facts import CallOpened
from core.programme.call.facts import stream_of as call_stream
from core.programme.questions import WORDS, LabelFacts, LabelRuling, NomineeRuling, TierLabel
from core.programme.selection.facts import (
    SelectionApproved,
    SelectionComputed,
    SelectionOverridden,
    SelectionRuled,
    stream_of,
)
from core.programme.selection.state import places_of, reordered
from tenants.gate import Tenant
from workers.documents.paper import paper
from workers.exports import overrides_of


class _Run(msgspec.Struct):
    """The run that stands or awaits approval, gathered from its stream."""

    fact: Fact
    computed: SelectionComputed
    rulings: list[NomineeRuling] = []
    overrides: list[Fact] = []
    approved: SelectionApproved | None = None


def draft_of(tenant: Tenant, call: str) -> dict[str, Any]:
    """Everything the draft says, as plain data; `Refused` before the first run."""
    run, opened = _run(tenant, call), _opened(tenant, call)
    computed, labels = run.computed, _labels(tenant, opened)
    ranks = _ranks(run)
    return {
        "tenant": tenant.name,
        "call": call,
        "cohort": opened.cohort,
        "fiscal_year": computed.fiscal_year,
        "run": computed.run,
        "position": run.fact.position,
        "snapshot": computed.snapshot,
        "decided_on": computed.decided_on.isoformat(),
        "proposer": run.fact.envelope.actor,
        "proposed_on": run.fact.effective_on.isoformat(),
        "policies": _policies(opened),
        "parameters": {name: str(value) for name, value in computed.parameters.items()},
        "readings": msgspec.to_builtins(computed.readings),
        "seats": computed.seats,
        "seed": computed.seed,
        "commitment": opened.lottery_commitment,
        "results_digest": computed.digest,
        "digest": _digest(run),
        "tiers": _tiers(run, ranks, labels),
        "counts": _counts(run, ranks),
        "cut": _cut(run, ranks),
        "selected": _selected(run, ranks, labels),
        "overrides": overrides_of(tenant, call, computed.run),
        "approval": msgspec.to_builtins(run.approved.approval) if run.approved else None,
    }


def draft_pdf(tenant: Tenant, call: str) -> bytes:
    """The draft as a PDF: equal bytes from an equal log."""
    return paper("selection_draft", {"title": f"選定の起案 {call}", **draft_of(tenant, call)})


def _run(tenant: Tenant, call: str) -> _Run:
    run: _Run | None = None
    for fact in tenant.log.stream(stream_of(call)):
        match fact.event:
            case SelectionComputed() as computed if run is None or run.approved is None:
                run = _Run(fact, computed, [], [])
            case SelectionRuled(run=number, ruling=ruling) if run:
                if number == run.computed.run:
                    run.rulings.append(ruling)
            case SelectionOverridden() if run:
                run.overrides.append(fact)
            case SelectionApproved() as approved if run:
                run.approved = approved
    if run is None:
        raise refuse(
            "selection.unknown",
            f"募集 {call} の選定はまだ行われていません。",
            f"Call {call} has no selection yet.",
        )
    return run


def _opened(tenant: Tenant, call: str) -> CallOpened:
    facts = tenant.log.stream(call_stream(call))
    return next(fact.event for fact in facts if isinstance(fact.event, CallOpened))


def _ranks(run: _Run) -> dict[str, int]:
    ranked = [each.nomination for each in run.rulings if each.rank is not None]
    moves = [_moved(fact) for fact in run.overrides]
    order = reordered(ranked, [(each.nomination, each.rank) for each in moves])
    return {nomination: rank for rank, nomination in enumerate(order, 1)}


def _moved(fact: Fact) -> SelectionOverridden:
    assert isinstance(fact.event, SelectionOverridden)
    return fact.event


def _digest(run: _Run) -> str:
    return _moved(run.overrides[-1]).digest if run.overrides else run.computed.digest


def _policies(opened: CallOpened) -> list[dict[str, Any]]:
    """Who answers what; the questions are named only if not all of them are one policy's."""
    found = opened.pins.by_policy
    return [
        {
            **msgspec.to_builtins(policy),
            "ja": "、".join(WORDS[each].ja for each in questions) if len(found) > 1 else "",
            "en": ", ".join(WORDS[each].en for each in questions) if len(found) > 1 else "",
        }
        for policy, questions in found
    ]


def _labels(tenant: Tenant, opened: CallOpened) -> dict[int, TierLabel]:
    facts = LabelFacts(fiscal_year=opened.fiscal_year)
    ruling = tenant.policies.ask("labels", opened.pins.labels.policy, facts)
    assert isinstance(ruling, LabelRuling)
    return {each.tier: each for each in ruling.tiers}


def _tiers(run: _Run, ranks: dict[str, int], labels: dict[int, TierLabel]) -> list[dict[str, Any]]:
    every = Counter(each.tier for each in run.rulings if each.tier is not None)
    seated = Counter(each.tier for each in run.rulings if _has_seat(each, run, ranks))
    return [
        {
            "tier": tier,
            "words": f"{label.mark} {label.ja}",
            "nominees": every[tier],
            "selected": seated[tier],
        }
        for tier, label in labels.items()
    ]


def _has_seat(ruling: NomineeRuling, run: _Run, ranks: dict[str, int]) -> bool:
    rank = ranks.get(ruling.nomination)
    return rank is not None and rank <= places_of(run.computed)


def _counts(run: _Run, ranks: dict[str, int]) -> dict[str, int]:
    selected = sum(_has_seat(each, run, ranks) for each in run.rulings)
    return {
        "selected": selected,
        "waitlisted": len(ranks) - selected,
        "unranked": run.computed.unranked - sum(each.tier is None for each in _placed(run, ranks)),
        "ineligible": run.computed.ineligible,
    }


def _placed(run: _Run, ranks: dict[str, int]) -> list[NomineeRuling]:
    return [each for each in run.rulings if each.nomination in ranks]


def _cut(run: _Run, ranks: dict[str, int]) -> dict[str, Any] | None:
    last = min(places_of(run.computed), len(ranks))
    found = next((each for each in run.rulings if ranks.get(each.nomination) == last), None)
    return {"rank": last, "nomination": found.nomination, "tier": found.tier} if found else None


def _selected(
    run: _Run, ranks: dict[str, int], labels: dict[int, TierLabel]
) -> list[dict[str, Any]]:
    rows = [
        {
            "rank": ranks[each.nomination],
            "nomination": each.nomination,
            "window": each.window,
            "prefecture": each.prefecture,
            "tier": each.tier,
            "mark": labels[each.tier].mark if each.tier in labels else None,
        }
        for each in run.rulings
        if _has_seat(each, run, ranks)
    ]
    return sorted(rows, key=lambda row: row["rank"])
