"""View nomination_inbox: every nomination as it stands, for the officer and the body it came
from (clauses 3, 4, 7).

Names, addresses and free text are sealed cells; role, hours, months and reasons are open.
"""

from datetime import date
from typing import NamedTuple

import msgspec

from core.event import Fact
from core.programme.cohort import CohortStarted
from core.programme.nomination import documents, later
from core.programme.nomination.documents import ExperienceRejected
from core.programme.nomination.facts import (
    EligibilityAssessed,
    EvidenceAccepted,
    NominationLapsed,
    NominationResubmitted,
    NominationReturned,
    NominationSubmitted,
    NominationWithdrawn,
)
from core.programme.person import PersonNominated, PersonReleased
from core.programme.questions import Reason
from core.programme.selection.facts import SeatAccepted
from projections.borrowed import (
    NOWHERE,
    PEOPLE_EVENTS,
    PLACE_EVENTS,
    Lookup,
    Who,
    WindowPlace,
    keep,
)
from projections.nomination_rows import Live, NominationRow, Started, Wrote, changed, submitted
from projections.sealed import cell
from projections.store import Views
from projections.view import Rows, Table, View


class InboxEntry(NamedTuple):
    """A nomination with who it is about and where they work."""

    nomination: NominationRow
    who: Who
    place: WindowPlace
    written: tuple[Wrote, ...] = ()


class Checked(NamedTuple):
    """Someone with a seat whose cohort began: `found` is what does not fit, empty if all does, None
    if nobody looked since."""

    entry: InboxEntry
    started_on: date
    found: tuple[Reason, ...] | None


NOMINATIONS = Table(
    "nomination", NominationRow, indexes=("call", "person", "seat", "status", "unselected")
)
WRITTEN = Table("document", Wrote, indexes=("nomination",))
STARTED = Table("started", Started)
LIVE = Table("live", Live)
PEOPLE = Table("person", Who)
PLACES = Table("window", WindowPlace)


def fold(rows: Rows, fact: Fact) -> None:
    """Keep each nomination as sent in, and what was found, returned or withdrawn since."""
    if keep(rows, fact, PEOPLE, PLACES):
        return
    match fact.event:
        case NominationSubmitted() as sent:
            rows.put(NOMINATIONS, sent.nomination, submitted(sent, fact))
        case PersonNominated(person=person, nomination=nomination):
            rows.put(LIVE, person, Live(person, nomination))
        case PersonReleased() as released:
            _released(rows, released)
        case CohortStarted(cohort=cohort, on=on):
            rows.put(STARTED, cohort, Started(cohort, on))
        case SeatAccepted(nomination=nomination, cohort=cohort):
            held = rows.need(NOMINATIONS, nomination)
            rows.put(NOMINATIONS, nomination, msgspec.structs.replace(held, seat=cohort))
        case _:
            nomination = fact.stream.partition("/")[2]
            held = rows.need(NOMINATIONS, nomination)
            rows.put(NOMINATIONS, nomination, changed(held, fact))
            _keep_written(rows, nomination, fact)


def inbox(
    views: Views,
    tenant: str,
    as_of: int | None = None,
    *,
    call: str | None = None,
    bodies: tuple[str, ...] | None = None,
) -> list[InboxEntry]:
    """Nominations by number: of all calls or one, from all bodies or from some (団体コード)."""
    wanted = [] if call is None else [NOMINATIONS.column("call") == call]
    with views.at(VIEW, tenant, as_of) as then:
        held = then.rows(NOMINATIONS, *wanted)
        known = Lookup(then, PEOPLE, PLACES)
        written = _by_nomination(then.rows(WRITTEN))
    entries = [
        InboxEntry(
            each,
            known.who(each.person),
            known.place(each.window),
            tuple(written.get(each.nomination, ())),
        )
        for each in held
    ]
    return [e for e in entries if bodies is None or e.place.municipality_code in bodies]


def nomination(views: Views, tenant: str, name: str, as_of: int | None = None) -> InboxEntry | None:
    """One nomination, None if there is none of that number."""
    with views.at(VIEW, tenant, as_of) as then:
        held = then.row(NOMINATIONS, name)
        if held is None:
            return None
        who, place = then.row(PEOPLE, held.person), then.row(PLACES, held.window)
        written = then.rows(WRITTEN, WRITTEN.column("nomination") == name)
        return InboxEntry(held, who or Who(person=held.person), place or NOWHERE, tuple(written))


def late_ones(views: Views, tenant: str, as_of: int | None = None) -> list[NominationRow]:
    """Nominations that came in after the deadline and wait for an approver."""
    with views.at(VIEW, tenant, as_of) as then:
        return then.rows(NOMINATIONS, NOMINATIONS.column("status") == "late")


def checked_at_start(views: Views, tenant: str, as_of: int | None = None) -> list[Checked]:
    """Everyone with a seat in a cohort that began, with what does not fit: found by the policy on
    or after the first day, or said by the person."""
    with views.at(VIEW, tenant, as_of) as then:
        begun = {each.cohort: each.on for each in then.rows(STARTED)}
        held = then.rows(NOMINATIONS, NOMINATIONS.column("seat").in_(list(begun)))
        known = Lookup(then, PEOPLE, PLACES)
    return [
        Checked(
            InboxEntry(each, known.who(each.person), known.place(each.window)),
            begun[each.seat],
            _found(each, begun[each.seat]),
        )
        for each in held
    ]


def without_seat(
    views: Views,
    tenant: str,
    as_of: int | None = None,
    *,
    bodies: tuple[str, ...] | None = None,
) -> list[InboxEntry]:
    """The last nomination of everyone whose selection ended without a seat, and who has no live
    one: those that can be carried over."""
    with views.at(VIEW, tenant, as_of) as then:
        live = {each.person for each in then.rows(LIVE)}
        held = then.rows(NOMINATIONS, NOMINATIONS.column("unselected").is_(True))
        known = Lookup(then, PEOPLE, PLACES)
    last = {each.person: each for each in held if each.person not in live}
    entries = [
        InboxEntry(each, known.who(each.person), known.place(each.window)) for each in last.values()
    ]
    return [e for e in entries if bodies is None or e.place.municipality_code in bodies]


def _released(rows: Rows, released: PersonReleased) -> None:
    rows.remove(LIVE, released.person)
    if released.unselected:
        held = rows.need(NOMINATIONS, released.nomination)
        told = msgspec.structs.replace(held, unselected=True)
        rows.put(NOMINATIONS, released.nomination, told)


def _found(held: NominationRow, started_on: date) -> tuple[Reason, ...] | None:
    looked = held.assessed_on is not None and held.assessed_on >= started_on
    return held.reasons if looked else None


def _by_nomination(found: list[Wrote]) -> dict[str, list[Wrote]]:
    grouped: dict[str, list[Wrote]] = {}
    for each in sorted(found, key=lambda one: (one.nomination, one.number)):
        grouped.setdefault(each.nomination, []).append(each)
    return grouped


def _keep_written(rows: Rows, nomination: str, fact: Fact) -> None:
    match fact.event:
        case documents.ExperienceEvidenceAttached(number=number):
            row = Wrote(
                nomination=nomination,
                number=number,
                employer=cell(fact, "employer"),
                reason=cell(fact, "reason"),
            )
            rows.put(WRITTEN, f"{nomination}/{number}", row)
        case ExperienceRejected(number=number):
            key = f"{nomination}/{number}"
            held = rows.get(WRITTEN, key) or Wrote(nomination=nomination, number=number)
            told = msgspec.structs.replace(held, rejected=cell(fact, "reason"))
            rows.put(WRITTEN, key, told)


VIEW = View(
    "nomination_inbox",
    2,
    tables=(NOMINATIONS, WRITTEN, STARTED, LIVE, PEOPLE, PLACES),
    events=(
        *PEOPLE_EVENTS,
        *PLACE_EVENTS,
        NominationSubmitted,
        EligibilityAssessed,
        EvidenceAccepted,
        NominationReturned,
        NominationResubmitted,
        NominationWithdrawn,
        NominationLapsed,
        *documents.EVENTS,
        *later.EVENTS,
        PersonNominated,
        PersonReleased,
        SeatAccepted,
        CohortStarted,
    ),
    fold=fold,
)
