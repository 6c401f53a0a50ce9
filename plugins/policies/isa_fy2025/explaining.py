"""The one explanation object of a nominee (programme.md part 3, «Result»)."""

from collections.abc import Sequence
from typing import NamedTuple

from plugins.api import (
    Counterfactual,
    EligibilityRuling,
    FactUsed,
    NomineeFacts,
    NomineeRuling,
    Reason,
)

from .counting import Snapshot
from .eligibility import facts_used
from .evidence import notes, standing_facts
from .labels import mark
from .ordering import Pick
from .rules import Situation
from .supposing import Found
from .tables import because, sentence


class Cut(NamedTuple):
    """Where the seats ended: how many, the last rank taken, its tier and place in that tier."""

    seats: int
    rank: int
    tier: int | None
    place: int

    def words(self, language: str) -> str:
        """The cut line as a sentence."""
        if self.tier is None or self.rank < self.seats:
            return sentence("not_filled", language, seats=self.seats, cut=self.rank)
        values = {"mark": mark(self.tier), "place": self.place, "cut": self.rank}
        return sentence("filled", language, seats=self.seats, **values)


class Case(NamedTuple):
    """A nominee with all that was found out; `seen` is None if the person is not eligible."""

    nominee: NomineeFacts
    eligibility: EligibilityRuling
    ticket: str
    pick: Pick | None = None
    rank: int | None = None
    seen: Situation | None = None
    found: Found | None = None


def cut_of(picks: Sequence[Pick], seats: int) -> Cut:
    """The cut line of a run."""
    taken = picks[:seats]
    if not taken:
        return Cut(seats, 0, None, 0)
    tier = taken[-1].tier
    return Cut(seats, len(taken), tier, sum(pick.tier == tier for pick in taken))


def explain(case: Case, snapshot: Snapshot, cut: Cut) -> NomineeRuling:
    """The ruling on one nominee."""
    outcome = _outcome(case, cut)
    reasons = _reasons(case, snapshot)
    return NomineeRuling(
        nomination=case.nominee.nomination,
        window=case.nominee.window,
        prefecture=snapshot.prefecture(case.nominee.window),
        tier=case.pick.tier if case.pick else None,
        rank=case.rank,
        outcome=outcome,
        ticket=case.ticket,
        reasons=reasons,
        facts=_facts(case, snapshot),
        cut=cut.rank or None,
        ja=_words(case, outcome, reasons, cut, "ja"),
        en=_words(case, outcome, reasons, cut, "en"),
        counterfactual=_counterfactual(case.found),
    )


def _outcome(case: Case, cut: Cut) -> str:
    if not case.eligibility.eligible:
        return "ineligible"
    if case.rank is None:
        return "unranked"
    return "selected" if case.rank <= cut.seats else "waitlisted"


def _reasons(case: Case, snapshot: Snapshot) -> tuple[Reason, ...]:
    warnings = case.eligibility.warnings
    if case.seen is None:
        return (*case.eligibility.reasons, *warnings)
    main = (
        because(f"tier_{case.pick.tier}")
        if case.pick
        else because("outside_tiers", count=case.seen.window_count)
    )
    return (main, *notes(snapshot, case.nominee.window), *warnings)


def _facts(case: Case, snapshot: Snapshot) -> tuple[FactUsed, ...]:
    window = snapshot.windows[case.nominee.window]
    eligibility = facts_used(case.nominee, window, case.eligibility)
    if case.seen is None:
        return eligibility
    return (*eligibility, *standing_facts(case.nominee, snapshot, case.seen, case.pick))


def _counterfactual(found: Found | None) -> Counterfactual | None:
    if found is None:
        return None
    return Counterfactual(
        count=found.change.left,
        grant=found.change.grant,
        tier=found.tier,
        rank=found.rank,
        ja=_supposed(found, "ja"),
        en=_supposed(found, "en"),
    )


def _grant_word(grant: bool, language: str) -> str:
    return sentence("grant_yes" if grant else "grant_no", language)


def _words(case: Case, outcome: str, reasons: Sequence[Reason], cut: Cut, language: str) -> str:
    if case.seen is None:
        said = [getattr(reason, language) for reason in reasons]
        return sentence("ineligible", language, reasons=" ".join(said))
    return sentence(
        outcome,
        language,
        mark=mark(case.pick.tier) if case.pick else "",
        rank=case.rank,
        seats=cut.seats,
        prefecture_count=case.seen.prefecture_count,
        window_count=case.seen.window_count,
        grant=_grant_word(case.seen.grant, language),
        filled=cut.words(language),
        otherwise=_otherwise(case.found, language),
    )


def _otherwise(found: Found | None, language: str) -> str:
    return _supposed(found, language) if found else sentence("otherwise_none", language)


def _supposed(found: Found, language: str) -> str:
    return sentence(
        f"otherwise_{found.kind}",
        language,
        count=found.change.left,
        grant=_grant_word(found.change.grant, language),
        mark=mark(found.tier),
        rank=found.rank,
    )
