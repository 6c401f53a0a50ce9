"""Recordings of lectures, for the certified who missed them (clause 27).

Lectures (ア) alone: the exchange and the questions (イ, ウ) are never recorded.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Label, command
from core.errors import Faults, refuse
from core.programme.followup.facts import Item, RecordingPublished, RecordingViewed
from core.programme.followup.items import LECTURE, ItemCode
from core.programme.followup.state import (
    ALL,
    ATTENDED,
    OfPerson,
    OfSession,
    Session,
    invited_part,
    known_session,
    own_stream,
    part_stream,
    person_streams,
    stream_of,
)
from core.programme.words import Digest


@command(
    "publish-recording",
    ja="講義の録画を公開する",
    en="Publish a recording of a lecture",
    roles=("officer",),
    clauses=(27,),
)
class PublishRecording(OfSession, frozen=True, kw_only=True):
    """A new file is a new version; the same file with another last day is one too."""

    item: ItemCode
    file: Annotated[Digest, Label("録画の指紋", "SHA-256 of the file")]
    place: Annotated[
        Annotated[str, Meta(max_length=500, pattern=r"^https?://[!-~]+$")],
        Label("録画のURL", "Address", "https:// から", "From https:// on"),
    ]
    until: Annotated[
        date, Label("視聴の期限", "Until", "この日の終わりまで", "Until the end of this day")
    ]


@decides(PublishRecording, streams=own_stream)
def publish(wanted: PublishRecording, states: States, known: Known) -> Sequence[To]:
    """Of a lecture of the programme, once the session was held."""
    session = known_session(states, wanted.session)
    item = session.items.get(wanted.item)
    _check(wanted, session, item, known.today)
    assert item
    held = session.recordings.get(wanted.item)
    made = RecordingPublished(
        session=session.id,
        item=wanted.item,
        number=held.number if held else 0,
        file=wanted.file,
        place=wanted.place,
        until=wanted.until,
        edition=item.edition,
    )
    if held == made:
        return []
    new = msgspec.structs.replace(made, number=made.number + 1)
    return [To(stream_of(session.id), new)]


def _check(wanted: PublishRecording, session: Session, item: Item | None, today: date) -> None:
    faults = Faults()
    faults.unless(
        item, "followup.no_item", "その項目はありません。", "There is no such item.", "item"
    )
    faults.unless(
        item is None or item.part == LECTURE,
        "followup.never_recorded",
        "意見交換会と質疑応答は録画しません。録画できるのは講義だけです。",
        "The exchange and the questions are never recorded: lectures only.",
        "item",
    )
    faults.unless(
        today >= session.plan.on,
        "followup.not_held",
        "研修はまだ開かれていません。",
        "It was not held yet.",
        "session",
    )
    faults.unless(
        wanted.until >= today, "followup.past", "期限が過ぎています。", "That day is past.", "until"
    )
    faults.raise_any()


@command(
    "view-recording",
    ja="録画を視聴する",
    en="View a recording",
    roles=("person",),
    clauses=(27,),
)
class ViewRecording(OfPerson, frozen=True):
    """Recorded as viewing, never as attending; looking at the list records nothing."""

    item: ItemCode


@decides(ViewRecording, streams=person_streams)
def view(wanted: ViewRecording, states: States, known: Known) -> Sequence[To]:
    """While it can be seen, by whoever it is for and is still certified."""
    session, part = invited_part(states, wanted)
    shown = session.recordings.get(wanted.item)
    if shown is None or known.today > shown.until:
        raise refuse(
            "followup.no_recording",
            "視聴できる録画はありません。",
            "There is no recording to view.",
            "item",
        )
    if not may_view(session.plan.viewers, part.kind):
        raise refuse(
            "followup.was_there",
            "参加した方の視聴は受け付けていません。",
            "It is for those who missed the session.",
            "person",
        )
    viewed = RecordingViewed(
        session=session.id, person=wanted.person, item=shown.item, number=shown.number
    )
    return [To(part_stream(session.id, wanted.person), viewed)]


def may_view(viewers: str, kind: str) -> bool:
    """Whether the recordings are for somebody with this attendance ("": none recorded)."""
    return viewers == ALL or kind != ATTENDED
