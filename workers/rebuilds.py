"""Views built anew, many at once: tenants and views over processes, as many as their database may
bear (design page, part 6).

Each can be killed and goes on from its last page when it is asked for again. Nothing is sent and no
job is ordered: only rows come of it.
"""

import multiprocessing
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.queues import SimpleQueue
from typing import Any, NamedTuple

from core.errors import Fault, Refused
from projections.catalogue import VIEWS
from projections.cursors import Cursor
from projections.rebuild import Rebuilt, beside, code_of, outdated, rebuild
from projections.view import View
from tenants.gate import Tenant, open_tenant
from tenants.place import Place
from workers.jobs import Task, job
from workers.queue import Work

PROCESSES_MAX = 4
"""Writers that a database is to bear beside the runner."""


class Wanted(NamedTuple):
    """A view of a tenant that is to be built anew."""

    tenant: str
    view: str


class Moved(NamedTuple):
    """Where a rebuild stands, where it began in this run, and where it is going: positions."""

    wanted: Wanted
    begun_from: int
    position: int
    goal: int


Told = Callable[[Moved], None]
REBUILD = "rebuild-view"
Outcome = Rebuilt | tuple[Fault, ...]
UNKNOWN = Fault("views.unknown", "そのようなビューはありません。", "There is no such view.")
CHANGED = Fault(
    "views.difference_changed",
    "見ていた違いは、もう今の内容ではありません。もう一度確かめてください。",
    "The differences have changed since you looked at them. Please look again.",
)
KILLED = Fault(
    "views.rebuild_killed",
    "作り直しのプロセスが止まりました。もう一度実行すると、続きから始まります。",
    "A process of the rebuild was killed. Ask again, and it goes on where it was.",
)


def rebuild_all(
    home: Place, wanted: Sequence[Wanted], *, accept: bool, processes: int, told: Told
) -> list[tuple[Wanted, Rebuilt]]:
    """Build all of them anew, in the order asked; `told` is called after each page of each.

    `Refused` if one was cancelled or its process was killed; the others are finished first.
    """
    processes = min(processes, PROCESSES_MAX, len(wanted))
    if processes <= 1:
        return [(each, _rebuild(home, each, accept=accept, told=told)) for each in wanted]
    with _pool(processes, told) as pool:
        waiting = [(each, pool.submit(_in_child, home, each, accept)) for each in wanted]
        found = [(each, _outcome(future)) for each, future in waiting]
    if faults := [fault for _, one in found if not isinstance(one, Rebuilt) for fault in one]:
        raise Refused(*faults)
    return [(each, one) for each, one in found if isinstance(one, Rebuilt)]


def order_rebuilds(tenant: Tenant) -> None:
    """Order, once, what has to be built anew: the rows in use stay so meanwhile."""
    for view in outdated(tenant.log, tenant.views, list(VIEWS.values())):
        name = f"rebuild-{view.label}-{view.version}-{code_of(view)[:16]}"
        tenant.jobs.enqueue(name, REBUILD, view=view.name)


@job(REBUILD, Work.LONG)
def rebuild_view(tenant: Tenant, task: Task) -> dict[str, Any]:
    """Build the view named by `view` anew beside the one in use. `accept`: whatever it says, if
    what stands beside is still what was `seen`."""
    wanted = Wanted(tenant.slug, str(task.arguments["view"]))
    if wanted.view not in VIEWS:
        raise Refused(UNKNOWN)

    def told(moved: Moved) -> None:
        task.progress(moved.position, moved.goal)

    accept = bool(task.arguments.get("accept"))
    if accept and task.arguments.get("seen") != _to_accept(tenant, VIEWS[wanted.view]):
        raise Refused(CHANGED)
    found = _rebuild(tenant.place, wanted, accept=accept, told=told)
    return {**found._asdict()}


def seen(beside: Cursor | None) -> str:
    """What names the rows beside exactly: their generation and digest."""
    return f"{beside.generation}-{beside.digest.hex()}" if beside else ""


def _to_accept(tenant: Tenant, view: View) -> str:
    """What a rebuild by this code would go on with, and so switch in."""
    found = beside(tenant.slug, tenant.views, view)
    return seen(found) if found and found.code == code_of(view) else ""


def _rebuild(home: Place, wanted: Wanted, *, accept: bool, told: Told) -> Rebuilt:
    tenant = open_tenant(wanted.tenant, home)

    def moved(cursor: Cursor, goal: int) -> None:
        told(Moved(wanted, cursor.begun_from, cursor.position, goal))

    view = VIEWS[wanted.view]
    found = rebuild(tenant.slug, tenant.log, tenant.views, view, accept=accept, told=moved)
    if found.switched:
        # Rows of an older version stood still; the runner looks at them when the log grows next.
        tenant.catch_up()
    return found


def _in_child(home: Place, wanted: Wanted, accept: bool) -> Outcome:
    assert _news is not None, "not a child of the pool"
    try:
        return _rebuild(home, wanted, accept=accept, told=_news.put)
    except Refused as refusal:
        return refusal.faults


def _outcome(future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except BrokenProcessPool:
        return (KILLED,)


@contextmanager
def _pool(processes: int, told: Told) -> Iterator[ProcessPoolExecutor]:
    """Children that open the log themselves, and a thread here that hears what they tell."""
    spawn = multiprocessing.get_context("spawn")
    news: SimpleQueue[Moved | None] = spawn.SimpleQueue()
    hearing = threading.Thread(target=_hear, args=(news, told), daemon=True)
    hearing.start()
    try:
        with ProcessPoolExecutor(processes, spawn, _listen, (news,)) as pool:
            yield pool
    finally:
        news.put(None)
        hearing.join()
        news.close()


def _hear(news: "SimpleQueue[Moved | None]", told: Told) -> None:
    while moved := news.get():
        told(moved)


def _listen(news: "SimpleQueue[Moved | None]") -> None:
    """In the child: where to tell what moved."""
    global _news
    _news = news


_news: "SimpleQueue[Moved | None] | None" = None
