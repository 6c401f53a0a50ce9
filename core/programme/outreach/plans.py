"""The channel plan of a fiscal year: what is meant to be posted where (clauses 29, 40)."""

import re
from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from core.area import Known, States, To, decides
from core.command import Command, Label, Text, command
from core.errors import Faults
from core.event import Event, Fact, NoPerson, event
from core.programme.outreach.words import LANGUAGE, Channel, Measure
from core.programme.words import FiscalYear


@event(
    "outreach.channel_planned",
    ja="{fiscal_year}年度の {channel} での周知を計画した（{times} 回）",
    en="Planned {times} posts on {channel} for FY{fiscal_year}",
)
class ChannelPlanned(Event, frozen=True):
    """What is meant to be posted on a channel in a year; planned again, it replaces the plan."""

    fiscal_year: NoPerson[int]
    channel: NoPerson[str]
    measure: NoPerson[str]
    languages: NoPerson[tuple[str, ...]]
    times: NoPerson[int]
    comment: NoPerson[str]


class Plan(Struct, frozen=True):
    """The plan of a fiscal year by channel."""

    channels: dict[str, ChannelPlanned] = {}


def stream_of(fiscal_year: int) -> str:
    """The stream of a year's plan."""
    return f"outreach/plan/{fiscal_year}"


@command(
    "plan-channel",
    ja="媒体の計画を立てる",
    en="Plan a channel",
    roles=("officer",),
    clauses=(29, 40),
)
class PlanChannel(Command, frozen=True, kw_only=True):
    """How often, in which languages and to what end a channel is to be used in a year."""

    fiscal_year: FiscalYear
    channel: Channel
    measure: Measure
    languages: Annotated[
        tuple[str, ...], Label("言語の一覧", "Languages", "例: ja、en", "For example ja、en")
    ]
    times: Annotated[Annotated[int, Meta(ge=0, le=10_000)], Label("予定の回数", "Times")] = 1
    comment: Annotated[Text, Label("備考", "Notes")] = ""


@decides(PlanChannel, streams=lambda wanted: (stream_of(wanted.fiscal_year),))
def plan(wanted: PlanChannel, states: States, known: Known) -> Sequence[To]:
    """The same plan again changes nothing."""
    languages = tuple(sorted({each.strip() for each in wanted.languages if each.strip()}))
    faults = Faults()
    for language in languages:
        faults.unless(
            re.fullmatch(LANGUAGE, language),
            "outreach.unknown_language",
            "言語は ja、en、vi のように入力してください。",
            "Please give languages as in ja, en, vi.",
            "languages",
        )
    faults.raise_any()
    planned = ChannelPlanned(
        fiscal_year=wanted.fiscal_year,
        channel=wanted.channel,
        measure=wanted.measure,
        languages=languages,
        times=wanted.times,
        comment=wanted.comment,
    )
    state: Plan = states[stream_of(wanted.fiscal_year)] or Plan()
    same = state.channels.get(wanted.channel) == planned
    return [] if same else [To(stream_of(wanted.fiscal_year), planned)]


def fold(state: Plan | None, fact: Fact) -> Plan:
    """Fold one fact of a year's plan."""
    planned = fact.event
    assert isinstance(planned, ChannelPlanned)
    return Plan({**(state.channels if state else {}), planned.channel: planned})
