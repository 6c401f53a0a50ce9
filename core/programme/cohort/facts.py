"""What happens to a training round: events, state, fold (clauses 6, 13, 15, 17, 22)."""

from datetime import date

import msgspec
from msgspec import Struct

from core.area import States, area, need
from core.event import Event, Fact, NoPerson, Open, event
from core.programme.questions import Round, Step


@event(
    "cohort.planned",
    ja="期 {cohort} を計画した（定員 {seats} 名）",
    en="Planned cohort {cohort} with {seats} seats",
)
class CohortPlanned(Event, frozen=True):
    """One round of a fiscal year as the policy's calendar has it."""

    cohort: NoPerson[str]
    fiscal_year: NoPerson[int]
    seats: NoPerson[int]
    plan: NoPerson[Round]


@event(
    "cohort.capacity_changed",
    ja="期 {cohort} の定員を {seats} 名に変えた",
    en="Changed the capacity of cohort {cohort} to {seats}",
)
class CapacityChanged(Event, frozen=True):
    """Other seats than planned; a selection not yet approved is run again with them."""

    cohort: NoPerson[str]
    seats: NoPerson[int]


@event(
    "cohort.started",
    ja="期 {cohort} の研修を {on_text} に始めた",
    en="The course of cohort {cohort} began on {on_text}",
)
class CohortStarted(Event, frozen=True):
    """The actual start, and the steps of the training as pinned for this cohort."""

    cohort: NoPerson[str]
    on: NoPerson[date]
    on_text: NoPerson[str]
    steps: NoPerson[tuple[Step, ...]]


@event(
    "cohort.seat_held",
    ja="期 {cohort} の1席を延期した受講生 {nomination} のために確保した",
    en="A seat of cohort {cohort} is kept for deferred trainee {nomination}",
)
class SeatHeld(Event, frozen=True):
    """Whoever deferred to this round has a seat before its call gives out any."""

    cohort: NoPerson[str]
    nomination: Open[str]
    person: Open[str]


@event(
    "cohort.seat_released",
    ja="期 {cohort} の延期した受講生 {nomination} の席を空けた",
    en="The seat that cohort {cohort} kept for {nomination} is free",
)
class SeatReleased(Event, frozen=True):
    """The deferred trainee does not come back."""

    cohort: NoPerson[str]
    nomination: Open[str]


@event(
    "cohort.seats_assigned",
    ja="期 {cohort} の {seats} 席を募集 {call} の選定に充てた",
    en="{seats} seats of cohort {cohort} belong to the selection of call {call}",
)
class SeatsAssigned(Event, frozen=True):
    """From the approval of a selection its seats are spoken for; at its close, those accepted."""

    cohort: NoPerson[str]
    call: NoPerson[str]
    seats: NoPerson[int]


@event(
    "cohort.carried_in",
    ja="登録簿より前の期 {cohort} を引き継いだ（定員 {seats} 名、{on_text} 開始）",
    en="Carried in cohort {cohort} with {seats} seats, in training since {on_text}",
)
class CohortCarriedIn(Event, frozen=True):
    """A round that began before this register did: no policy was asked about it."""

    cohort: NoPerson[str]
    fiscal_year: NoPerson[int]
    number: NoPerson[int]
    seats: NoPerson[int]
    on: NoPerson[date]
    on_text: NoPerson[str]


@event(
    "cohort.trainee_carried_in",
    ja="期 {cohort} の受講生 {nomination}（{person}）を引き継いだ",
    en="Carried in trainee {nomination} ({person}) of cohort {cohort}",
)
class TraineeCarriedIn(Event, frozen=True):
    """One of the seats of a round that was carried in belongs to this person."""

    cohort: NoPerson[str]
    nomination: Open[str]
    person: Open[str]
    window: Open[str]


class Cohort(Struct, frozen=True, kw_only=True):
    """A round, planned or running. `held`: nomination -> person of those who deferred to it;
    `assigned`: call -> seats; `carried`: nomination -> person, None unless it was carried in."""

    id: str
    fiscal_year: int
    seats: int
    plan: Round
    started_on: date | None = None
    steps: tuple[Step, ...] = ()
    held: dict[str, str] = {}
    assigned: dict[str, int] = {}
    carried: dict[str, str] | None = None

    def places_for(self, call: str) -> int:
        """Seats a selection of the call can give: returnees and other calls come first."""
        others = sum(seats for name, seats in self.assigned.items() if name != call)
        return max(0, self.seats - len(self.held) - others)

    @property
    def spoken_for(self) -> int:
        """Seats kept for returnees or given to a call's selection."""
        return len(self.held) + sum(self.assigned.values())


def carried_plan(carried: CohortCarriedIn) -> Round:
    """A round as it is known that was not planned here: nothing is planned of what came after its
    start."""
    return Round(
        number=carried.number,
        seats=carried.seats,
        course1_from=f"{carried.on:%Y-%m}",
        practice_from="",
        course2_from="",
    )


def stream_of(cohort: str) -> str:
    """The cohort's stream."""
    return f"cohort/{cohort}"


def known_cohort(states: States, cohort: str) -> Cohort:
    """The planned cohort, or `Refused`."""
    found: Cohort = need(
        states,
        stream_of(cohort),
        f"期 {cohort} は計画されていません。",
        f"Cohort {cohort} is not planned.",
    )
    return found


def evolve(state: Cohort | None, fact: Fact) -> Cohort:
    """Fold one fact of the stream."""
    change = msgspec.structs.replace
    match fact.event:
        case CohortPlanned(cohort=cohort, fiscal_year=year, seats=seats, plan=plan):
            return Cohort(id=cohort, fiscal_year=year, seats=seats, plan=plan)
        case CohortCarriedIn() as carried:
            return _carried(carried)
        case TraineeCarriedIn(nomination=nomination, person=person) if state:
            return change(state, carried={**(state.carried or {}), nomination: person})
        case CapacityChanged(seats=seats) if state:
            return change(state, seats=seats)
        case CohortStarted(on=on, steps=steps) if state:
            return change(state, started_on=on, steps=steps)
        case SeatHeld(nomination=nomination, person=person) if state:
            return change(state, held={**state.held, nomination: person})
        case SeatReleased(nomination=nomination) if state:
            kept = {name: person for name, person in state.held.items() if name != nomination}
            return change(state, held=kept)
        case SeatsAssigned(call=call, seats=seats) if state:
            return change(state, assigned={**state.assigned, call: seats})
    raise AssertionError(fact.event.topic)


def _carried(carried: CohortCarriedIn) -> Cohort:
    return Cohort(
        id=carried.cohort,
        fiscal_year=carried.fiscal_year,
        seats=carried.seats,
        plan=carried_plan(carried),
        started_on=carried.on,
        carried={},
    )


area("cohort", evolve)
