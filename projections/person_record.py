"""View person_record: all that is on record about one person, for that person (journeys of the
person's door).

The rows are the areas' own states, folded by the areas' own `evolve`; names and address are
sealed cells.
"""

from datetime import date
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from core import area
from core.event import EVENTS, Fact
from core.programme.consent import Consent
from core.programme.coordinator import Coordinator
from core.programme.nomination.facts import Nomination
from core.programme.person import PersonNominated, PersonRegistered, PersonReleased
from core.programme.selection.facts import (
    OfferExpired,
    SeatAccepted,
    SeatDeclined,
    SeatOffered,
    SelectionApproved,
    SelectionOverridden,
    SelectionRuled,
)
from core.programme.training import Trainee
from projections.borrowed import PEOPLE_EVENTS, Who, keep
from projections.store import Views
from projections.view import Rows, Table, View


class Own(Struct, frozen=True, kw_only=True):
    """A person's live nomination, and how many calls ended without a seat."""

    person: str
    live: str | None = None
    unselected: int = 0


class Ruled(Struct, frozen=True, kw_only=True):
    """What a selection came to for a nomination; `offer` is None, offered, accepted, declined
    or expired."""

    nomination: str
    call: str
    run: int
    outcome: str
    offer: str | None = None
    reply_by: date | None = None


class ApprovedRun(Struct, frozen=True):
    """The run of a call that stands; nothing of a selection is shown before."""

    call: str
    run: int


class PersonRecord(NamedTuple):
    """One person's record; lists are by nomination, and `results` holds approved rulings only."""

    who: Who
    own: Own
    nominations: list[Nomination]
    results: list[Ruled]
    trainees: list[Trainee]
    coordinator: Coordinator | None
    consent: Consent | None


PEOPLE = Table("person", Who)
OWN = Table("own", Own)
NOMINATIONS = Table("nomination", Nomination, indexes=("person",))
TRAINEES = Table("trainee", Trainee, indexes=("person",))
COORDINATORS = Table("coordinator", Coordinator)
CONSENTS = Table("consent", Consent)
RESULTS = Table("result", Ruled)
RUNS = Table("run", ApprovedRun)

_BY_AREA: dict[str, Table[Any]] = {
    "nomination": NOMINATIONS,
    "training": TRAINEES,
    "coordinator": COORDINATORS,
    "consent": CONSENTS,
}


def fold(rows: Rows, fact: Fact) -> None:
    """The areas fold their own streams; person and selection are kept as far as they concern
    the person."""
    kept = keep(rows, fact, PEOPLE)
    match fact.event:
        case PersonRegistered(person=person):
            rows.put(OWN, person, Own(person=person))
        case PersonNominated(person=person, nomination=nomination):
            held = rows.need(OWN, person)
            rows.put(OWN, person, msgspec.structs.replace(held, live=nomination))
        case PersonReleased(person=person, unselected=unselected):
            held = rows.need(OWN, person)
            count = held.unselected + unselected
            rows.put(OWN, person, msgspec.structs.replace(held, live=None, unselected=count))
        case _ if not kept:
            _fold_area(rows, fact)


def record(views: Views, tenant: str, person: str, as_of: int | None = None) -> PersonRecord | None:
    """Everything on record about a person, None if nobody has that id."""
    with views.at(VIEW, tenant, as_of) as then:
        own = then.row(OWN, person)
        if own is None:
            return None
        nominations = then.rows(NOMINATIONS, NOMINATIONS.column("person") == person)
        ruled = [then.row(RESULTS, each.id) for each in nominations]
        stands = {run.call: run.run for run in then.rows(RUNS)}
        return PersonRecord(
            who=then.row(PEOPLE, person) or Who(person=person),
            own=own,
            nominations=nominations,
            results=[each for each in ruled if each and stands.get(each.call) == each.run],
            trainees=then.rows(TRAINEES, TRAINEES.column("person") == person),
            coordinator=then.row(COORDINATORS, person),
            consent=then.row(CONSENTS, person),
        )


def _fold_area(rows: Rows, fact: Fact) -> None:
    name, _, key = fact.stream.partition("/")
    if name == "selection":
        _fold_selection(rows, key, fact)
        return
    table = _BY_AREA[name]
    rows.put(table, key, area.evolve(rows.get(table, key), fact))


def _fold_selection(rows: Rows, call: str, fact: Fact) -> None:
    match fact.event:
        case SelectionRuled(nomination=nomination, run=run, ruling=ruling):
            row = Ruled(nomination=nomination, call=call, run=run, outcome=ruling.outcome)
            rows.put(RESULTS, nomination, row)
        case SelectionOverridden(moved=moved):
            for each in moved:
                held = rows.need(RESULTS, each.nomination)
                row = msgspec.structs.replace(held, outcome=each.outcome)
                rows.put(RESULTS, each.nomination, row)
        case SelectionApproved(run=run):
            rows.put(RUNS, call, ApprovedRun(call, run))
        case SeatOffered(nomination=nomination, reply_by=reply_by):
            _answer(rows, nomination, "offered", reply_by)
        case SeatAccepted(nomination=nomination):
            _answer(rows, nomination, "accepted")
        case SeatDeclined(nomination=nomination):
            _answer(rows, nomination, "declined")
        case OfferExpired(nomination=nomination):
            _answer(rows, nomination, "expired")
        case _:
            raise AssertionError(fact.event.topic)


def _answer(rows: Rows, nomination: str, offer: str, reply_by: date | None = None) -> None:
    held = rows.need(RESULTS, nomination)
    answered = msgspec.structs.replace(held, offer=offer, reply_by=reply_by or held.reply_by)
    rows.put(RESULTS, nomination, answered)


VIEW = View(
    "person_record",
    2,
    tables=(PEOPLE, OWN, NOMINATIONS, TRAINEES, COORDINATORS, CONSENTS, RESULTS, RUNS),
    events=(
        *PEOPLE_EVENTS,
        PersonNominated,
        PersonReleased,
        SelectionRuled,
        SelectionOverridden,
        SelectionApproved,
        SeatOffered,
        SeatAccepted,
        SeatDeclined,
        OfferExpired,
        *(cls for topic, cls in EVENTS.items() if topic.partition(".")[0] in _BY_AREA),
    ),
    fold=fold,
)
