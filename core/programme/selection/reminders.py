"""Reminders about offers without an answer: two at most, counted by state (clause 14)."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Command, Label, command
from core.errors import Faults, refuse
from core.programme.selection.facts import OfferReminded, RemindersSet, call_of, stream_of
from core.programme.selection.state import REMINDERS_MAX, known_selection
from core.programme.words import CallId, NominationId

Days = Annotated[int, Meta(ge=0, le=60)]


@command(
    "set-offer-reminders",
    ja="回答の催促の日を決める",
    en="Set when offers are reminded of",
    roles=("officer",),
    clauses=(14,),
)
class SetOfferReminders(Command, frozen=True):
    """How many days before the reply-by date; 0 is no reminder."""

    call: CallId
    first: Annotated[Days, Label("1回目（何日前）", "First, days before", "0 はなし", "0 is none")]
    second: Annotated[
        Days, Label("2回目（何日前）", "Second, days before", "0 はなし", "0: none")
    ] = 0


@decides(SetOfferReminders, streams=lambda wanted: (stream_of(wanted.call),))
def set_reminders(wanted: SetOfferReminders, states: States, known: Known) -> Sequence[To]:
    """Any time after a run; the second is nearer to the date than the first."""
    held = known_selection(states, wanted.call)
    if wanted.second and not wanted.first > wanted.second:
        raise refuse(
            "selection.reminders_order",
            "2回目は1回目より後（期限に近い日）にしてください。",
            "The second reminder must be nearer to the date than the first.",
            "second",
        )
    days = tuple(each for each in (wanted.first, wanted.second) if each)
    changed = RemindersSet(call=held.call, days_before=days)
    return [] if days == held.reminder_days else [To(stream_of(held.call), changed)]


@command(
    "remind-offer",
    ja="回答を促す",
    en="Remind of an offer",
    roles=("officer", "system"),
    clauses=(14,),
)
class RemindOffer(Command, frozen=True):
    """One more letter to a nominee who has not answered."""

    nomination: NominationId


@decides(RemindOffer, streams=lambda wanted: (stream_of(call_of(wanted.nomination)),))
def remind(wanted: RemindOffer, states: States, known: Known) -> Sequence[To]:
    """Only while the offer is open; never a third time."""
    held = known_selection(states, call_of(wanted.nomination))
    waits = held.offers.get(wanted.nomination) == "offered"
    reply_by, faults = held.reply_by.get(wanted.nomination), Faults()
    faults.unless(
        waits and reply_by and known.today <= reply_by,
        "selection.no_open_offer",
        "回答待ちの確認がありません。",
        "No offer awaits an answer.",
        "nomination",
    )
    number = held.reminded.get(wanted.nomination, 0) + 1
    faults.unless(
        number <= REMINDERS_MAX,
        "selection.reminded_enough",
        f"催促は{REMINDERS_MAX}回までです。",
        f"There are {REMINDERS_MAX} reminders at most.",
        "nomination",
    )
    faults.raise_any()
    assert reply_by is not None
    reminded = OfferReminded(nomination=wanted.nomination, number=number, reply_by=reply_by)
    return [To(stream_of(held.call), reminded)]
