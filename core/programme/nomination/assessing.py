"""What submitting, correcting and carrying over share: who may be nominated, eligibility asked of
the policy, and the facts that follow (clauses 3, 4, 7)."""

from datetime import date
from typing import Protocol

from core.area import Ask, Known, States, To
from core.errors import Faults
from core.programme import call as calls
from core.programme import cohort as cohorts
from core.programme import coordinator as coordinators
from core.programme import person as people
from core.programme import window as windows
from core.programme.nomination.facts import (
    EligibilityAssessed,
    Experience,
    Nomination,
    nominee_facts,
    stream_of,
)
from core.programme.nomination.later import ContractStated, NominationReceivedLate
from core.programme.questions import EligibilityFacts, EligibilityRuling
from core.programme.words import iso


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


def experience_of(wanted: Reported, unselected: int) -> Experience:
    """The experience as reported, in the words of the event."""
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
    window, pin = windows.known_window(states, held.window), opened.pins.eligibility
    person = states.get(people.stream_of(held.person))
    facts = EligibilityFacts(
        nominee=nominee_facts(held, person, starts_on(states, opened.cohort)),
        window=windows.facts_of(window, opened.fiscal_year, opened.fiscal_year - 1),
        decided_on=known.today,
        parameters=pin.parameters,
    )
    return Ask("eligibility", facts, known.today, pin.policy)


def starts_on(states: States, cohort: str) -> date | None:
    """When the cohort began, or the first day of the month in which it is to begin."""
    held: cohorts.Cohort | None = states.get(cohorts.stream_of(cohort))
    if held is None or held.started_on:
        return held.started_on if held else None
    return date.fromisoformat(f"{held.plan.course1_from}-01")


def cohort_streams(states: States, call: str) -> list[str]:
    """The stream of the call's cohort, once the call is known."""
    held: calls.Call | None = states.get(calls.stream_of(call))
    return [cohorts.stream_of(held.opened.cohort)] if held and held.opened else []


def check_window(faults: Faults, states: States, code: str) -> None:
    window: windows.Window | None = states[windows.stream_of(code)]
    faults.unless(
        window,
        "window.unknown",
        f"窓口コード {code} は登録されていません。",
        f"Window {code} is not registered.",
        "window",
    )
    successor = window.successor if window else None
    faults.unless(
        successor is None,
        "window.succeeded",
        f"窓口 {code} は {successor} に引き継がれています。そのコードで推薦してください。",
        f"Window {code} was succeeded by {successor}: please nominate under that code.",
        "window",
    )


def check_person(
    faults: Faults,
    person: "people.Person | None",
    coordinator: "coordinators.Coordinator | None",
    known: Known,
) -> None:
    """What speaks against a new nomination of the person: one that is live, an erasure, a
    certification."""
    live = person.live if person else None
    faults.unless(
        live is None,
        "person.already_nominated",
        f"この人には有効な推薦がもうあります（{live}、1人1件）。兼務のときは一つの窓口を選んでください。",
        f"This person already has a live nomination, {live}; of two windows, choose one.",
        "full_name",
    )
    into = person.merged_into if person else ""
    faults.unless(
        not into,
        "person.merged",
        f"この番号の人は {into} と同じ人です。その番号で推薦してください。",
        f"This person is known as {into}: please nominate them under that id.",
        "person",
    )
    faults.unless(
        person is None or not person.erased,
        "person.erased",
        "この人の個人情報は消去されています。",
        "This person's data were erased.",
        "full_name",
    )
    against = coordinators.nominable(coordinator, known.today)
    if against:
        faults.unless(False, against.code, against.ja, against.en, "full_name")


def contract_stated(nomination: str, until: date | None) -> list[To]:
    """That the contract ends on a day; nothing where it has no end."""
    if until is None:
        return []
    stated = ContractStated(nomination=nomination, until=until, until_text=iso(until))
    return [To(stream_of(nomination), stated)]


def received_late(held: Nomination, states: States, known: Known) -> list[To]:
    """That it came in after the deadline, if it did."""
    call, _ = calls.opened_call(states, held.call)
    assert call.deadline is not None
    if known.now <= call.deadline:
        return []
    received = NominationReceivedLate(
        nomination=held.id,
        deadline=call.deadline,
        received_at=known.now,
        received_text=known.now.strftime("%Y-%m-%d %H:%M:%S"),
    )
    return [To(stream_of(held.id), received)]


def assessed(nomination: str, ruling: EligibilityRuling) -> EligibilityAssessed:
    """The policy's answer, as it is recorded."""
    return EligibilityAssessed(
        nomination=nomination,
        eligible=ruling.eligible,
        reasons=ruling.reasons,
        warnings=ruling.warnings,
        months=ruling.months,
        trace=ruling.trace,
    )
