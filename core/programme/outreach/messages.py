"""Texts for the public and their translations, each version by its digest (clause 40).

A new version of the source text makes every translation of an older one outdated until it is
translated again. That is a flag and no bar: an old text may be better than none.
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta, Struct

from core.area import Known, States, To, decides, need
from core.command import Code, Command, Label, Text, command
from core.errors import Faults, refuse
from core.event import Event, Fact, NoPerson, event
from core.programme.outreach.words import Language, Title

MessageId = Annotated[Code, Label("文案番号", "Message")]


@event(
    "outreach.message_drafted",
    ja="周知の文案 {message} の第 {text_version} 版（{language}）を作った",
    en="Drafted version {text_version} of message {message} ({language})",
)
class MessageDrafted(Event, frozen=True):
    """A version of the source text; versions count from 1."""

    message: NoPerson[str]
    title: NoPerson[str]
    language: NoPerson[str]
    text_version: NoPerson[int]
    text: NoPerson[str]
    text_digest: NoPerson[str]


@event(
    "outreach.message_translated",
    ja="周知の文案 {message} の第 {text_version} 版を {language} に訳した",
    en="Translated version {text_version} of message {message} into {language}",
)
class MessageTranslated(Event, frozen=True):
    """A translation; `text_version` is the version of the source text it was made from."""

    message: NoPerson[str]
    language: NoPerson[str]
    text_version: NoPerson[int]
    text: NoPerson[str]
    text_digest: NoPerson[str]


class Wording(NamedTuple):
    """A text in one language: the version of the source it has, and its digest."""

    text_version: int
    text_digest: str


class Message(Struct, frozen=True, kw_only=True):
    """A text with its newest version, and the newest text in each language (the source's too)."""

    title: str
    language: str
    text_version: int
    texts: dict[str, Wording]


def stream_of(message: str) -> str:
    """The stream of a message."""
    return f"outreach/message/{message}"


def known_message(states: States, message: str) -> Message:
    """The message, or `Refused`."""
    found: Message = need(
        states,
        stream_of(message),
        "その番号の文案はありません。",
        "There is no such message.",
    )
    return found


class _OfMessage(Command, frozen=True):
    """A command on one message."""

    message: MessageId


def _streams(wanted: _OfMessage) -> Sequence[str]:
    return (stream_of(wanted.message),)


@command(
    "draft-message",
    ja="周知の文案を作る",
    en="Draft a message",
    roles=("officer",),
    clauses=(29, 40),
)
class DraftMessage(_OfMessage, frozen=True, kw_only=True):
    """The source text, or a new version of it."""

    title: Title
    language: Language = "ja"
    text: Annotated[Text, Label("本文", "Text")]


@decides(DraftMessage, streams=_streams)
def draft(wanted: DraftMessage, states: States, known: Known) -> Sequence[To]:
    """The same title and text again are no new version."""
    state: Message | None = states[stream_of(wanted.message)]
    if state and state.language != wanted.language:
        raise refuse(
            "outreach.other_source",
            "文案のもとの言語は変えられません。翻訳として登録してください。",
            "The language of the source text stays. Please record a translation.",
            "language",
        )
    digest = _digest(wanted.text)
    if state and (state.title, state.texts[state.language].text_digest) == (wanted.title, digest):
        return []
    drafted = MessageDrafted(
        message=wanted.message,
        title=wanted.title,
        language=wanted.language,
        text_version=state.text_version + 1 if state else 1,
        text=wanted.text,
        text_digest=digest,
    )
    return [To(stream_of(wanted.message), drafted)]


@command(
    "translate-message",
    ja="周知の文案の翻訳を登録する",
    en="Record a translation",
    roles=("officer",),
    clauses=(29, 40),
)
class TranslateMessage(_OfMessage, frozen=True, kw_only=True):
    """A translation of the newest version, or of the one named."""

    language: Language
    text: Annotated[Text, Label("本文", "Text")]
    text_version: Annotated[
        Annotated[int, Meta(ge=1, le=10_000)] | None,
        Label("もとの版", "Version translated", "空欄は最新の版", "Empty: the newest"),
    ] = None


@decides(TranslateMessage, streams=_streams)
def translate(wanted: TranslateMessage, states: States, known: Known) -> Sequence[To]:
    """Of a version that there is, into another language; the same again changes nothing."""
    state = known_message(states, wanted.message)
    of = wanted.text_version or state.text_version
    faults = Faults()
    faults.unless(
        wanted.language != state.language,
        "outreach.source_language",
        "もとの言語への翻訳はできません。文案の新しい版を作ってください。",
        "That is the language of the source. Please draft a new version.",
        "language",
    )
    faults.unless(
        of <= state.text_version,
        "outreach.unknown_version",
        f"文案は第 {state.text_version} 版までしかありません。",
        f"The message has no version after {state.text_version}.",
        "text_version",
    )
    faults.raise_any()
    made = Wording(of, _digest(wanted.text))
    translated = MessageTranslated(
        message=wanted.message,
        language=wanted.language,
        text_version=made.text_version,
        text=wanted.text,
        text_digest=made.text_digest,
    )
    same = state.texts.get(wanted.language) == made
    return [] if same else [To(stream_of(wanted.message), translated)]


def fold(state: Message | None, fact: Fact) -> Message:
    """Fold one fact of a message's stream."""
    match fact.event:
        case MessageDrafted() as drafted:
            texts = dict(state.texts) if state else {}
            texts[drafted.language] = Wording(drafted.text_version, drafted.text_digest)
            return Message(
                title=drafted.title,
                language=drafted.language,
                text_version=drafted.text_version,
                texts=texts,
            )
        case MessageTranslated(language=language) as made if state:
            wording = Wording(made.text_version, made.text_digest)
            return msgspec.structs.replace(state, texts={**state.texts, language: wording})
    raise AssertionError(fact.event.topic)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
