"""Surveys that evidence and memos rest on: only what is closed has results to cite (clauses 19,
28)."""

import re
from collections.abc import Sequence
from typing import Annotated

from core.area import States
from core.command import Label
from core.errors import Faults
from core.programme.survey.state import Survey, stream_of

Cited = Annotated[
    tuple[str, ...],
    Label(
        "基にしたアンケート",
        "Surveys it rests on",
        "アンケート番号を「、」で区切る",
        "Ids of surveys",
    ),
]
ID = re.compile(r"[0-9A-Za-z_.-]{1,60}")


def cited_streams(names: Sequence[str]) -> tuple[str, ...]:
    """The streams to load; what could be no id names none."""
    return tuple(stream_of(name) for name in names if ID.fullmatch(name))


def check_cited(names: Sequence[str], states: States, faults: Faults) -> None:
    """Note a fault for each name that is no closed survey."""
    for name in names:
        found = states.get(stream_of(name))
        faults.unless(
            isinstance(found, Survey) and found.closed,
            "survey.not_closed",
            f"アンケート {name[:60]} は、ないか、まだ締め切られていません。",
            f"There is no closed survey {name[:60]}.",
            "surveys",
        )
