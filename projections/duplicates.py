"""View duplicates: pairs of ids that may be one person, and what was decided (clauses 3, 7).

Names and addresses are sealed cells of either; the way in which they are alike is open.
"""

from typing import NamedTuple

import msgspec
from msgspec import Struct

from core.area import evolve
from core.event import Fact
from core.programme.duplicate import (
    ConfirmedDistinct,
    DuplicateMerged,
    DuplicateSuspected,
    MergeProposed,
    Pair,
)
from projections.borrowed import PEOPLE_EVENTS, Who, keep
from projections.sealed import SealedCell, cell
from projections.store import Views
from projections.view import Rows, Table, View


class PairRow(Struct, frozen=True, kw_only=True):
    """A pair as it stands, the position of its last fact, and how a proposer found out."""

    pair: Pair
    status: str
    position: int
    reason: SealedCell | None = None


class Alike(NamedTuple):
    """A pair with who both are."""

    row: PairRow
    one: Who
    two: Who


PAIRS = Table("pair", PairRow, indexes=("status",))
PEOPLE = Table("person", Who)


def fold(rows: Rows, fact: Fact) -> None:
    """The area folds its own pairs."""
    if keep(rows, fact, PEOPLE):
        return
    key = fact.stream.partition("/")[2]
    held = rows.get(PAIRS, key)
    pair: Pair = evolve(held.pair if held else None, fact)
    reason = cell(fact, "reason") if isinstance(fact.event, MergeProposed) else None
    row = PairRow(pair=pair, status=pair.status, position=fact.position, reason=reason)
    if reason is None and held:
        row = msgspec.structs.replace(row, reason=held.reason)
    rows.put(PAIRS, key, row)


def duplicates(
    views: Views, tenant: str, as_of: int | None = None, *, settled: bool = False
) -> list[Alike]:
    """Pairs that wait for a person, or with `settled` those that were decided, the oldest
    first."""
    wanted = ("distinct", "merged") if settled else ("suspected", "proposed")
    with views.at(VIEW, tenant, as_of) as then:
        found = then.rows(PAIRS, PAIRS.column("status").in_(wanted))
        known = {who.person: who for who in then.rows(PEOPLE)} if found else {}
    return [
        Alike(
            row,
            known.get(row.pair.one) or Who(person=row.pair.one),
            known.get(row.pair.two) or Who(person=row.pair.two),
        )
        for row in sorted(found, key=lambda each: each.position)
    ]


VIEW = View(
    "duplicates",
    1,
    tables=(PAIRS, PEOPLE),
    events=(
        *PEOPLE_EVENTS,
        DuplicateSuspected,
        ConfirmedDistinct,
        MergeProposed,
        DuplicateMerged,
    ),
    fold=fold,
)
