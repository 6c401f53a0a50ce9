"""What a ruling rests on: facts with positions, and notes on facts taken as missing (part 3)."""

from collections.abc import Sequence

from plugins.api import FactUsed, NomineeFacts, Reason, fact_used

from .counting import Snapshot
from .ordering import Pick
from .positions import nominee_fact, position, window_fact
from .rules import Situation
from .tables import because

WINDOW_FACTS = ("caseload", "caseload_unit", "caseload_year")


def notes(snapshot: Snapshot, window: str) -> list[Reason]:
    """Which of the window's facts were taken as missing, and why."""
    return [*_grant_notes(snapshot, window), *_caseload_notes(snapshot, window)]


def _grant_notes(snapshot: Snapshot, window: str) -> list[Reason]:
    facts, needed = snapshot.windows[window], snapshot.fiscal_year
    if facts.grant is None or facts.grant_year is None:
        return [because("grant_unknown", needed=needed)]
    return [] if facts.grant_year == needed else [because("grant_other_year", needed=needed)]


def _caseload_notes(snapshot: Snapshot, window: str) -> list[Reason]:
    facts, unit = snapshot.windows[window], snapshot.chosen["caseload_unit"]
    if snapshot.chosen["caseload_order"] == "ignored":
        return []
    if facts.caseload is None:
        return [because("caseload_missing")]
    notes = []
    if facts.caseload_unit != unit:
        notes.append(because("caseload_other_unit", needed=unit))
    if facts.caseload_year != snapshot.caseload_year:
        notes.append(because("caseload_other_year", needed=snapshot.caseload_year))
    return notes


def standing_facts(
    nominee: NomineeFacts, snapshot: Snapshot, seen: Situation, pick: Pick | None
) -> tuple[FactUsed, ...]:
    """The facts behind tier and order, each with the position of its event."""
    window, nearby = nominee.window, snapshot.codes[snapshot.prefecture(nominee.window)]
    facts = snapshot.windows[window]
    return (
        fact_used("window_count", seen.window_count, _latest(snapshot, [window])),
        *_counted_at(snapshot, window),
        fact_used("prefecture_count", seen.prefecture_count, _latest(snapshot, nearby)),
        fact_used("grant", seen.grant, position(facts.positions, "grant", "window")),
        *(window_fact(facts, name) for name in WINDOW_FACTS),
        nominee_fact(nominee, "past_unselected"),
        *_taken_before(pick),
    )


def _taken_before(pick: Pick | None) -> tuple[FactUsed, ...]:
    # These two follow from the run itself, so they have no event of their own.
    if pick is None:
        return ()
    return (
        fact_used("taken_from_region", pick.taken_region),
        fact_used("taken_from_window", pick.taken_window),
    )


def _counted_at(snapshot: Snapshot, window: str) -> list[FactUsed]:
    # By state and position only: who they are is nobody's business in another person's explanation.
    standings = sorted(snapshot.counted.get(window, ()), key=lambda one: (one.position, one.state))
    return [fact_used("counted_at_window", one.state, one.position) for one in standings]


def _latest(snapshot: Snapshot, windows: Sequence[str]) -> int:
    positions = [one.position for code in windows for one in snapshot.counted.get(code, ())]
    return max(positions, default=0)
