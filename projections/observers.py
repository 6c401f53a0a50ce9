"""What observers answered, and how far each was told: two tables beside the cursors of views.

An observer is an adoption of a policy: the position of `policy.adopted` is its number. Its rows
follow from the log and can be thrown away: it is told again, from its adoption on.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sql
from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, Table, Text
from sqlalchemy.exc import IntegrityError

from projections.cursors import Overtaken

METADATA = MetaData()
OBSERVERS = Table(
    "policy_observer",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("adopted", BigInteger, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("turn", BigInteger, nullable=False),
    Column("moved_at", Text, nullable=False),
    Column("failed", Text, nullable=False),
    Column("failed_at", Text, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("skipping", BigInteger, nullable=False),
    Column("most", Integer, nullable=False),
    Column("skipped", BigInteger, nullable=False),
)
REMARKS = Table(
    "policy_remark",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("adopted", BigInteger, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("ja", Text, nullable=False),
    Column("en", Text, nullable=False),
)


class Told(NamedTuple):
    """How far an observer was told.

    `position`: everything up to it. `turn` counts its changes. `failed`: how it failed at
    `failed_at` (RFC 3339) on facts from `first` to `last`, empty while it is told. `skipping`: up
    to this position one fact that fails alone is passed over (0: none is); `most`: so many facts
    are told at once (0: as many as may be); `skipped`: how many were passed over, ever.
    """

    adopted: int
    position: int
    turn: int = 0
    moved_at: str = ""
    failed: str = ""
    failed_at: str = ""
    first: int = 0
    last: int = 0
    skipping: int = 0
    most: int = 0
    skipped: int = 0


class Remarked(NamedTuple):
    """A remark of the observer `adopted` on the fact at `position`, in both languages."""

    adopted: int
    position: int
    number: int
    stream: str
    about: str
    code: str
    ja: str
    en: str


def told(db: Connection, tenant: str) -> dict[int, Told]:
    """The observers of a tenant that were told anything, by their adoption."""
    own = OBSERVERS.c
    wanted = sql.select(*(own[name] for name in Told._fields)).where(own.tenant == tenant)
    found = [Told(*row) for row in db.execute(wanted)]
    return {each.adopted: each for each in found}


def change(
    db: Connection, tenant: str, known: Told, new: Told, remarks: Sequence[Remarked] = ()
) -> None:
    """Store what is new of an observer, with what it remarked, if nobody changed it since it was
    known; else `Overtaken`. One that was never told has turn 0."""
    assert known.adopted == new.adopted, "another observer"
    values: dict[str, Any] = {**new._asdict(), "turn": known.turn + 1}
    if known.turn == 0:
        _begin(db, {"tenant": tenant, **values})
    else:
        own = OBSERVERS.c
        same = (own.tenant == tenant, own.adopted == known.adopted, own.turn == known.turn)
        if db.execute(sql.update(OBSERVERS).where(*same).values(**values)).rowcount != 1:
            raise Overtaken
    if remarks:
        db.execute(sql.insert(REMARKS), [{"tenant": tenant, **row._asdict()} for row in remarks])


def forget(db: Connection, tenant: str, adopted: Iterable[int]) -> None:
    """Throw away what there is of these observers."""
    for table in (OBSERVERS, REMARKS):
        own = table.c
        gone = sql.delete(table).where(own.tenant == tenant, own.adopted.in_(list(adopted)))
        db.execute(gone)


def remarks(
    db: Connection, tenant: str, adopted: Iterable[int], most: int | None = None
) -> list[Remarked]:
    """What these observers remarked, on the latest facts first; `most` of it, or all."""
    own = REMARKS.c
    wanted = sql.select(*(own[name] for name in Remarked._fields)).where(
        own.tenant == tenant, own.adopted.in_(list(adopted))
    )
    newest = wanted.order_by(own.position.desc(), own.adopted.desc(), own.number)
    return [Remarked(*row) for row in db.execute(newest.limit(most))]


def counts(db: Connection, tenant: str) -> dict[int, int]:
    """How many remarks each observer made."""
    own = REMARKS.c
    wanted = sql.select(own.adopted, sql.func.count()).where(own.tenant == tenant)
    return {row[0]: row[1] for row in db.execute(wanted.group_by(own.adopted))}


def _begin(db: Connection, row: dict[str, Any]) -> None:
    try:
        db.execute(sql.insert(OBSERVERS), [row])
    except IntegrityError:
        raise Overtaken from None
