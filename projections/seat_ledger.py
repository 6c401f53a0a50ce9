"""View seat_ledger: a cohort's seats, who holds each, and what became of it (clauses 6, 14, 17)."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import Struct

from core.event import Event, Fact
from core.programme.call.facts import CallOpened, NominationReceived
from core.programme.cohort.facts import (
    CapacityChanged,
    CohortCarriedIn,
    CohortPlanned,
    CohortStarted,
    SeatHeld,
    SeatReleased,
    SeatsAssigned,
    TraineeCarriedIn,
)
from core.programme.selection.facts import (
    OfferExpired,
    SeatAccepted,
    SeatDeclined,
    SeatOffered,
    SelectionRuled,
    WaitlistPromoted,
)
from projections.store import Views
from projections.view import Rows, Table, View


class CohortRow(Struct, frozen=True, kw_only=True):
    """A cohort and the seats it has; `assigned`: call -> seats given to its selection."""

    cohort: str
    fiscal_year: int
    seats: int
    position: int
    started_on: date | None = None
    assigned: dict[str, int] = {}


class Move(Struct, frozen=True):
    """One thing that happened to a seat: what, on which day, where recorded, whose seat it was."""

    what: str
    on: date
    position: int
    freed: str = ""


class SeatRow(Struct, frozen=True, kw_only=True):
    """A nomination that has or had a seat. `state` is offered, accepted, declined, expired, for
    whoever deferred into the cohort `held` and `released`, for whoever was in training before this
    register `carried`."""

    cohort: str
    nomination: str
    person: str
    window: str
    state: str
    reply_by: date | None = None
    moves: tuple[Move, ...] = ()


class NomineeKnown(Struct, frozen=True):
    """Borrowed from call and selection: whose nomination it is, for which cohort and window."""

    person: str
    cohort: str
    window: str = ""


class CallKnown(Struct, frozen=True):
    """Borrowed from the call: which cohort it fills."""

    cohort: str


class Ledger(NamedTuple):
    """A cohort's seats, by nomination."""

    cohort: CohortRow
    rows: list[SeatRow]

    def count(self, *states: str) -> int:
        """How many seats are in one of the states."""
        return sum(row.state in states for row in self.rows)

    @property
    def empty(self) -> int:
        """Seats that nobody has or is offered."""
        return self.cohort.seats - self.count("held", "offered", "accepted", "carried")


COHORTS = Table("cohort", CohortRow)
CALLS = Table("call", CallKnown)
NOMINEES = Table("nominee", NomineeKnown)
SEATS = Table("seat", SeatRow, indexes=("cohort",))
STATES: dict[type[Event], str] = {
    SeatOffered: "offered",
    SeatAccepted: "accepted",
    SeatDeclined: "declined",
    OfferExpired: "expired",
}


def fold(rows: Rows, fact: Fact) -> None:
    """The cohort's own facts, what is borrowed, and the moves of seats."""
    change = msgspec.structs.replace
    match fact.event:
        case CohortPlanned() | CohortCarriedIn():
            rows.put(COHORTS, fact.event.cohort, _new(fact.event, fact.position))
        case CapacityChanged(cohort=cohort, seats=seats):
            rows.put(COHORTS, cohort, change(rows.need(COHORTS, cohort), seats=seats))
        case CohortStarted(cohort=cohort, on=on):
            rows.put(COHORTS, cohort, change(rows.need(COHORTS, cohort), started_on=on))
        case SeatsAssigned(cohort=cohort, call=call, seats=seats):
            held = rows.need(COHORTS, cohort)
            rows.put(COHORTS, cohort, change(held, assigned={**held.assigned, call: seats}))
        case _:
            if not _borrow(rows, fact):
                _move(rows, fact)


def ledger(views: Views, tenant: str, cohort: str, as_of: int | None = None) -> Ledger | None:
    """The seats of a cohort, None if it is not planned."""
    with views.at(VIEW, tenant, as_of) as then:
        row = then.row(COHORTS, cohort)
        seats = then.rows(SEATS, SEATS.column("cohort") == cohort) if row else []
    return Ledger(row, sorted(seats, key=lambda seat: seat.nomination)) if row else None


def cohorts(views: Views, tenant: str, as_of: int | None = None) -> list[CohortRow]:
    """Every cohort, by id."""
    with views.at(VIEW, tenant, as_of) as then:
        return then.rows(COHORTS)


def seen_by(rows: Iterable[SeatRow], windows: set[str], person: str | None) -> list[SeatRow]:
    """The seats of these windows and of this person."""
    return [row for row in rows if row.window in windows or (person and row.person == person)]


def _new(made: CohortPlanned | CohortCarriedIn, position: int) -> CohortRow:
    return CohortRow(
        cohort=made.cohort,
        fiscal_year=made.fiscal_year,
        seats=made.seats,
        position=position,
        started_on=made.on if isinstance(made, CohortCarriedIn) else None,
    )


def _borrow(rows: Rows, fact: Fact) -> bool:
    match fact.event:
        case CallOpened(call=call, cohort=cohort):
            rows.put(CALLS, call, CallKnown(cohort))
        case NominationReceived(call=call, nomination=nomination, person=person):
            known = NomineeKnown(person, rows.need(CALLS, call).cohort)
            rows.put(NOMINEES, nomination, known)
        case SelectionRuled(nomination=nomination, ruling=ruling):
            held = rows.need(NOMINEES, nomination)
            rows.put(NOMINEES, nomination, NomineeKnown(held.person, held.cohort, ruling.window))
        case _:
            return False
    return True


def _move(rows: Rows, fact: Fact) -> None:
    match fact.event:
        case SeatHeld(cohort=cohort, nomination=nomination, person=person):
            known = NomineeKnown(person, cohort, _window(rows, nomination))
            _put(rows, f"{nomination}/{cohort}", nomination, known, "held", fact)
        case SeatReleased(cohort=cohort, nomination=nomination):
            seat = rows.need(SEATS, f"{nomination}/{cohort}")
            known = NomineeKnown(seat.person, cohort, seat.window)
            _put(rows, f"{nomination}/{cohort}", nomination, known, "released", fact)
        case TraineeCarriedIn(cohort=cohort, nomination=nomination, person=person, window=window):
            known = NomineeKnown(person, cohort, window)
            rows.put(NOMINEES, nomination, known)
            _put(rows, nomination, nomination, known, "carried", fact)
        case WaitlistPromoted(nomination=nomination, freed=freed):
            known = rows.need(NOMINEES, nomination)
            _put(rows, nomination, nomination, known, "promoted", fact, freed)
        case SeatOffered() | SeatAccepted() | SeatDeclined() | OfferExpired():
            nomination, what = fact.event.nomination, STATES[type(fact.event)]
            _put(rows, nomination, nomination, rows.need(NOMINEES, nomination), what, fact)
        case _:
            raise AssertionError(fact.event.topic)


def _window(rows: Rows, nomination: str) -> str:
    known = rows.get(NOMINEES, nomination)
    return known.window if known else ""


def _put(
    rows: Rows,
    key: str,
    nomination: str,
    known: NomineeKnown,
    what: str,
    fact: Fact,
    freed: str = "",
) -> None:
    held, event = rows.get(SEATS, key), fact.event
    before = held.reply_by if held else None
    reply_by = event.reply_by if isinstance(event, SeatOffered) else before
    move = Move(what, fact.effective_on, fact.position, freed)
    row = SeatRow(
        cohort=known.cohort,
        nomination=nomination,
        person=known.person,
        window=known.window,
        state=what,
        reply_by=reply_by,
        moves=(*(held.moves if held else ()), move),
    )
    rows.put(SEATS, key, row)


VIEW = View(
    "seat_ledger",
    2,
    tables=(COHORTS, CALLS, NOMINEES, SEATS),
    events=(
        CohortPlanned,
        CohortCarriedIn,
        TraineeCarriedIn,
        CapacityChanged,
        CohortStarted,
        SeatHeld,
        SeatReleased,
        SeatsAssigned,
        CallOpened,
        NominationReceived,
        SelectionRuled,
        WaitlistPromoted,
        *STATES,
    ),
    fold=fold,
)
