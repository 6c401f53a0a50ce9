"""The selection board (clauses 10-14): bands, cut line, one explanation a nominee, the ledger of
seats.

Bands are drawn in the words of the call's pinned policy; what is said of a nominee is the ruling
itself.
"""

from collections.abc import Sequence
from typing import NamedTuple

from starlette.responses import Response

from core.errors import Refused
from core.programme.questions import LabelFacts, LabelRuling, TierLabel
from projections.call_register import CallRow, call
from projections.nomination_inbox import InboxEntry, inbox
from projections.selection_board import Board, NomineeRow, board
from web.render import page
from web.visit import NotHere, Visit
from workers.selection_readings import later_count

NAME_READERS = ("officer", "approver")
SELECTED, WAITLISTED = "selected", "waitlisted"
PLACED = "placed"
"""Outside every tier, with a rank by a person's decision."""


class Band(NamedTuple):
    """The nominees of one tier in order; `tier` is None for those outside every tier."""

    tier: int | None
    outcome: str
    label: TierLabel | None
    nominees: tuple[NomineeRow, ...]

    @property
    def selected(self) -> int:
        """How many of the band have a seat."""
        return sum(nominee.outcome == SELECTED for nominee in self.nominees)


class Seats(NamedTuple):
    """The seats of a call as they stand."""

    total: int
    accepted: int
    offered: int

    @property
    def empty(self) -> int:
        """Seats that nobody has or is offered."""
        return max(0, self.total - self.accepted - self.offered)


def show_board(visit: Visit) -> Response:
    """The latest run of a call, or how to make the first one."""
    assert visit.shown >= 0
    tenant = visit.tenant
    found = call(tenant.views, tenant.slug, visit.part("call"), visit.as_of)
    if found is None or found.opened_position is None:
        raise NotHere
    held = board(tenant.views, tenant.slug, found.call, visit.as_of)
    entries = inbox(tenant.views, tenant.slug, visit.as_of, call=found.call)
    return page(
        visit,
        "officer/board.html",
        call=found,
        board=held,
        bands=bands(held.nominees, tier_labels(visit, found)) if held else [],
        last=last_selected(held) if held else None,
        seats=seats_of(held) if held else None,
        entries={entry.nomination.nomination: entry for entry in entries},
        names=visit.has(*NAME_READERS),
        later=_later(visit, held) if held else 0,
        received=len(entries),
        warnings=warnings(entries),
        as_of=visit.query("as_of"),
    )


def _later(visit: Visit, held: Board) -> int:
    """How many facts that count were recorded since the run, while it can still be run again."""
    if held.run.approved or visit.looked_back or not visit.has("officer", "approver"):
        return 0
    return later_count(visit.tenant, held.run.snapshot, held.run.decided_on)


def tier_labels(visit: Visit, found: CallRow) -> dict[int, TierLabel]:
    """The pinned policy's words for its tiers; none if that policy cannot be asked any more."""
    assert found.pins is not None
    assert found.fiscal_year is not None
    facts = LabelFacts(fiscal_year=found.fiscal_year)
    try:
        ruling = visit.tenant.policies.ask("labels", found.pins.labels.policy, facts)
    except Refused:
        return {}
    assert isinstance(ruling, LabelRuling)
    return {label.tier: label for label in ruling.tiers}


def bands(nominees: Sequence[NomineeRow], labels: dict[int, TierLabel]) -> list[Band]:
    """The nominees, who come in the order of results, in bands of equal tier."""
    found: list[Band] = []
    for nominee in nominees:
        placed = PLACED if nominee.rank is not None else nominee.outcome
        outcome = "" if nominee.tier is not None else placed
        if found and (found[-1].tier, found[-1].outcome) == (nominee.tier, outcome):
            last = found.pop()
            found.append(last._replace(nominees=(*last.nominees, nominee)))
        else:
            label = labels.get(nominee.tier) if nominee.tier is not None else None
            found.append(Band(nominee.tier, outcome, label, (nominee,)))
    return found


def last_selected(held: Board) -> str | None:
    """The nomination after which the cut line is drawn: None when nobody waits behind it."""
    chosen = [nominee for nominee in held.nominees if nominee.outcome == SELECTED]
    waits = any(nominee.outcome == WAITLISTED for nominee in held.nominees)
    return chosen[-1].nomination if chosen and waits else None


def seats_of(held: Board) -> Seats:
    """The seats, from what became of the offers."""
    offers = [nominee.offer for nominee in held.nominees]
    return Seats(held.run.seats, offers.count("accepted"), offers.count("offered"))


def warnings(entries: Sequence[InboxEntry]) -> list[InboxEntry]:
    """The nominations of which the policy said something to look at."""
    return [entry for entry in entries if entry.nomination.warnings]
