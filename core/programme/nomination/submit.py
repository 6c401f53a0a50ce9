"""Submitting a nomination: number it, record it, assess its eligibility (clauses 3, 4, 7)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Protocol

from msgspec import Meta

from core.area import Ask, Known, States, To, decides
from core.command import Command, Label, Text, command
from core.errors import Faults
from core.privacy import clear
from core.programme import call as calls
from core.programme import person as people
from core.programme import window as windows
from core.programme.nomination.facts import (
    EligibilityAssessed,
    Experience,
    Nomination,
    NominationSubmitted,
    nominee_facts,
    stream_of,
)
from core.programme.questions import EligibilityFacts, EligibilityRuling
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
Employment = Annotated[Text, Label("雇用形態", "Employment", personal=True)]


class Reported(Protocol):
    """The experience fields that submitting and resubmitting share."""

    @property
    def role(self) -> str:
        """`counsellor` or `adviser`."""

    @property
    def started_on(self) -> date | None:
        """Working there since."""

    @property
    def weekly_hours(self) -> float | None:
        """Hours a week."""

    @property
    def experience_months(self) -> int | None:
        """Months as the sender counted them."""


@command(
    "submit-nomination",
    ja="推薦を提出する",
    en="Submit a nomination",
    roles=("clerk", "officer"),
    clauses=(3, 4, 7),
)
class SubmitNomination(Command, frozen=True, kw_only=True):
    """One row of the nominations form. `person` is filled in by the tenant's gate when it is
    empty."""

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
    person: Annotated[str, Label("登録者番号", "Person id")] = ""


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
    )


def experience_of(wanted: "Reported", unselected: int) -> Experience:
    return Experience(
        role=wanted.role,
        started_on=wanted.started_on,
        weekly_hours=wanted.weekly_hours,
        experience_months=wanted.experience_months,
        past_unselected=unselected,
    )


def ask_eligibility(held: Nomination, states: States, known: Known) -> Ask:
    """Eligibility as the call's pinned policy sees the nomination now."""
    _, opened = calls.opened_call(states, held.call)
    window = windows.known_window(states, held.window)
    facts = EligibilityFacts(
        nominee=nominee_facts(held, states.get(people.stream_of(held.person))),
        window=windows.facts_of(window, opened.fiscal_year, opened.fiscal_year - 1),
        decided_on=known.today,
        parameters=opened.parameters,
    )
    return Ask("eligibility", facts, known.today, opened.policy)


def _ask_submit(wanted: SubmitNomination, states: States, known: Known) -> Ask | None:
    faults = Faults()
    call, _ = calls.opened_call(states, wanted.call)
    person: people.Person | None = states[people.stream_of(wanted.person)]
    faults.unless(
        call.status == "open", "call.closed", "募集は締め切られています。", "The call is closed."
    )
    faults.unless(
        call.deadline and known.now <= call.deadline,
        "call.late",
        "締切を過ぎています。",
        "The deadline has passed.",
    )
    faults.unless(
        states[windows.stream_of(wanted.window)],
        "window.unknown",
        f"窓口コード {wanted.window} は登録されていません。",
        f"Window {wanted.window} is not registered.",
        "window",
    )
    faults.unless(
        person is None or person.live is None,
        "person.already_nominated",
        "この人には有効な推薦がもうあります（1人1件）。",
        "This person already has a live nomination.",
        "full_name",
    )
    faults.unless(
        person is None or not person.erased,
        "person.erased",
        "この人の個人情報は消去されています。",
        "This person's data were erased.",
        "full_name",
    )
    faults.raise_any()
    return ask_eligibility(_submitted(wanted, states), states, known)


@decides(
    SubmitNomination,
    streams=lambda wanted: (
        calls.stream_of(wanted.call),
        windows.stream_of(wanted.window),
        people.stream_of(wanted.person),
    ),
    more=lambda wanted, states: (stream_of(_next_id(wanted, states)),),
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
    live = people.PersonNominated(person=person, nomination=held.id)
    first = people.registered(person, wanted.full_name, wanted.kana, wanted.roman, wanted.mail)
    return [
        *([] if states[people.stream_of(person)] else [first]),
        To(calls.stream_of(held.call), received),
        To(stream_of(held.id), sent),
        To(stream_of(held.id), assessed(held.id, known.ruling)),
        To(people.stream_of(person), live),
    ]


def assessed(nomination: str, ruling: EligibilityRuling) -> EligibilityAssessed:
    return EligibilityAssessed(
        nomination=nomination,
        eligible=ruling.eligible,
        reasons=ruling.reasons,
        warnings=ruling.warnings,
        months=ruling.months,
    )
