"""What happens in planning: events, state, fold (clause 22)."""

from msgspec import Struct

from core.area import area
from core.event import Event, Fact, NoPerson, Open, event


@event(
    "plan.lecturer_assigned",
    ja="期 {cohort} の {part} の講師を {lecturer} に決めた",
    en="Assigned lecturer {lecturer} to {part} of cohort {cohort}",
)
class LecturerAssigned(Event, frozen=True):
    """Who teaches a part (a subject group or unit) of a round; the name is in the person's own
    stream. `hours` is None where it is not settled."""

    cohort: NoPerson[str]
    part: NoPerson[str]
    lecturer: Open[str]
    hours: NoPerson[int | None]


class Supposed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a what-if supposes. `completion` is the per cent of trainees who are certified in the
    end; hours are 0 where they are not looked at."""

    from_year: int
    years: int
    rounds: int
    seats: int
    completion: int
    lecturers: int
    hours_a_round: int
    hours_a_lecturer: int
    certified_now: int
    target: int


class PlanYear(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One fiscal year of a what-if: seats, newly certified, certified in all, lecturers' hours
    that are missing."""

    fiscal_year: int
    seats: int
    certified: int
    total: int
    hours_short: int


@event(
    "plan.simulated",
    ja="計画 {plan} を試算した（年{rounds}回、各{seats}名）",
    en="Simulated plan {plan}: {rounds} rounds a year of {seats} seats",
)
class PlanSimulated(Event, frozen=True):
    """A what-if and what came of it; `reached_in` is the first year with the target, if any."""

    plan: NoPerson[str]
    rounds: NoPerson[int]
    seats: NoPerson[int]
    supposed: NoPerson[Supposed]
    rows: NoPerson[tuple[PlanYear, ...]]
    reached_in: NoPerson[int | None]


class Plan(Struct, frozen=True):
    """The last what-if of an id, or who teaches which part of a round."""

    simulated: PlanSimulated | None = None
    lecturers: dict[str, LecturerAssigned] = {}


def stream_of_plan(plan: str) -> str:
    """The stream of a what-if."""
    return f"plan/what-if-{plan}"


def stream_of_cohort(cohort: str) -> str:
    """The stream of a round's lecturers."""
    return f"plan/cohort-{cohort}"


def evolve(state: Plan | None, fact: Fact) -> Plan:
    """Fold one fact of the stream."""
    held = state or Plan()
    match fact.event:
        case LecturerAssigned(part=part) as assigned:
            return Plan(held.simulated, {**held.lecturers, part: assigned})
        case PlanSimulated() as simulated:
            return Plan(simulated, held.lecturers)
    raise AssertionError(fact.event.topic)


area("plan", evolve)
