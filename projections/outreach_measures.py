"""View outreach_measures: briefings, texts, posts, plans and other occasions, counted per purpose
and fiscal year (clauses 29, 39-41).

It counts what was done, never whom it brought: no row is about a person.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from core.clock import fiscal_year
from core.event import Fact
from core.programme.outreach.briefings import BriefingCancelled, BriefingHeld, BriefingPlanned
from core.programme.outreach.messages import MessageDrafted, MessageTranslated
from core.programme.outreach.occasions import OutreachRecorded
from core.programme.outreach.plans import ChannelPlanned
from core.programme.outreach.posts import OutreachPosted, OutreachWithdrawn
from core.programme.outreach.words import MEASURES
from projections.store import Views
from projections.view import Rows, Table, View

PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"


class BriefingRow(Struct, frozen=True, kw_only=True):
    """A briefing: as planned, and once held with what it came to. `on` is the day it was held, or
    else the day it is planned for; `headcount` None is not counted."""

    briefing: str
    title: str
    measure: str
    audience: str
    form: str
    venue: str
    bodies: tuple[str, ...]
    on: date
    position: int
    status: str = PLANNED
    headcount: int | None = None
    slides: str = ""
    slides_sha256: str | None = None
    reason: str = ""


class Wording(Struct, frozen=True):
    """The newest text in a language: the version of the source it is of, its digest."""

    text_version: int
    text_digest: str
    text: str


class MessageRow(Struct, frozen=True, kw_only=True):
    """A message with its newest source text and translations by language."""

    message: str
    title: str
    language: str
    text_version: int
    texts: dict[str, Wording]

    @property
    def outdated(self) -> tuple[str, ...]:
        """Languages whose translation is of an older version of the source text."""
        behind = (lang for lang, it in self.texts.items() if it.text_version < self.text_version)
        return tuple(sorted(behind))


class PostRow(Struct, frozen=True, kw_only=True):
    """A post, and when and why it was taken down."""

    post: str
    message: str
    channel: str
    measure: str
    language: str
    text_version: int
    text_digest: str
    url: str
    on: date
    position: int
    withdrawn_on: date | None = None
    reason: str = ""


class PlanRow(Struct, frozen=True):
    """What is planned for a channel in a fiscal year."""

    fiscal_year: int
    channel: str
    measure: str
    languages: tuple[str, ...]
    times: int
    comment: str
    position: int


class OccasionRow(Struct, frozen=True):
    """Another occasion, in free words."""

    record: str
    title: str
    measure: str
    text: str
    on: date
    position: int


Dated = BriefingRow | PostRow | OccasionRow
D = TypeVar("D", BriefingRow, PostRow, OccasionRow)


class PostEntry(NamedTuple):
    """A post with its message's title; `outdated` if it still stands and its text is of an older
    version than the source text now."""

    post: PostRow
    title: str
    outdated: bool


class PlanEntry(NamedTuple):
    """A plan beside what was posted on the channel in that year."""

    plan: PlanRow
    posted: int
    missing: tuple[str, ...]


class MeasureCount(NamedTuple):
    """What was done to one purpose in one fiscal year. `headcount` adds up the briefings at which
    people were counted, `uncounted` is how many others there were."""

    fiscal_year: int
    measure: str
    briefings: int
    headcount: int
    uncounted: int
    posts: int
    occasions: int


class Outreach(NamedTuple):
    """All of it, newest first; messages by id, plans by year and channel."""

    briefings: list[BriefingRow]
    messages: list[MessageRow]
    posts: list[PostEntry]
    plans: list[PlanEntry]
    occasions: list[OccasionRow]
    counts: list[MeasureCount]


BRIEFINGS = Table("briefing", BriefingRow)
MESSAGES = Table("message", MessageRow)
POSTS = Table("post", PostRow)
PLANS = Table("plan", PlanRow)
OCCASIONS = Table("occasion", OccasionRow)


def fold(rows: Rows, fact: Fact) -> None:
    """What was told last of a thing stands."""
    change, told = msgspec.structs.replace, _told(fact)
    match fact.event:
        case BriefingPlanned(briefing=name):
            rows.put(BRIEFINGS, name, BriefingRow(**told))
        case BriefingHeld(briefing=name):
            over = change(rows.need(BRIEFINGS, name), status=HELD, reason="", **told)
            rows.put(BRIEFINGS, name, over)
        case BriefingCancelled(briefing=name):
            off = change(rows.need(BRIEFINGS, name), status=CANCELLED, **told)
            rows.put(BRIEFINGS, name, off)
        case MessageDrafted(message=name) as drafted:
            rows.put(MESSAGES, name, _drafted(rows.get(MESSAGES, name), drafted))
        case MessageTranslated(message=name) as made:
            held = rows.need(MESSAGES, name)
            texts = {**held.texts, made.language: _wording(made)}
            rows.put(MESSAGES, name, change(held, texts=texts))
        case ChannelPlanned(fiscal_year=year, channel=channel):
            rows.put(PLANS, f"{year}/{channel}", PlanRow(**told))
        case OutreachPosted(post=name):
            rows.put(POSTS, name, PostRow(**told))
        case OutreachWithdrawn(post=name, on=on, reason=reason):
            down = change(rows.need(POSTS, name), withdrawn_on=on, reason=reason)
            rows.put(POSTS, name, down)
        case OutreachRecorded(record=name):
            rows.put(OCCASIONS, name, OccasionRow(**told))
        case _:
            raise AssertionError(fact.event.topic)


def outreach(views: Views, tenant: str, as_of: int | None = None) -> Outreach:
    """Everything in one snapshot."""
    with views.at(VIEW, tenant, as_of) as then:
        briefings = _newest_first(then.rows(BRIEFINGS))
        messages = then.rows(MESSAGES)
        posts = _newest_first(then.rows(POSTS))
        plans = then.rows(PLANS)
        occasions = _newest_first(then.rows(OCCASIONS))
    by_id = {each.message: each for each in messages}
    return Outreach(
        briefings=briefings,
        messages=messages,
        posts=[_entry(each, by_id.get(each.message)) for each in posts],
        plans=[_planned(each, posts) for each in plans],
        occasions=occasions,
        counts=_counts(briefings, posts, occasions),
    )


def _told(fact: Fact) -> dict[str, Any]:
    return {**msgspec.structs.asdict(fact.event), "position": fact.position}


def _drafted(held: MessageRow | None, drafted: MessageDrafted) -> MessageRow:
    return MessageRow(
        message=drafted.message,
        title=drafted.title,
        language=drafted.language,
        text_version=drafted.text_version,
        texts={**(held.texts if held else {}), drafted.language: _wording(drafted)},
    )


def _wording(told: MessageDrafted | MessageTranslated) -> Wording:
    return Wording(told.text_version, told.text_digest, told.text)


def _entry(post: PostRow, message: MessageRow | None) -> PostEntry:
    newer = message is not None and post.text_version < message.text_version
    title = message.title if message else ""
    return PostEntry(post, title, newer and post.withdrawn_on is None)


def _planned(plan: PlanRow, posts: Sequence[PostRow]) -> PlanEntry:
    made = [
        each.language
        for each in posts
        if (fiscal_year(each.on), each.channel) == (plan.fiscal_year, plan.channel)
    ]
    missing = tuple(language for language in plan.languages if language not in made)
    return PlanEntry(plan, len(made), missing)


def _counts(
    briefings: Sequence[BriefingRow], posts: Sequence[PostRow], occasions: Sequence[OccasionRow]
) -> list[MeasureCount]:
    held = [each for each in briefings if each.status == HELD]
    things: list[Dated] = [*held, *posts, *occasions]
    years = sorted({fiscal_year(each.on) for each in things}, reverse=True)
    return [
        _count(year, measure.code, [each for each in things if _is_of(each, year, measure.code)])
        for year in years
        for measure in MEASURES
    ]


def _count(year: int, measure: str, things: Sequence[Dated]) -> MeasureCount:
    held = [each.headcount for each in things if isinstance(each, BriefingRow)]
    return MeasureCount(
        fiscal_year=year,
        measure=measure,
        briefings=len(held),
        headcount=sum(count for count in held if count is not None),
        uncounted=held.count(None),
        posts=sum(isinstance(each, PostRow) for each in things),
        occasions=sum(isinstance(each, OccasionRow) for each in things),
    )


def _is_of(thing: Dated, year: int, measure: str) -> bool:
    return (fiscal_year(thing.on), thing.measure) == (year, measure)


def _newest_first(rows: list[D]) -> list[D]:
    return sorted(rows, key=lambda each: (each.on, each.position), reverse=True)


VIEW = View(
    "outreach_measures",
    1,
    tables=(BRIEFINGS, MESSAGES, POSTS, PLANS, OCCASIONS),
    events=(
        BriefingPlanned,
        BriefingHeld,
        BriefingCancelled,
        MessageDrafted,
        MessageTranslated,
        ChannelPlanned,
        OutreachPosted,
        OutreachWithdrawn,
        OutreachRecorded,
    ),
    fold=fold,
)
