"""Who takes part in a run, where one policy says who is eligible and another gives the order
(clauses 3-5, 10-13).

Whom the call's policy for eligibility does not admit is not put before the one that orders; nobody
whom that one rules out comes back. Where one policy answers both, its order says it all.
"""

from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from core.area import Ask
from core.event import PolicyRef
from core.programme.call import Pin, Pins
from core.programme.questions import (
    EligibilityFacts,
    EligibilityRuling,
    FactUsed,
    NomineeFacts,
    NomineeRuling,
    SelectionFacts,
    SelectionRuling,
    WindowFacts,
)

Verdicts = Sequence[EligibilityRuling]
"""On each nominee of the facts in their order; none where eligibility is not asked apart."""
OUTCOMES = ("selected", "waitlisted", "unranked", "ineligible")
"""In the order of results."""
Asked = Callable[[str, PolicyRef, Struct], Struct]
"""Puts a question to a policy: `PolicyPort.ask`."""


def eligibility_asks(facts: SelectionFacts, pin: Pin) -> list[Ask]:
    """The question about each nominee at the date of the decision."""
    windows = {each.code: each for each in facts.windows}
    asked = [
        EligibilityFacts(
            nominee=each,
            window=windows[each.window],
            decided_on=facts.decided_on,
            parameters=pin.parameters,
        )
        for each in facts.nominees
    ]
    return [Ask("eligibility", each, facts.decided_on, pin.policy) for each in asked]


def admitted(facts: SelectionFacts, verdicts: Verdicts) -> SelectionFacts:
    """The facts with those nominees only who take part."""
    if not verdicts:
        return facts
    pairs = zip(facts.nominees, verdicts, strict=True)
    nominees = tuple(nominee for nominee, found in pairs if found.eligible)
    return msgspec.structs.replace(facts, nominees=nominees)


def whole(facts: SelectionFacts, verdicts: Verdicts, ruling: SelectionRuling) -> SelectionRuling:
    """The ruling on those who take part with those who do not, who come last, by id."""
    if not verdicts:
        return ruling
    windows = {each.code: each for each in facts.windows}
    pairs = zip(facts.nominees, verdicts, strict=True)
    out = [_out(each, windows[each.window], found) for each, found in pairs if not found.eligible]
    last = sorted(out, key=lambda each: each.nomination)
    return msgspec.structs.replace(ruling, results=(*ruling.results, *last))


def ruled(ask: Asked, facts: SelectionFacts, pins: Pins) -> SelectionRuling:
    """The whole ruling, asked as a run asks it; `Refused` as `ask` refuses."""
    asks = eligibility_asks(facts, pins.eligibility) if pins.apart else []
    verdicts = [verdict(ask, each) for each in asks]
    ruling = ask("selection", pins.selection.policy, admitted(facts, verdicts))
    assert isinstance(ruling, SelectionRuling)
    return whole(facts, verdicts, ruling)


def verdict(ask: Asked, wanted: Ask) -> EligibilityRuling:
    """The answer to one of `eligibility_asks`."""
    assert wanted.policy is not None
    found = ask(wanted.question, wanted.policy, wanted.facts)
    assert isinstance(found, EligibilityRuling)
    return found


def adds_up(facts: SelectionFacts, ruling: SelectionRuling) -> bool:
    """Whether every nominee is ruled on once, at the right window and in the order of outcomes;
    ranks run 1, 2, 3…, and only ranked ones have a tier; no seat too many is given."""
    results = ruling.results
    order = [OUTCOMES.index(each.outcome) for each in results if each.outcome in OUTCOMES]
    ranked = [each for each in results if each.outcome in OUTCOMES[:2]]
    others = [each for each in results if each.outcome not in OUTCOMES[:2]]
    where = {each.code: each.prefecture for each in facts.windows}
    return (
        len(order) == len(results)
        and order == sorted(order)
        and order.count(0) <= facts.seats
        and sorted((each.nomination, each.window) for each in results)
        == sorted((each.nomination, each.window) for each in facts.nominees)
        and all(each.prefecture == where.get(each.window) for each in results)
        and [each.rank for each in ranked] == list(range(1, len(ranked) + 1))
        and all(each.tier is not None for each in ranked)
        and all(each.rank is None and each.tier is None for each in others)
    )


def _out(nominee: NomineeFacts, window: WindowFacts, found: EligibilityRuling) -> NomineeRuling:
    """In the words of the policy that does not admit the person; there is no ticket to draw."""
    return NomineeRuling(
        nomination=nominee.nomination,
        window=nominee.window,
        prefecture=window.prefecture,
        tier=None,
        rank=None,
        outcome="ineligible",
        ticket="",
        reasons=(*found.reasons, *found.warnings),
        facts=_used(nominee, window, found),
        cut=None,
        ja="".join(each.ja for each in found.reasons),
        en=" ".join(each.en for each in found.reasons),
    )


def _used(
    nominee: NomineeFacts, window: WindowFacts, found: EligibilityRuling
) -> tuple[FactUsed, ...]:
    sent = nominee.positions.get("nomination", 0)
    months = "unknown" if found.months is None else str(found.months)
    return (
        FactUsed("nomination", nominee.nomination, sent),
        FactUsed("window", window.code, window.positions.get("window", 0)),
        FactUsed("experience_months", months, nominee.positions.get("evidence", sent)),
    )
