"""View window_register: every window with its attributes and yearly facts (clauses 5, 11, 12)."""

from datetime import date

import msgspec
from msgspec import Struct

from core.event import Fact
from core.programme.window import (
    CaseloadRecorded,
    ExceptionApproved,
    GrantRecorded,
    WindowAttributes,
    WindowFactsRecorded,
)
from projections.store import Views
from projections.view import Rows, Table, View


class Caseload(Struct, frozen=True):
    """相談件数 of a fiscal year, in its own unit."""

    count: int
    unit: str


class WindowRow(Struct, frozen=True, kw_only=True):
    """A window; `grants` and `caseloads` by fiscal year, `effective_from` the date its
    attributes hold from."""

    window: str
    prefecture: str
    municipality_code: str
    attributes: WindowAttributes
    effective_from: date
    grants: dict[int, bool] = {}
    caseloads: dict[int, Caseload] = {}
    exception: str | None = None


WINDOWS = Table("window", WindowRow, indexes=("prefecture", "municipality_code"))


def fold(rows: Rows, fact: Fact) -> None:
    """The first record registers the window; what belongs to a year is kept by year."""
    match fact.event:
        case WindowFactsRecorded() as told:
            rows.put(WINDOWS, told.code, _registered(rows.get(WINDOWS, told.code), told, fact))
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
    )


VIEW = View(
    "window_register",
    1,
    tables=(WINDOWS,),
    events=(WindowFactsRecorded, GrantRecorded, CaseloadRecorded, ExceptionApproved),
    fold=fold,
)
