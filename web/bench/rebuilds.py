"""Figures `rebuild_*`: a view built anew from a log of 100,000 events, every version of every row,
beside the same rows scanned into Python.

Ours is the product's rebuild: rows beside those in use, the running digest, both compared by the
database, the new ones switched in and the old ones dropped, all inside the clock.
"""

import gc
from contextlib import ExitStack

from core.log.application import TenantApplication, close_location
from projections import coordinator_roster, cursors
from projections.rebuild import rebuild
from projections.store import Views
from projections.view import View
from web.bench import contacts, peer, peer_views
from web.bench.registered import log_of
from web.bench.rounds import OURS, Leg, Work
from web.bench.scans import Pages, postgres_pages, scans, sqlite_pages
from web.bench.setting import Plan, Setting

EVENTS, EVENTS_QUICK = 100_000, 12_000
EVENTS_A_PERSON = 4
EVENTS_PEER = 2_000
TENANT = "t00000"


def rebuild_sqlite(setting: Setting, stack: ExitStack) -> Plan:
    """Log and views in a SQLite file each, the library's likewise."""
    path = setting.folder / "log.db"
    log = _log(setting, stack, str(path))
    views = _views(stack, str(setting.folder / "views.db"))
    app = stack.enter_context(peer.on_sqlite(setting.folder / "library.db"))
    roster = setting.folder / "roster.db"
    library = peer_views.on_sqlite(app, roster, _peer_count(setting), stack)
    return _plan(log, views, sqlite_pages(path, TENANT, stack), library)


def rebuild_pg(setting: Setting, stack: ExitStack) -> Plan:
    """Log and views in one PostgreSQL database, the library's tables beside."""
    dsn = setting.postgres()
    log = _log(setting, stack, dsn)
    app = stack.enter_context(peer.on_postgres(dsn))
    library = peer_views.on_postgres(app, _peer_count(setting))
    return _plan(log, _views(stack, dsn), postgres_pages(dsn, TENANT, stack), library)


def _plan(log: TenantApplication, views: Views, pages: Pages, library: Leg) -> Plan:
    ours = [_builds(log, views, view) for view in (contacts.VIEW, coordinator_roster.VIEW)]
    return Plan([*ours, scans(pages, log.head().size), library], durable=False)


def _builds(log: TenantApplication, views: Views, view: View) -> Leg:
    """Rows that are in use already are built anew: each rebuild that was switched in has the next
    number, and stands where the log stands."""
    events = log.head().size
    rebuild(TENANT, log, views, view)

    def work() -> None:
        found = rebuild(TENANT, log, views, view)
        assert found.switched, found
        assert found.before == found.after, found

    def prepare(_: int) -> Work:
        # What the leg before left is not this one's to clear away.
        gc.collect()
        return work

    def done() -> int:
        with views.reading(TENANT) as db:
            now = cursors.live(db, TENANT, view)
        assert now, "no rows in use"
        assert now.position == events, now
        return (now.generation - 1) * events

    return Leg(role=OURS, way=view.name, count=events, prepare=prepare, done=done)


def _log(setting: Setting, stack: ExitStack, location: str) -> TenantApplication:
    stack.callback(close_location, location)
    events = setting.built(EVENTS, EVENTS_QUICK, EVENTS_A_PERSON)
    return log_of(TENANT, location, events // EVENTS_A_PERSON, events)


def _views(stack: ExitStack, location: str) -> Views:
    views = Views(location)
    stack.callback(views.close)
    return views


def _peer_count(setting: Setting) -> int:
    return setting.size(EVENTS_PEER, EVENTS_A_PERSON)
