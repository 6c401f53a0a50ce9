"""Setting an organisation's own text of a kind of letter, and going back to the default."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Command, Label, command
from core.errors import Faults
from core.programme.letter.facts import (
    KindName,
    Template,
    TemplateReset,
    TemplateSet,
    stream_of,
)
from core.programme.letter.kinds import KINDS, named

SUBJECT_MAX, BODY_MAX = 200, 8_000
CLAUSES = (7, 14, 20, 24, 30, 33)


@command(
    "set-letter-template",
    ja="通知の文面を定める",
    en="Set the text of a letter",
    roles=("officer",),
    clauses=CLAUSES,
)
class SetLetterTemplate(Command, frozen=True):
    """Subject and body; a `{field}` of the kind is filled in when a letter is written."""

    kind: KindName
    subject: Annotated[
        Annotated[str, Meta(max_length=SUBJECT_MAX)],
        Label("件名", "Subject", "{項目名} の所に値が入る", "{field} is filled in"),
    ]
    body: Annotated[
        Annotated[str, Meta(max_length=BODY_MAX)],
        Label(
            "本文",
            "Body",
            "宛名と差出人の名は自動で付く",
            "Greeting and the sender's name are added",
        ),
    ]


@decides(SetLetterTemplate, streams=lambda wanted: (stream_of(wanted.kind),))
def set_template(wanted: SetLetterTemplate, states: States, known: Known) -> Sequence[To]:
    """Only fields of the kind, and all that have to occur."""
    kind, used = KINDS[wanted.kind], named(wanted.subject) | named(wanted.body)
    unknown, missing = sorted(used - kind.known), sorted(set(kind.must) - used)
    faults = Faults()
    faults.unless(
        not unknown,
        "letter.unknown_field",
        f"この通知にない項目です: {_list(unknown)}。使える項目: {_list(sorted(kind.known))}",
        f"Not fields of this letter: {_list(unknown)}. It has: {_list(sorted(kind.known))}",
        "body",
    )
    faults.unless(
        not missing,
        "letter.missing_field",
        f"この通知に必ず入れる項目がありません: {_list(missing)}",
        f"Fields that this letter must name are missing: {_list(missing)}",
        "body",
    )
    faults.unless(
        wanted.subject.isprintable(),
        "letter.subject_lines",
        "件名は一行で書いてください。",
        "A subject is one line.",
        "subject",
    )
    faults.raise_any()
    fresh = TemplateSet(kind=wanted.kind, subject=wanted.subject, body=wanted.body)
    held: Template | None = states[stream_of(wanted.kind)]
    return [] if held and held.own == fresh else [To(stream_of(wanted.kind), fresh)]


@command(
    "reset-letter-template",
    ja="通知の文面を標準に戻す",
    en="Go back to the default text of a letter",
    roles=("officer",),
    clauses=CLAUSES,
)
class ResetLetterTemplate(Command, frozen=True):
    """The default text is used again."""

    kind: KindName


@decides(ResetLetterTemplate, streams=lambda wanted: (stream_of(wanted.kind),))
def reset_template(wanted: ResetLetterTemplate, states: States, known: Known) -> Sequence[To]:
    """Nothing happens where the default holds."""
    held: Template | None = states[stream_of(wanted.kind)]
    if held is None or held.own is None:
        return []
    return [To(stream_of(wanted.kind), TemplateReset(kind=wanted.kind))]


def _list(names: Sequence[str]) -> str:
    return "、".join(f"{{{name}}}" for name in names)
