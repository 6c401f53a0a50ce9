"""What is known of a window: events, state, fold (clauses 5, 11, 12).

A window that was merged or renamed has a successor, which took over what was known of its years.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from core.area import States, area, need
from core.event import Event, Fact, NoPerson, event
from core.programme.questions import OrganisationFacts, WindowFacts


class WindowAttributes(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the register says of a window, apart from what belongs to a year."""

    title: str
    municipality_code: str
    prefecture: str
    municipality: str
    founder: str
    founder_kind: str
    operation: str
    operator: str
    institution: str
    days_open: int
    year_round: bool
    free_of_charge: bool
    multilingual: bool
    one_stop: bool
    languages: tuple[str, ...]
    phone: str
    url: str


@event(
    "window.facts_recorded",
    ja="窓口 {code} の登録内容を記録した",
    en="Recorded the facts of window {code}",
)
class WindowFactsRecorded(Event, frozen=True):
    """The window as its body reports it; the first one registers it."""

    code: NoPerson[str]
    attributes: NoPerson[WindowAttributes]


@event(
    "window.grant_recorded",
    ja="窓口 {code} の{fiscal_year}年度の交付金の有無を記録した",
    en="Recorded whether window {code} receives the grant in FY{fiscal_year}",
)
class GrantRecorded(Event, frozen=True):
    """受入環境整備交付金 of one fiscal year."""

    code: NoPerson[str]
    fiscal_year: NoPerson[int]
    grant: NoPerson[bool]


@event(
    "window.caseload_recorded",
    ja="窓口 {code} の{fiscal_year}年度の相談件数を記録した",
    en="Recorded the caseload of window {code} in FY{fiscal_year}",
)
class CaseloadRecorded(Event, frozen=True):
    """相談件数 of one fiscal year, in its own unit."""

    code: NoPerson[str]
    fiscal_year: NoPerson[int]
    count: NoPerson[int]
    unit: NoPerson[str]


@event(
    "window.exception_approved",
    ja="窓口 {code} の開設日数の例外を認めた",
    en="Approved the opening days of window {code} as an exception",
)
class ExceptionApproved(Event, frozen=True):
    """原則週５日: fewer days by an approver's decision, with the reason."""

    code: NoPerson[str]
    reason: NoPerson[str]


@event(
    "window.organisation_recorded",
    ja="窓口 {code} を置く民間団体等の種類（{kind}）と確認した書類を記録した",
    en="Recorded the kind ({kind}) and documents of the private body of window {code}",
)
class OrganisationRecorded(Event, frozen=True):
    """What an officer saw of a private body."""

    code: NoPerson[str]
    kind: NoPerson[str]
    organisation: NoPerson[OrganisationFacts]


@event(
    "window.succeeded",
    ja="窓口 {code} は {successor} に引き継がれた（{reason}）",
    en="Window {code} was succeeded by {successor}: {reason}",
)
class WindowSucceeded(Event, frozen=True):
    """Merged into, or renamed to, another window: its people count there from now on."""

    code: NoPerson[str]
    successor: NoPerson[str]
    reason: NoPerson[str]


@event(
    "window.took_over",
    ja="窓口 {code} は {predecessor} を引き継いだ",
    en="Window {code} took over from {predecessor}",
)
class WindowTookOver(Event, frozen=True):
    """Of these fiscal years the successor's grant and caseload are what it took over, not a report
    of its own."""

    code: NoPerson[str]
    predecessor: NoPerson[str]
    grant_years: NoPerson[tuple[int, ...]]
    caseload_years: NoPerson[tuple[int, ...]]


@event(
    "window.found_distinct",
    ja="窓口 {code} と {other} は別の窓口であることを確かめた",
    en="Found that {code} and {other} are two windows",
)
class WindowsFoundDistinct(Event, frozen=True):
    """Alike in name or telephone, and still two; nobody needs to look again."""

    code: NoPerson[str]
    other: NoPerson[str]


class Window(Struct, frozen=True, kw_only=True):
    """A window with its yearly facts and the positions they came from; `taken_over` are the fiscal
    years whose caseload came from windows that it succeeded, `since` is the date of its first
    report; `organisation` is what was recorded of a private body, and where; `distinct` are later
    codes of windows that are known to be others."""

    code: str
    attributes: WindowAttributes
    position: int
    since: date = date.min
    grants: dict[int, tuple[bool, int]] = {}
    caseloads: dict[int, tuple[int, str, int]] = {}
    exception: int | None = None
    organisation: tuple[OrganisationFacts, int] | None = None
    successor: str | None = None
    taken_over: frozenset[int] = frozenset()
    distinct: frozenset[str] = frozenset()


def facts_of(window: Window, fiscal_year: int, caseload_year: int) -> WindowFacts:
    """The window as a policy sees it: the grant of `fiscal_year` and caseload of `caseload_year`.

    Where that year is unknown the latest other year is given, with its year, for the policy to
    judge.
    """
    grant_year = _year(window.grants, fiscal_year)
    load_year = _year(window.caseloads, caseload_year)
    grant = window.grants[grant_year] if grant_year is not None else None
    load = window.caseloads[load_year] if load_year is not None else None
    held = window.attributes
    positions = {"window": window.position}
    if grant:
        positions["grant"] = grant[1]
    if load:
        positions["caseload"] = load[2]
    if window.organisation:
        positions["organisation"] = window.organisation[1]
    return WindowFacts(
        code=window.code,
        prefecture=held.prefecture,
        municipality_code=held.municipality_code,
        founder_kind=held.founder_kind,
        operation=held.operation,
        days_open=held.days_open,
        year_round=held.year_round,
        free_of_charge=held.free_of_charge,
        multilingual=held.multilingual,
        one_stop=held.one_stop,
        days_exception=window.exception is not None,
        grant=grant[0] if grant else None,
        grant_year=grant_year,
        caseload=load[0] if load else None,
        caseload_unit=load[1] if load else None,
        caseload_year=load_year,
        organisation=window.organisation[0] if window.organisation else None,
        positions=positions,
    )


def _year(known: Mapping[int, object], wanted: int) -> int | None:
    return wanted if wanted in known else max(known, default=None)


def stream_of(code: str) -> str:
    """The window's stream."""
    return f"window/{code}"


def known_window(states: States, code: str) -> Window:
    """The registered window, or `Refused`."""
    window: Window = need(
        states,
        stream_of(code),
        f"窓口コード {code} は登録されていません。",
        f"Window {code} is not registered.",
    )
    return window


def current_code(world: Mapping[str, Any], code: str) -> str:
    """The window that `code` has become, as `world` (stream name -> state) knows it: itself unless
    it was succeeded."""
    held: Window | None = world.get(stream_of(code))
    while held is not None and held.successor is not None:
        code = held.successor
        held = world.get(stream_of(code))
    return code


def evolve(state: Window | None, fact: Fact) -> Window:
    """Fold one fact of the stream."""
    match fact.event:
        case WindowFactsRecorded(code=code, attributes=attributes):
            if state is None:
                since = fact.effective_on
                return Window(code=code, attributes=attributes, position=fact.position, since=since)
            return msgspec.structs.replace(state, attributes=attributes, position=fact.position)
        case GrantRecorded(fiscal_year=year, grant=grant) if state:
            grants = {**state.grants, year: (grant, fact.position)}
            return msgspec.structs.replace(state, grants=grants)
        case CaseloadRecorded(fiscal_year=year, count=count, unit=unit) if state:
            loads = {**state.caseloads, year: (count, unit, fact.position)}
            return msgspec.structs.replace(state, caseloads=loads)
        case WindowSucceeded(successor=successor) if state:
            return msgspec.structs.replace(state, successor=successor)
        case WindowTookOver(caseload_years=years) if state:
            return msgspec.structs.replace(state, taken_over=state.taken_over | set(years))
        case OrganisationRecorded(organisation=seen) if state:
            return msgspec.structs.replace(state, organisation=(seen, fact.position))
        case WindowsFoundDistinct(other=other) if state:
            return msgspec.structs.replace(state, distinct=state.distinct | {other})
        case ExceptionApproved() if state:
            return msgspec.structs.replace(state, exception=fact.position)
    raise AssertionError(fact.event.topic)


area("window", evolve)
