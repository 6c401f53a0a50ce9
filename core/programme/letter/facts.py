"""What happens to the text of a kind of letter, its state, and how facts change it."""

from typing import Annotated

from msgspec import Struct

from core.area import area
from core.command import Label
from core.event import Event, Fact, NoPerson, event
from core.programme.letter.kinds import CHOICES

KindName = Annotated[str, Label("通知の種類", "Kind of letter", choices=CHOICES)]


@event(
    "letter.template_set",
    ja="通知「{kind}」の文面を定めた（件名: {subject}）",
    en="Set the text of letter {kind}, subject: {subject}",
)
class TemplateSet(Event, frozen=True):
    """The organisation's own text, used from now on in place of the default."""

    kind: NoPerson[str]
    subject: NoPerson[str]
    body: NoPerson[str]


@event(
    "letter.template_reset",
    ja="通知「{kind}」の文面を標準に戻した",
    en="Letter {kind} has its default text again",
)
class TemplateReset(Event, frozen=True):
    """The default text holds again."""

    kind: NoPerson[str]


class Template(Struct, frozen=True):
    """The organisation's own text of a kind; None where the default holds."""

    own: TemplateSet | None


def stream_of(kind: str) -> str:
    """The stream of a kind of letter."""
    return f"letter/{kind}"


def evolve(state: Template | None, fact: Fact) -> Template:
    """Fold one fact of the stream."""
    if isinstance(fact.event, TemplateReset):
        return Template(None)
    assert isinstance(fact.event, TemplateSet), fact.event.topic
    return Template(fact.event)


area("letter", evolve)
