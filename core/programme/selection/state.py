"""The state of a selection, and how its events fold (clauses 10, 13, 14)."""

from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec import Struct

from core.approval import Approval
from core.area import States, area, need
from core.event import Fact
from core.programme.questions import NomineeRuling
from core.programme.selection.facts import (
    OfferExpired,
    OfferReminded,
    PassedOver,
    RemindersSet,
    SeatAccepted,
    SeatDeclined,
    SeatOffered,
    SelectionApproved,
    SelectionClosed,
    SelectionComputed,
    SelectionOverridden,
    SelectionRuled,
    WaitlistPromoted,
    stream_of,
)

REMINDER_DAYS = (3, 1)
"""Days before the reply-by date on which a reminder goes out, unless `set-offer-reminders` says
otherwise."""
REMINDERS_MAX = 2


class Selection(Struct, frozen=True, kw_only=True):
    """The latest run, and once approved what became of its seats (`offers`: nomination ->
    state; `passed` when a turn came in vain). `runs` counts those beside an approved one too."""

    call: str
    run: SelectionComputed
    proposer: str
    runs: int = 1
    rulings: dict[str, NomineeRuling] = {}
    overrides: tuple[SelectionOverridden, ...] = ()
    proposers: tuple[str, ...] = ()
    approval: Approval | None = None
    offers: dict[str, str] = {}
    reply_by: dict[str, date] = {}
    reply_days: int = 0
    reminded: dict[str, int] = {}
    reminder_days: tuple[int, ...] = REMINDER_DAYS
    cut_off: date | None = None
    closed: bool = False

    @property
    def taken(self) -> int:
        """Seats that are offered or accepted: never more than there are."""
        return sum(state in ("offered", "accepted") for state in self.offers.values())

    @property
    def digest(self) -> str:
        """What an approver must have seen: the run's results with every override."""
        return self.overrides[-1].digest if self.overrides else self.run.digest

    def pools(self, nomination: str) -> tuple[str, ...]:
        """The kinds of seat a nominee may be given, their own first; one for all if the policy
        knows no kinds."""
        ruling = self.rulings.get(nomination)
        return (ruling.pools if ruling else None) or ("",)

    def order(self) -> list[str]:
        """The nominations that have a rank, in the order in which seats are given."""
        ranked = [each.nomination for each in self.rulings.values() if each.rank is not None]
        return reordered(ranked, [(each.nomination, each.rank) for each in self.overrides])


def places_of(run: SelectionComputed) -> int:
    """The seats that are given: fewer than the call has where the policy leaves some empty although
    people wait."""
    return run.selected if run.waitlisted else run.seats


def reordered(ranked: Sequence[str], moves: Sequence[tuple[str, int]]) -> list[str]:
    """`ranked` with each of `moves` (nomination, rank from 1) taken to its rank, one after
    another."""
    order = list(ranked)
    for nomination, rank in moves:
        if nomination in order:
            order.remove(nomination)
        order.insert(rank - 1, nomination)
    return order


def known_selection(states: States, call: str) -> Selection:
    """The selection, or `Refused`."""
    found: Selection = need(
        states,
        stream_of(call),
        f"募集 {call} の選定はまだ行われていません。",
        f"Call {call} has no selection yet.",
    )
    return found


def evolve(state: Selection | None, fact: Fact) -> Selection:
    """Fold one fact of the stream. A run's rulings are gathered in place: the fold owns its own
    run."""
    change = msgspec.structs.replace
    match fact.event:
        case SelectionComputed(call=call) as run:
            runs = state.runs + 1 if state else 1
            if state and state.approval:
                return change(state, runs=runs)
            proposer = fact.envelope.actor
            return Selection(call=call, run=run, proposer=proposer, runs=runs, rulings={})
        case SelectionRuled(nomination=nomination, run=run, ruling=ruling) if state:
            if state.run.run == run:
                state.rulings[nomination] = ruling
            return state
        case SelectionOverridden() as override if state:
            proposers = (*state.proposers, fact.envelope.actor)
            return change(state, overrides=(*state.overrides, override), proposers=proposers)
        case SelectionApproved(approval=approval) if state:
            return change(state, approval=approval)
        case SelectionClosed() if state:
            return change(state, closed=True)
    assert state, fact.event.topic
    return _moved(state, fact)


def _moved(state: Selection, fact: Fact) -> Selection:
    """What became of a seat."""
    change = msgspec.structs.replace
    match fact.event:
        case SeatOffered(nomination=nomination) as made:
            return _offered(state, nomination, made, fact)
        case (SeatAccepted() | SeatDeclined() | OfferExpired()) as answer:
            offers = {**state.offers, answer.nomination: answer.topic.partition(".")[2]}
            return change(state, offers=offers)
        case PassedOver(nomination=nomination):
            return change(state, offers={**state.offers, nomination: "passed"})
        case OfferReminded(nomination=nomination, number=number):
            return change(state, reminded={**state.reminded, nomination: number})
        case RemindersSet(days_before=days):
            return change(state, reminder_days=days)
        case WaitlistPromoted():
            return state
    raise AssertionError(fact.event.topic)


def _offered(state: Selection, nomination: str, made: SeatOffered, fact: Fact) -> Selection:
    days = (made.reply_by - fact.effective_on).days
    return msgspec.structs.replace(
        state,
        offers={**state.offers, nomination: "offered"},
        reply_by={**state.reply_by, nomination: made.reply_by},
        reply_days=state.reply_days or days,
        cut_off=made.cut_off,
    )


area("selection", evolve, in_place=True)
