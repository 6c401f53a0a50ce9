"""What came of a nomination later: late receipt, the contract's end, the person's own answer, and
being carried over into the next call (clauses 3, 7)."""

from datetime import date, datetime
from typing import Any

from core.command import Choice
from core.event import Event, Fact, NoPerson, Open, SealedText, event
from core.programme.nomination.documents import Document

ANSWERS = (
    Choice("yes", "本人で、今もこの窓口で働いている", "This is me, and I work there now"),
    Choice("left", "本人だが、この窓口では働いていない", "This is me, but I do not work there"),
    Choice("not_me", "本人ではない", "This is not me"),
)


@event(
    "nomination.received_late",
    ja="推薦 {nomination} は締切の後に届いた（{received_text}）",
    en="Nomination {nomination} came in after the deadline, at {received_text}",
)
class NominationReceivedLate(Event, frozen=True):
    """Kept, with the instant and the deadline it missed; it takes no part until accepted."""

    nomination: Open[str]
    deadline: NoPerson[datetime]
    received_at: NoPerson[datetime]
    received_text: NoPerson[str]


@event(
    "nomination.late_accepted",
    ja="締切の後に届いた推薦 {nomination} を受け付けることを決裁した",
    en="Accepted nomination {nomination} though it came in late",
)
class LateNominationAccepted(Event, frozen=True):
    """An approver's decision, with the reason: from now on it takes part as any other."""

    nomination: Open[str]
    reason: SealedText


@event(
    "nomination.late_refused",
    ja="締切の後に届いた推薦 {nomination} を受け付けないことを決裁した",
    en="Refused nomination {nomination}, which came in late",
)
class LateNominationRefused(Event, frozen=True):
    """An approver's decision, with the reason: the person is free for another call."""

    nomination: Open[str]
    reason: SealedText


@event(
    "nomination.contract_stated",
    ja="推薦 {nomination} の契約の終期を {until_text} と記録した",
    en="Recorded that the contract of nomination {nomination} runs until {until_text}",
)
class ContractStated(Event, frozen=True):
    """The last day of the contract; None if it has no end."""

    nomination: Open[str]
    until: Open[date | None]
    until_text: Open[str]


@event(
    "nomination.confirmed",
    ja="推薦 {nomination} の本人が確認に答えた（{answer_text}）",
    en="The nominee of {nomination} answered: {answer}",
)
class NominationConfirmed(Event, frozen=True):
    """By the person: yes, left or not_me."""

    nomination: Open[str]
    answer: Open[str]
    answer_text: Open[str]


@event(
    "nomination.confirmation_asked",
    ja="推薦 {nomination} の本人に確認を求めた（{count}回目）",
    en="Asked the nominee of {nomination} to confirm, time {count}",
)
class ConfirmationAsked(Event, frozen=True):
    """The first is the request, later ones are reminders; state counts them, not the clock."""

    nomination: Open[str]
    count: NoPerson[int]


@event(
    "nomination.carried_over",
    ja="推薦 {source} を {nomination} として次の募集に引き継いだ",
    en="Carried nomination {source} over as {nomination}",
)
class NominationCarriedOver(Event, frozen=True):
    """What an officer had found proved in the earlier call still is: the position of the
    acceptance, and the verified documents."""

    nomination: Open[str]
    source: Open[str]
    accepted: Open[int | None]
    documents: Open[tuple[Document, ...]]


EVENTS = (
    NominationReceivedLate,
    LateNominationAccepted,
    LateNominationRefused,
    ContractStated,
    NominationConfirmed,
    ConfirmationAsked,
    NominationCarriedOver,
)


def changes(asked: int, fact: Fact) -> dict[str, Any]:
    """What the fact changes in the nomination's state."""
    match fact.event:
        case NominationReceivedLate():
            return {"status": "late", "late_by": fact.envelope.actor}
        case LateNominationAccepted():
            return {"status": "submitted"}
        case LateNominationRefused():
            return {"status": "late_refused"}
        case ContractStated(until=until):
            return {"contract_until": until, "contract": fact.position}
        case NominationConfirmed(answer=answer):
            return {
                "confirmation": answer,
                "confirmed_on": fact.effective_on,
                "confirmed": fact.position,
            }
        case ConfirmationAsked():
            return {"asked": asked + 1}
        case NominationCarriedOver(source=source, accepted=accepted, documents=held):
            return {"carried_from": source, "evidence": accepted, "documents": held}
    raise AssertionError(fact.event.topic)
