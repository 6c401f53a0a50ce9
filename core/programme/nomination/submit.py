"""Submitting a nomination: number it, record it, assess its eligibility (clauses 3, 4, 7).

One that comes in after the deadline is kept as late, and takes no part until an approver accepts
it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta

from core.area import Ask, Known, States, To, decides
from core.command import Command, Label, Text, command
from core.errors import Faults
from core.privacy import clear
from core.programme import call as calls
from core.programme import coordinator as coordinators
from core.programme import duplicate
from core.programme import person as people
from core.programme import window as windows
from core.programme.nomination.assessing import (
    ask_eligibility,
    assessed,
    check_person,
    check_window,
    cohort_streams,
    contract_stated,
    experience_of,
    received_late,
)
from core.programme.nomination.facts import Nomination, NominationSubmitted, stream_of
from core.programme.words import (
    ROLES,
    CallId,
    Kana,
    Mail,
    Name,
    Remarks,
    Roman,
    WindowCode,
)

Role = Annotated[str, Label("職務区分", "Role", choices=ROLES)]
StartedOn = Annotated[date | None, Label("従事開始日", "Working there since")]
WeeklyHours = Annotated[
    Annotated[float, Meta(ge=0, le=168)] | None, Label("週従事時間", "Hours a week")
]
Months = Annotated[
    Annotated[int, Meta(ge=0, le=1200)] | None, Label("実務経験月数", "Months of experience")
]
Unselected = Annotated[
    Annotated[int, Meta(ge=0, le=99)], Label("過去の不選定回数", "Earlier calls without a seat")
]
Evidence = Annotated[Text, Label("確認書類", "Kind of document", personal=True)]
ContractUntil = Annotated[
    date | None,
    Label("契約の終期", "Contract until", "定めがなければ空欄", "Empty if it has no end"),
]
Employment = Annotated[Text, Label("雇用形態", "Employment", personal=True)]


@command(
    "submit-nomination",
    ja="推薦を提出する",
    en="Submit a nomination",
    roles=("clerk", "officer"),
    clauses=(3, 4, 7),
)
class SubmitNomination(Command, frozen=True, kw_only=True):
    """One row of the nominations form. `person` is filled in by the tenant's gate when it is
    empty, and so is `resembles`: whom a new person is like, and how (`id:way`)."""

    call: CallId
    window: WindowCode
    reference: Annotated[Text, Label("受付番号", "Sender's own number", personal=True)] = ""
    full_name: Name
    kana: Kana = ""
    roman: Roman = ""
    mail: Mail = ""
    role: Role
    employment: Employment = ""
    started_on: StartedOn = None
    weekly_hours: WeeklyHours = None
    experience_months: Months = None
    evidence: Evidence = ""
    past_unselected: Unselected = 0
    remarks: Remarks = ""
    contract_until: ContractUntil = None
    person: Annotated[str, Label("登録者番号", "Person id")] = ""
    resembles: Annotated[
        tuple[str, ...], Label("似た登録者", "Alike", "空欄なら台帳が調べる", "Found if empty")
    ] = ()


def _next_id(wanted: SubmitNomination, states: States) -> str:
    call, _ = calls.opened_call(states, wanted.call)
    return f"{call.id}-{len(call.nominations) + 1:04d}"


def _submitted(wanted: SubmitNomination, states: States) -> Nomination:
    call, _ = calls.opened_call(states, wanted.call)
    assert call.deadline is not None
    return Nomination(
        id=_next_id(wanted, states),
        call=call.id,
        window=wanted.window,
        person=wanted.person,
        experience=experience_of(wanted, wanted.past_unselected),
        until=call.deadline.date(),
        status="submitted",
        submitted=0,
        contract_until=wanted.contract_until,
    )


def _more(wanted: SubmitNomination, states: States) -> Sequence[str]:
    call, _ = calls.opened_call(states, wanted.call)
    return (
        stream_of(_next_id(wanted, states)),
        *cohort_streams(states, call.id),
        *(stream_of(each) for each, who in call.nominations.items() if who == wanted.person),
        *duplicate.streams_for(wanted.person, wanted.resembles),
    )


def _check_late(faults: Faults, states: States, wanted: SubmitNomination, call: calls.Call) -> None:
    own = [each for each, who in call.nominations.items() if who == wanted.person]
    waiting = next((each for each in own if states[stream_of(each)].status == "late"), None)
    faults.unless(
        waiting is None,
        "nomination.late_already",
        f"この人の推薦（{waiting}）は締切の後に届き、受け付けるかどうかの決裁を待っています。",
        f"This person's nomination {waiting} came in late and awaits a decision.",
        "full_name",
    )


def _ask_submit(wanted: SubmitNomination, states: States, known: Known) -> Ask | None:
    call, _ = calls.opened_call(states, wanted.call)
    faults = Faults()
    faults.unless(
        call.status == "open", "call.closed", "募集は締め切られています。", "The call is closed."
    )
    check_window(faults, states, wanted.window)
    person: people.Person | None = states[people.stream_of(wanted.person)]
    check_person(faults, person, states.get(coordinators.stream_of(wanted.person)), known)
    _check_late(faults, states, wanted, call)
    faults.raise_any()
    return ask_eligibility(_submitted(wanted, states), states, known)


@decides(
    SubmitNomination,
    streams=lambda wanted: (
        calls.stream_of(wanted.call),
        windows.stream_of(wanted.window),
        people.stream_of(wanted.person),
        coordinators.stream_of(wanted.person),
    ),
    more=_more,
    ask=_ask_submit,
)
def submit(wanted: SubmitNomination, states: States, known: Known) -> Sequence[To]:
    """Number it, record it, and what the policy says of its eligibility."""
    assert wanted.person, "the tenant's gate names the person"
    held, person = _submitted(wanted, states), wanted.person
    sent = NominationSubmitted(
        nomination=held.id,
        call=held.call,
        window=held.window,
        person=person,
        experience=held.experience,
        until=held.until,
        reference=clear(person, wanted.reference),
        employment=clear(person, wanted.employment),
        evidence=clear(person, wanted.evidence),
        remarks=clear(person, wanted.remarks),
    )
    received = calls.NominationReceived(call=held.call, nomination=held.id, person=person)
    came_late = received_late(held, states, known)
    live = To(people.stream_of(person), people.PersonNominated(person=person, nomination=held.id))
    first = people.registered(person, wanted.full_name, wanted.kana, wanted.roman, wanted.mail)
    return [
        *([] if states[people.stream_of(person)] else [first]),
        To(calls.stream_of(held.call), received),
        To(stream_of(held.id), sent),
        *contract_stated(held.id, wanted.contract_until),
        To(stream_of(held.id), assessed(held.id, known.ruling)),
        *(came_late or [live]),
        *duplicate.suspected(states, person, wanted.resembles),
    ]
