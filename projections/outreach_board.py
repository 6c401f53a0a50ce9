"""View outreach_board: the prefectures to approach, each contact with them, and where nobody is
certified still (clause 9).

A list says where there was no trainee from a grant window in one year; beside it stands how many
are certified and acting there on a date, from whatever window. These are two things.
"""

from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import Struct

from core.event import Fact
from core.programme.coordinator import (
    ACTING,
    CertificateRevoked,
    CoordinatorCeased,
    CoordinatorCertified,
    CoordinatorLapsed,
    CoordinatorRenewed,
    CoordinatorResumed,
    CoordinatorRetired,
    CoordinatorTransferred,
)
from core.programme.outreach.targets import (
    OutreachClosed,
    OutreachContacted,
    OutreachTargetsAdopted,
)
from core.programme.window import WindowFactsRecorded
from projections.store import Views
from projections.view import Rows, Table, View


class TargetList(Struct, frozen=True):
    """A list as adopted last, at `position`: its prefectures by their two digits."""

    targets: str
    prefectures: tuple[str, ...]
    source: str
    on: date
    position: int


class Contact(Struct, frozen=True):
    """One approach, recorded at `position`."""

    on: date
    by: str
    body: str
    means: str
    result: str
    comment: str
    position: int


class Closing(Struct, frozen=True):
    """How the outreach to a prefecture ended."""

    on: date
    result: str
    comment: str
    position: int


class TargetRow(Struct, frozen=True):
    """What was done about one prefecture of a list."""

    targets: str
    prefecture: str
    contacts: tuple[Contact, ...] = ()
    closing: Closing | None = None


class Change(Struct, frozen=True):
    """From a date on: whether a coordinator acts, and at which window; None leaves it."""

    on: date
    acting: bool | None
    window: str | None


class Work(Struct, frozen=True):
    """All changes in a coordinator's work, in the order they were recorded."""

    person: str
    changes: tuple[Change, ...] = ()


class Site(Struct, frozen=True):
    """The prefecture of a window."""

    window: str
    prefecture: str


class Card(NamedTuple):
    """One prefecture of a list. `acting` counts who is certified and acting there; `listed` is
    false where a later version of the list left it out."""

    target: TargetRow
    acting: int
    listed: bool

    @property
    def still_zero(self) -> bool:
        """Whether nobody certified acts in the prefecture."""
        return self.acting == 0


LISTS = Table("list", TargetList)
TARGETS = Table("target", TargetRow, indexes=("targets",))
WORK = Table("work", Work)
SITES = Table("site", Site)


def fold(rows: Rows, fact: Fact) -> None:
    """Lists and contacts as they come; of coordinators only where they work."""
    match fact.event:
        case OutreachTargetsAdopted() as told:
            listed = TargetList(told.targets, told.prefectures, told.source, told.on, fact.position)
            rows.put(LISTS, told.targets, listed)
        case OutreachContacted() | OutreachClosed() as told:
            key = f"{told.targets}/{told.prefecture}"
            held = rows.get(TARGETS, key) or TargetRow(told.targets, told.prefecture)
            rows.put(TARGETS, key, _done(held, told, fact.position))
        case WindowFactsRecorded(code=code, attributes=attributes):
            rows.put(SITES, code, Site(code, attributes.municipality_code[:2]))
        case _:
            person = fact.stream.partition("/")[2]
            work = rows.get(WORK, person) or Work(person)
            rows.put(WORK, person, Work(person, (*work.changes, _change(fact))))


def lists(views: Views, tenant: str, as_of: int | None = None) -> list[TargetList]:
    """Every list, the one adopted last first."""
    with views.at(VIEW, tenant, as_of) as then:
        found = then.rows(LISTS)
    return sorted(found, key=lambda each: each.position, reverse=True)


def cards(
    views: Views, tenant: str, targets: str, on: date, as_of: int | None = None
) -> list[Card]:
    """A list's prefectures by number, with what holds on a date; empty if there is no such list."""
    with views.at(VIEW, tenant, as_of) as then:
        held = then.row(LISTS, targets)
        done = {
            each.prefecture: each
            for each in then.rows(TARGETS, TARGETS.column("targets") == targets)
        }
        sites = {each.window: each.prefecture for each in then.rows(SITES)}
        work = then.rows(WORK)
    if held is None:
        return []
    places = [sites.get(_window_on(each, on)) for each in work]
    return [
        Card(
            target=done.get(code) or TargetRow(targets, code),
            acting=places.count(code),
            listed=code in held.prefectures,
        )
        for code in sorted({*held.prefectures, *done})
    ]


def _done(held: TargetRow, told: OutreachContacted | OutreachClosed, position: int) -> TargetRow:
    if isinstance(told, OutreachClosed):
        closing = Closing(told.on, told.result, told.comment, position)
        return msgspec.structs.replace(held, closing=closing)
    contact = Contact(told.on, told.by, told.body, told.means, told.result, told.comment, position)
    return msgspec.structs.replace(held, contacts=(*held.contacts, contact))


def _change(fact: Fact) -> Change:
    match fact.event:
        case CoordinatorCertified(window=window) | CoordinatorResumed(window=window):
            return Change(fact.effective_on, True, window)
        case CoordinatorTransferred(window=window):
            return Change(fact.effective_on, None, window)
        case CoordinatorRenewed(restored=restored):
            return Change(fact.effective_on, True if restored == ACTING else None, None)
        case (
            CoordinatorCeased() | CoordinatorRetired() | CoordinatorLapsed() | CertificateRevoked()
        ):
            return Change(fact.effective_on, False, None)
    raise AssertionError(fact.event.topic)


def _window_on(work: Work, on: date) -> str:
    """Where the coordinator acts on a date, later records last; empty for nowhere."""
    acting, window = False, ""
    for change in work.changes:
        if change.on <= on:
            acting = acting if change.acting is None else change.acting
            window = change.window or window
    return window if acting else ""


VIEW = View(
    "outreach_board",
    2,
    tables=(LISTS, TARGETS, WORK, SITES),
    events=(
        OutreachTargetsAdopted,
        OutreachContacted,
        OutreachClosed,
        WindowFactsRecorded,
        CoordinatorCertified,
        CoordinatorTransferred,
        CoordinatorCeased,
        CoordinatorResumed,
        CoordinatorRetired,
        CoordinatorLapsed,
        CoordinatorRenewed,
        CertificateRevoked,
    ),
    fold=fold,
)
