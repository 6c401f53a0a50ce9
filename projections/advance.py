"""Brings views up to the head of a tenant's log, page by page; of two runners one wins
(design.md part 6).

A page is what is there, up to 1,000 events. It is folded in memory on what the views held at its
start. Rows and cursor are written in one transaction that first compares the cursor: if another
runner was faster, nothing of the page is stored.
"""

import gc
import math
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection

from core.log.application import TenantApplication
from projections import cursors
from projections.cursors import LIVE, Cursor, Overtaken
from projections.page import Target
from projections.store import Views
from projections.view import View

PAGE_FACTS_MAX = 1_000
READ_FACTS_MAX = 5_000
"""Of a rebuild's long page, so many facts are in memory at once."""


class Follower:
    """Follows one tenant's log with some views, and holds their rows from one page to the next.

    Rows that another version of a view folded, or that stand where the log is not yet, are left as
    they are until they are built anew.
    """

    def __init__(self, log: TenantApplication, views: Views, chosen: Collection[View]) -> None:
        self._log, self._views, self._chosen = log, views, list(chosen)
        self._targets: dict[str, Target] = {}
        self._left: list[int] = []
        self._lock = threading.Lock()
        for view in self._chosen:
            views.prepare(view)

    def step(self, until: int | None = None) -> bool:
        """Fold the next page into the views that are furthest behind, up to the head or `until`;
        whether there may be more. `Overtaken` if another runner was faster."""
        with self._lock:
            stop = self._log.head().size if until is None else until
            targets = self.standing()
            behind = [target for target in targets if target.position < stop]
            if not behind:
                return False
            start = min(target.position for target in behind)
            further = (target.position for target in behind if target.position > start)
            group = [target for target in behind if target.position == start]
            upto = min(further, default=stop)
            try:
                advance(self._log, self._views, group, upto)
            except BaseException:
                self._targets.clear()
                raise
            return group[0].position < stop or len(group) < len(behind)

    def run(self, seconds: float = math.inf) -> int:
        """Fold up to the present head, but begin no page after so many seconds; the least position
        the views reached."""
        stop, limit, more = self._log.head().size, time.monotonic() + seconds, True
        while more and time.monotonic() <= limit:
            try:
                more = self.step(stop)
            except Overtaken:
                continue
        return self.position

    @property
    def position(self) -> int:
        """The least position of the views, as far as this follower knows."""
        known = [target.position for target in self._targets.values()]
        return min((*known, *self._left), default=0)

    def standing(self) -> list[Target]:
        """What there is to be followed, with rows held from before where nobody else moved it."""
        tenant, found = self._log.tenant, dict[str, Target]()
        with self._views.reading(tenant) as db:
            generations = cursors.cursors(db, tenant, self._chosen)
            lives = {label: _live(of_view) for label, of_view in generations.items()}
            head = self._log.head().size
            for view in self._chosen:
                cursor, known = lives[view.label], self._targets.get(view.label)
                if cursor and cursor.version == view.version and cursor.position <= head:
                    same = known is not None and known.cursor == cursor
                    found[view.label] = (
                        known if known and same else _target(db, tenant, view, cursor)
                    )
        self._targets = found
        self._left = [each.position for label, each in lives.items() if each and label not in found]
        if missing := [view for view in self._chosen if lives[view.label] is None]:
            self._begin(missing)
            return self.standing()
        return list(found.values())

    def _begin(self, missing: Sequence[View]) -> None:
        """A view that never ran begins at 0."""
        tenant = self._log.tenant
        with self._views.writing() as db:
            known = cursors.cursors(db, tenant, missing, lock=True)
            for view in missing:
                if _live(known[view.label]) is None:
                    cursors.begin(db, tenant, view, self._first(view, known[view.label]))

    def _first(self, view: View, known: Sequence[Cursor]) -> Cursor:
        number, now = cursors.next_number(known), self._views.now()
        return cursors.nothing(view)._replace(generation=number, moved_at=now, begun_at=now)


def follow(tenant: str, log: TenantApplication, views: Views, chosen: Collection[View]) -> int:
    """Fold everything up to the present head into the chosen views; the least position they
    reached."""
    assert log.tenant == tenant, "another tenant's log"
    return Follower(log, views, chosen).run()


def advance(
    log: TenantApplication,
    views: Views,
    group: Sequence[Target],
    stop: int,
    most: int = PAGE_FACTS_MAX,
) -> None:
    """Fold the next page of at most so many facts, up to `stop`, into targets that stand at one
    position; `Overtaken` stores nothing."""
    start = group[0].position
    assert all(target.position == start < stop for target in group), "not a group"
    with _uncollected():
        with views.reading(log.tenant) as db:
            end = _fold(log, db, group, start, stop, most)
        store(views, group, end)


def store(views: Views, group: Sequence[Target], end: int) -> None:
    """Write what targets of one tenant have folded up to `end`, and move their cursors, or store
    nothing: `Overtaken`."""
    now, tenant = views.now(), group[0].tenant
    with views.writing() as db:
        steps = [(target.view, target.cursor, target.digest) for target in group]
        cursors.advance(db, tenant, steps, end, now)
        for target in group:
            target.write(db)
    for target in group:
        target.written(end, now)


def _fold(
    log: TenantApplication,
    db: Connection,
    group: Sequence[Target],
    start: int,
    stop: int,
    most: int,
) -> int:
    """Fold up to `most` facts, read a part at a time; the position reached."""
    topics = sorted(set[str]().union(*(target.view.topics for target in group)))
    if not all(target.view.topics for target in group):
        topics = []
    at, left = start, most
    while left > 0 and at < stop:
        wanted = min(left, READ_FACTS_MAX)
        part = log.readable(at + 1, wanted, stop, topics)
        for target in group:
            target.fold(db, part)
        at = part[-1].position if len(part) == wanted else stop
        left -= len(part)
    return at


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: a page makes objects by the ten thousand, none of them in a
    cycle, and it would visit them all again and again (a quarter of a rebuild's time)."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _live(generations: Sequence[Cursor]) -> Cursor | None:
    return next((each for each in generations if each.state == LIVE), None)


def _target(db: Connection, tenant: str, view: View, cursor: Cursor) -> Target:
    parked = cursors.parked_in(db, tenant, [view])
    return Target(tenant, view, cursor, parked.get((view.label, cursor.generation), []))
