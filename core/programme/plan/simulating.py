"""What if there were more rounds, or more seats? Arithmetic on the record (clauses 21, 22)."""

from collections.abc import Sequence
from typing import Annotated, Any

from msgspec import Meta

from core.area import Known, Slice, States, To, decides
from core.command import Code, Command, Label, command
from core.event import Fact
from core.programme.coordinator import CoordinatorCertified
from core.programme.plan.facts import Plan, PlanSimulated, PlanYear, Supposed, stream_of_plan
from core.programme.window import WindowFactsRecorded
from core.programme.words import FiscalYear

Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Percent = Annotated[int, Meta(ge=0, le=100)]


@command(
    "simulate-plan",
    ja="回数と定員を試算する",
    en="Simulate rounds and seats",
    roles=("officer", "approver"),
    clauses=(21, 22),
)
class SimulatePlan(Command, frozen=True):
    """Rounds a year and seats a round over some years; it decides nothing and binds nobody."""

    plan: Annotated[Code, Label("試算の名前", "Name of the what-if")]
    from_year: FiscalYear
    years: Annotated[Annotated[int, Meta(ge=1, le=20)], Label("年数", "Years")]
    rounds: Annotated[Annotated[int, Meta(ge=1, le=12)], Label("年の回数", "Rounds a year")]
    seats: Annotated[Count, Label("1回の定員", "Seats a round")]
    completion: Annotated[
        Percent, Label("認証に至る割合（％）", "Per cent who are certified in the end")
    ] = 100
    target: Annotated[
        Count, Label("目標の人数", "People aimed at", "0 は窓口の数", "0: one a window")
    ] = 0
    lecturers: Annotated[Count, Label("講師の人数", "Lecturers")] = 0
    hours_a_round: Annotated[Count, Label("1回の講義時間", "Hours of lectures a round")] = 0
    hours_a_lecturer: Annotated[Count, Label("講師1人の年間時間", "Hours a year a lecturer")] = 0


def _gather(seen: dict[str, set[str]], fact: Fact) -> dict[str, set[str]]:
    match fact.event:
        case CoordinatorCertified(person=person):
            seen["certified"].add(person)
        case WindowFactsRecorded(code=code):
            seen["windows"].add(code)
    return seen


ON_RECORD = Slice(
    (CoordinatorCertified.topic, WindowFactsRecorded.topic),
    lambda: {"certified": set(), "windows": set()},
    _gather,
)
"""Who was ever certified, and which windows there are."""


@decides(SimulatePlan, streams=lambda wanted: (stream_of_plan(wanted.plan),), slice=ON_RECORD)
def simulate(wanted: SimulatePlan, states: States, known: Known) -> Sequence[To]:
    """The same what-if on the same record is stored once."""
    supposed = _supposed(wanted, known.seen)
    rows = tuple(rows_of(supposed))
    found = PlanSimulated(
        plan=wanted.plan,
        rounds=wanted.rounds,
        seats=wanted.seats,
        supposed=supposed,
        rows=rows,
        reached_in=next((row.fiscal_year for row in rows if row.total >= supposed.target), None),
    )
    held: Plan | None = states[stream_of_plan(wanted.plan)]
    return [] if held and held.simulated == found else [To(stream_of_plan(wanted.plan), found)]


def _supposed(wanted: SimulatePlan, seen: Any) -> Supposed:
    return Supposed(
        from_year=wanted.from_year,
        years=wanted.years,
        rounds=wanted.rounds,
        seats=wanted.seats,
        completion=wanted.completion,
        lecturers=wanted.lecturers,
        hours_a_round=wanted.hours_a_round,
        hours_a_lecturer=wanted.hours_a_lecturer,
        certified_now=len(seen["certified"]),
        target=wanted.target or len(seen["windows"]),
    )


def rows_of(supposed: Supposed) -> list[PlanYear]:
    """Year by year: parts of a person are never counted as certified."""
    rows, total = [], supposed.certified_now
    places = supposed.rounds * supposed.seats
    needed = supposed.rounds * supposed.hours_a_round
    given = supposed.lecturers * supposed.hours_a_lecturer
    for number in range(supposed.years):
        certified = places * supposed.completion // 100
        total += certified
        rows.append(
            PlanYear(
                fiscal_year=supposed.from_year + number,
                seats=places,
                certified=certified,
                total=total,
                hours_short=max(0, needed - given) if supposed.hours_a_lecturer else 0,
            )
        )
    return rows
