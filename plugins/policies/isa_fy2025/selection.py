"""Clause 1(3)イ: who gets the seats of a call: eligibility, one run, explanations."""

from collections.abc import Mapping

from plugins.api import (
    EligibilityRuling,
    NomineeFacts,
    SelectionFacts,
    SelectionRuling,
    Value,
    readings,
)

from .counting import Snapshot
from .eligibility import examine
from .explaining import Case, cut_of, explain
from .ordering import Field, Pick, Run, take, ticket_of
from .placing import refuse_unplaced
from .supposing import Supposing
from .tables import PARAMETERS, choose

Examined = tuple[NomineeFacts, EligibilityRuling]


def decide(facts: SelectionFacts) -> SelectionRuling:
    """Selected, waitlisted in order; those outside the tiers, those not eligible by id."""
    chosen = choose(facts.parameters)
    refuse_unplaced(facts, chosen)
    snapshot = Snapshot(facts, chosen)
    examined = _examine(facts, snapshot, chosen)
    eligible = [nominee for nominee, ruling in examined.values() if ruling.eligible]
    field = Field(snapshot, eligible, facts.seed)
    picks, run = take(field)
    cut, supposing = cut_of(picks, facts.seats), Supposing(field, facts.seats)
    cases = [
        *_ranked(picks, examined, facts, supposing),
        *_unranked(run, picks, examined, facts, supposing),
        *(
            Case(nominee, ruling, ticket_of(facts.seed, nominee.nomination))
            for nominee, ruling in examined.values()
            if not ruling.eligible
        ),
    ]
    used = readings(PARAMETERS, "selection", {**chosen, "seats": facts.seats})
    return SelectionRuling(
        results=tuple(explain(case, snapshot, cut) for case in cases), readings=used
    )


def _examine(
    facts: SelectionFacts, snapshot: Snapshot, chosen: Mapping[str, Value]
) -> dict[str, Examined]:
    # By id, so that the order in which nominations came in can have no effect.
    return {
        one.nomination: (one, examine(one, snapshot.windows[one.window], facts.decided_on, chosen))
        for one in sorted(facts.nominees, key=lambda one: one.nomination)
    }


def _ranked(
    picks: list[Pick], examined: dict[str, Examined], facts: SelectionFacts, supposing: Supposing
) -> list[Case]:
    cases = []
    for rank, pick in enumerate(picks, start=1):
        nominee, ruling = examined[pick.nomination]
        found = supposing.nearest(pick.nomination, pick.window) if rank > facts.seats else None
        ticket = ticket_of(facts.seed, pick.nomination)
        cases.append(Case(nominee, ruling, ticket, pick, rank, pick.seen, found))
    return cases


def _unranked(
    run: Run,
    picks: list[Pick],
    examined: dict[str, Examined],
    facts: SelectionFacts,
    supposing: Supposing,
) -> list[Case]:
    ranked = {pick.nomination for pick in picks}
    cases = []
    for id, (nominee, ruling) in examined.items():
        if ruling.eligible and id not in ranked:
            found = supposing.nearest(id, nominee.window)
            seen, ticket = run.situation(nominee.window), ticket_of(facts.seed, id)
            cases.append(Case(nominee, ruling, ticket, seen=seen, found=found))
    return cases
