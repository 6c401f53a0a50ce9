"""View coordinator_roster: certified people, where they work and whether they act (clauses 18,
24, 34).

Two times: `as_of` is what was recorded, `effective_on` what held on a date. A person has a row
for each spell between two dates on which something changed; a fact recorded late splits or mends
the spells it falls into.
"""

from datetime import date
from typing import NamedTuple

import msgspec
import sqlalchemy as sql
from msgspec import Struct
from sqlalchemy import ColumnElement

from core.event import Fact
from core.programme.coordinator import (
    ACTING,
    CEASED,
    LAPSED,
    RETIRED,
    REVOKED,
    CertificateRevoked,
    CoordinatorCeased,
    CoordinatorCertified,
    CoordinatorLapsed,
    CoordinatorRenewed,
    CoordinatorResumed,
    CoordinatorRetired,
    CoordinatorTransferred,
)
from projections.borrowed import PEOPLE_EVENTS, PLACE_EVENTS, Lookup, Who, WindowPlace, keep
from projections.sealed import SealedCell
from projections.store import Views
from projections.view import Rows, Table, View


class Change(Struct, frozen=True):
    """What a fact said from a date on: a status, a window, or both; None leaves it."""

    on: date
    status: str | None
    window: str | None


class History(Struct, frozen=True):
    """Everything recorded about a coordinator, in the order it was recorded."""

    person: str
    number: str
    valid_until: date | None
    changes: tuple[Change, ...]


class Spell(Struct, frozen=True, kw_only=True):
    """What held of a coordinator from one date until before another (None: still)."""

    person: str
    number: str
    window: str
    status: str
    effective_from: date
    effective_until: date | None = None
    valid_until: date | None = None


class RosterRow(NamedTuple):
    """A coordinator as a roster shows them."""

    person: str
    number: str
    window: str
    prefecture: str
    institution: str
    status: str
    effective_from: date
    effective_until: date | None
    valid_until: date | None
    full_name: SealedCell | None
    kana: SealedCell | None
    mail: SealedCell | None


HISTORIES = Table("history", History)
SPELLS = Table("spell", Spell, indexes=("person",), columns=("effective_from", "effective_until"))
PEOPLE = Table("person", Who)
PLACES = Table("window", WindowPlace)


def fold(rows: Rows, fact: Fact) -> None:
    """Add what the fact changes to the person's history, and lay out the spells anew."""
    if keep(rows, fact, PEOPLE, PLACES):
        return
    match fact.event:
        case CoordinatorCertified() as made:
            held = rows.get(HISTORIES, made.person)
            certified = Change(fact.effective_on, ACTING, made.window)
            changes = (*(held.changes if held else ()), certified)
            _lay_out(rows, History(made.person, made.number, made.valid_until, changes))
        case _:
            history = rows.need(HISTORIES, fact.stream.partition("/")[2])
            changes = (*history.changes, _change(fact))
            until = _valid_until(history, fact)
            told = msgspec.structs.replace(history, changes=changes, valid_until=until)
            _lay_out(rows, told)


def roster(
    views: Views, tenant: str, as_of: int | None = None, effective_on: date | None = None
) -> list[RosterRow]:
    """Every coordinator by id, as recorded by `as_of`: on a date, or (None) after the latest
    change known."""
    begins, ends = SPELLS.column("effective_from"), SPELLS.column("effective_until")
    held: ColumnElement[bool] = ends.is_(None)
    if effective_on is not None:
        held = sql.and_(begins <= effective_on, sql.or_(held, ends > effective_on))
    with views.at(VIEW, tenant, as_of) as then:
        found = then.rows(SPELLS, held)
        known = Lookup(then, PEOPLE, PLACES)
    rows = [_row(each, known.who(each.person), known.place(each.window)) for each in found]
    return sorted(rows, key=lambda row: row.person)


def spells(views: Views, tenant: str, person: str, as_of: int | None = None) -> list[Spell]:
    """One coordinator's spells in order."""
    with views.at(VIEW, tenant, as_of) as then:
        return then.rows(SPELLS, SPELLS.column("person") == person)


def _row(spell: Spell, who: Who, place: WindowPlace) -> RosterRow:
    return RosterRow(
        person=spell.person,
        number=spell.number,
        window=spell.window,
        prefecture=place.prefecture,
        institution=place.institution,
        status=spell.status,
        effective_from=spell.effective_from,
        effective_until=spell.effective_until,
        valid_until=spell.valid_until,
        full_name=who.full_name,
        kana=who.kana,
        mail=who.mail,
    )


def _change(fact: Fact) -> Change:
    match fact.event:
        case CoordinatorTransferred(window=window):
            return Change(fact.effective_on, None, window)
        case CoordinatorCeased():
            return Change(fact.effective_on, CEASED, None)
        case CoordinatorResumed(window=window):
            return Change(fact.effective_on, ACTING, window)
        case CoordinatorRetired():
            return Change(fact.effective_on, RETIRED, None)
        case CoordinatorLapsed():
            return Change(fact.effective_on, LAPSED, None)
        case CoordinatorRenewed(restored=restored):
            return Change(fact.effective_on, restored, None)
        case CertificateRevoked():
            return Change(fact.effective_on, REVOKED, None)
    raise AssertionError(fact.event.topic)


def _valid_until(history: History, fact: Fact) -> date | None:
    renewed = fact.event
    return renewed.valid_until if isinstance(renewed, CoordinatorRenewed) else history.valid_until


def _lay_out(rows: Rows, history: History) -> None:
    rows.put(HISTORIES, history.person, history)
    for number, spell in enumerate(_spells(history)):
        rows.put(SPELLS, f"{history.person}/{number:04}", spell)


def _spells(history: History) -> list[Spell]:
    """On each date counts what was recorded as holding by then, later records last (design.md
    part 3)."""
    certified = history.changes[0].on
    dates = sorted({change.on for change in history.changes if change.on >= certified})
    return [
        _spell(history, begins, ends)
        for begins, ends in zip(dates, [*dates[1:], None], strict=True)
    ]


def _spell(history: History, begins: date, ends: date | None) -> Spell:
    status, window = "", ""
    for change in history.changes:
        if change.on <= begins:
            status, window = change.status or status, change.window or window
    return Spell(
        person=history.person,
        number=history.number,
        window=window,
        status=status,
        effective_from=begins,
        effective_until=ends,
        valid_until=history.valid_until,
    )


VIEW = View(
    "coordinator_roster",
    2,
    tables=(HISTORIES, SPELLS, PEOPLE, PLACES),
    events=(
        *PEOPLE_EVENTS,
        *PLACE_EVENTS,
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
