"""What becomes of the seats (clause 14): offer, accept, decline, expire, promote in the approved
order."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Command, Label, command
from core.errors import Faults
from core.event import Event
from core.programme import call as calls
from core.programme import nomination as nominations
from core.programme.selection.facts import (
    OfferExpired,
    PassedOver,
    SeatAccepted,
    SeatDeclined,
    SeatOffered,
    WaitlistPromoted,
    call_of,
    stream_of,
)
from core.programme.selection.state import Selection, known_selection, places_of
from core.programme.words import CallId, NominationId, iso


class OfSelection(Command, frozen=True):
    """A command on the selection of a call."""

    call: CallId


class _OfSeat(Command, frozen=True):
    """A command on one nominee's seat."""

    nomination: NominationId


def streams_of(wanted: OfSelection) -> Sequence[str]:
    """The selection's stream and its call's."""
    return (stream_of(wanted.call), calls.stream_of(wanted.call))


def _seat_streams(wanted: _OfSeat) -> Sequence[str]:
    call = call_of(wanted.nomination)
    return (stream_of(call), calls.stream_of(call))


def _nominations(wanted: OfSelection | _OfSeat, states: States) -> Sequence[str]:
    call = wanted.call if isinstance(wanted, OfSelection) else call_of(wanted.nomination)
    return [nominations.stream_of(each) for each in known_selection(states, call).order()]


def approved(states: States, call: str) -> Selection:
    """The approved selection that is not closed yet, or `Refused`."""
    held = known_selection(states, call)
    faults = Faults()
    faults.unless(
        held.approval,
        "selection.not_approved",
        "選定の決裁が済んでいません。",
        "The selection is not approved.",
    )
    faults.unless(
        not held.closed, "selection.closed", "選定は終わっています。", "The selection is closed."
    )
    faults.raise_any()
    return held


@command(
    "send-offers",
    ja="受講の意思を確認する",
    en="Offer the seats",
    roles=("officer",),
    clauses=(14,),
)
class SendOffers(OfSelection, frozen=True):
    """To everyone selected, in one go; never before the approval."""

    reply_by: Annotated[date, Label("回答期限", "Reply by")]
    cut_off: Annotated[
        date, Label("繰上げの期限", "Cut-off", "以後は補充しない", "No refill after")
    ]


@decides(SendOffers, streams=streams_of, more=_nominations)
def send(wanted: SendOffers, states: States, known: Known) -> Sequence[To]:
    """Once; where a nomination no longer qualifies its seat goes to the next, and it is said."""
    held = approved(states, wanted.call)
    faults = Faults()
    faults.unless(
        known.today <= wanted.reply_by <= wanted.cut_off,
        "selection.bad_dates",
        "期限は 今日 ≦ 回答期限 ≦ 繰上げの期限 の順にしてください。",
        "Dates must be in order: today, reply by, cut-off.",
        "reply_by",
    )
    faults.raise_any()
    if held.offers:
        return []
    line = _Line(held, states)
    first = held.order()[: places_of(held.run)]
    ready = [each for each in first if line.turn_of(each)]
    gone = [each for each in first if each not in ready]
    ready += [after for each in gone if (after := line.next(each))]
    events = [offer(each, wanted.reply_by, wanted.cut_off) for each in ready]
    return [To(stream_of(held.call), each) for each in (*events, *line.passed)]


def offer(nomination: str, reply_by: date, cut_off: date) -> SeatOffered:
    """The event of an offer."""
    return SeatOffered(
        nomination=nomination, reply_by=reply_by, reply_text=iso(reply_by), cut_off=cut_off
    )


class _Line:
    """Who waits for a seat, in the approved order; `passed` gathers whom a turn found no longer
    qualified."""

    def __init__(self, held: Selection, states: States) -> None:
        self._held = held
        self._waiting = [each for each in held.order() if each not in held.offers]
        self._states = states
        self.passed: list[PassedOver] = []

    def next(self, freed: str) -> str | None:
        """Who is given the seat of `freed`: the next who waits for its kind, else the next to whom
        seats of that kind come; None if there is nobody."""
        kind = self._held.pools(freed)[0]
        own = [each for each in self._waiting if self._held.pools(each)[0] == kind]
        others = [each for each in self._waiting if kind in self._held.pools(each)[1:]]
        return next((each for each in (*own, *others) if self.turn_of(each)), None)

    def turn_of(self, nomination: str) -> bool:
        """Whether somebody who waits still works at the window and is eligible; either way they
        wait no more."""
        self._waiting.remove(nomination)
        why = _obstacle(self._states[nominations.stream_of(nomination)])
        if why:
            self.passed.append(PassedOver(nomination=nomination, why=why))
        return not why


def _obstacle(held: nominations.Nomination) -> str:
    """Why a nomination cannot have a seat now: its status, or `ineligible`; empty if it can."""
    if not held.live:
        return held.status
    return "ineligible" if held.eligible is False else ""


@command(
    "accept-offer",
    ja="受講を承諾する",
    en="Accept a seat",
    roles=("person", "officer"),
    clauses=(14,),
)
class AcceptOffer(_OfSeat, frozen=True):
    """The nominee says yes."""


@decides(AcceptOffer, streams=_seat_streams, more=_nominations)
def accept(wanted: AcceptOffer, states: States, known: Known) -> Sequence[To]:
    """Within the time given."""
    held = _offered(states, wanted.nomination, known, "accepted")
    if held.offers[wanted.nomination] == "accepted":
        return []
    assert held.taken <= held.run.seats, "a seat too many"
    _, opened = calls.opened_call(states, held.call)
    nomination: nominations.Nomination = states[nominations.stream_of(wanted.nomination)]
    accepted = SeatAccepted(
        nomination=nomination.id,
        person=nomination.person,
        window=nomination.window,
        cohort=opened.cohort,
    )
    return [To(stream_of(held.call), accepted)]


@command(
    "decline-offer",
    ja="受講を辞退する",
    en="Decline a seat",
    roles=("person", "officer"),
    clauses=(14,),
)
class DeclineOffer(_OfSeat, frozen=True):
    """The nominee says no; it costs nothing in a later call."""


@decides(DeclineOffer, streams=_seat_streams, more=_nominations)
def decline(wanted: DeclineOffer, states: States, known: Known) -> Sequence[To]:
    """The seat goes to the next in the approved order at once."""
    held = _offered(states, wanted.nomination, known, "declined")
    if held.offers[wanted.nomination] == "declined":
        return []
    return _freed(held, states, known, [SeatDeclined(nomination=wanted.nomination)])


def _offered(states: States, nomination: str, known: Known, done: str) -> Selection:
    held = approved(states, call_of(nomination))
    state = held.offers.get(nomination)
    faults = Faults()
    faults.unless(
        state in ("offered", done),
        f"selection.{state or 'not_offered'}",
        "この推薦には今答えられる確認がありません。",
        "There is no offer to answer for this nomination.",
        "nomination",
    )
    faults.unless(
        state == done or known.today <= held.reply_by.get(nomination, date.max),
        "selection.too_late",
        "回答期限を過ぎています。",
        "The time to answer has passed.",
    )
    faults.raise_any()
    return held


@command(
    "expire-offers",
    ja="回答のない確認を期限切れにする",
    en="Expire offers without an answer",
    roles=("officer", "system"),
    clauses=(14,),
)
class ExpireOffers(OfSelection, frozen=True):
    """Offers whose date has passed; their seats move on."""


@decides(ExpireOffers, streams=streams_of, more=_nominations)
def expire(wanted: ExpireOffers, states: States, known: Known) -> Sequence[To]:
    """Nothing happens where nothing is overdue."""
    held = approved(states, wanted.call)
    overdue = [
        OfferExpired(nomination=each)
        for each, state in held.offers.items()
        if state == "offered" and held.reply_by[each] < known.today
    ]
    return _freed(held, states, known, overdue) if overdue else []


def _freed(
    held: Selection,
    states: States,
    known: Known,
    endings: Sequence[SeatDeclined | OfferExpired],
) -> Sequence[To]:
    """The endings, and for each who is next for its seat moves up, until the cut-off date."""
    assert held.cut_off is not None
    line, events = _Line(held, states), list[Event]()
    reply_by = min(known.today + timedelta(days=held.reply_days), held.cut_off)
    for ending in endings:
        events.append(ending)
        following = line.next(ending.nomination) if known.today <= held.cut_off else None
        if following:
            events.append(WaitlistPromoted(nomination=following, freed=ending.nomination))
            events.append(offer(following, reply_by, held.cut_off))
    return [To(stream_of(held.call), each) for each in (*events, *line.passed)]
