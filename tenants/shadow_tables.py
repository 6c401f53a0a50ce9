"""A shadow in figures: by tier, by prefecture, and as the document of `policy shadow --json`."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from tenants.shadow import SELECTED, Labels, Pair, Shadow, Side, Tried


class Row(NamedTuple):
    """How many of a tier or a prefecture would gain a seat, lose it, or neither; and who held and
    would hold one."""

    gained: int
    lost: int
    unchanged: int
    seats_before: int
    seats_after: int


def by_tier(tried: Tried) -> dict[int | None, Row]:
    """By the tier on record, None for those without one, who come last."""
    tiers = {each.before.tier for each in tried.pairs}
    order = sorted(tiers, key=lambda tier: (tier is None, tier or 0))
    return {tier: _row(each for each in tried.pairs if each.before.tier == tier) for tier in order}


def by_tier_after(tried: Tried) -> dict[int | None, tuple[int, int]]:
    """Tier by the policy that is tried -> its nominees, and those of them with a seat."""
    found = Counter(each.after.tier for each in tried.pairs)
    seats = Counter(each.after.tier for each in tried.pairs if each.after.outcome == SELECTED)
    order = sorted(found, key=lambda tier: (tier is None, tier or 0))
    return {tier: (found[tier], seats[tier]) for tier in order}


def by_prefecture(tried: Tried) -> dict[str, Row]:
    """Prefectures with a nominee, in the order of their codes."""
    codes = {each.prefecture: each.municipality_code[:2] for each in tried.past.facts.windows}
    names = {each.prefecture for each in tried.pairs}
    return {
        name: _row(each for each in tried.pairs if each.prefecture == name)
        for name in sorted(names, key=lambda name: codes.get(name, ""))
    }


def shadow_document(found: Shadow) -> dict[str, Any]:
    """The document of design.md part 12, and what explains it."""
    return {
        "policy": found.policy.id,
        "ja": found.policy.ja,
        "en": found.policy.en,
        "version": found.policy.version,
        "digest": found.policy.digest,
        "status": found.policy.source.status,
        "parameters": found.parameters,
        "no_data": [each.name for each in found.missing],
        "no_data_words": {
            each.name: {"ja": each.ja, "en": each.en}
            for tried in found.calls
            for each in tried.missing
        },
        "bears": list(found.bears),
        "calls": [_call(each) for each in found.calls],
        "failed": [
            {"id": call, "faults": msgspec.to_builtins(faults)}
            for call, faults in found.lost.items()
        ],
    }


def _call(tried: Tried) -> dict[str, Any]:
    run = tried.past.run
    before, after, source = tried.seats
    then, now = tried.labels
    return {
        "id": run.call,
        "run": run.run,
        "policy": tried.past.pins.selection.policy.id,
        "fiscal_year": run.fiscal_year,
        "decided_on": run.decided_on.isoformat(),
        "seats": {"before": before, "after": after, "from": source},
        "asked": tried.asked,
        "nominations": len(tried.pairs),
        "outcomes_changed": len(tried.changed),
        "by_tier": [
            {**_words(tier, then), **row._asdict()} for tier, row in by_tier(tried).items()
        ],
        "by_tier_after": [
            {**_words(tier, now), "nominations": count, "selected": seats}
            for tier, (count, seats) in by_tier_after(tried).items()
        ],
        "by_prefecture": [
            {"prefecture": name, **row._asdict()} for name, row in by_prefecture(tried).items()
        ],
        "no_data": [each.name for each in tried.missing],
        "at_odds": list(tried.at_odds),
        "changed": [pair_document(each) for each in tried.changed],
        "moved": [_moved(each) for each in tried.moved],
    }


def _words(tier: int | None, labels: Labels) -> dict[str, Any]:
    label = labels.get(tier) if tier is not None else None
    words = {"mark": label.mark, "ja": label.ja, "en": label.en} if label else {}
    return {"tier": tier, "mark": None, "ja": None, "en": None, **words}


def _moved(pair: Pair) -> dict[str, Any]:
    # Without explanations: one new seat moves everybody behind it.
    sides = {"before": pair.before, "after": pair.after}
    places = {
        name: {"tier": side.tier, "rank": side.rank, "outcome": side.outcome}
        for name, side in sides.items()
    }
    return {"nomination": pair.nomination, **places}


def pair_document(pair: Pair) -> dict[str, Any]:
    """A nominee with both answers and their explanations."""
    return {
        "nomination": pair.nomination,
        "window": pair.window,
        "prefecture": pair.prefecture,
        "before": _side(pair.before),
        "after": _side(pair.after),
    }


def _side(side: Side) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(side._asdict())
    return found


def _row(pairs: Iterable[Pair]) -> Row:
    held = list(pairs)
    seats = Counter(each.seat for each in held)
    return Row(
        gained=seats["gained"],
        lost=seats["lost"],
        unchanged=seats["unchanged"],
        seats_before=sum(each.before.outcome == SELECTED for each in held),
        seats_after=sum(each.after.outcome == SELECTED for each in held),
    )
