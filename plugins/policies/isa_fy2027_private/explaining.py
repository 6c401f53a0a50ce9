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
    fact_used,
)

from .counting import Situation, Snapshot
from .eligibility import facts_used
from .evidence import notes, standing_facts
from .running import Pick
from .sharing import Shares, pools_of
from .supposing import Found
from .tables import because, mark, sentence


class Cut(NamedTuple):
    """Where a track's seats ended: how many it had, how many were taken, the last one's tier and
    its place in that tier."""

    track: str
    seats: int
    taken: int
    tier: int | None
    place: int

    def words(self, language: str) -> str:
        """The cut line as a sentence."""
        code = "filled" if self.tier and self.taken == self.seats else "not_filled"
        values = {"mark": mark(self.tier) if self.tier else "", "place": self.place}
        name = sentence(f"{self.track}_name", language)
        return sentence(code, language, name=name, seats=self.seats, taken=self.taken, **values)


class Shared(NamedTuple):
    """What all explanations of a run share."""

    snapshot: Snapshot
    seats: int
    shares: Shares
    cuts: dict[str, Cut]

    @property
    def taken(self) -> int:
        """How many are selected in all."""
        return sum(cut.taken for cut in self.cuts.values())


class Case(NamedTuple):
    """A nominee with all that was found out; `seen` is None if the person is not eligible."""

    nominee: NomineeFacts
    eligibility: EligibilityRuling
    ticket: str
    pick: Pick | None = None
    rank: int | None = None
    seen: Situation | None = None
    found: Found | None = None


def cut_of(track: str, picks: Sequence[Pick], seats: int) -> Cut:
    """The cut line of a track's run."""
    taken = picks[:seats]
    tier = taken[-1].tier if taken else None
    return Cut(track, seats, len(taken), tier, sum(pick.tier == tier for pick in taken))


def explain(case: Case, shared: Shared) -> NomineeRuling:
    """The ruling on one nominee."""
    outcome, reasons = _outcome(case, shared), _reasons(case, shared)
    return NomineeRuling(
        nomination=case.nominee.nomination,
        window=case.nominee.window,
        prefecture=shared.snapshot.windows[case.nominee.window].prefecture,
        tier=case.pick.tier if case.pick else None,
        rank=case.rank,
        outcome=outcome,
        ticket=case.ticket,
        reasons=reasons,
        facts=_facts(case, shared),
        cut=shared.taken or None,
        ja=_words(case, outcome, reasons, shared, "ja"),
        en=_words(case, outcome, reasons, shared, "en"),
        counterfactual=_counterfactual(case.found),
        pools=pools_of(shared.snapshot.track(case.nominee.window), shared.snapshot.chosen),
    )


def _outcome(case: Case, shared: Shared) -> str:
    if case.seen is None:
        return "ineligible"
    if case.rank is None:
        return "unranked"
    return "selected" if case.rank <= shared.taken else "waitlisted"


def _reasons(case: Case, shared: Shared) -> tuple[Reason, ...]:
    window, warnings = case.nominee.window, case.eligibility.warnings
    if case.seen is None:
        return (*case.eligibility.reasons, *warnings)
    if case.pick:
        main = because(f"tier_{case.pick.tier}")
    else:
        main = because("outside_tiers", count=case.seen.window_count)
    waits = _freed(case, shared) if _outcome(case, shared) == "waitlisted" else ()
    return (main, _share(shared), *waits, *notes(shared.snapshot, window), *warnings)


def _freed(case: Case, shared: Shared) -> tuple[Reason, ...]:
    """Which seats somebody waits for, where they are not all alike."""
    snapshot = shared.snapshot
    if snapshot.chosen["freed_seats"] == "in_order":
        return ()
    track = snapshot.track(case.nominee.window)
    names = {f"name_{each}": sentence(f"{track}_name", each) for each in ("ja", "en")}
    return (because("freed_same_track", **names),)


def _share(shared: Shared) -> Reason:
    """How the seats were shared, the same to everybody."""
    shares, chosen = shared.shares, shared.snapshot.chosen
    code = "share" if not shares.moved else "share_to_windows" if shares.moved > 0 else "share_back"
    return because(
        code,
        seats=shared.seats,
        share=chosen["private_share"],
        quota=shares.quota,
        windows=shares.windows,
        private=shares.private,
        moved=abs(shares.moved),
    )


def _facts(case: Case, shared: Shared) -> tuple[FactUsed, ...]:
    window = shared.snapshot.windows[case.nominee.window]
    eligibility = facts_used(case.nominee, window, case.eligibility)
    if case.seen is None:
        return eligibility
    track = shared.snapshot.track(window.code)
    return (
        *eligibility,
        *standing_facts(case.nominee, shared.snapshot, case.seen, case.pick),
        fact_used("seats_of_track", shared.shares.of(track)),
    )


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


def _words(
    case: Case, outcome: str, reasons: Sequence[Reason], shared: Shared, language: str
) -> str:
    if case.seen is None:
        said = [getattr(reason, language) for reason in reasons]
        return sentence("ineligible", language, reasons=" ".join(said))
    track = shared.snapshot.track(case.nominee.window)
    cut = shared.cuts[track]
    standing = sentence(
        f"{track}_standing",
        language,
        mark=mark(case.pick.tier) if case.pick else sentence("outside", language),
        prefecture_count=case.seen.prefecture_count,
        window_count=case.seen.window_count,
        grant=_grant_word(case.seen.grant, language),
    )
    return sentence(
        outcome,
        language,
        standing=standing,
        rank=case.rank,
        name=sentence(f"{track}_name", language),
        seats=cut.seats,
        filled=cut.words(language),
        otherwise=_otherwise(case.found, track, language),
    )


def _otherwise(found: Found | None, track: str, language: str) -> str:
    return _supposed(found, language) if found else sentence(f"otherwise_none_{track}", language)


def _supposed(found: Found, language: str) -> str:
    return sentence(
        f"otherwise_{found.kind}",
        language,
        count=found.change.left,
        grant=_grant_word(found.change.grant, language),
        share=found.share,
        mark=mark(found.tier),
        rank=found.rank,
    )
