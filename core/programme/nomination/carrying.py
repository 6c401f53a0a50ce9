"""Carrying a nominee who got no seat over into a later call (clause 7): a nomination of its own
there, with what was proved before."""

from collections.abc import Sequence

import msgspec

from core.area import Ask, Known, States, To, decides
from core.command import command
from core.errors import Faults
from core.privacy import clear
from core.programme import call as calls
from core.programme import coordinator as coordinators
from core.programme import person as people
from core.programme import window as windows
from core.programme.nomination.assessing import (
    ask_eligibility,
    assessed,
    check_person,
    check_window,
    cohort_streams,
    contract_stated,
    received_late,
)
from core.programme.nomination.facts import (
    Nomination,
    NominationSubmitted,
    known_nomination,
    stream_of,
)
from core.programme.nomination.later import NominationCarriedOver
from core.programme.nomination.standing import OfNomination, streams
from core.programme.nomination.submit import Employment, Evidence
from core.programme.words import CallId, Remarks


@command(
    "carry-over-nomination",
    ja="選定されなかった推薦を次の募集に引き継ぐ",
    en="Carry a nomination over into a later call",
    roles=("clerk", "officer"),
    clauses=(7,),
)
class CarryOverNomination(OfNomination, frozen=True):
    """`nomination` is the one without a seat, `call` the open one. What was written before is
    filled in by the tenant's gate where it is left empty."""

    call: CallId
    employment: Employment = ""
    evidence: Evidence = ""
    remarks: Remarks = ""


def _more(wanted: CarryOverNomination, states: States) -> Sequence[str]:
    held = known_nomination(states, wanted.nomination)
    return (
        calls.stream_of(wanted.call),
        *cohort_streams(states, wanted.call),
        *([stream_of(_next_id(states, wanted))] if calls.stream_of(wanted.call) in states else []),
        windows.stream_of(held.window),
        people.stream_of(held.person),
        coordinators.stream_of(held.person),
    )


def _next_id(states: States, wanted: CarryOverNomination) -> str:
    call, _ = calls.opened_call(states, wanted.call)
    return f"{call.id}-{len(call.nominations) + 1:04d}"


def _carried(wanted: CarryOverNomination, states: States) -> Nomination:
    """The new nomination; every call without a seat counts, the declared ones too."""
    held = known_nomination(states, wanted.nomination)
    call, _ = calls.opened_call(states, wanted.call)
    assert call.deadline is not None
    count = held.experience.past_unselected + 1
    return msgspec.structs.replace(
        held,
        id=_next_id(states, wanted),
        call=call.id,
        experience=msgspec.structs.replace(held.experience, past_unselected=count),
        until=call.deadline.date(),
        status="submitted",
        documents=tuple(each for each in held.documents if each.verified),
        confirmation="",
        confirmed_on=None,
        confirmed=0,
        asked=0,
        carried_from=held.id,
    )


def _ask(wanted: CarryOverNomination, states: States, known: Known) -> Ask:
    held = known_nomination(states, wanted.nomination)
    call, _ = calls.opened_call(states, wanted.call)
    person: people.Person = states[people.stream_of(held.person)]
    faults = Faults()
    faults.unless(
        call.status == "open", "call.closed", "募集は締め切られています。", "The call is closed."
    )
    check_window(faults, states, held.window)
    check_person(faults, person, states[coordinators.stream_of(held.person)], known)
    faults.unless(
        person.live is not None or person.unselected_by == held.id,
        "nomination.not_unselected",
        "引き継げるのは、選定が終わり、席のなかった推薦だけです。",
        "Only a nomination whose selection ended without a seat can be carried over.",
        "nomination",
    )
    faults.raise_any()
    return ask_eligibility(_carried(wanted, states), states, known)


@decides(CarryOverNomination, streams=streams, more=_more, ask=_ask)
def carry(wanted: CarryOverNomination, states: States, known: Known) -> Sequence[To]:
    """A number of receipt, and so a lottery ticket, of its own; the old nomination stays as it
    was."""
    held, person = _carried(wanted, states), known_nomination(states, wanted.nomination).person
    sent = NominationSubmitted(
        nomination=held.id,
        call=held.call,
        window=held.window,
        person=person,
        experience=held.experience,
        until=held.until,
        reference=None,
        employment=clear(person, wanted.employment),
        evidence=clear(person, wanted.evidence),
        remarks=clear(person, wanted.remarks),
    )
    carried = NominationCarriedOver(
        nomination=held.id,
        source=wanted.nomination,
        accepted=held.evidence,
        documents=held.documents,
    )
    received = calls.NominationReceived(call=held.call, nomination=held.id, person=person)
    live = To(people.stream_of(person), people.PersonNominated(person=person, nomination=held.id))
    return [
        To(calls.stream_of(held.call), received),
        To(stream_of(held.id), sent),
        To(stream_of(held.id), carried),
        *contract_stated(held.id, held.contract_until),
        To(stream_of(held.id), assessed(held.id, known.ruling)),
        *(received_late(held, states, known) or [live]),
    ]
