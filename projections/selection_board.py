"""View selection_board: a call's run, one row a nominee with the whole ruling, and the seats
(clauses 10, 13, 14)."""

from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import Struct

from core.event import Fact
from core.programme.questions import NomineeRuling, Reading
from core.programme.selection.facts import (
    OfferExpired,
    SeatAccepted,
    SeatDeclined,
    SeatOffered,
    SelectionApproved,
    SelectionClosed,
    SelectionComputed,
    SelectionRuled,
    WaitlistPromoted,
)
from projections.store import Views
from projections.view import Rows, Table, View

TAKEN = ("offered", "accepted")


class RunRow(Struct, frozen=True, kw_only=True):
    """The latest run of a call; from its approval on it stands. `computed` is its position."""

    call: str
    run: int
    decided_on: date
    snapshot: int
    fiscal_year: int
    seats: int
    seed: str
    parameters: dict[str, str | int]
    readings: tuple[Reading, ...]
    selected: int
    waitlisted: int
    unranked: int
    ineligible: int
    digest: str
    proposer: str
    computed: int
    approved_by: str | None = None
    approved_on: date | None = None
    cut_off: date | None = None
    accepted: int | None = None

    @property
    def approved(self) -> bool:
        """Whether the order stands."""
        return self.approved_by is not None

    @property
    def closed(self) -> bool:
        """Whether empty seats stay empty."""
        return self.accepted is not None


class NomineeRow(Struct, frozen=True, kw_only=True):
    """A nominee in the latest run that ruled on them; `place` in the order of results counts as
    the event does.

    `offer` is None, offered, accepted, declined or expired; `promoted_for` the nomination whose
    seat came free.
    """

    call: str
    nomination: str
    run: int
    place: int
    outcome: str
    tier: int | None
    rank: int | None
    window: str
    prefecture: str
    ruling: NomineeRuling
    ruled: int
    offer: str | None = None
    reply_by: date | None = None
    promoted_for: str | None = None


class SeatEntry(Struct, frozen=True, kw_only=True):
    """What happened to a seat, in order: offered, accepted, declined, expired or promoted."""

    call: str
    position: int
    nomination: str
    what: str
    on: date
    reply_by: date | None = None
    freed: str | None = None


class Board(NamedTuple):
    """A call's selection: the run, its nominees in the order of results, the ledger of seats."""

    run: RunRow
    nominees: list[NomineeRow]
    ledger: list[SeatEntry]

    @property
    def taken(self) -> int:
        """Seats offered or accepted: never more than there are."""
        return sum(nominee.offer in TAKEN for nominee in self.nominees)


RUNS = Table("run", RunRow)
NOMINEES = Table("nominee", NomineeRow, indexes=("call",), columns=("run",))
LEDGER = Table("seat", SeatEntry, indexes=("call",))


def fold(rows: Rows, fact: Fact) -> None:
    """A later run replaces the earlier until one is approved; then seats move."""
    call = fact.stream.partition("/")[2]
    match fact.event:
        case SelectionComputed() as run:
            held = rows.get(RUNS, call)
            if held is None or not held.approved:
                rows.put(RUNS, call, _computed(run, fact))
        case SelectionRuled() as ruled:
            if rows.need(RUNS, call).run == ruled.run:
                rows.put(NOMINEES, ruled.nomination, _ruled(call, ruled, fact.position))
        case SelectionApproved(approval=approval):
            run_row = rows.need(RUNS, call)
            approved = msgspec.structs.replace(
                run_row, approved_by=approval.by, approved_on=approval.on
            )
            rows.put(RUNS, call, approved)
        case SelectionClosed(accepted=accepted):
            run_row = rows.need(RUNS, call)
            rows.put(RUNS, call, msgspec.structs.replace(run_row, accepted=accepted))
        case _:
            _move_seat(rows, call, fact)


def board(views: Views, tenant: str, call: str, as_of: int | None = None) -> Board | None:
    """The selection of a call, None before its first run."""
    with views.at(VIEW, tenant, as_of) as then:
        run = then.row(RUNS, call)
        if run is None:
            return None
        nominees = then.rows(
            NOMINEES, NOMINEES.column("call") == call, NOMINEES.column("run") == run.run
        )
        ledger = then.rows(LEDGER, LEDGER.column("call") == call)
    nominees.sort(key=lambda nominee: nominee.place)
    return Board(run, nominees, ledger)


def runs(views: Views, tenant: str, as_of: int | None = None) -> list[RunRow]:
    """The run of every call that has one, by call."""
    with views.at(VIEW, tenant, as_of) as then:
        return then.rows(RUNS)


def nominee(
    views: Views, tenant: str, nomination: str, as_of: int | None = None
) -> NomineeRow | None:
    """The row of one nominee in the latest run of its call, None if that run did not rule on it."""
    with views.at(VIEW, tenant, as_of) as then:
        found = then.row(NOMINEES, nomination)
        run = then.row(RUNS, found.call) if found else None
    return found if found and run and found.run == run.run else None


def _computed(run: SelectionComputed, fact: Fact) -> RunRow:
    fields = {name: getattr(run, name) for name in run.__struct_fields__}
    return RunRow(**fields, proposer=fact.envelope.actor, computed=fact.position)


def _ruled(call: str, ruled: SelectionRuled, position: int) -> NomineeRow:
    ruling = ruled.ruling
    return NomineeRow(
        call=call,
        nomination=ruled.nomination,
        run=ruled.run,
        place=ruled.place,
        outcome=ruling.outcome,
        tier=ruling.tier,
        rank=ruling.rank,
        window=ruling.window,
        prefecture=ruling.prefecture,
        ruling=ruling,
        ruled=position,
    )


def _move_seat(rows: Rows, call: str, fact: Fact) -> None:
    change = msgspec.structs.replace
    match fact.event:
        case SeatOffered(nomination=name, reply_by=reply_by, cut_off=cut_off):
            held = change(rows.need(NOMINEES, name), offer="offered", reply_by=reply_by)
            rows.put(RUNS, call, change(rows.need(RUNS, call), cut_off=cut_off))
            what, freed = "offered", None
        case SeatAccepted(nomination=name):
            held, what, freed = (
                change(rows.need(NOMINEES, name), offer="accepted"),
                "accepted",
                None,
            )
        case SeatDeclined(nomination=name):
            held, what, freed = (
                change(rows.need(NOMINEES, name), offer="declined"),
                "declined",
                None,
            )
        case OfferExpired(nomination=name):
            held, what, freed = change(rows.need(NOMINEES, name), offer="expired"), "expired", None
        case WaitlistPromoted(nomination=name, freed=freed):
            held, what = change(rows.need(NOMINEES, name), promoted_for=freed), "promoted"
        case _:
            raise AssertionError(fact.event.topic)
    rows.put(NOMINEES, name, held)
    entry = SeatEntry(
        call=call,
        position=fact.position,
        nomination=name,
        what=what,
        on=fact.effective_on,
        reply_by=held.reply_by if what == "offered" else None,
        freed=freed,
    )
    rows.put(LEDGER, f"{call}/{fact.position:012}", entry)


VIEW = View(
    "selection_board",
    1,
    tables=(RUNS, NOMINEES, LEDGER),
    events=(
        SelectionComputed,
        SelectionRuled,
        SelectionApproved,
        SeatOffered,
        SeatAccepted,
        SeatDeclined,
        OfferExpired,
        WaitlistPromoted,
        SelectionClosed,
    ),
    fold=fold,
)
