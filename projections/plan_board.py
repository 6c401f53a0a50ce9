"""View plan_board: who teaches which part of a round, and the what-ifs (clauses 21, 22)."""

from typing import NamedTuple

from msgspec import Struct

from core.event import Fact
from core.programme.plan.facts import LecturerAssigned, PlanSimulated, PlanYear, Supposed
from projections.borrowed import PEOPLE_EVENTS, Who, keep
from projections.store import Views
from projections.view import Rows, Table, View


class LecturerRow(Struct, frozen=True, kw_only=True):
    """A part of a round and its lecturer."""

    cohort: str
    part: str
    lecturer: str
    hours: int | None
    position: int


class PlanRow(Struct, frozen=True, kw_only=True):
    """The last what-if of a name."""

    plan: str
    supposed: Supposed
    rows: tuple[PlanYear, ...]
    reached_in: int | None
    by: str
    position: int


class Board(NamedTuple):
    """What-ifs by name, lecturers by round and part, and who the lecturers are."""

    plans: list[PlanRow]
    lecturers: list[LecturerRow]
    people: dict[str, Who]


PLANS = Table("what_if", PlanRow)
LECTURERS = Table("lecturer", LecturerRow)
PEOPLE = Table("person", Who)


def fold(rows: Rows, fact: Fact) -> None:
    """The latest of each stands."""
    if keep(rows, fact, PEOPLE):
        return
    match fact.event:
        case LecturerAssigned(cohort=cohort, part=part, lecturer=lecturer, hours=hours):
            row = LecturerRow(
                cohort=cohort, part=part, lecturer=lecturer, hours=hours, position=fact.position
            )
            rows.put(LECTURERS, f"{cohort}/{part}", row)
        case PlanSimulated() as made:
            plan = PlanRow(
                plan=made.plan,
                supposed=made.supposed,
                rows=made.rows,
                reached_in=made.reached_in,
                by=fact.envelope.actor,
                position=fact.position,
            )
            rows.put(PLANS, made.plan, plan)
        case _:
            raise AssertionError(fact.event.topic)


def board(views: Views, tenant: str, as_of: int | None = None) -> Board:
    """Everything planned."""
    with views.at(VIEW, tenant, as_of) as then:
        lecturers = then.rows(LECTURERS)
        found = {row.lecturer: then.row(PEOPLE, row.lecturer) for row in lecturers}
        plans = then.rows(PLANS)
    people = {id: who for id, who in found.items() if who}
    return Board(plans, lecturers, people)


VIEW = View(
    "plan_board",
    1,
    tables=(PLANS, LECTURERS, PEOPLE),
    events=(*PEOPLE_EVENTS, LecturerAssigned, PlanSimulated),
    fold=fold,
)
