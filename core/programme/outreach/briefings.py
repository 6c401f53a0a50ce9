"""Briefings, conferences, lectures, hearings: planned, held, called off (clauses 29, 39).

A session that several bodies hold together is one briefing with several bodies: it is counted once.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from core.area import Known, States, To, decides, need
from core.command import Choice, Code, Command, Label, Text, command
from core.errors import refuse
from core.event import Event, Fact, NoPerson, event
from core.programme.outreach.words import Measure, On, Title, happened
from core.programme.words import Digest

AUDIENCES = (
    Choice("local_governments", "地方公共団体", "Local governments"),
    Choice("windows", "相談窓口", "Consultation windows"),
    Choice("coordinators", "認証を受けた人", "Certified people"),
    Choice("related", "関係機関・関係者", "Related bodies"),
    Choice("public", "一般", "The public"),
)
FORMS = (
    Choice("online", "オンライン", "Online"),
    Choice("venue", "会場", "At a venue"),
    Choice("both", "会場とオンライン", "Both"),
)
BriefingId = Annotated[Code, Label("説明会番号", "Briefing", "例: R7-01", "For example R7-01")]
Bodies = Annotated[
    tuple[str, ...],
    Label("開く団体", "Bodies", "合同の場合はすべての団体", "All of them, where it is joint"),
]


@event(
    "outreach.briefing_planned",
    ja="説明会 {briefing}「{title}」を計画した",
    en="Planned briefing {briefing}, {title}",
)
class BriefingPlanned(Event, frozen=True):
    """When, for whom, where, and the bodies that hold it; planned again, it replaces the plan."""

    briefing: NoPerson[str]
    title: NoPerson[str]
    measure: NoPerson[str]
    audience: NoPerson[str]
    form: NoPerson[str]
    venue: NoPerson[str]
    bodies: NoPerson[tuple[str, ...]]
    on: NoPerson[date]


@event(
    "outreach.briefing_held",
    ja="説明会 {briefing} を開いた",
    en="Held briefing {briefing}",
)
class BriefingHeld(Event, frozen=True):
    """How many came (None: not counted), and which slides were shown; told again, it mends."""

    briefing: NoPerson[str]
    headcount: NoPerson[int | None]
    bodies: NoPerson[tuple[str, ...]]
    slides: NoPerson[str]
    slides_sha256: NoPerson[str | None]
    on: NoPerson[date]


@event(
    "outreach.briefing_cancelled",
    ja="説明会 {briefing} を取りやめた",
    en="Called off briefing {briefing}",
)
class BriefingCancelled(Event, frozen=True):
    """It will not be held; planned again, it stands again."""

    briefing: NoPerson[str]
    reason: NoPerson[str]


class Briefing(Struct, frozen=True, kw_only=True):
    """A briefing: its plan, and what it came to."""

    plan: BriefingPlanned
    held: BriefingHeld | None = None
    cancelled: bool = False


def stream_of(briefing: str) -> str:
    """The stream of a briefing."""
    return f"outreach/briefing/{briefing}"


class _OfBriefing(Command, frozen=True):
    """A command on one briefing."""

    briefing: BriefingId


def _streams(wanted: _OfBriefing) -> Sequence[str]:
    return (stream_of(wanted.briefing),)


@command(
    "plan-briefing",
    ja="説明会を計画する",
    en="Plan a briefing",
    roles=("officer",),
    clauses=(29, 39),
)
class PlanBriefing(_OfBriefing, frozen=True, kw_only=True):
    """An entry of the calendar, or another date or place for one that is there."""

    title: Title
    on: On
    measure: Measure
    audience: Annotated[str, Label("対象", "Audience", choices=AUDIENCES)]
    form: Annotated[str, Label("開催形式", "Form", choices=FORMS)]
    venue: Annotated[Text, Label("会場", "Venue")] = ""
    bodies: Bodies = ()


@decides(PlanBriefing, streams=_streams)
def plan(wanted: PlanBriefing, states: States, known: Known) -> Sequence[To]:
    """Until it was held; the same plan again changes nothing."""
    state: Briefing | None = states[stream_of(wanted.briefing)]
    planned = BriefingPlanned(
        briefing=wanted.briefing,
        title=wanted.title,
        measure=wanted.measure,
        audience=wanted.audience,
        form=wanted.form,
        venue=wanted.venue,
        bodies=_each_once(wanted.bodies),
        on=wanted.on,
    )
    if state and state.plan == planned and not state.cancelled:
        return []
    if state and state.held:
        raise _over()
    return [To(stream_of(wanted.briefing), planned)]


@command(
    "record-briefing",
    ja="説明会の開催を記録する",
    en="Record that a briefing was held",
    roles=("officer",),
    clauses=(29, 39),
)
class RecordBriefing(_OfBriefing, frozen=True, kw_only=True):
    """Headcount and slides; without bodies those of the plan held it."""

    on: On
    headcount: Annotated[
        Annotated[int, Meta(ge=0, le=1_000_000)] | None,
        Label("参加者数", "Headcount", "数えていなければ空欄", "Empty if nobody counted"),
    ] = None
    bodies: Bodies = ()
    slides: Annotated[Text, Label("説明資料と版", "Slides and their version")] = ""
    slides_sha256: Annotated[
        Digest | None, Label("説明資料の指紋", "Digest of the slides", "SHA-256", "SHA-256")
    ] = None


@decides(RecordBriefing, streams=_streams)
def record(wanted: RecordBriefing, states: States, known: Known) -> Sequence[To]:
    """However many bodies tell it, it is one briefing; what was told last stands."""
    state = _planned(wanted, states)
    happened(wanted.on, known)
    held = BriefingHeld(
        briefing=wanted.briefing,
        headcount=wanted.headcount,
        bodies=_each_once(wanted.bodies) or state.plan.bodies,
        slides=wanted.slides,
        slides_sha256=wanted.slides_sha256,
        on=wanted.on,
    )
    return [] if state.held == held else [To(stream_of(wanted.briefing), held, wanted.on)]


@command(
    "cancel-briefing",
    ja="説明会を取りやめる",
    en="Call a briefing off",
    roles=("officer",),
    clauses=(39,),
)
class CancelBriefing(_OfBriefing, frozen=True):
    """It leaves the calendar; the record stays."""

    reason: Annotated[Text, Label("理由", "Reason")]


@decides(CancelBriefing, streams=_streams)
def cancel(wanted: CancelBriefing, states: States, known: Known) -> Sequence[To]:
    """Before it was held, once."""
    state = _planned(wanted, states)
    if state.held:
        raise _over()
    off = BriefingCancelled(briefing=wanted.briefing, reason=wanted.reason)
    return [] if state.cancelled else [To(stream_of(wanted.briefing), off)]


def fold(state: Briefing | None, fact: Fact) -> Briefing:
    """Fold one fact of a briefing's stream."""
    change = msgspec.structs.replace
    match fact.event:
        case BriefingPlanned() as planned:
            return Briefing(plan=planned)
        case BriefingHeld() as held if state:
            return change(state, held=held, cancelled=False)
        case BriefingCancelled() if state:
            return change(state, cancelled=True)
    raise AssertionError(fact.event.topic)


def _planned(wanted: _OfBriefing, states: States) -> Briefing:
    found: Briefing = need(
        states,
        stream_of(wanted.briefing),
        "その番号の説明会は計画されていません。",
        "There is no such briefing.",
    )
    return found


def _each_once(bodies: Sequence[str]) -> tuple[str, ...]:
    """The bodies in their order, without blanks and repeats."""
    return tuple(dict.fromkeys(body.strip() for body in bodies if body.strip()))


def _over() -> Exception:
    return refuse(
        "outreach.already_held",
        "その説明会はすでに開かれています。",
        "That briefing was held already.",
        "briefing",
    )
