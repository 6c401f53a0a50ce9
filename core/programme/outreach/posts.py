"""What was posted on which channel, and what was taken down again (clauses 29, 40)."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from msgspec import Struct

from core.area import Known, States, To, decides, need
from core.command import Code, Command, Label, Text, command
from core.errors import Faults, refuse
from core.event import Event, Fact, NoPerson, event
from core.programme.outreach import messages
from core.programme.outreach.messages import Wording
from core.programme.outreach.words import Channel, Language, Measure, On, check_happened

PostId = Annotated[Code, Label("掲載番号", "Post")]
URL = r"https?://\S{1,500}"
"""Nothing else may become a link."""
Url = Annotated[Text, Label("URL", "Address", "https:// で始まるもの", "Begins with https://")]


@event(
    "outreach.posted",
    ja="{channel} に文案 {message}（{language}、第 {text_version} 版）を掲載した",
    en="Posted message {message} ({language}, version {text_version}) on {channel}",
)
class OutreachPosted(Event, frozen=True):
    """One text on one channel, by the version of the source and the digest of what was posted."""

    post: NoPerson[str]
    message: NoPerson[str]
    channel: NoPerson[str]
    measure: NoPerson[str]
    language: NoPerson[str]
    text_version: NoPerson[int]
    text_digest: NoPerson[str]
    url: NoPerson[str]
    on: NoPerson[date]


@event(
    "outreach.withdrawn",
    ja="掲載 {post} を取り下げた",
    en="Took down post {post}",
)
class OutreachWithdrawn(Event, frozen=True):
    """No longer to be seen, and why."""

    post: NoPerson[str]
    reason: NoPerson[str]
    on: NoPerson[date]


class Post(Struct, frozen=True):
    """A post, and how it was taken down."""

    posted: OutreachPosted
    withdrawn: OutreachWithdrawn | None = None


def stream_of(post: str) -> str:
    """The stream of a post."""
    return f"outreach/post/{post}"


@command(
    "post-outreach",
    ja="周知の掲載を記録する",
    en="Record a post",
    roles=("officer",),
    clauses=(29, 40),
)
class PostOutreach(Command, frozen=True, kw_only=True):
    """One text, in one language, on one channel."""

    post: PostId
    message: messages.MessageId
    channel: Channel
    measure: Measure
    language: Language = "ja"
    url: Url = ""
    on: On


@decides(
    PostOutreach,
    streams=lambda wanted: (stream_of(wanted.post), messages.stream_of(wanted.message)),
)
def post(wanted: PostOutreach, states: States, known: Known) -> Sequence[To]:
    """In a language the text is there in; an outdated one is flagged, not refused."""
    posted = _posted(wanted, _text(wanted, states, known))
    state: Post | None = states[stream_of(wanted.post)]
    if state is None:
        return [To(stream_of(wanted.post), posted, wanted.on)]
    # Told again after the text has moved on, it is still the post of that day.
    if state.posted != _posted(wanted, _text_of(state.posted)):
        raise refuse(
            "outreach.posted_already",
            "その掲載番号はもう使われています。別の番号にしてください。",
            "That number is taken by another post. Please choose another.",
            "post",
        )
    return []


def _text(wanted: PostOutreach, states: States, known: Known) -> Wording:
    message = messages.known_message(states, wanted.message)
    text, faults = message.texts.get(wanted.language), Faults()
    faults.unless(
        text,
        "outreach.no_translation",
        f"文案に {wanted.language} の本文がありません。",
        f"The message has no text in {wanted.language}.",
        "language",
    )
    faults.unless(
        not wanted.url or re.fullmatch(URL, wanted.url),
        "outreach.bad_url",
        "URL は https:// か http:// で始まるものを入力してください。",
        "The address must begin with https:// or http://.",
        "url",
    )
    check_happened(faults, wanted.on, known)
    faults.raise_any()
    assert text is not None
    return text


def _posted(wanted: PostOutreach, text: Wording) -> OutreachPosted:
    return OutreachPosted(
        post=wanted.post,
        message=wanted.message,
        channel=wanted.channel,
        measure=wanted.measure,
        language=wanted.language,
        text_version=text.text_version,
        text_digest=text.text_digest,
        url=wanted.url,
        on=wanted.on,
    )


@command(
    "withdraw-outreach",
    ja="周知の掲載を取り下げる",
    en="Take a post down",
    roles=("officer",),
    clauses=(40,),
)
class WithdrawOutreach(Command, frozen=True, kw_only=True):
    """Gone from its channel; the record of the post stays."""

    post: PostId
    reason: Annotated[Text, Label("理由", "Reason")]
    on: On


@decides(WithdrawOutreach, streams=lambda wanted: (stream_of(wanted.post),))
def withdraw(wanted: WithdrawOutreach, states: States, known: Known) -> Sequence[To]:
    """Once, and not before it was posted."""
    state: Post = need(
        states, stream_of(wanted.post), "その番号の掲載はありません。", "There is no such post."
    )
    faults = Faults()
    faults.unless(
        wanted.on >= state.posted.on,
        "outreach.before_post",
        "掲載した日より前の日付です。",
        "That is before the day it was posted.",
        "on",
    )
    check_happened(faults, wanted.on, known)
    faults.raise_any()
    gone = OutreachWithdrawn(post=wanted.post, reason=wanted.reason, on=wanted.on)
    return [] if state.withdrawn else [To(stream_of(wanted.post), gone, wanted.on)]


def fold(state: Post | None, fact: Fact) -> Post:
    """Fold one fact of a post's stream."""
    match fact.event:
        case OutreachPosted() as posted:
            return Post(posted)
        case OutreachWithdrawn() as gone if state:
            return Post(state.posted, gone)
    raise AssertionError(fact.event.topic)


def _text_of(posted: OutreachPosted) -> Wording:
    return Wording(posted.text_version, posted.text_digest)
