"""What is reported of a window each year; fewer opening days by exception (clauses 5, 11, 12)."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Command, Label, Text, command
from core.errors import refuse
from core.event import Event
from core.programme.window.facts import (
    CaseloadRecorded,
    ExceptionApproved,
    GrantRecorded,
    Window,
    WindowAttributes,
    WindowFactsRecorded,
    known_window,
    stream_of,
)
from core.programme.words import FOUNDER_KINDS, OPERATIONS, UNITS, WindowCode


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


@decides(RegisterWindow, streams=lambda wanted: (stream_of(wanted.code),))
def register(wanted: RegisterWindow, states: States, known: Known) -> Sequence[To]:
    """Record what differs from what is known; nothing when nothing does."""
    state: Window | None = states[stream_of(wanted.code)]
    if state and state.successor:
        raise refuse(
            "window.succeeded",
            f"この窓口は {state.successor} に引き継がれています。そのコードで登録してください。",
            f"This window was succeeded by {state.successor}. Please report under that code.",
            "code",
        )
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
