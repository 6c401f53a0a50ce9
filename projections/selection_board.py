"""View selection_board: a call's run, one row a nominee with the whole ruling, and the seats
(clauses 10, 13, 14)."""

import msgspec

from core.event import Fact
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
)
from projections.selection_rows import (
    Board as Board,
)
from projections.selection_rows import (
    NomineeRow as NomineeRow,
)
from projections.selection_rows import (
    Override,
    SeatEntry,
)
from projections.selection_rows import (
    RunRow as RunRow,
)
from projections.store import Views
from projections.view import Rows, Table, View

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
        case SelectionOverridden() as made:
            _override(rows, call, made, fact)
        case SelectionApproved(approval=approval):
            run_row = rows.need(RUNS, call)
            approved = msgspec.structs.replace(
                run_row, approved_by=approval.by, approved_on=approval.on
            )
            rows.put(RUNS, call, approved)
        case RemindersSet(days_before=days):
            rows.put(RUNS, call, msgspec.structs.replace(rows.need(RUNS, call), reminder_days=days))
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
    nominees.sort(key=lambda nominee: (nominee.rank is None, nominee.rank or 0, nominee.place))
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
    return RunRow(
        **fields,
        proposer=fact.envelope.actor,
        computed=fact.position,
        to_approve=run.digest,
    )


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


def _override(rows: Rows, call: str, made: SelectionOverridden, fact: Fact) -> None:
    run, change = rows.need(RUNS, call), msgspec.structs.replace
    counts = {name: getattr(run, name) for name in ("selected", "waitlisted", "unranked")}
    for moved in made.moved:
        held = rows.need(NOMINEES, moved.nomination)
        counts[held.outcome] -= 1
        counts[moved.outcome] += 1
        row = change(held, rank=moved.rank, outcome=moved.outcome)
        if moved.nomination == made.nomination:
            why = Override(made.rank, made.reason, fact.envelope.actor, fact.position)
            row = change(row, overrides=(*held.overrides, why))
        rows.put(NOMINEES, moved.nomination, row)
    proposers = (*run.proposers, fact.envelope.actor)
    rows.put(RUNS, call, change(run, to_approve=made.digest, proposers=proposers, **counts))


OFFERS = {
    SeatOffered: "offered",
    SeatAccepted: "accepted",
    SeatDeclined: "declined",
    OfferExpired: "expired",
    PassedOver: "passed",
}
"""What an event makes of the offer to a nominee."""


def _move_seat(rows: Rows, call: str, fact: Fact) -> None:
    change, event = msgspec.structs.replace, fact.event
    held = rows.need(NOMINEES, getattr(event, "nomination", ""))
    what = OFFERS.get(type(event), "")
    match event:
        case SeatOffered(reply_by=reply_by, cut_off=cut_off):
            held = change(held, reply_by=reply_by)
            rows.put(RUNS, call, change(rows.need(RUNS, call), cut_off=cut_off))
        case WaitlistPromoted(freed=freed):
            held, what = change(held, promoted_for=freed), "promoted"
        case OfferReminded(number=number):
            on = fact.effective_on
            held, what = change(held, reminded=number, reminded_on=on), "reminded"
        case _ if not what:
            raise AssertionError(event.topic)
    offer = OFFERS.get(type(event), held.offer)
    rows.put(NOMINEES, held.nomination, change(held, offer=offer))
    entry = SeatEntry(
        call=call,
        position=fact.position,
        nomination=held.nomination,
        what=what,
        on=fact.effective_on,
        reply_by=held.reply_by if what in ("offered", "reminded") else None,
        freed=held.promoted_for if what == "promoted" else None,
    )
    rows.put(LEDGER, f"{call}/{fact.position:012}", entry)


VIEW = View(
    "selection_board",
    2,
    tables=(RUNS, NOMINEES, LEDGER),
    events=(
        SelectionComputed,
        SelectionRuled,
        SelectionApproved,
        SeatOffered,
        SeatAccepted,
        SeatDeclined,
        OfferExpired,
        OfferReminded,
        PassedOver,
        RemindersSet,
        WaitlistPromoted,
        SelectionOverridden,
        SelectionClosed,
    ),
    fold=fold,
)
