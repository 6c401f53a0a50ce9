"""Section 4: municipalities before prefectures, at most two people of one body, then by lot."""

import hashlib
from collections import Counter
from collections.abc import Mapping

from plugins.api import (
    EligibilityRuling,
    NomineeFacts,
    NomineeRuling,
    Reason,
    SelectionFacts,
    SelectionRuling,
    Standing,
    WindowFacts,
    choose,
    fact_used,
    readings,
    reason,
)

from .tables import PARAMETERS, WORDS

Windows = Mapping[str, WindowFacts]


def examine(nominee: NomineeFacts) -> EligibilityRuling:
    """4(1): whoever works there now."""
    reasons = () if nominee.working_now else (_because("not_working"),)
    return EligibilityRuling(eligible=nominee.working_now, reasons=reasons)


def select(facts: SelectionFacts) -> SelectionRuling:
    """4(2): in the order of tiers and lots, each body until it has its number of people."""
    chosen = choose(PARAMETERS, facts.parameters)
    windows = {window.code: window for window in facts.windows}
    working = [one for one in facts.nominees if one.working_now]
    working.sort(key=lambda one: (tier_of(windows[one.window]), ticket_of(one, facts)))
    placed, over = _placed(working, windows, facts, int(chosen["per_body"]))
    left = [one for one in facts.nominees if not one.working_now]
    results = [
        *(_ranked(one, rank, windows, facts) for rank, one in enumerate(placed, 1)),
        *(_outside(one, "unranked", "body_full", windows, facts) for one in _by_id(over)),
        *(_outside(one, "ineligible", "not_working", windows, facts) for one in _by_id(left)),
    ]
    used = readings(PARAMETERS, "selection", chosen)
    return SelectionRuling(results=tuple(results), readings=used)


def tier_of(window: WindowFacts) -> int:
    """1: a municipality without the national grant; 2: one with it; 3: a prefecture."""
    if window.municipality_code[2:5] == "000":
        return 3
    return 2 if window.grant else 1


def ticket_of(nominee: NomineeFacts, facts: SelectionFacts) -> str:
    """The nominee's lot, from the call's seed alone."""
    return hashlib.sha256(facts.seed + nominee.nomination.encode()).hexdigest()


def _placed(
    working: list[NomineeFacts], windows: Windows, facts: SelectionFacts, per_body: int
) -> tuple[list[NomineeFacts], list[NomineeFacts]]:
    count = Counter(
        windows[one.window].municipality_code for one in facts.standings if _counts(one)
    )
    placed, over = [], []
    for one in working:
        body = windows[one.window].municipality_code
        (placed if count[body] < per_body else over).append(one)
        count[body] += 1
    return placed, over


def _counts(standing: Standing) -> bool:
    return standing.acting if standing.state == "certified" else standing.expected


def _by_id(nominees: list[NomineeFacts]) -> list[NomineeFacts]:
    return sorted(nominees, key=lambda one: one.nomination)


def _ranked(
    nominee: NomineeFacts, rank: int, windows: Windows, facts: SelectionFacts
) -> NomineeRuling:
    tier = tier_of(windows[nominee.window])
    outcome = "selected" if rank <= facts.seats else "waitlisted"
    told = _because(f"tier{tier}", rank=rank, seats=facts.seats)
    return _ruling(nominee, outcome, told, windows, facts, tier=tier, rank=rank)


def _outside(
    nominee: NomineeFacts, outcome: str, code: str, windows: Windows, facts: SelectionFacts
) -> NomineeRuling:
    return _ruling(nominee, outcome, _because(code), windows, facts)


def _ruling(
    nominee: NomineeFacts,
    outcome: str,
    told: Reason,
    windows: Windows,
    facts: SelectionFacts,
    *,
    tier: int | None = None,
    rank: int | None = None,
) -> NomineeRuling:
    window = windows[nominee.window]
    return NomineeRuling(
        nomination=nominee.nomination,
        window=nominee.window,
        prefecture=window.prefecture,
        tier=tier,
        rank=rank,
        outcome=outcome,
        ticket=ticket_of(nominee, facts),
        reasons=(told,),
        facts=(
            fact_used("municipality_code", window.municipality_code),
            fact_used("grant", window.grant, window.positions.get("grant", 0)),
        ),
        cut=facts.seats,
        ja=told.ja,
        en=told.en,
    )


def _because(code: str, **values: object) -> Reason:
    return reason(code, WORDS["reasons"][code], **values)
