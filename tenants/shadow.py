"""A policy tried on calls of the past: who would have got another answer, and why (clause 21).

The facts are those of each run, rebuilt at its own snapshot and date. What the policy does not
answer is answered by the one that was pinned. Nothing is appended, sent or kept: a trial is a
calculation anybody can repeat, not a fact of the programme (docs/decisions/0015).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from msgspec import Struct

from core.area import Unanswered
from core.errors import Fault, Refused
from core.event import PolicyRef
from core.programme.call import ASKED, Pin, Pins
from core.programme.questions import (
    CalendarFacts,
    CalendarRuling,
    EligibilityRuling,
    LabelFacts,
    LabelRuling,
    NomineeRuling,
    Reason,
    SelectionFacts,
    SelectionRuling,
    TierLabel,
)
from core.programme.selection.admitting import admitted, eligibility_asks, verdict, whole
from core.programme.selection.run import check_ruling
from plugins.host import Policies, PolicyInfo
from plugins.parameters import Value, choose
from tenants.gate import Tenant
from tenants.past_runs import PastRun, past_runs
from tenants.untold import Missing, Words, untold, words_of

BEARING = ("calendar", "eligibility", "selection")
SELECTED, INELIGIBLE = "selected", "ineligible"
Progress = Callable[[int, int], None]
Labels = Mapping[int, TierLabel]


class Side(NamedTuple):
    """One answer about a nominee, with its explanation."""

    tier: int | None
    rank: int | None
    outcome: str
    ja: str
    en: str
    reasons: tuple[Reason, ...]


class Pair(NamedTuple):
    """A nominee, the answer on record, and the answer of the policy that is tried."""

    nomination: str
    window: str
    prefecture: str
    before: Side
    after: Side

    @property
    def changed(self) -> bool:
        """Whether the outcome is another."""
        return self.before.outcome != self.after.outcome

    @property
    def moved(self) -> bool:
        """Whether the outcome is the same, but tier or rank is not."""
        return not self.changed and self.before[:2] != self.after[:2]

    @property
    def seat(self) -> str:
        """`gained`, `lost` or `unchanged`."""
        held, given = (each.outcome == SELECTED for each in (self.before, self.after))
        if held == given:
            return "unchanged"
        return "gained" if given else "lost"


class Seats(NamedTuple):
    """Seats of the run and of the trial, and who says so: the `call`, or the policy's
    `calendar`."""

    before: int
    after: int
    source: str


class Tried(NamedTuple):
    """A call under the policy that is tried. `asked`: question -> id of the policy that answered
    it; `at_odds` are nominees on whose eligibility the two answers differ; `labels` are the words
    for tiers, the pinned policy's and the tried one's."""

    past: PastRun
    seats: Seats
    asked: dict[str, str]
    pairs: tuple[Pair, ...]
    at_odds: tuple[str, ...]
    missing: tuple[Missing, ...]
    labels: tuple[Labels, Labels]

    @property
    def changed(self) -> tuple[Pair, ...]:
        """Those with another outcome, in the order of the recorded results."""
        return tuple(each for each in self.pairs if each.changed)

    @property
    def moved(self) -> tuple[Pair, ...]:
        """Those with the same outcome at another rank or in another tier."""
        return tuple(each for each in self.pairs if each.moved)


class Shadow(NamedTuple):
    """What a policy would have decided; `missing` is what no call has any data of, `lost` are the
    calls about which it gave no answer, and why."""

    policy: PolicyInfo
    parameters: dict[str, Value]
    calls: tuple[Tried, ...]
    lost: dict[str, tuple[Fault, ...]]

    @property
    def bears(self) -> tuple[str, ...]:
        """Which of the questions that bear on a selection it answers; if none, nothing changes."""
        return tuple(each for each in BEARING if each in self.policy.questions)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """対象データなし."""
        first, *others = [each.missing for each in self.calls] or [()]
        return tuple(each for each in first if all(each in other for other in others))


def shadow(
    tenant: Tenant,
    policies: Policies,
    policy: str,
    calls: Sequence[str],
    parameters: Mapping[str, Value],
    *,
    keep_seats: bool = False,
    progress: Progress | None = None,
) -> Shadow:
    """Ask `policy` (installed in `policies`) about past calls; `Refused` with every fault, and if
    it answers about none of them."""
    policies.ref(policy)
    info = policies.info(policy)
    if info is None:
        raise Refused(policies.failed[policy])
    values = choose(info.parameters, parameters)
    trial = _Trial(tenant.policies, policies, info, dict(parameters))
    pasts = past_runs(tenant, calls)
    tried, lost = [], {}
    for number, past in enumerate(pasts, 1):
        try:
            tried.append(trial.of(past, keep_seats=keep_seats))
        except Refused as refused:
            lost[past.call] = refused.faults
        if progress:
            progress(number, len(pasts))
    if not tried:
        raise Refused(*dict.fromkeys(fault for faults in lost.values() for fault in faults))
    return Shadow(info, values, tuple(tried), lost)


class _Trial:
    """One policy with its parameters, and the policies of the register for the rest."""

    def __init__(
        self,
        pinned: Policies,
        policies: Policies,
        info: PolicyInfo,
        given: dict[str, Value],
    ) -> None:
        self._pinned, self._policies, self._info, self._given = pinned, policies, info, given
        self._ref = PolicyRef(info.id, info.version, info.digest)
        self._words = words_of(policies.sources(info.id))

    def of(self, past: PastRun, *, keep_seats: bool) -> Tried:
        """Seats, then who may be considered, then the order."""
        seats = Seats(past.run.seats, past.run.seats, "call")
        if self._answers("calendar") and not keep_seats:
            seats = self._seats(past)
        pins = self._pins(past)
        given = {"seats": seats.after, "parameters": pins.selection.parameters}
        facts = msgspec.structs.replace(past.facts, **given)
        verdicts = self._verdicts(facts, pins)
        after = self._after(facts, pins, verdicts)
        named = zip((each.nomination for each in facts.nominees), verdicts, strict=False)
        return Tried(
            past=past,
            seats=seats,
            asked={name: getattr(pins, name).policy.id for name in ("eligibility", "selection")},
            pairs=tuple(_pair(each, after[each.nomination]) for each in past.rulings),
            at_odds=tuple(name for name, found in named if _is_at_odds(found, after[name])),
            missing=untold(self._words, self._words_before(past), past.facts),
            labels=self._labels(past, pins),
        )

    def _pins(self, past: PastRun) -> Pins:
        """Who answers what: the policy that is tried, and for the rest those pinned then."""
        tried = Pin(self._ref, self._given)
        return Pins(**{q: tried if self._answers(q) else getattr(past.pins, q) for q in ASKED})

    def _words_before(self, past: PastRun) -> Words:
        held = [policy for policy, _ in past.pins.by_policy]
        same = [each for each in held if self._pinned.installed(each.id) == each.digest]
        found = [words_of(self._pinned.sources(each.id)) for each in same]
        return Words(
            frozenset[str]().union(*(each.fields for each in found)),
            frozenset[str]().union(*(each.values for each in found)),
        )

    def _labels(self, past: PastRun, pins: Pins) -> tuple[Labels, Labels]:
        year = past.run.fiscal_year
        then = labels_of(self._pinned, past.pins.labels.policy, year)
        tried = pins.labels.policy
        return then, labels_of(self._policies, tried, year) if self._answers("labels") else then

    def _answers(self, question: str) -> bool:
        return question in self._info.questions

    def _put(self, question: str, policy: PolicyRef, facts: Struct) -> Struct:
        host = self._policies if policy == self._ref else self._pinned
        return host.ask(question, policy, facts)

    def _seats(self, past: PastRun) -> Seats:
        """By how many the policy's calendar differs from the plan of this round: seats kept for
        people who deferred, or changed by hand, stay so."""
        seats = past.run.seats
        facts = CalendarFacts(fiscal_year=past.run.fiscal_year, parameters=self._given)
        try:
            ruling = self._policies.ask("calendar", self._ref, facts)
        except Unanswered:
            raise
        except Refused:
            return Seats(seats, seats, "call")
        assert isinstance(ruling, CalendarRuling)
        rounds = [each for each in ruling.rounds if each.number == past.planned.number]
        if not rounds:
            return Seats(seats, seats, "call")
        return Seats(seats, max(0, seats + rounds[0].seats - past.planned.seats), "calendar")

    def _verdicts(self, facts: SelectionFacts, pins: Pins) -> list[EligibilityRuling]:
        """Asked where another gives the order; and of the policy that is tried in any case, to
        see whether its two answers agree."""
        if not (pins.apart or self._answers("eligibility")):
            return []
        asks = eligibility_asks(facts, pins.eligibility)
        return [verdict(self._put, each) for each in asks]

    def _after(
        self, facts: SelectionFacts, pins: Pins, verdicts: Sequence[EligibilityRuling]
    ) -> dict[str, Side]:
        """As a run would be ruled: whom one policy does not admit, the other is not asked about."""
        before = verdicts if pins.apart else ()
        asked, policy = admitted(facts, before), pins.selection.policy
        ruling = self._put("selection", policy, asked)
        assert isinstance(ruling, SelectionRuling)
        check_ruling(asked, ruling, policy)
        return {each.nomination: _side(each) for each in whole(facts, before, ruling).results}


def labels_of(policies: Policies, policy: PolicyRef, fiscal_year: int) -> Labels:
    """A policy's words for its tiers; none if it cannot be asked."""
    try:
        ruling = policies.ask("labels", policy, LabelFacts(fiscal_year=fiscal_year))
    except Refused:
        return {}
    assert isinstance(ruling, LabelRuling)
    return {label.tier: label for label in ruling.tiers}


def _pair(recorded: NomineeRuling, after: Side) -> Pair:
    return Pair(
        nomination=recorded.nomination,
        window=recorded.window,
        prefecture=recorded.prefecture,
        before=_side(recorded),
        after=after,
    )


def _side(ruling: NomineeRuling) -> Side:
    return Side(ruling.tier, ruling.rank, ruling.outcome, ruling.ja, ruling.en, ruling.reasons)


def _is_at_odds(found: EligibilityRuling, after: Side) -> bool:
    return found.eligible == (after.outcome == INELIGIBLE)
