"""View window_register: every window with its attributes and yearly facts (clauses 5, 11, 12)."""

from collections import defaultdict
from datetime import date

import msgspec
from msgspec import Struct

from core.event import Fact
from core.japan import match_key
from core.programme.questions import OrganisationFacts
from core.programme.window import (
    CaseloadRecorded,
    ExceptionApproved,
    GrantRecorded,
    OrganisationRecorded,
    WindowAttributes,
    WindowFactsRecorded,
    WindowsFoundDistinct,
    WindowSucceeded,
    WindowTookOver,
)
from projections.store import Views
from projections.view import Rows, Table, View


class Caseload(Struct, frozen=True):
    """相談件数 of a fiscal year, in its own unit."""

    count: int
    unit: str


class WindowRow(Struct, frozen=True, kw_only=True):
    """A window; `grants` and `caseloads` by fiscal year, `effective_from` the date its
    attributes hold from, `organisation` what was recorded of a private body. `successor` is the
    window that took it over, `predecessors` those that it took over itself; `distinct` are windows
    that look like it and were found to be others."""

    window: str
    prefecture: str
    municipality_code: str
    attributes: WindowAttributes
    effective_from: date
    grants: dict[int, bool] = {}
    caseloads: dict[int, Caseload] = {}
    exception: str | None = None
    organisation: OrganisationFacts | None = None
    successor: str | None = None
    succeeded_on: date | None = None
    why: str = ""
    predecessors: tuple[str, ...] = ()
    distinct: tuple[str, ...] = ()


class Report(Struct, frozen=True, kw_only=True):
    """What a window reported of itself, from which date and at which position."""

    window: str
    effective_from: date
    position: int
    attributes: WindowAttributes


WINDOWS = Table("window", WindowRow, indexes=("prefecture", "municipality_code"))
REPORTS = Table("report", Report, indexes=("window",))


def fold(rows: Rows, fact: Fact) -> None:
    """The first record registers the window; what belongs to a year is kept by year."""
    match fact.event:
        case WindowFactsRecorded() as told:
            before = rows.get(WINDOWS, told.code)
            rows.put(WINDOWS, told.code, _registered(before, told, fact))
            if before is None or before.attributes != told.attributes:
                rows.put(REPORTS, f"{told.code}/{fact.version:09}", _report(told, fact))
        case GrantRecorded(code=code, fiscal_year=year, grant=grant):
            held = rows.need(WINDOWS, code)
            grants = {**held.grants, year: grant}
            rows.put(WINDOWS, code, msgspec.structs.replace(held, grants=grants))
        case CaseloadRecorded(code=code, fiscal_year=year, count=count, unit=unit):
            held = rows.need(WINDOWS, code)
            loads = {**held.caseloads, year: Caseload(count, unit)}
            rows.put(WINDOWS, code, msgspec.structs.replace(held, caseloads=loads))
        case ExceptionApproved(code=code, reason=reason):
            held = rows.need(WINDOWS, code)
            rows.put(WINDOWS, code, msgspec.structs.replace(held, exception=reason))
        case OrganisationRecorded(code=code, organisation=seen):
            held = rows.need(WINDOWS, code)
            rows.put(WINDOWS, code, msgspec.structs.replace(held, organisation=seen))
        case _:
            _related(rows, fact)


def _related(rows: Rows, fact: Fact) -> None:
    """What one window is to another."""
    match fact.event:
        case WindowSucceeded(code=code, successor=successor, reason=why):
            ended = {"successor": successor, "succeeded_on": fact.effective_on, "why": why}
            rows.put(WINDOWS, code, msgspec.structs.replace(rows.need(WINDOWS, code), **ended))
        case WindowTookOver(code=code, predecessor=old):
            held = rows.need(WINDOWS, code)
            taken = (*held.predecessors, old)
            rows.put(WINDOWS, code, msgspec.structs.replace(held, predecessors=taken))
        case WindowsFoundDistinct(code=code, other=other):
            for one, two in ((code, other), (other, code)):
                held = rows.need(WINDOWS, one)
                others = tuple(sorted((*held.distinct, two)))
                rows.put(WINDOWS, one, msgspec.structs.replace(held, distinct=others))
        case _:
            raise AssertionError(fact.event.topic)


def windows(
    views: Views, tenant: str, as_of: int | None = None, *, prefecture: str | None = None
) -> list[WindowRow]:
    """All windows by code, or those of one prefecture."""
    wanted = [] if prefecture is None else [WINDOWS.column("prefecture") == prefecture]
    with views.at(VIEW, tenant, as_of) as then:
        return then.rows(WINDOWS, *wanted)


def window(views: Views, tenant: str, code: str, as_of: int | None = None) -> WindowRow | None:
    """One window, None if it is not registered."""
    with views.at(VIEW, tenant, as_of) as then:
        return then.row(WINDOWS, code)


def reports(views: Views, tenant: str, code: str, as_of: int | None = None) -> list[Report]:
    """What a window reported of itself, the earliest first: founder, operator, employer, dated."""
    with views.at(VIEW, tenant, as_of) as then:
        return then.rows(REPORTS, REPORTS.column("window") == code)


def alike_windows(found: list[WindowRow]) -> list[tuple[WindowRow, WindowRow, str]]:
    """Pairs of windows that may be one, for a person to look at: of one `name` and municipality, or
    one `phone`. Each window is told with the first that it may be, unless they were found to be
    two."""
    here = [each for each in found if each.successor is None]
    pairs: dict[tuple[str, str], tuple[WindowRow, WindowRow, str]] = {}
    for why in ("name", "phone"):
        groups: dict[str, list[WindowRow]] = defaultdict(list)
        for each in here:
            group = groups[_key(each, why)]
            first = next((one for one in group if one.window not in each.distinct), None)
            if first and _key(each, why):
                pairs.setdefault((first.window, each.window), (first, each, why))
            group.append(each)
    return list(pairs.values())


def _key(row: WindowRow, why: str) -> str:
    held = row.attributes
    if why == "name":
        return f"{held.municipality_code}/{match_key(held.title)}"
    return "".join(filter(str.isdecimal, held.phone))


def _report(told: WindowFactsRecorded, fact: Fact) -> Report:
    return Report(
        window=told.code,
        effective_from=fact.effective_on,
        position=fact.position,
        attributes=told.attributes,
    )


def _registered(held: WindowRow | None, told: WindowFactsRecorded, fact: Fact) -> WindowRow:
    return WindowRow(
        window=told.code,
        prefecture=told.attributes.prefecture,
        municipality_code=told.attributes.municipality_code,
        attributes=told.attributes,
        effective_from=fact.effective_on,
        grants=held.grants if held else {},
        caseloads=held.caseloads if held else {},
        exception=held.exception if held else None,
        organisation=held.organisation if held else None,
        predecessors=held.predecessors if held else (),
        distinct=held.distinct if held else (),
    )


VIEW = View(
    "window_register",
    3,
    tables=(WINDOWS, REPORTS),
    events=(
        WindowFactsRecorded,
        GrantRecorded,
        CaseloadRecorded,
        ExceptionApproved,
        WindowSucceeded,
        WindowTookOver,
        WindowsFoundDistinct,
        OrganisationRecorded,
    ),
    fold=fold,
)
