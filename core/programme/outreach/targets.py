"""Outreach to single prefectures: a dated list of targets, what was said to each, how it ended
(clause 9).

The list holds those that had no trainee from a grant window in one year. That is neither tier ①
(nobody certified in the prefecture) nor a reason for any rank: no policy is shown any of this.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from core.area import Known, States, To, decides, need
from core.command import Code, Command, Label, Text, command
from core.errors import Faults, refuse
from core.event import Event, Fact, NoPerson, event
from core.japan import PREFECTURES_COUNT, squeeze
from core.programme.outreach.words import ANSWERS, MEANS, OUTCOMES, On, check_happened

TargetsId = Annotated[Code, Label("対象の一覧", "List of targets", "例: R6", "For example R6")]
Prefecture = Annotated[
    Annotated[str, Meta(pattern=r"^\d{1,2}$")],
    Label("都道府県コード", "Prefecture", "例: 05（2桁）", "Two digits, for example 05"),
]
Comment = Annotated[
    Text,
    Label("経過", "Notes", "個人の氏名や連絡先は書かないでください", "Please name no person"),
]


@event(
    "outreach.targets_adopted",
    ja="個別の働きかけの対象 {targets}（{count} 県）を定めた",
    en="Adopted list {targets} of {count} prefectures to approach",
)
class OutreachTargetsAdopted(Event, frozen=True):
    """The list as of a date, with the sentence it comes from."""

    targets: NoPerson[str]
    prefectures: NoPerson[tuple[str, ...]]
    count: NoPerson[int]
    source: NoPerson[str]
    on: NoPerson[date]


@event(
    "outreach.contacted",
    ja="対象 {targets} の都道府県 {prefecture} に働きかけた（{means}、{result}）",
    en="Approached prefecture {prefecture} of list {targets} ({means}, {result})",
)
class OutreachContacted(Event, frozen=True):
    """One approach: which office of ours, to which body or department, and what came of it."""

    targets: NoPerson[str]
    prefecture: NoPerson[str]
    by: NoPerson[str]
    body: NoPerson[str]
    means: NoPerson[str]
    result: NoPerson[str]
    comment: NoPerson[str]
    on: NoPerson[date]


@event(
    "outreach.closed",
    ja="対象 {targets} の都道府県 {prefecture} への働きかけを終えた（{result}）",
    en="Ended the outreach to prefecture {prefecture} of list {targets} ({result})",
)
class OutreachClosed(Event, frozen=True):
    """The task for one prefecture is over, with its result."""

    targets: NoPerson[str]
    prefecture: NoPerson[str]
    result: NoPerson[str]
    comment: NoPerson[str]
    on: NoPerson[date]


class Targets(Struct, frozen=True, kw_only=True):
    """A list of targets: as adopted last, every contact, and by prefecture how it ended."""

    adopted: OutreachTargetsAdopted
    contacts: tuple[OutreachContacted, ...] = ()
    closed: dict[str, OutreachClosed] = {}


def stream_of(targets: str) -> str:
    """The stream of a list."""
    return f"outreach/targets/{targets}"


@command(
    "adopt-outreach-targets",
    ja="個別の働きかけの対象を定める",
    en="Adopt the prefectures to approach",
    roles=("officer",),
    clauses=(9,),
)
class AdoptOutreachTargets(Command, frozen=True):
    """A list is data of a year: the prefectures, the date they were found, and where it says so."""

    targets: TargetsId
    prefectures: Annotated[
        tuple[str, ...],
        Label("都道府県コードの一覧", "Prefectures", "例: 05、06", "Codes, for example 05、06"),
    ]
    source: Annotated[Text, Label("根拠の文", "Source sentence")]
    on: Annotated[date, Label("基準日", "As of")]


@decides(AdoptOutreachTargets, streams=lambda wanted: (stream_of(wanted.targets),))
def adopt(wanted: AdoptOutreachTargets, states: States, known: Known) -> Sequence[To]:
    """Order and repeats in what was typed do not matter; the same list again changes nothing."""
    codes = tuple(sorted({_code(each) for each in wanted.prefectures if squeeze(each)}))
    faults = Faults()
    faults.unless(
        codes,
        "outreach.no_prefecture",
        "対象とする都道府県がありません。",
        "There is no prefecture in the list.",
        "prefectures",
    )
    for code in codes:
        faults.unless(
            _is_prefecture(code),
            "outreach.unknown_prefecture",
            f"都道府県コード {code[:10]} はありません（01〜{PREFECTURES_COUNT}）。",
            f"There is no prefecture {code[:10]} (01 to {PREFECTURES_COUNT}).",
            "prefectures",
        )
    faults.raise_any()
    adopted = OutreachTargetsAdopted(
        targets=wanted.targets,
        prefectures=codes,
        count=len(codes),
        source=wanted.source,
        on=wanted.on,
    )
    state: Targets | None = states[stream_of(wanted.targets)]
    same = state is not None and state.adopted == adopted
    return [] if same else [To(stream_of(wanted.targets), adopted)]


class _OfTarget(Command, frozen=True):
    """A command on one prefecture of a list."""

    targets: TargetsId
    prefecture: Prefecture
    on: On


def _streams(wanted: _OfTarget) -> Sequence[str]:
    return (stream_of(wanted.targets),)


def _target(wanted: _OfTarget, states: States, known: Known) -> tuple[Targets, str]:
    """The list and the code, once both are known and the day has come."""
    state: Targets = need(
        states,
        stream_of(wanted.targets),
        "その一覧は定められていません。",
        "There is no such list of targets.",
    )
    code, faults = _code(wanted.prefecture), Faults()
    faults.unless(
        code in state.adopted.prefectures,
        "outreach.not_a_target",
        f"都道府県 {code} はこの一覧の対象ではありません。",
        f"Prefecture {code} is no target of this list.",
        "prefecture",
    )
    check_happened(faults, wanted.on, known)
    faults.raise_any()
    return state, code


@command(
    "record-outreach-contact",
    ja="個別の働きかけを記録する",
    en="Record an approach",
    roles=("officer",),
    clauses=(9,),
)
class RecordOutreachContact(_OfTarget, frozen=True, kw_only=True):
    """Who approached whom, when, how, and the answer. It gives no rank in any selection."""

    by: Annotated[Text, Label("働きかけた部署", "Our office")] = ""
    body: Annotated[
        Text,
        Label("相手の団体・部署", "Body or department", "個人名は書かないでください", "No names"),
    ]
    means: Annotated[str, Label("方法", "Means", choices=MEANS)]
    result: Annotated[str, Label("結果", "Result", choices=ANSWERS)]
    comment: Comment = ""


@decides(RecordOutreachContact, streams=_streams)
def contact(wanted: RecordOutreachContact, states: States, known: Known) -> Sequence[To]:
    """While the task is open; the very same contact again changes nothing."""
    state, code = _target(wanted, states, known)
    contacted = OutreachContacted(
        targets=wanted.targets,
        prefecture=code,
        by=wanted.by,
        body=wanted.body,
        means=wanted.means,
        result=wanted.result,
        comment=wanted.comment,
        on=wanted.on,
    )
    if contacted in state.contacts:
        return []
    if code in state.closed:
        raise _is_closed(code)
    return [To(stream_of(wanted.targets), contacted, wanted.on)]


@command(
    "close-outreach",
    ja="個別の働きかけを終える",
    en="End the outreach to a prefecture",
    roles=("officer",),
    clauses=(9,),
)
class CloseOutreach(_OfTarget, frozen=True, kw_only=True):
    """The result for one prefecture."""

    result: Annotated[str, Label("結果", "Result", choices=OUTCOMES)]
    comment: Comment = ""


@decides(CloseOutreach, streams=_streams)
def close(wanted: CloseOutreach, states: States, known: Known) -> Sequence[To]:
    """Once."""
    state, code = _target(wanted, states, known)
    closed = OutreachClosed(
        targets=wanted.targets,
        prefecture=code,
        result=wanted.result,
        comment=wanted.comment,
        on=wanted.on,
    )
    if state.closed.get(code) == closed:
        return []
    if code in state.closed:
        raise _is_closed(code)
    return [To(stream_of(wanted.targets), closed, wanted.on)]


def fold(state: Targets | None, fact: Fact) -> Targets:
    """Fold one fact of a list's stream."""
    change = msgspec.structs.replace
    match fact.event:
        case OutreachTargetsAdopted() as adopted:
            return change(state, adopted=adopted) if state else Targets(adopted=adopted)
        case OutreachContacted() as contacted if state:
            return change(state, contacts=(*state.contacts, contacted))
        case OutreachClosed(prefecture=code) as closed if state:
            return change(state, closed={**state.closed, code: closed})
    raise AssertionError(fact.event.topic)


def _code(text: str) -> str:
    """Two digits, as far as the text has any; workbooks lose the first zero."""
    return squeeze(text).zfill(2)


def _is_prefecture(code: str) -> bool:
    return re.fullmatch(r"[0-9]{2}", code) is not None and 1 <= int(code) <= PREFECTURES_COUNT


def _is_closed(code: str) -> Exception:
    return refuse(
        "outreach.closed",
        f"都道府県 {code} への働きかけはすでに終わっています。",
        f"The outreach to prefecture {code} is over already.",
        "prefecture",
    )
