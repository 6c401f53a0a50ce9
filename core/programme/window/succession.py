"""Windows that are merged or renamed: history stays, counts and what is known of a year follow;
windows that only look like one (clause 5)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Code, Command, Label, Text, command
from core.errors import Faults
from core.event import Event
from core.programme.window.facts import (
    CaseloadRecorded,
    GrantRecorded,
    Window,
    WindowsFoundDistinct,
    WindowSucceeded,
    WindowTookOver,
    known_window,
    stream_of,
)
from core.programme.words import WindowCode


@command(
    "succeed-window",
    ja="窓口の統合・改称を記録する",
    en="Record that a window was merged or renamed",
    roles=("officer",),
    clauses=(5, 13),
)
class SucceedWindow(Command, frozen=True):
    """From `on` the people of the old window count at its successor."""

    code: WindowCode
    successor: Annotated[Code, Label("引き継ぐ窓口のコード", "Code of the successor")]
    reason: Annotated[Text, Label("理由", "Reason")]
    on: Annotated[date, Label("引き継いだ日", "Date of the succession")]


@decides(
    SucceedWindow, streams=lambda wanted: (stream_of(wanted.code), stream_of(wanted.successor))
)
def succeed(wanted: SucceedWindow, states: States, known: Known) -> Sequence[To]:
    """Both are registered, and the successor still exists: so no circle can come about."""
    old, new = (known_window(states, code) for code in (wanted.code, wanted.successor))
    if old.successor == wanted.successor:
        return []
    _check(wanted, old, new, known)
    done = WindowSucceeded(code=old.code, successor=new.code, reason=wanted.reason)
    taken = [To(stream_of(new.code), each, wanted.on) for each in _taken(old, new)]
    return [To(stream_of(old.code), done, wanted.on), *taken]


def _check(wanted: SucceedWindow, old: Window, new: Window, known: Known) -> None:
    faults = Faults()
    faults.unless(
        old.successor is None,
        "window.succeeded",
        f"この窓口は、すでに {old.successor} に引き継がれています。",
        f"This window was succeeded by {old.successor} before.",
        "code",
    )
    faults.unless(
        old.code != new.code and new.successor is None,
        "window.bad_successor",
        "引き継ぐ窓口には、今ある別の窓口を指定してください。",
        "The successor must be another window that still exists.",
        "successor",
    )
    faults.unless(
        wanted.on <= known.today,
        "window.ahead",
        "引き継いだ日がこれから先の日です。",
        "The date of the succession is still to come.",
        "on",
    )
    first = max(old.since, new.since)
    faults.unless(
        wanted.on >= first,
        "window.not_yet",
        f"どちらの窓口も登録されている日（{first} 以後）を書いてください。",
        f"Both windows must be on the register by that day: {first} or later.",
        "on",
    )
    faults.raise_any()


def _taken(old: Window, new: Window) -> list[Event]:
    """What the successor takes over of each year. A report of its own stands; the grant is had if
    either had it; caseloads of several windows add up where their unit is the same."""
    grants: list[Event] = [
        GrantRecorded(code=new.code, fiscal_year=year, grant=grant)
        for year, (grant, _) in sorted(old.grants.items())
        if year not in new.grants or (grant and not new.grants[year][0])
    ]
    loads = [
        CaseloadRecorded(code=new.code, fiscal_year=year, count=count, unit=unit)
        for year, (count, unit) in sorted(_loads(old, new).items())
    ]
    took = WindowTookOver(
        code=new.code,
        predecessor=old.code,
        grant_years=tuple(sorted(old.grants)),
        caseload_years=tuple(load.fiscal_year for load in loads),
    )
    return [took, *grants, *loads]


def _loads(old: Window, new: Window) -> dict[int, tuple[int, str]]:
    found = {}
    for year, (count, unit, _) in old.caseloads.items():
        before = new.caseloads.get(year)
        if before is None:
            found[year] = (count, unit)
        elif year in new.taken_over and before[1] == unit:
            found[year] = (before[0] + count, unit)
    return found


@command(
    "confirm-windows-distinct",
    ja="別の窓口であることを確かめる",
    en="Confirm that two windows are two",
    roles=("officer",),
    clauses=(5,),
)
class ConfirmWindowsDistinct(Command, frozen=True):
    """Nobody will be asked about this pair again."""

    code: WindowCode
    other: Annotated[Code, Label("もう一つの窓口のコード", "Code of the other window")]


@decides(
    ConfirmWindowsDistinct,
    streams=lambda wanted: (stream_of(wanted.code), stream_of(wanted.other)),
)
def distinct(wanted: ConfirmWindowsDistinct, states: States, known: Known) -> Sequence[To]:
    """Of two registered windows, once, whichever is named first."""
    first, second = sorted((wanted.code, wanted.other))
    held, other = known_window(states, first), known_window(states, second)
    faults = Faults()
    faults.unless(
        held.code != other.code,
        "window.same",
        "二つの別の窓口のコードを指定してください。",
        "Please name the codes of two windows.",
        "other",
    )
    faults.unless(
        held.successor != other.code and other.successor != held.code,
        "window.succeeded",
        "一方がもう一方に引き継がれた窓口です。",
        "One of these windows was succeeded by the other.",
        "other",
    )
    faults.raise_any()
    if other.code in held.distinct:
        return []
    return [To(stream_of(held.code), WindowsFoundDistinct(code=held.code, other=other.code))]
