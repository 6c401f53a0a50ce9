"""What a ruling rests on: facts with positions, and notes on facts taken as missing (part 3)."""

from collections.abc import Iterable, Iterator

from plugins.api import FactUsed, NomineeFacts, Reason, fact_used

from .bodies import is_private
from .counting import Situation, Snapshot
from .positions import nominee_fact, position, window_fact
from .running import Pick
from .tables import because


def notes(snapshot: Snapshot, code: str) -> Iterator[Reason]:
    """Which of the window's facts were taken as missing, and why."""
    if not is_private(snapshot.windows[code]):
        yield from _grant_notes(snapshot, code)
    if snapshot.chosen["caseload_order"] != "ignored":
        yield from _caseload_notes(snapshot, code)


def _grant_notes(snapshot: Snapshot, code: str) -> Iterator[Reason]:
    facts, needed = snapshot.windows[code], snapshot.fiscal_year
    if facts.grant is None or facts.grant_year is None:
        yield because("grant_unknown", needed=needed)
    elif facts.grant_year != needed:
        yield because("grant_other_year", needed=needed)


def _caseload_notes(snapshot: Snapshot, code: str) -> Iterator[Reason]:
    facts, year = snapshot.windows[code], snapshot.caseload_year
    unit = snapshot.chosen["caseload_unit"]
    if facts.caseload is None:
        yield because("caseload_missing")
        return
    if facts.caseload_unit != unit:
        yield because("caseload_other_unit", needed=unit)
    if facts.caseload_year != year:
        yield because("caseload_other_year", needed=year)


def standing_facts(
    nominee: NomineeFacts, snapshot: Snapshot, seen: Situation, pick: Pick | None
) -> tuple[FactUsed, ...]:
    """The facts behind tier and order, each with the position of its event."""
    code, facts = nominee.window, snapshot.windows[nominee.window]
    near = snapshot.counted_near(code)
    granted = fact_used("grant", seen.grant, position(facts.positions, "grant", "window"))
    return (
        fact_used("window_count", seen.window_count, _latest(snapshot, [code])),
        *_counted_at(snapshot, code),
        fact_used("prefecture_count", seen.prefecture_count, _latest(snapshot, near)),
        *(() if is_private(facts) else (granted,)),
        *(window_fact(facts, f"caseload{part}") for part in ("", "_unit", "_year")),
        nominee_fact(nominee, "past_unselected"),
        *_taken_before(pick),
    )


def _taken_before(pick: Pick | None) -> tuple[FactUsed, ...]:
    # These follow from the run itself, so they have no event of their own.
    if pick is None:
        return ()
    return (
        fact_used("taken_from_region", pick.taken_region),
        fact_used("taken_from_window", pick.taken_window),
    )


def _counted_at(snapshot: Snapshot, code: str) -> list[FactUsed]:
    # By state and position only: who they are is nobody's business in another person's explanation.
    standings = sorted(snapshot.standings.get(code, ()), key=lambda one: (one.position, one.state))
    return [fact_used("counted_at_window", one.state, one.position) for one in standings]


def _latest(snapshot: Snapshot, codes: Iterable[str]) -> int:
    return max(
        (one.position for code in codes for one in snapshot.standings.get(code, ())), default=0
    )
