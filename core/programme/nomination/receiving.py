"""A nomination that came in after the deadline: an approver accepts it with a reason, or does not
(clause 7)."""

from collections.abc import Sequence
from typing import Annotated, Any

from core.area import Known, States, To, decides
from core.command import Label, Text, command
from core.errors import Faults
from core.privacy import clear
from core.programme import coordinator as coordinators
from core.programme import person as people
from core.programme.nomination.assessing import check_person
from core.programme.nomination.facts import Nomination, known_nomination, stream_of
from core.programme.nomination.later import LateNominationAccepted, LateNominationRefused
from core.programme.nomination.standing import OfNomination, more, standing, streams

Reason = Annotated[Text, Label("理由", "Reason", personal=True)]


def _selection(call: str) -> str:
    # Area selection builds on this one, so its stream is named here without it.
    return f"selection/{call}"


def _late(wanted: OfNomination, states: States) -> Sequence[str]:
    held = known_nomination(states, wanted.nomination)
    around = (_selection(held.call), coordinators.stream_of(held.person))
    return (*more(wanted, states), *around)


@command(
    "accept-late-nomination",
    ja="締切の後に届いた推薦を受け付ける",
    en="Accept a late nomination",
    roles=("approver",),
    clauses=(7,),
)
class AcceptLateNomination(OfNomination, frozen=True):
    """An approver's decision, with the reason; from then on it takes part as any other."""

    reason: Reason


@decides(AcceptLateNomination, streams=streams, more=_late)
def accept_late(wanted: AcceptLateNomination, states: States, known: Known) -> Sequence[To]:
    """Before the selection is approved, and while the person has no other live nomination."""
    held = standing(states, wanted.nomination, "late")
    selection: Any = states[_selection(held.call)]
    faults = Faults()
    _another(faults, held, known)
    faults.unless(
        selection is None or selection.approval is None,
        "selection.approved",
        "この募集の選定はすでに決裁されています。",
        "The selection of this call is approved already.",
    )
    person = states[people.stream_of(held.person)]
    check_person(faults, person, states[coordinators.stream_of(held.person)], known)
    faults.raise_any()
    reason = clear(held.person, wanted.reason)
    live = people.PersonNominated(person=held.person, nomination=held.id)
    return [
        To(stream_of(held.id), LateNominationAccepted(nomination=held.id, reason=reason)),
        To(people.stream_of(held.person), live),
    ]


@command(
    "refuse-late-nomination",
    ja="締切の後に届いた推薦を受け付けない",
    en="Refuse a late nomination",
    roles=("approver",),
    clauses=(7,),
)
class RefuseLateNomination(OfNomination, frozen=True):
    """An approver's decision, with the reason."""

    reason: Reason


@decides(RefuseLateNomination, streams=streams)
def refuse_late(wanted: RefuseLateNomination, states: States, known: Known) -> Sequence[To]:
    """It stays on record, and takes no part."""
    held = standing(states, wanted.nomination, "late")
    faults = Faults()
    _another(faults, held, known)
    faults.raise_any()
    reason = clear(held.person, wanted.reason)
    return [To(stream_of(held.id), LateNominationRefused(nomination=held.id, reason=reason))]


def _another(faults: Faults, held: Nomination, known: Known) -> None:
    faults.unless(
        known.actor != held.late_by,
        "approval.same_person",
        "推薦を提出した人は決裁できません。別の人が決裁してください。",
        "Whoever sent it in cannot decide. Another person must.",
    )
