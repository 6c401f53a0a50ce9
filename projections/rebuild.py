"""Builds a view anew beside the rows in use, and switches when both say the same (design.md
part 6)."""

from typing import NamedTuple

import sqlalchemy as sql
from sqlalchemy import Connection

from core.errors import refuse
from core.log.application import TenantApplication
from projections.advance import Overtaken, advance
from projections.digest import digest_of
from projections.page import Target
from projections.reader import Reader
from projections.store import CURSORS, PARKED, Views, live
from projections.view import View


class Rebuilt(NamedTuple):
    """What a rebuild found at `position`: the digest in use (None if there was none) and the
    new one."""

    view: str
    position: int
    before: str | None
    after: str
    switched: bool

    @property
    def equal(self) -> bool:
        """Whether the new rows say what the old ones said."""
        return self.before in (None, self.after)


def rebuild(
    tenant: str, log: TenantApplication, views: Views, view: View, *, accept: bool = False
) -> Rebuilt:
    """Fold the whole log anew; switched in if the digests are equal, or with `accept` whatever
    they are.

    Where they differ and `accept` is false the new rows are thrown away. `Refused` if a second
    rebuild of the same view began meanwhile.
    """
    assert log.tenant == tenant, "another tenant's log"
    views.prepare(view)
    target = _beside(tenant, views, view)
    while True:
        stop = _standing(tenant, views, view, log)
        try:
            while target.position < stop:
                advance(log, views, [target], stop)
        except Overtaken:
            raise _superseded() from None
        found = _compared(views, target)
        if not (found.equal or accept):
            _discard(views, target)
            return found
        if _switched(views, target):
            return found._replace(switched=True)


def _beside(tenant: str, views: Views, view: View) -> Target:
    """A new generation; what an interrupted rebuild left is thrown away."""
    own = CURSORS.c
    with views.writing() as db:
        begun = sql.select(own.generation, own.live).where(
            own.tenant == tenant, own.view == view.label
        )
        generations = [(number, in_use) for number, in_use in db.execute(begun)]
        for number, in_use in generations:
            if not in_use:
                _delete(db, tenant, view, number)
        new = max((number for number, _ in generations), default=0) + 1
        row = {"tenant": tenant, "view": view.label, "generation": new}
        db.execute(sql.insert(CURSORS), [{**row, "position": 0, "live": False}])
        return Target(db, tenant, view, new, 0)


def _standing(tenant: str, views: Views, view: View, log: TenantApplication) -> int:
    """Where the rows in use stand; the head, if there are none."""
    with views.reading() as db:
        found = live(db, tenant, view)
    return found[1] if found else log.head().size


def _compared(views: Views, target: Target) -> Rebuilt:
    view, tenant, position = target.view, target.tenant, target.position
    with views.reading() as db:
        new = Reader(db, tenant, target.generation, position, position)
        found, before = live(db, tenant, view), None
        if found:
            before = digest_of(Reader(db, tenant, found[0], found[1], position), view)
        return Rebuilt(view.name, position, before, digest_of(new, view), switched=False)


def _switched(views: Views, target: Target) -> bool:
    """Put the new generation in use, unless the old one has moved on since they were compared."""
    own = CURSORS.c
    ours = sql.and_(own.tenant == target.tenant, own.view == target.view.label)
    with views.writing() as db:
        old = live(db, target.tenant, target.view)
        if old and old[1] != target.position:
            return False
        if old:
            _delete(db, target.tenant, target.view, old[0])
        put = sql.update(CURSORS).where(ours, own.generation == target.generation)
        if db.execute(put.values(live=True)).rowcount != 1:
            raise _superseded()
    return True


def _discard(views: Views, target: Target) -> None:
    with views.writing() as db:
        _delete(db, target.tenant, target.view, target.generation)


def _delete(db: Connection, tenant: str, view: View, generation: int) -> None:
    for table in view.tables:
        own = table.core.c
        db.execute(sql.delete(table.core).where(own.tenant == tenant, own.generation == generation))
    for kept in (CURSORS, PARKED):
        db.execute(
            sql.delete(kept).where(
                kept.c.tenant == tenant,
                kept.c.view == view.label,
                kept.c.generation == generation,
            )
        )


def _superseded() -> Exception:
    return refuse(
        "views.rebuild_superseded",
        "同じビューの作り直しが別に始まったため、中止しました。",
        "Another rebuild of the same view began, so this one stopped.",
    )
