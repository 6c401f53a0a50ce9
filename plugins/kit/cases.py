"""A policy's `cases/`: facts -> ruling, a file for a reading, run for ever (style.md part 4).

A case states what it is about: an object in `ruling` names only the fields it asserts, a list is
compared whole. `refused` lists the codes of a refusal instead.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from core.errors import Invalid, Refused
from core.programme.questions import QUESTIONS

Ask = Callable[[str, Struct], Struct]
"""Puts a question with its facts to the policy under test."""


class Case(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One case. `facts` are the question's, as JSON."""

    clause: str
    says: str
    question: str
    facts: msgspec.Raw
    ruling: Any = None
    refused: tuple[str, ...] = ()


def read_cases(sources: Mapping[str, bytes]) -> dict[str, Case]:
    """The cases among a policy's files, by name; `Invalid` if one cannot be read."""
    found = {}
    for path in sorted(sources):
        if path.startswith("cases/") and path.endswith(".json"):
            try:
                found[path[6:-5]] = msgspec.json.decode(sources[path], type=Case)
            except msgspec.MsgspecError:
                raise Invalid(f"{path} is no case") from None
    return found


def differences(case: Case, ask: Ask) -> list[str]:
    """Where the ruling differs from the case, as `path: expected, found`; empty if it holds."""
    facts = msgspec.json.decode(case.facts, type=QUESTIONS[case.question][0])
    try:
        ruling = msgspec.to_builtins(ask(case.question, facts))
    except Refused as refused:
        codes = [fault.code for fault in refused.faults]
        return [] if codes == list(case.refused) else [f"refused: {case.refused}, {codes}"]
    if case.refused:
        return [f"refused: {case.refused}, ruled"]
    return list(_compare("", case.ruling, ruling))


def _compare(path: str, wanted: Any, found: Any) -> Iterator[str]:
    if isinstance(wanted, dict) and isinstance(found, dict):
        for name, part in wanted.items():
            yield from _compare(f"{path}.{name}", part, found.get(name))
    elif isinstance(wanted, list) and isinstance(found, list | tuple) and len(wanted) == len(found):
        for place, part in enumerate(wanted):
            yield from _compare(f"{path}[{place}]", part, found[place])
    elif wanted != found:
        yield f"{path}: {wanted!r}, {found!r}"
