"""Every kind of letter with its default text, from the files in `defaults/`, one an area.

An entry has `ja`, `en` (its name), `clauses`, `fields` (what its text may name, as `{field}`),
`subject`, `body`, and perhaps `must` (fields that have to occur) and `answer = true` (the subject
then begins with 【要回答】). A greeting and the organisation's name are put around the body.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from core.command import Choice
from core.programme.questions import ProgrammeWords, Term

FOLDER = Path(__file__).with_name("defaults")
TERMS = ("people", "training", "study", "onsite", "note")
COMMON = ("tenant", *TERMS, *(f"{term}_en" for term in TERMS))
"""Fields of every kind: the organisation's name, and the programme's words in both languages."""
PLACE = re.compile(r"\{([a-z_]+)\}")


class Kind(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind of letter and its default text."""

    ja: str
    en: str
    clauses: tuple[int, ...]
    fields: tuple[str, ...]
    subject: str
    body: str
    must: tuple[str, ...] = ()
    answer: bool = False

    @property
    def known(self) -> frozenset[str]:
        """The fields that its text may name."""
        return frozenset((*self.fields, *COMMON))


def named(text: str) -> set[str]:
    """The fields that a text names; other braces are only braces."""
    return set(PLACE.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each `{field}` replaced, once: a value is never read as a template."""
    return PLACE.sub(lambda found: values[found[1]], text)


def common_values(tenant: str, words: ProgrammeWords) -> dict[str, str]:
    """The values of `COMMON`."""
    values = {"tenant": tenant}
    for name in TERMS:
        term: Term | None = getattr(words, name)
        values |= {name: term.ja if term else "", f"{name}_en": term.en if term else ""}
    return values


def _load() -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for name, entry in tomllib.loads(path.read_text("utf-8")).items():
            assert name not in found, f"letter {name} has two default texts"
            kind = found[name] = msgspec.convert(entry, Kind)
            assert not set(kind.fields) & set(COMMON), f"letter {name} has a field of every kind"
            used = named(kind.subject) | named(kind.body)
            assert used <= kind.known, f"letter {name} names {used - kind.known}"
            assert set(kind.must) <= used, f"letter {name} does not name {set(kind.must) - used}"
    return found


KINDS: dict[str, Kind] = _load()
"""Name -> the kind of letter."""
CHOICES = tuple(Choice(name, kind.ja, kind.en) for name, kind in KINDS.items())
