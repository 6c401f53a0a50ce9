"""What happens in a selection: events, state, fold (clauses 10, 13, 14).

The core records rulings, it does not make them. One event tells the run, one more each nominee's
ruling; their order in the log is the order of the results.
"""

from datetime import date

import msgspec
from msgspec import Struct

from core.approval import Approval
from core.area import States, area, need
from core.event import Event, Fact, NoPerson, Open, event
from core.programme.questions import NomineeRuling, Reading


@event(
    "selection.computed",
    ja="募集 {call} の選定を計算した（{run}回目、選定 {selected} 名、補欠 {waitlisted} 名）",
    en="Computed run {run} of call {call}: {selected} selected, {waitlisted} waiting",
)
class SelectionComputed(Event, frozen=True):
    """A run: its inputs (snapshot position, date, seats, parameters, revealed seed) and what
    came out."""

    call: NoPerson[str]
    run: NoPerson[int]
    decided_on: NoPerson[date]
    snapshot: NoPerson[int]
    fiscal_year: NoPerson[int]
    seats: NoPerson[int]
    seed: NoPerson[str]
    parameters: NoPerson[dict[str, str | int]]
    readings: NoPerson[tuple[Reading, ...]]
    selected: NoPerson[int]
    waitlisted: NoPerson[int]
    unranked: NoPerson[int]
    ineligible: NoPerson[int]
    digest: NoPerson[str]


@event(
    "selection.ruled",
    ja="推薦 {nomination} についての判定を記録した",
    en="Recorded the ruling on nomination {nomination}",
)
class SelectionRuled(Event, frozen=True):
    """The one explanation object of a nominee."""

    nomination: Open[str]
    run: NoPerson[int]
    place: Open[int]
    ruling: Open[NomineeRuling]


@event(
    "selection.approved",
    ja="募集 {call} の選定（{run}回目）を決裁した",
    en="Approved run {run} of the selection of call {call}",
)
class SelectionApproved(Event, frozen=True):
    """決裁: from now on the order stands."""

    call: NoPerson[str]
    run: NoPerson[int]
    approval: NoPerson[Approval]


@event(
    "selection.offered",
    ja="推薦 {nomination} に受講の意思を確認した（回答期限 {reply_text}）",
    en="Offered a seat to nomination {nomination}, reply by {reply_text}",
)
class SeatOffered(Event, frozen=True):
    """An offer with a date by which to answer."""

    nomination: Open[str]
    reply_by: NoPerson[date]
    reply_text: NoPerson[str]
    cut_off: NoPerson[date]


@event(
    "selection.accepted",
    ja="推薦 {nomination} が受講を承諾した",
    en="Nomination {nomination} accepted the seat",
)
class SeatAccepted(Event, frozen=True):
    """The seat is taken."""

    nomination: Open[str]
    person: Open[str]
    window: Open[str]
    cohort: NoPerson[str]


@event(
    "selection.declined",
    ja="推薦 {nomination} が受講を辞退した",
    en="Nomination {nomination} declined the seat",
)
class SeatDeclined(Event, frozen=True):
    """Costs nothing in a later call; the seat is free."""

    nomination: Open[str]


@event(
    "selection.expired",
    ja="推薦 {nomination} への確認は回答のないまま期限を過ぎた",
    en="The offer to nomination {nomination} expired",
)
class OfferExpired(Event, frozen=True):
    """No answer by the date; the seat is free."""

    nomination: Open[str]


@event(
    "selection.promoted",
    ja="推薦 {nomination} が補欠から繰り上がった（{freed} の席）",
    en="Nomination {nomination} moved up to the seat of {freed}",
)
class WaitlistPromoted(Event, frozen=True):
    """The next in the approved order takes a freed seat."""

    nomination: Open[str]
    freed: Open[str]


@event(
    "selection.closed",
    ja="募集 {call} の選定を終えた（承諾 {accepted} 名）",
    en="Closed the selection of call {call}: {accepted} accepted",
)
class SelectionClosed(Event, frozen=True):
    """After the cut-off date seats stay empty."""

    call: NoPerson[str]
    accepted: NoPerson[int]


class Selection(Struct, frozen=True, kw_only=True):
    """The latest run, and once approved what became of its seats (`offers`: nomination ->
    state)."""

    call: str
    run: SelectionComputed
    proposer: str
    rulings: dict[str, NomineeRuling] = {}
    approval: Approval | None = None
    offers: dict[str, str] = {}
    reply_by: dict[str, date] = {}
    reply_days: int = 0
    cut_off: date | None = None
    closed: bool = False

    @property
    def taken(self) -> int:
        """Seats that are offered or accepted: never more than there are."""
        return sum(state in ("offered", "accepted") for state in self.offers.values())


def stream_of(call: str) -> str:
    """The selection's stream."""
    return f"selection/{call}"


def call_of(nomination: str) -> str:
    """The call whose number of receipt this is (programme.md part 3, lottery)."""
    return nomination.rpartition("-")[0]


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
            if state and state.approval:
                return state
            return Selection(call=call, run=run, proposer=fact.envelope.actor, rulings={})
        case SelectionRuled(nomination=nomination, run=run, ruling=ruling) if state:
            if state.run.run == run:
                state.rulings[nomination] = ruling
            return state
        case SelectionApproved(approval=approval) if state:
            return change(state, approval=approval)
        case SeatOffered(nomination=nomination) as made if state:
            return _offered(state, nomination, made, fact)
        case (SeatAccepted() | SeatDeclined() | OfferExpired()) as answer if state:
            offers = {**state.offers, answer.nomination: answer.topic.partition(".")[2]}
            return change(state, offers=offers)
        case WaitlistPromoted() if state:
            return state
        case SelectionClosed() if state:
            return change(state, closed=True)
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
