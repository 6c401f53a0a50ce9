"""What `DAICHO_TRACE_HOOKS=1` prints: who was asked what and answered what (design.md part 5)."""

from collections.abc import Iterator, Sequence
from typing import Any, TextIO

import msgspec
from msgspec import Struct

from core.event import Fact

SHOWN = frozenset(
    {"call", "nomination", "fiscal_year", "eligible", "outcome", "id", "number", "tier"}
)


class Trace:
    """Writes a line for each call to `out`, if there is any."""

    def __init__(self, out: TextIO | None) -> None:
        self._out = out

    def asked(
        self, question: str, id: str, digest: str, facts: Struct, outcome: Struct | str
    ) -> None:
        """A question, and the ruling or the kind of failure."""
        if self._out:
            self._out.write(traced(question, id, digest, facts, outcome))

    def told(self, id: str, digest: str, facts: Sequence[Fact], outcome: str) -> None:
        """Facts told to an observer, and how it ended."""
        if self._out:
            positions = ",".join(str(fact.position) for fact in facts)
            self._out.write(f"{id}@{digest[:12]} observe_events {positions} -> {outcome}\n")


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
