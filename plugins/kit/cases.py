"""A policy's `cases/`: facts -> ruling, a file for a reading, run for ever (style.md part 4).

A case states what it is about: an object in `ruling` names only the fields it asserts, a list is
compared whole. `refused` lists the codes of a refusal instead.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from core.area import Unanswered
from core.errors import Invalid, Refused
from core.programme.questions import QUESTIONS

TEXT_MAX = 120
Ask = Callable[[str, Struct], Struct]
"""Puts a question with its facts to the policy under test."""


class Case(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One case, a file of `cases/`. `facts` are the question's, as JSON."""

    clause: str
    """The clause of the source that it is about."""
    says: str
    """What it shows, in a sentence."""
    question: str
    """The question, as `selection`."""
    facts: msgspec.Raw
    """The question's facts."""
    ruling: Any = None
    """What the answer must have: of an object the named fields, of a list everything."""
    refused: tuple[str, ...] = ()
    """In place of a ruling, the codes of the refusal in order."""


class Difference(NamedTuple):
    """Where an answer differs from its case: the path, what the case has there, what is there."""

    path: str
    wanted: str
    found: str


def case_files(sources: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """The cases among a policy's files: name and path."""
    for path in sorted(sources):
        if path.startswith("cases/") and path.endswith(".json"):
            yield path[6:-5], path


def read_case(raw: bytes) -> Case:
    """One case; what `msgspec` raises if it is none."""
    return msgspec.json.decode(raw, type=Case)


def read_cases(sources: Mapping[str, bytes]) -> dict[str, Case]:
    """The cases among a policy's files, by name; `Invalid` if one cannot be read."""
    found = {}
    for name, path in case_files(sources):
        try:
            found[name] = read_case(sources[path])
        except msgspec.MsgspecError:
            raise Invalid(f"{path} is no case") from None
    return found


def differences(case: Case, ask: Ask) -> list[Difference]:
    """Where the ruling differs from the case; nothing if it holds."""
    facts = msgspec.json.decode(case.facts, type=QUESTIONS[case.question][0])
    wanted = ", ".join(case.refused)
    try:
        ruling = msgspec.to_builtins(ask(case.question, facts))
    except Unanswered as lost:
        return [Difference("", "ruling", f"policy.failed: {lost.kind}")]
    except Refused as refused:
        codes = [fault.code for fault in refused.faults]
        same = codes == list(case.refused)
        return [] if same else [Difference("refused", wanted or "-", ", ".join(codes))]
    if case.refused:
        return [Difference("refused", wanted, "-")]
    return list(_compare("", case.ruling, ruling))


def _compare(path: str, wanted: Any, found: Any) -> Iterator[Difference]:
    if isinstance(wanted, dict) and isinstance(found, dict):
        for name, part in wanted.items():
            yield from _compare(f"{path}.{name}" if path else name, part, found.get(name))
    elif isinstance(wanted, list) and isinstance(found, list | tuple):
        if len(wanted) != len(found):
            yield Difference(f"{path}.length", str(len(wanted)), str(len(found)))
        for place, (part, other) in enumerate(zip(wanted, found, strict=False)):
            yield from _compare(f"{path}[{place}]", part, other)
    elif wanted != found:
        yield Difference(path, _text(wanted), _text(found))


def _text(value: Any) -> str:
    told = repr(value)
    return told if len(told) <= TEXT_MAX else f"{told[:TEXT_MAX]}…"
