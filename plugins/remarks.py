"""What an observer answers: remarks on facts it was told, in sentences of its `policy.toml`.

An observer can do nothing but answer. What comes back is bounded, about facts that were told, and
worded by the policy's files: the values in it are the only text that code chose.
"""

import string
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import msgspec
from msgspec import Struct

from core.errors import Invalid
from core.event import EVENTS, Fact, Privacy
from plugins.manifest import Manifest, RemarkWords

FACTS_MAX = 100
"""Facts told in one call."""
REMARKS_MAX = 200
"""Remarks that one call may answer with."""
VALUES_MAX = 10
VALUE_CHARACTERS_MAX = 100
WORDS_MAX = 50
SENTENCE_CHARACTERS_MAX = 300
INTEGER_MAX = 2**53


class Remark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something worth an officer's look. `position` is the fact's; `about` its stream (if left
    out) or an id that stands in it; `values` fill the {names} in the sentences of `code`."""

    code: str
    """One of the `remarks` in policy.toml."""
    position: int
    """The position of the fact."""
    about: str = ""
    """What it is about: an id that stands in the fact; left out, its stream."""
    values: dict[str, str | int] = {}
    """What fills the {names} in the sentences."""


class Worded(Struct, frozen=True, kw_only=True):
    """A remark that holds, with its sentences filled in."""

    position: int
    stream: str
    about: str
    code: str
    ja: str
    en: str


def check_observing(manifest: Manifest) -> None:
    """`Invalid` if the policy observes what is never recorded, or its remarks cannot be said."""
    if manifest.observes:
        # Every event is registered then; most policies observe nothing, and start sooner without.
        import_module("core.programme.catalogue")
    if set(manifest.observes) - set(EVENTS):
        raise Invalid("the policy observes a topic that nobody records")
    codes = [each.code for each in manifest.remarks]
    if len(set(codes)) != len(codes) or len(codes) > WORDS_MAX:
        raise Invalid("a policy's remarks are too many, or one stands twice")
    for each in manifest.remarks:
        if not _is_sayable(each):
            raise Invalid("a remark of the policy lacks a sentence, or its sentences differ")


def without_sealed(fact: Fact) -> Fact:
    """The fact without what is sealed, nor who did it: an observer is told of no person but by the
    ids that stand in events."""
    event = fact.event
    sealed = {name: None for name, each in event.privacy.items() if each is Privacy.SEALED}
    envelope = msgspec.structs.replace(
        fact.envelope,
        actor="",
        acted_for=None,
        command_id="",
        causation=None,
        correlation=None,
        # What an older version recorded was taken to the present one when it was read.
        schema=event.version,
    )
    kept = msgspec.structs.replace(event, **sealed) if sealed else event
    return msgspec.structs.replace(fact, envelope=envelope, event=kept)


def flat(answers: object) -> list[Remark]:
    """The remarks in what the hook's implementations returned; `TypeError` for anything else."""
    if not isinstance(answers, list):
        raise TypeError
    found: list[Remark] = []
    for answer in answers:
        if not isinstance(answer, list | tuple) or any(type(each) is not Remark for each in answer):
            raise TypeError
        found += answer
    return found


def strictly(answers: object) -> list[Remark]:
    """The remarks that code in this process returned, decoded anew; `TypeError` or `ValueError`."""
    return msgspec.convert(msgspec.to_builtins(flat(answers)), list[Remark])


def worded(manifest: Manifest, told: Sequence[Fact], answer: Sequence[Remark]) -> list[Worded]:
    """The remarks with their sentences; `ValueError` if one of them may not stand."""
    if len(answer) > REMARKS_MAX:
        raise ValueError("too many remarks")
    words = {each.code: each for each in manifest.remarks}
    facts = {fact.position: fact for fact in told}
    return [_worded(words.get(each.code), facts.get(each.position), each) for each in answer]


def _worded(words: RemarkWords | None, fact: Fact | None, remark: Remark) -> Worded:
    if words is None or fact is None:
        raise ValueError("a remark without sentences, or on a fact that was not told")
    if remark.about not in ("", fact.stream) and remark.about not in _texts(fact.event):
        raise ValueError("a remark about what does not stand in its fact")
    values = remark.values
    if set(values) != _names(words.ja) or not all(map(_is_small, values.values())):
        raise ValueError("values that do not fit the sentence")
    return Worded(
        position=remark.position,
        stream=fact.stream,
        about=remark.about or fact.stream,
        code=remark.code,
        ja=words.ja.format_map(values),
        en=words.en.format_map(values),
    )


def _texts(value: Any) -> Iterator[str]:
    """Every text within an event."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Struct):
        yield from _texts(msgspec.to_builtins(value))
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _is_small(value: str | int) -> bool:
    """Short, and nothing that would move a terminal's cursor or break a line."""
    if isinstance(value, int):
        return abs(value) <= INTEGER_MAX
    return len(value) <= VALUE_CHARACTERS_MAX and value.isprintable()


def _is_sayable(words: RemarkWords) -> bool:
    try:
        names, same = _names(words.ja), _names(words.ja) == _names(words.en)
    except ValueError:
        return False
    sentences = all(0 < len(each) <= SENTENCE_CHARACTERS_MAX for each in (words.ja, words.en))
    plain = all(name.isidentifier() for name in names) and len(names) <= VALUES_MAX
    return bool(words.code) and sentences and same and plain


def _names(sentence: str) -> set[str]:
    """The {names} in it; `ValueError` for one with a format of its own, or braces that do not
    close."""
    parts = list(string.Formatter().parse(sentence))
    if any(form or how for _, _, form, how in parts):
        raise ValueError("a name with a format")
    return {name for _, name, _, _ in parts if name is not None}
