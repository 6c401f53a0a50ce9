"""What becomes of the seats (clause 14): offer, accept, decline, expire, promote in the approved
order, close."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Command, Label, command
from core.errors import Faults
from core.event import Event
from core.programme import call as calls
from core.programme import nomination as nominations
from core.programme import person as people
from core.programme.selection.facts import (
    OfferExpired,
    SeatAccepted,
    SeatDeclined,
    SeatOffered,
    Selection,
    SelectionClosed,
    WaitlistPromoted,
    call_of,
    known_selection,
    stream_of,
)
from core.programme.words import CallId, NominationId, iso


class _OfSelection(Command, frozen=True):
    """A command on the selection of a call."""

    call: CallId


class _OfSeat(Command, frozen=True):
    """A command on one nominee's seat."""

    nomination: NominationId


def _streams(wanted: _OfSelection) -> Sequence[str]:
    return (stream_of(wanted.call), calls.stream_of(wanted.call))


def _seat_streams(wanted: _OfSeat) -> Sequence[str]:
    call = call_of(wanted.nomination)
    return (stream_of(call), calls.stream_of(call))


def _ranked(held: Selection) -> list[str]:
    return [each.nomination for each in held.rulings.values() if each.rank is not None]


def _nominations(wanted: _OfSelection | _OfSeat, states: States) -> Sequence[str]:
    call = wanted.call if isinstance(wanted, _OfSelection) else call_of(wanted.nomination)
    return [nominations.stream_of(each) for each in _ranked(known_selection(states, call))]


def _approved(states: States, call: str) -> Selection:
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
class SendOffers(_OfSelection, frozen=True):
    """To everyone selected, in one go; never before the approval."""

    reply_by: Annotated[date, Label("回答期限", "Reply by")]
    cut_off: Annotated[
        date, Label("繰上げの期限", "Cut-off", "以後は補充しない", "No refill after")
    ]


@decides(SendOffers, streams=_streams, more=_nominations)
def send(wanted: SendOffers, states: States, known: Known) -> Sequence[To]:
    """Skips who was offered a seat already; a dead nomination's seat goes to the next."""
    held = _approved(states, wanted.call)
    faults = Faults()
    faults.unless(
        known.today <= wanted.reply_by <= wanted.cut_off,
        "selection.bad_dates",
        "期限は 今日 ≦ 回答期限 ≦ 繰上げの期限 の順にしてください。",
        "Dates must be in order: today, reply by, cut-off.",
        "reply_by",
    )
    faults.raise_any()
    free = held.run.seats - held.taken
    waiting = [each for each in _ranked(held) if each not in held.offers and _live(states, each)]
    return [
        To(stream_of(held.call), offer(each, wanted.reply_by, wanted.cut_off))
        for each in (waiting[:free] if not held.offers else ())
    ]


def offer(nomination: str, reply_by: date, cut_off: date) -> SeatOffered:
    """The event of an offer."""
    return SeatOffered(
        nomination=nomination, reply_by=reply_by, reply_text=iso(reply_by), cut_off=cut_off
    )


def _live(states: States, nomination: str) -> bool:
    found: nominations.Nomination | None = states[nominations.stream_of(nomination)]
    return found is not None and found.live


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
    held = _approved(states, call_of(nomination))
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
class ExpireOffers(_OfSelection, frozen=True):
    """Offers whose date has passed; their seats move on."""


@decides(ExpireOffers, streams=_streams, more=_nominations)
def expire(wanted: ExpireOffers, states: States, known: Known) -> Sequence[To]:
    """Nothing happens where nothing is overdue."""
    held = _approved(states, wanted.call)
    overdue = [
        OfferExpired(nomination=each)
        for each, state in held.offers.items()
        if state == "offered" and held.reply_by[each] < known.today
    ]
    return _freed(held, states, known, overdue)


def _freed(
    held: Selection,
    states: States,
    known: Known,
    endings: Sequence[SeatDeclined | OfferExpired],
) -> Sequence[To]:
    """The endings, and for each the promotion of the next live nominee, until the cut-off date."""
    waiting = [each for each in _ranked(held) if each not in held.offers and _live(states, each)]
    assert held.cut_off is not None
    open_still = known.today <= held.cut_off
    reply_by = min(known.today + timedelta(days=held.reply_days), held.cut_off)
    events: list[Event] = []
    for ending in endings:
        events.append(ending)
        if waiting and open_still:
            following = waiting.pop(0)
            events.append(WaitlistPromoted(nomination=following, freed=ending.nomination))
            events.append(offer(following, reply_by, held.cut_off))
    return [To(stream_of(held.call), each) for each in events]


@command(
    "close-selection",
    ja="選定を終える",
    en="Close a selection",
    roles=("officer", "system"),
    clauses=(7, 14),
)
class CloseSelection(_OfSelection, frozen=True):
    """After the cut-off: seats stay empty, and whoever has none may be nominated again."""


def _people(wanted: CloseSelection, states: States) -> Sequence[str]:
    call = calls.known_call(states, wanted.call)
    return [people.stream_of(person) for person in call.nominations.values()]


@decides(CloseSelection, streams=_streams, more=_people)
def close(wanted: CloseSelection, states: States, known: Known) -> Sequence[To]:
    """Releases the live nominations without a seat; those never offered one count as not
    selected."""
    held = _approved(states, wanted.call)
    faults = Faults()
    faults.unless(
        held.cut_off and known.today > held.cut_off and "offered" not in held.offers.values(),
        "selection.still_open",
        "繰上げの期限の前か、回答待ちの人がいるため、まだ終えられません。",
        "The cut-off has not passed, or an answer is awaited.",
    )
    faults.raise_any()
    accepted = sum(state == "accepted" for state in held.offers.values())
    closed = SelectionClosed(call=held.call, accepted=accepted)
    return [To(stream_of(held.call), closed), *_releases(held, states)]


def _releases(held: Selection, states: States) -> list[To]:
    call = calls.known_call(states, held.call)
    released = []
    for nomination, person in call.nominations.items():
        state: people.Person = states[people.stream_of(person)]
        if state.live == nomination and held.offers.get(nomination) != "accepted":
            gone = people.PersonReleased(
                person=person, nomination=nomination, unselected=_unselected(held, nomination)
            )
            released.append(To(people.stream_of(person), gone))
    return released


def _unselected(held: Selection, nomination: str) -> bool:
    ruling = held.rulings.get(nomination)
    ranked = ruling is not None and ruling.outcome in ("waitlisted", "unranked")
    return ranked and nomination not in held.offers
