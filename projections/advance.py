"""Brings views up to the head of a tenant's log, page by page; of two runners one wins
(design.md part 6).

A page is folded in memory on what the views held at its start. Rows and cursor are written in
one transaction that first compares the cursor: if another runner was faster, nothing of the page
is stored.
"""

from collections.abc import Collection, Sequence

import sqlalchemy as sql
from sqlalchemy import Connection

from core.log.application import TenantApplication
from projections.page import Target, parked_of
from projections.store import CURSORS, Views, live
from projections.view import Parked, View

PAGE_FACTS_MAX = 1_000


class Overtaken(Exception):
    """Another runner moved the cursor first: nothing of this page is stored."""


def follow(tenant: str, log: TenantApplication, views: Views, chosen: Collection[View]) -> int:
    """Fold everything up to the present head into the chosen views; the position they reached
    at least."""
    assert log.tenant == tenant, "another tenant's log"
    stop = log.head().size
    targets = _targets(tenant, views, chosen)
    while behind := [target for target in targets if target.position < stop]:
        start = min(target.position for target in behind)
        further = (target.position for target in behind if target.position > start)
        group = [target for target in behind if target.position == start]
        try:
            advance(log, views, group, min(further, default=stop))
        except Overtaken:
            targets = _targets(tenant, views, chosen)
    return stop


def advance(log: TenantApplication, views: Views, group: Sequence[Target], stop: int) -> None:
    """Fold the next page, up to `stop`, into targets that stand at one position; `Overtaken`
    stores nothing."""
    start = group[0].position
    assert all(target.position == start < stop for target in group), "not a group"
    topics = sorted(set[str]().union(*(target.view.topics for target in group)))
    if not all(target.view.topics for target in group):
        topics = []
    facts = log.facts(start + 1, PAGE_FACTS_MAX, stop, topics)
    end = facts[-1].position if len(facts) == PAGE_FACTS_MAX else stop
    with views.reading() as db:
        for target in group:
            target.fold(db, facts)
    with views.writing() as db:
        for target in group:
            _move_cursor(db, target, end)
            target.write(db)
    for target in group:
        target.written(end)


def cursor(tenant: str, views: Views, view: View) -> int:
    """The position that the view's rows rest on, 0 before the first page."""
    with views.at(view, tenant) as now:
        return now.position


def parked(tenant: str, views: Views, view: View) -> list[Parked]:
    """The streams that stand still in the view, with the reason."""
    views.prepare(view)
    with views.reading() as db:
        generation, _ = live(db, tenant, view) or (0, 0)
        return parked_of(db, tenant, view, generation)


def _targets(tenant: str, views: Views, chosen: Collection[View]) -> list[Target]:
    for view in chosen:
        views.prepare(view)
    with views.reading() as db:
        places = {view: live(db, tenant, view) for view in chosen}
        if all(places.values()):
            return [Target(db, tenant, view, *place) for view, place in places.items() if place]
    with views.writing() as db:
        for view in chosen:
            _begin(db, tenant, view)
    return _targets(tenant, views, chosen)


def _begin(db: Connection, tenant: str, view: View) -> None:
    """A view that never ran begins at 0."""
    if live(db, tenant, view) is None:
        first = {"tenant": tenant, "view": view.label, "generation": 1, "position": 0, "live": True}
        db.execute(sql.insert(CURSORS), [first])


def _move_cursor(db: Connection, target: Target, end: int) -> None:
    own = CURSORS.c
    moved = sql.update(CURSORS).where(
        own.tenant == target.tenant,
        own.view == target.view.label,
        own.generation == target.generation,
        own.position == target.position,
    )
    if db.execute(moved.values(position=end)).rowcount != 1:
        raise Overtaken
