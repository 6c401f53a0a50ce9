"""Clauses 1(3)イ and 2(2): who gets the seats of a call: eligibility, one run of each track, the
share of private bodies, explanations."""

from collections.abc import Iterator, Mapping

from plugins.api import (
    EligibilityRuling,
    NomineeFacts,
    SelectionFacts,
    SelectionRuling,
    Value,
    readings,
)

from .counting import PRIVATE, WINDOWS, Snapshot
from .eligibility import examine
from .explaining import Case, Shared, cut_of, explain
from .placing import refuse_unplaced
from .running import Field, Pick, take, ticket_of
from .sharing import share_out
from .supposing import Supposing, Track
from .tables import PARAMETERS, choose

Examined = dict[str, tuple[NomineeFacts, EligibilityRuling]]
Placed = tuple[int, Pick]
"""A pick with its place in its own track, from 1."""


def decide(facts: SelectionFacts) -> SelectionRuling:
    """Selected: windows, then private bodies; those who wait likewise; the others by id."""
    chosen = choose(facts.parameters)
    refuse_unplaced(facts, chosen)
    snapshot, examined = Snapshot(facts, chosen), _examine(facts, chosen)
    tracks = {name: _track(name, snapshot, examined, facts.seed) for name in (WINDOWS, PRIVATE)}
    ranked = {name: len(track.picks) for name, track in tracks.items()}
    shares = share_out(facts.seats, ranked, chosen)
    cuts = {name: cut_of(name, track.picks, shares.of(name)) for name, track in tracks.items()}
    shared = Shared(snapshot, facts.seats, shares, cuts)
    cases = _cases(tracks, examined, shared, Supposing(tracks, facts.seats), facts.seed)
    used = readings(PARAMETERS, "selection", {**chosen, "seats": facts.seats})
    return SelectionRuling(results=tuple(explain(case, shared) for case in cases), readings=used)


def _examine(facts: SelectionFacts, chosen: Mapping[str, Value]) -> Examined:
    # By id, so that the order in which nominations came in can have no effect.
    windows = {window.code: window for window in facts.windows}
    return {
        one.nomination: (one, examine(one, windows[one.window], facts.decided_on, chosen))
        for one in sorted(facts.nominees, key=lambda one: one.nomination)
    }


def _track(name: str, snapshot: Snapshot, examined: Examined, seed: bytes) -> Track:
    eligible = [nominee for nominee, ruling in examined.values() if ruling.eligible]
    field = Field(snapshot, name, eligible, seed)
    return Track(field, *take(field))


def _order(tracks: Mapping[str, Track], shared: Shared) -> list[Placed]:
    """Those who are ranked, in the order of their ranks."""
    placed = {name: list(enumerate(track.picks, start=1)) for name, track in tracks.items()}
    seats = {name: shared.shares.of(name) for name in tracks}
    first = shared.snapshot.chosen["waitlist_first"]
    waiting = (WINDOWS, PRIVATE) if first == WINDOWS else (PRIVATE, WINDOWS)
    return [
        *(one for name in (WINDOWS, PRIVATE) for one in placed[name][: seats[name]]),
        *(one for name in waiting for one in placed[name][seats[name] :]),
    ]


def _cases(
    tracks: Mapping[str, Track],
    examined: Examined,
    shared: Shared,
    supposing: Supposing,
    seed: bytes,
) -> Iterator[Case]:
    order = _order(tracks, shared)
    for rank, (place, pick) in enumerate(order, start=1):
        nominee, ruling = examined[pick.nomination]
        waits = rank > shared.taken
        found = supposing.nearest(pick.nomination, pick.window, place) if waits else None
        ticket = ticket_of(seed, pick.nomination)
        yield Case(nominee, ruling, ticket, pick, rank, pick.seen, found)
    ranked = {pick.nomination for _, pick in order}
    rest = [each for id, each in examined.items() if id not in ranked]
    for nominee, ruling in sorted(rest, key=lambda each: not each[1].eligible):
        yield _unranked(nominee, ruling, tracks, shared, supposing, seed)


def _unranked(
    nominee: NomineeFacts,
    ruling: EligibilityRuling,
    tracks: Mapping[str, Track],
    shared: Shared,
    supposing: Supposing,
    seed: bytes,
) -> Case:
    ticket = ticket_of(seed, nominee.nomination)
    if not ruling.eligible:
        return Case(nominee, ruling, ticket)
    run = tracks[shared.snapshot.track(nominee.window)].run
    found = supposing.nearest(nominee.nomination, nominee.window)
    return Case(nominee, ruling, ticket, seen=run.situation(nominee.window), found=found)
