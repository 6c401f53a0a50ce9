"""Where each view of each tenant stands, and what was parked there: the two tables beside the rows.

Rows are of a generation: those that readers see (`LIVE`), or those that a rebuild makes beside them
(`BESIDE`; `DIFFERS` once they were found to say something else and wait for an operator).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sql
from sqlalchemy import BigInteger, Column, Connection, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.exc import IntegrityError

from projections.digest import begun
from projections.view import Parked, View

LIVE, BESIDE, DIFFERS = "live", "beside", "differs"

METADATA = MetaData()
CURSORS = Table(
    "view_generation",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("moved_at", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
    Column("begun_from", BigInteger, nullable=False),
)
PARKED = Table(
    "view_standstill",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("topic", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("stack", Text, nullable=False),
)


_KNOWN = ("generation", "state", "position", "digest", "code")
"""Digest and code are compared too: a later rebuild may have come to the same number and place."""
_NEW = ("position", "digest", "moved_at")
_SAME = [CURSORS.c[name] == sql.bindparam(f"its_{name}") for name in ("tenant", "view", *_KNOWN)]
_ADVANCE = (
    sql.update(CURSORS)
    .where(*_SAME)
    .values({CURSORS.c[name]: sql.bindparam(f"new_{name}") for name in _NEW})
)


class Cursor(NamedTuple):
    """A generation of a view of one tenant.

    `version` is the view's that folds it, `position` what it rests on, `digest` what its rows come
    to, `code` what the fold was when it began. Its present run began at `begun_at` from
    `begun_from`, and moved last at `moved_at` (RFC 3339).
    """

    generation: int
    state: str
    version: int
    position: int
    digest: bytes
    moved_at: str
    code: str
    begun_at: str
    begun_from: int


class Overtaken(Exception):
    """Another runner moved the cursor first, or took it away: nothing of this page is stored."""


_KNOWN_TO_ALL = sql.select(CURSORS.c.view, *(CURSORS.c[name] for name in Cursor._fields)).where(
    CURSORS.c.tenant == sql.bindparam("its_tenant"),
    CURSORS.c.view.in_(sql.bindparam("its_views", expanding=True)),
)
_FOR_UPDATE = _KNOWN_TO_ALL.order_by(CURSORS.c.view, CURSORS.c.generation).with_for_update()


def cursors(
    db: Connection, tenant: str, views: Iterable[View], *, lock: bool = False
) -> dict[str, list[Cursor]]:
    """Label of each view -> its generations. `lock`: nobody moves them before this transaction
    ends, and a page that was about to is waited for."""
    labels = [view.label for view in views]
    found: dict[str, list[Cursor]] = {label: [] for label in labels}
    bound = {"its_tenant": tenant, "its_views": labels}
    for label, *fields_of_one in db.execute(_FOR_UPDATE if lock else _KNOWN_TO_ALL, bound):
        found[label].append(Cursor(*fields_of_one))
    return found


def of(db: Connection, tenant: str, view: View, *states: str, lock: bool = False) -> Cursor | None:
    """The generation in one of these states, None if there is none."""
    known = cursors(db, tenant, [view], lock=lock)[view.label]
    found = [each for each in known if each.state in states]
    assert len(found) <= 1, "two generations in one state"
    return found[0] if found else None


def live(db: Connection, tenant: str, view: View, *, lock: bool = False) -> Cursor | None:
    """The rows that readers see, None before the first page."""
    return of(db, tenant, view, LIVE, lock=lock)


def nothing(view: View) -> Cursor:
    """Stands in for a view that never ran."""
    return Cursor(0, LIVE, view.version, 0, begun(view.name), "", "", "", 0)


def next_number(known: Iterable[Cursor]) -> int:
    """The number of a further generation of a view."""
    return max((each.generation for each in known), default=0) + 1


def begin(db: Connection, tenant: str, view: View, cursor: Cursor) -> None:
    """Note a new generation; `Overtaken` if another did so at this moment."""
    try:
        row = {"tenant": tenant, "view": view.label, **cursor._asdict()}
        db.execute(sql.insert(CURSORS), [row])
    except IntegrityError:
        raise Overtaken from None


def move(
    db: Connection, tenant: str, view: View, cursor: Cursor, **values: str | int | bytes
) -> None:
    """Change what the cursor says, if it still says what is known of it; `Overtaken`."""
    own = CURSORS.c
    known = (own[name] == getattr(cursor, name) for name in _KNOWN)
    moved = sql.update(CURSORS).where(own.tenant == tenant, own.view == view.label, *known)
    if db.execute(moved.values(**values)).rowcount != 1:
        raise Overtaken


def advance(
    db: Connection, tenant: str, steps: Iterable[tuple[View, Cursor, bytes]], end: int, now: str
) -> None:
    """Move all of these cursors of live views or rebuilds to `end`, each with its new digest, if
    each still says what is known of it; `Overtaken`. One statement, made once: a page of one event
    would cost more in statements than in rows."""
    moves = [
        {
            "its_tenant": tenant,
            "its_view": view.label,
            **{f"its_{name}": getattr(cursor, name) for name in _KNOWN},
            "new_position": end,
            "new_digest": digest,
            "new_moved_at": now,
        }
        for view, cursor, digest in steps
    ]
    if db.execute(_ADVANCE, moves).rowcount != len(moves):
        raise Overtaken


def drop(db: Connection, tenant: str, view: View, generation: int) -> None:
    """Forget a generation with all its rows. Its cursor goes first: a page that is being stored is
    waited for, so that its rows are seen, and a later one finds no cursor."""
    for table in (CURSORS, PARKED, *(each.core for each in view.tables)):
        own = table.c
        gone = sql.delete(table).where(own.tenant == tenant, own.generation == generation)
        db.execute(gone.where(own.view == view.label) if "view" in own else gone)


def parked_in(
    db: Connection, tenant: str, views: Iterable[View]
) -> dict[tuple[str, int], list[Parked]]:
    """(label, generation) -> the streams that stand still in it, by position."""
    own = PARKED.c
    fields = [own[name] for name in Parked._fields]
    labels = [view.label for view in views]
    wanted = sql.select(own.view, own.generation, *fields)
    wanted = wanted.where(own.tenant == tenant, own.view.in_(labels)).order_by(own.position)
    found: dict[tuple[str, int], list[Parked]] = {}
    for label, generation, *fields_of_one in db.execute(wanted):
        found.setdefault((label, generation), []).append(Parked(*fields_of_one))
    return found


def park(db: Connection, tenant: str, view: View, generation: int, newly: Iterable[Parked]) -> None:
    """Note that these streams stand still from now on."""
    where = {"tenant": tenant, "view": view.label, "generation": generation}
    if rows := [{**where, **each._asdict()} for each in newly]:
        db.execute(sql.insert(PARKED), rows)


def instant(now: datetime) -> str:
    """An instant as cursors hold it."""
    return now.isoformat(timespec="milliseconds")
