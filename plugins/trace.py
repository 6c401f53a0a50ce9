"""What `DAICHO_TRACE_HOOKS=1` prints: who was asked what and answered what (design.md part 5)."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

SHOWN = frozenset(
    {"call", "nomination", "fiscal_year", "eligible", "outcome", "id", "number", "tier"}
)


def traced(question: str, id: str, digest: str, facts: Struct, outcome: Struct | str) -> str:
    """One line, ended: the question's ids, an arrow, the ruling's ids and codes or the failure."""
    asked = " ".join(_ids(facts, deep=False))
    if isinstance(outcome, str):
        answered = f"failed={outcome}"
    else:
        answered = " ".join(_ids(outcome, deep=True))
    return f"{id}@{digest[:12]} decide_{question} {asked} -> {answered}\n"


def _ids(value: Struct, *, deep: bool) -> Iterator[str]:
    for name, part in msgspec.structs.asdict(value).items():
        if name in SHOWN:
            yield f"{name}={part}"
        elif deep or isinstance(part, Struct):
            yield from _inner(part, deep=deep)


def _inner(part: Any, *, deep: bool) -> Iterator[str]:
    for item in part if isinstance(part, tuple) else (part,):
        if isinstance(item, Struct):
            yield from _ids(item, deep=deep)
