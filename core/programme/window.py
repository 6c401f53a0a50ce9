"""Area window: places where foreign residents are advised, all attributes dated (clause 5, 11, 12).

Founder (設置者), operator (運営主体) and employer (所属機関) are three things. Grant and caseload
belong to a fiscal year; a caseload has a unit, and units are never compared.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from core.area import Known, States, To, area, decides, need
from core.command import Command, Label, Text, command
from core.event import Event, Fact, NoPerson, event
from core.programme.questions import WindowFacts
from core.programme.words import FOUNDER_KINDS, OPERATIONS, UNITS, WindowCode


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


class Window(Struct, frozen=True, kw_only=True):
    """A window with its yearly facts and the positions they came from."""

    code: str
    attributes: WindowAttributes
    position: int
    grants: dict[int, tuple[bool, int]] = {}
    caseloads: dict[int, tuple[int, str, int]] = {}
    exception: int | None = None


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
        positions=positions,
    )


def _year(known: Mapping[int, object], wanted: int) -> int | None:
    return wanted if wanted in known else max(known, default=None)


@command(
    "register-window",
    ja="窓口を登録する",
    en="Register a window",
    roles=("officer", "clerk"),
    clauses=(5, 11, 12),
)
class RegisterWindow(Command, frozen=True, kw_only=True):
    """One row of the windows form (programme.md part 4): the yearly report of a window."""

    code: WindowCode
    title: Annotated[Text, Label("窓口名", "Name of the window")]
    municipality_code: Annotated[
        Annotated[str, Meta(pattern=r"^\d{6}$")], Label("団体コード", "Local-government code")
    ]
    prefecture: Annotated[Text, Label("都道府県", "Prefecture")]
    municipality: Annotated[Text, Label("市区町村", "Municipality")] = ""
    founder: Annotated[Text, Label("設置者", "Founder")]
    founder_kind: Annotated[str, Label("設置区分", "Kind of founder", choices=FOUNDER_KINDS)]
    operation: Annotated[str, Label("運営形態", "Operation", choices=OPERATIONS)]
    operator: Annotated[Text, Label("運営主体", "Operator")] = ""
    institution: Annotated[Text, Label("所属機関名", "Institution")]
    grant: Annotated[bool | None, Label("交付金", "Grant")] = None
    grant_year: Annotated[int | None, Label("交付金年度", "Fiscal year of the grant")] = None
    days_open: Annotated[Annotated[int, Meta(ge=0, le=7)], Label("開設日数", "Days open a week")]
    year_round: Annotated[bool, Label("通年", "Open all year")]
    free_of_charge: Annotated[bool, Label("無償", "Free of charge")]
    multilingual: Annotated[bool, Label("多言語", "Multilingual")]
    one_stop: Annotated[bool, Label("ワンストップ", "One-stop")]
    languages: Annotated[tuple[str, ...], Label("対応言語", "Languages")] = ()
    caseload: Annotated[Annotated[int, Meta(ge=0)] | None, Label("相談件数", "Caseload")] = None
    caseload_unit: Annotated[
        str | None, Label("相談件数の単位", "Unit of the caseload", choices=UNITS)
    ] = None
    caseload_year: Annotated[int | None, Label("相談件数の年度", "Fiscal year of the caseload")] = (
        None
    )
    phone: Annotated[Text, Label("電話番号", "Telephone of the window")] = ""
    url: Annotated[Text, Label("URL", "URL")] = ""


def stream_of(code: str) -> str:
    """The window's stream."""
    return f"window/{code}"


@decides(RegisterWindow, streams=lambda wanted: (stream_of(wanted.code),))
def register(wanted: RegisterWindow, states: States, known: Known) -> Sequence[To]:
    """Record what differs from what is known; nothing when nothing does."""
    state: Window | None = states[stream_of(wanted.code)]
    given = msgspec.structs.asdict(wanted)
    attributes = WindowAttributes(
        **{name: given[name] for name in WindowAttributes.__struct_fields__}
    )
    events: list[Event] = []
    if state is None or state.attributes != attributes:
        events.append(WindowFactsRecorded(code=wanted.code, attributes=attributes))
    events += _yearly(wanted, state)
    return [To(stream_of(wanted.code), event) for event in events]


def _yearly(wanted: RegisterWindow, state: Window | None) -> list[Event]:
    events: list[Event] = []
    grants, loads = (state.grants, state.caseloads) if state else ({}, {})
    year, grant = wanted.grant_year, wanted.grant
    if year is not None and grant is not None and grants.get(year, (None,))[0] != grant:
        events.append(GrantRecorded(code=wanted.code, fiscal_year=year, grant=grant))
    year, count, unit = wanted.caseload_year, wanted.caseload, wanted.caseload_unit
    if year is None or count is None or unit is None:
        return events
    if loads.get(year, (None, None))[:2] != (count, unit):
        events.append(CaseloadRecorded(code=wanted.code, fiscal_year=year, count=count, unit=unit))
    return events


@command(
    "approve-window-exception",
    ja="開設日数の例外を認める",
    en="Approve fewer opening days",
    roles=("approver",),
    clauses=(5,),
)
class ApproveWindowException(Command, frozen=True):
    """原則週５日 (note to clause 5): an approved exception."""

    code: WindowCode
    reason: Annotated[Text, Label("理由", "Reason")]


@decides(ApproveWindowException, streams=lambda wanted: (stream_of(wanted.code),))
def approve_exception(wanted: ApproveWindowException, states: States, known: Known) -> Sequence[To]:
    """Once; a second approval changes nothing."""
    window: Window = known_window(states, wanted.code)
    approved = ExceptionApproved(code=wanted.code, reason=wanted.reason)
    return [] if window.exception is not None else [To(stream_of(wanted.code), approved)]


def known_window(states: States, code: str) -> Window:
    """The registered window, or `Refused`."""
    window: Window = need(
        states,
        stream_of(code),
        f"窓口コード {code} は登録されていません。",
        f"Window {code} is not registered.",
    )
    return window


def evolve(state: Window | None, fact: Fact) -> Window:
    """Fold one fact of the stream."""
    match fact.event:
        case WindowFactsRecorded(code=code, attributes=attributes):
            if state is None:
                return Window(code=code, attributes=attributes, position=fact.position)
            return msgspec.structs.replace(state, attributes=attributes, position=fact.position)
        case GrantRecorded(fiscal_year=year, grant=grant) if state:
            grants = {**state.grants, year: (grant, fact.position)}
            return msgspec.structs.replace(state, grants=grants)
        case CaseloadRecorded(fiscal_year=year, count=count, unit=unit) if state:
            loads = {**state.caseloads, year: (count, unit, fact.position)}
            return msgspec.structs.replace(state, caseloads=loads)
        case ExceptionApproved() if state:
            return msgspec.structs.replace(state, exception=fact.position)
    raise AssertionError(fact.event.topic)


area("window", evolve)
