"""Clause 1: windows with nobody certified first; within a tier, by lot."""

import hashlib
import tomllib
from pathlib import Path

from plugins.api import (
    LabelFacts,
    LabelRuling,
    NomineeFacts,
    NomineeRuling,
    SelectionFacts,
    SelectionRuling,
    TierLabel,
    fact_used,
    reason,
)

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def labels(facts: LabelFacts) -> LabelRuling:
    """The tiers with their words, the same in every year."""
    del facts
    return LabelRuling(tiers=tuple(TierLabel(**row) for row in WORDS["tiers"]))


def select(facts: SelectionFacts) -> SelectionRuling:
    """Everybody who works at the window now has a rank; the others are not eligible."""
    staffed = {one.window for one in facts.standings if one.state == "certified" and one.acting}
    working = [one for one in facts.nominees if one.working_now]
    left = [one for one in facts.nominees if not one.working_now]
    working.sort(key=lambda one: (tier_of(one, staffed), ticket_of(one, facts), one.nomination))
    left.sort(key=lambda one: one.nomination)
    ranked = [_ranked(one, rank, facts, staffed) for rank, one in enumerate(working, 1)]
    return SelectionRuling(results=(*ranked, *(_ineligible(one, facts) for one in left)))


def tier_of(nominee: NomineeFacts, staffed: set[str]) -> int:
    """1 where the window has nobody certified, 2 where it has somebody."""
    return 2 if nominee.window in staffed else 1


def ticket_of(nominee: NomineeFacts, facts: SelectionFacts) -> str:
    """The nominee's lot: chance comes from the call's seed alone."""
    return hashlib.sha256(facts.seed + nominee.nomination.encode()).hexdigest()


def _ranked(
    nominee: NomineeFacts, rank: int, facts: SelectionFacts, staffed: set[str]
) -> NomineeRuling:
    tier = tier_of(nominee, staffed)
    outcome = "selected" if rank <= facts.seats else "waitlisted"
    return _ruling(nominee, facts, outcome, f"tier{tier}", tier, rank)


def _ineligible(nominee: NomineeFacts, facts: SelectionFacts) -> NomineeRuling:
    return _ruling(nominee, facts, "ineligible", "not_working", None, None)


def _ruling(
    nominee: NomineeFacts,
    facts: SelectionFacts,
    outcome: str,
    code: str,
    tier: int | None,
    rank: int | None,
) -> NomineeRuling:
    place = {window.code: window.prefecture for window in facts.windows}
    told = reason(code, WORDS["reasons"][code], rank=rank, seats=facts.seats)
    return NomineeRuling(
        nomination=nominee.nomination,
        window=nominee.window,
        prefecture=place[nominee.window],
        tier=tier,
        rank=rank,
        outcome=outcome,
        ticket=ticket_of(nominee, facts),
        reasons=(told,),
        facts=(fact_used("working_now", nominee.working_now),),
        cut=facts.seats,
        ja=told.ja,
        en=told.en,
    )
