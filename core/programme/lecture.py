"""Area lecture: the video of each unit of course 1, replaced by a newer one when it must be (clause
15).

Whoever saw a unit saw the version of that day: its completion names it, and nobody sees it twice.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from core.area import Known, States, To, area, decides
from core.command import Code, Command, Label, Text, command
from core.errors import refuse
from core.event import Event, Fact, NoPerson, event
from core.programme.words import iso

UnitId = Annotated[Code, Label("科目", "Unit", "例: B2", "For example B2")]


@event(
    "lecture.video_published",
    ja="科目 {unit} の動画 {video} を {on_text} から公開した",
    en="Video {video} of unit {unit} is shown from {on_text}",
)
class VideoPublished(Event, frozen=True):
    """A version of the video, from `on`; `minutes` is None where the length is not known."""

    unit: NoPerson[str]
    video: NoPerson[str]
    on: NoPerson[date]
    on_text: NoPerson[str]
    place: NoPerson[str]
    minutes: NoPerson[int | None]


class Lecture(Struct, frozen=True):
    """A unit's videos in the order they were published."""

    videos: tuple[VideoPublished, ...] = ()

    def shown_on(self, day: date) -> VideoPublished | None:
        """The version of that day, None before the first."""
        held = [each for each in self.videos if each.on <= day]
        return max(held, key=lambda each: each.on) if held else None

    def named(self, video: str) -> VideoPublished | None:
        """The version of that name."""
        return next((each for each in self.videos if each.video == video), None)


def stream_of(unit: str) -> str:
    """The stream of a unit's videos."""
    return f"lecture/{unit}"


@command(
    "publish-video",
    ja="科目の動画を公開する・差し替える",
    en="Publish or replace the video of a unit",
    roles=("officer",),
    clauses=(15,),
)
class PublishVideo(Command, frozen=True):
    """A version has a name of its own; the one before stays on record."""

    unit: UnitId
    video: Annotated[Code, Label("動画の版", "Version", "例: R7-2", "For example R7-2")]
    on: Annotated[date, Label("公開日", "Shown from")]
    place: Annotated[Text, Label("動画の場所", "Where it is", "URLなど", "An address")] = ""
    minutes: Annotated[
        Annotated[int, Meta(ge=1, le=1000)] | None, Label("長さ（分）", "Minutes")
    ] = None


@decides(PublishVideo, streams=lambda wanted: (stream_of(wanted.unit),))
def publish(wanted: PublishVideo, states: States, known: Known) -> Sequence[To]:
    """A version is published once: another content is another version."""
    held: Lecture = states[stream_of(wanted.unit)] or Lecture()
    published = VideoPublished(
        unit=wanted.unit,
        video=wanted.video,
        on=wanted.on,
        on_text=iso(wanted.on),
        place=wanted.place,
        minutes=wanted.minutes,
    )
    before = held.named(wanted.video)
    if before == published:
        return []
    if before:
        raise refuse(
            "lecture.same_version",
            "同じ名前の版がすでにあります。差し替えるときは新しい版の名前を付けてください。",
            "There is a version of this name already; give the new one a name of its own.",
            "video",
        )
    return [To(stream_of(wanted.unit), published, wanted.on)]


def evolve(state: Lecture | None, fact: Fact) -> Lecture:
    """Fold one fact of the stream."""
    assert isinstance(fact.event, VideoPublished)
    held = state or Lecture()
    return msgspec.structs.replace(held, videos=(*held.videos, fact.event))


area("lecture", evolve)
