"""The process that follows the logs, as `workers.views` runs it, until it comes to a named point.

What then happens to it is SIGKILL, or SIGSTOP until it is woken. Points are patched in here, and
pages made short: the product knows nothing of them. Started by `multiprocessing`, so that hundreds
cost little.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from signal import SIGKILL, Signals
from typing import Any, NamedTuple

from sqlalchemy import Connection

from core.event import Fact, Unreadable
from core.log.application import TenantApplication
from projections import advance, cursors
from projections.store import Views
from tenants.place import Place
from workers.views import follow

POINTS = ("read", "folded", "written", "committed")
"""After a page was read; when it is folded, before its transaction; before the commit; after it."""
NEVER = "never"
PAGE_FACTS = 50
LOST = "lost"
"""The file that gets the name of the last error that ended a transaction."""


class Plan(NamedTuple):
    """At which passing of which point the process gets which signal. `torn` plants a defect: the
    cursor is committed before the rows."""

    point: str = NEVER
    passing: int = 1
    signal: Signals = SIGKILL
    torn: bool = False


def view(place: Place, plan: Plan) -> None:
    """Follow the logs of a place; what `multiprocessing` calls."""
    advance.advance = partial(advance.advance, most=PAGE_FACTS)
    _watch(place.data / LOST, plan)
    if plan.torn:
        _tear()
    follow(place)


def _watch(lost: Path, plan: Plan) -> None:
    readable, writing = TenantApplication.readable, Views.writing
    passings = dict.fromkeys(POINTS, 0)

    def reach(point: str) -> None:
        passings[point] += 1
        if (point, passings[point]) == (plan.point, plan.passing):
            os.kill(os.getpid(), plan.signal)

    def reading(log: TenantApplication, *window: Any) -> Sequence[Fact | Unreadable]:
        page = readable(log, *window)
        reach("read")
        return page

    @contextmanager
    def watched(views: Views) -> Iterator[Connection]:
        reach("folded")
        try:
            with writing(views) as db:
                yield db
                reach("written")
        except Exception as error:
            lost.write_text(type(error).__name__)
            raise
        reach("committed")

    TenantApplication.readable = reading
    Views.writing = watched


def _tear() -> None:
    advanced = cursors.advance

    def advance_first(db: Connection, *steps: Any) -> None:
        advanced(db, *steps)
        db.exec_driver_sql("commit")
        db.exec_driver_sql("begin immediate")

    cursors.advance = advance_first
