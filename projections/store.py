"""Where views are kept: apart from the log, so that they may be thrown away (design.md part 6)."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sql
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from core.clock import Clock, system_clock
from core.log.port import OpenedElsewhere
from projections import cursors, observers
from projections.engines import AS_TENANT, engines_of
from projections.reader import Reader
from projections.view import View

OBSERVERS = "observers"
ViewsError = SQLAlchemyError
"""Whatever the database of the views says against a question: `daicho doctor` knows more."""


class Views:
    """The rows of all tenants' views at `location`: `memory:NAME`, a `postgresql://` URL, or a
    SQLite file, made if absent."""

    def __init__(self, location: str, clock: Clock = system_clock) -> None:
        self._process, self._clock = os.getpid(), clock
        self._engines = engines_of(location)
        self._ready: set[str] = set()
        try:
            self._engines.make(cursors.METADATA)
        except BaseException:
            # Left open, a connection to a damaged file could still write to one put in its place.
            self._engines.close()
            raise

    @contextmanager
    def reading(self, tenant: str = "") -> Iterator[Connection]:
        """One snapshot, of that tenant's rows."""
        self._check_process()
        with self._engines.read.begin() as db:
            if db.dialect.name == "postgresql":
                db.exec_driver_sql(AS_TENANT, (tenant,))
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it is stored, or with an exception nothing."""
        self._check_process()
        with self._engines.write.begin() as db:
            yield db

    @contextmanager
    def at(self, view: View, tenant: str, as_of: int | None = None) -> Iterator[Reader]:
        """Rows of one tenant in one view, as they are now or were at position `as_of`."""
        self.prepare(view)
        with self.reading(tenant) as db:
            cursor = cursors.live(db, tenant, view) or cursors.nothing(view)
            yield Reader(db, tenant, cursor, as_of)

    def prepare(self, view: View) -> None:
        """Make the view's tables, once a process."""
        if view.label not in self._ready:
            self._engines.make(view.metadata)
            self._ready.add(view.label)

    def prepare_observers(self) -> None:
        """Make the tables of observers, once a process: most registers need none."""
        if OBSERVERS not in self._ready:
            self._engines.make(observers.METADATA)
            self._ready.add(OBSERVERS)

    def prune(self, kept: list[View]) -> list[str]:
        """Drop the tables of views and shapes that are not in `kept`: what an older version of the
        code left. Their names."""
        names = {table.name for view in kept for table in view.metadata.sorted_tables}
        beside = (*cursors.METADATA.sorted_tables, *observers.METADATA.sorted_tables)
        names |= {table.name for table in beside}
        gone = self._engines.drop_others(names)
        with self.writing() as db:
            labels = [view.label for view in kept]
            for table in cursors.METADATA.sorted_tables:
                db.execute(sql.delete(table).where(table.c.view.not_in(labels)))
        return gone

    def is_whole(self) -> bool:
        """Whether file and indexes hang together, so that readers find what is there; reads all of
        it. PostgreSQL has means of its own and is not asked."""
        with self.reading() as db:
            if db.dialect.name != "sqlite":
                return True
            try:
                found = db.exec_driver_sql("pragma integrity_check(1)").scalar_one()
            except DatabaseError:
                return False
            return bool(found == "ok")

    def now(self) -> str:
        """The present instant as cursors hold it."""
        return cursors.instant(self._clock())

    def close(self) -> None:
        """Release all connections; a memory store is gone with the last one."""
        self._engines.close()

    def _check_process(self) -> None:
        if os.getpid() != self._process:
            raise OpenedElsewhere("views were opened before the fork: open them in the child only")


_open: dict[str, Views] = {}
_open_lock = threading.Lock()


def open_views(location: str) -> Views:
    """The views there, one store a process: all its tenants share a few connections."""
    with _open_lock:
        views = _open.get(location)
        if views is None:
            views = _open[location] = Views(location)
    return views


def close_views(location: str) -> None:
    """Release the connections to that location, if this process has any."""
    with _open_lock:
        views = _open.pop(location, None)
    if views is not None:
        views.close()
