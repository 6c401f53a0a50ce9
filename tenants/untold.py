"""対象データなし: facts that a policy's files name and a past call has none of.

A policy of a coming year may rule on what nobody was asked yet. History is not filled in: what is
missing is named, as far as the call's own policy did not ask for it either. The files are only
read, as words; none of their code runs.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from core.command import Choice, Command, Label, fields_of
from core.programme.nomination.submit import SubmitNomination
from core.programme.questions import NomineeFacts, SelectionFacts, WindowFacts
from core.programme.window.commands import RegisterWindow
from core.programme.window.organisation import RecordOrganisation
from core.programme.words import FOUNDER_KINDS, OPERATIONS, ROLES

READ = (".py", ".toml")
UNREAD = ("cases/", "test")
ATTRIBUTE = re.compile(r"\.([a-z_]+)\b")
QUOTED = re.compile(r"""["']([a-z_]+)["']""")
ALWAYS = frozenset({"positions", "position"})
CHOICES: tuple[tuple[str, str, tuple[Choice, ...]], ...] = (
    ("windows", "founder_kind", FOUNDER_KINDS),
    ("windows", "operation", OPERATIONS),
    ("nominees", "role", ROLES),
)
LABELLED: tuple[type[Command], ...] = (RegisterWindow, SubmitNomination)
"""Commands whose fields have the same names as the facts."""


class Missing(NamedTuple):
    """A fact that a policy asks for and a call has none of: `founder_kind=private`, say."""

    name: str
    ja: str
    en: str


class Words(NamedTuple):
    """The names of facts and the codes in a policy's files."""

    fields: frozenset[str]
    values: frozenset[str]


def words_of(sources: Mapping[str, bytes]) -> Words:
    """What the policy of these files may ask about."""
    text = "\n".join(content.decode("utf-8", "replace") for content in _code(sources))
    return Words(frozenset(ATTRIBUTE.findall(text)), frozenset(QUOTED.findall(text)))


def untold(named: Words, before: Words, facts: SelectionFacts) -> tuple[Missing, ...]:
    """What a policy names and the one `before` it did not, of everything that nominees and the
    windows that nominated them could tell, and nobody told."""
    fields, values = named.fields - before.fields, named.values - before.values
    used = {each.window for each in facts.nominees}
    windows = [each for each in facts.windows if each.code in used]
    rows: dict[str, Sequence[Struct]] = {"windows": windows, "nominees": facts.nominees}
    found = [
        *_unsaid(WindowFacts, windows, fields),
        *_unsaid(NomineeFacts, facts.nominees, fields),
    ]
    for kind, name, choices in CHOICES:
        told = {getattr(row, name) for row in rows[kind]}
        meant = [each for each in choices if each.code in values - told]
        found += [_chosen(name, each) for each in meant if name in named.fields]
    return tuple(dict.fromkeys(found))


def _code(sources: Mapping[str, bytes]) -> Iterable[bytes]:
    for path, content in sorted(sources.items()):
        if path.endswith(READ) and not path.startswith(UNREAD):
            yield content


def _unsaid(kind: type[Struct], rows: Sequence[Struct], fields: frozenset[str]) -> list[Missing]:
    """A number of 0 or a no is an answer; None and an empty list are none."""
    asked = [name for name in kind.__struct_fields__ if name in fields - ALWAYS]
    return [_named(name) for name in asked if not any(_is_said(row, name) for row in rows)]


def _is_said(row: Struct, name: str) -> bool:
    value: Any = getattr(row, name)
    return value is not None and value not in ("", ())


def _named(name: str) -> Missing:
    label = _labels().get(name)
    return Missing(name, label.ja, label.en) if label else Missing(name, name, name)


def _chosen(name: str, choice: Choice) -> Missing:
    field = _named(name)
    code = f"{name}={choice.code}"
    return Missing(code, f"{field.ja}「{choice.ja}」", f"{field.en}: {choice.en}")


def _labels() -> dict[str, Label]:
    found = {field.name: field.label for kind in LABELLED for field in fields_of(kind)}
    (of_organisation,) = [each for each in fields_of(RecordOrganisation) if each.name == "kind"]
    return {**found, "organisation": of_organisation.label}
