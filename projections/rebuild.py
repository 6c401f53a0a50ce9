"""Builds a view anew beside the rows in use, and switches when both say the same (design.md
part 6).

It can be killed at any moment and goes on from its last page, as long as the code that folds is the
same; it can be cancelled. What differs is kept beside until an operator accepts it, or throws it
away. Nothing but rows comes of it: letters and jobs are ordered elsewhere.
"""

import hashlib
import inspect
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from core.errors import Refused, refuse
from core.log.application import TenantApplication
from projections import cursors
from projections.advance import advance
from projections.compare import Difference, differences, digest_of, same_rows
from projections.cursors import BESIDE, DIFFERS, LIVE, Cursor, Overtaken
from projections.page import Target
from projections.reader import Reader
from projections.store import Views
from projections.view import View

PAGE_FACTS_MAX = 50_000
"""Longer pages than those of a runner: nobody waits for them, and a row that a later fact of the
page ends is written once."""
HELD_MAX = 200_000
PACKAGES = ("core", "projections")
Told = Callable[[Cursor, int], None]
"""Is told after each page where the rebuild stands, and where it is going."""


class Rebuilt(NamedTuple):
    """What a rebuild came to at `position`. `before` and `after`: digests of the rows in use (None
    if there were none) and of the new ones, where they were compared. `equal`: the new rows say
    what the old ones said, and no further stream stands still."""

    view: str
    position: int
    before: str | None
    after: str
    equal: bool
    switched: bool


def rebuild(
    tenant: str,
    log: TenantApplication,
    views: Views,
    view: View,
    *,
    accept: bool = False,
    told: Told | None = None,
) -> Rebuilt:
    """Fold the whole log anew; switched in if the rows say the same, or with `accept` whatever they
    say.

    Where they differ and `accept` is false the new rows stay beside. `Refused` if the rebuild was
    cancelled, or another one of the same view began meanwhile.
    """
    assert log.tenant == tenant, "another tenant's log"
    views.prepare(view)
    try:
        target = _beside(tenant, views, view)
        _fold_on(log, views, target, told)
        before, after = _digests(views, target)
        while True:
            _fold_on(log, views, target, told)
            same, head = before in (None, after), log.head().size
            if found := _decided(views, target, head, same=same, accept=accept):
                return found._replace(before=before, after=after)
    except Overtaken:
        raise _superseded() from None


def cancel(tenant: str, views: Views, view: View) -> bool:
    """Throw away what stands beside, whoever builds it; whether there was anything."""
    views.prepare(view)
    with views.writing() as db:
        found = cursors.of(db, tenant, view, BESIDE, DIFFERS, lock=True)
        if found:
            cursors.drop(db, tenant, view, found.generation)
    return found is not None


def outdated(log: TenantApplication, views: Views, chosen: Sequence[View]) -> list[View]:
    """Views whose rows in use an older version of the fold made, or that stand where the log is not
    yet (it was restored): they are to be built anew."""
    with views.reading(log.tenant) as db:
        found = cursors.cursors(db, log.tenant, chosen)
    head = log.head().size
    return [
        view
        for view in chosen
        if any(
            each.state == LIVE and (each.version < view.version or each.position > head)
            for each in found[view.label]
        )
    ]


def beside(tenant: str, views: Views, view: View) -> Cursor | None:
    """What stands beside the rows in use, None if nothing does."""
    views.prepare(view)
    with views.reading(tenant) as db:
        return cursors.of(db, tenant, view, BESIDE, DIFFERS)


def difference(tenant: str, views: Views, view: View, most: int) -> list[Difference]:
    """Up to `most` row versions in which what stands beside differs from what is in use."""
    views.prepare(view)
    with views.reading(tenant) as db:
        new, old = cursors.of(db, tenant, view, BESIDE, DIFFERS), cursors.live(db, tenant, view)
        if new is None or old is None:
            return []
        upto = min(new.position, old.position)
        return differences(Reader(db, tenant, old, upto), Reader(db, tenant, new, upto), view, most)


def _beside(tenant: str, views: Views, view: View) -> Target:
    """What an interrupted rebuild left, if the same code began it; else a new generation."""
    code = code_of(view)
    with views.writing() as db:
        known = cursors.cursors(db, tenant, [view], lock=True)[view.label]
        left = next((each for each in known if each.state != LIVE), None)
        if left and (left.code, left.version) == (code, view.version):
            return _resumed(db, tenant, view, left, views.now())
        if left:
            cursors.drop(db, tenant, view, left.generation)
        number, now = cursors.next_number(known), views.now()
        first = cursors.nothing(view)._replace(
            generation=number, state=BESIDE, moved_at=now, code=code, begun_at=now
        )
        cursors.begin(db, tenant, view, first)
        return Target(tenant, view, first, [], HELD_MAX)


def _resumed(db: Connection, tenant: str, view: View, left: Cursor, now: str) -> Target:
    again = left._replace(state=BESIDE, begun_at=now, begun_from=left.position, moved_at=now)
    values: dict[str, str | int] = {
        "state": BESIDE,
        "begun_at": now,
        "begun_from": left.position,
        "moved_at": now,
    }
    cursors.move(db, tenant, view, left, **values)
    parked = cursors.parked_in(db, tenant, [view]).get((view.label, left.generation), [])
    return Target(tenant, view, again, parked, HELD_MAX)


def _fold_on(log: TenantApplication, views: Views, target: Target, told: Told | None) -> None:
    """Fold up to where the rows in use stand; to the head, if there are none, or if they claim to
    stand behind it."""
    with views.reading(target.tenant) as db:
        old = cursors.live(db, target.tenant, target.view)
    head = log.head().size
    goal = min(old.position, head) if old else head
    while target.position < goal:
        advance(log, views, [target], goal, PAGE_FACTS_MAX)
        if told:
            told(target.cursor, goal)


def _digests(views: Views, target: Target) -> tuple[str | None, str]:
    """Digests of both at the new one's position. The rows themselves are compared: one that was
    changed by hand or by a bad disk would not show in the digest that runs along."""
    tenant, view, new = target.tenant, target.view, target.cursor
    with views.reading(tenant) as db:
        old = cursors.live(db, tenant, view)
        if old is None:
            return None, new.digest.hex()
        before, after = Reader(db, tenant, old, new.position), Reader(db, tenant, new)
        if same_rows(db, before, after, view):
            return new.digest.hex(), new.digest.hex()
        if digest_of(after, view) != new.digest.hex():
            raise _damaged()
        return digest_of(before, view), new.digest.hex()


def _decided(
    views: Views, target: Target, head: int, *, same: bool, accept: bool
) -> Rebuilt | None:
    """Compare once more where both stand, and switch or keep, in one transaction; None if the rows
    in use are further, unless the log itself is not so far."""
    tenant, view, new = target.tenant, target.view, target.cursor
    with views.writing() as db:
        old = cursors.live(db, tenant, view, lock=True)
        if old and new.position < old.position <= head:
            return None
        before = old.digest if old else new.digest
        equal = same and before == new.digest and _stands_no_stiller(db, target, old)
        if old and (equal or accept):
            cursors.drop(db, tenant, view, old.generation)
        cursors.move(db, tenant, view, new, state=LIVE if equal or accept else DIFFERS)
    return Rebuilt(view.name, new.position, None, "", equal, equal or accept)


def _stands_no_stiller(db: Connection, target: Target, old: Cursor | None) -> bool:
    if old is None:
        return True
    parked = cursors.parked_in(db, target.tenant, [target.view])
    still, before = (
        {(p.stream, p.position, p.topic) for p in parked.get((target.view.label, each), [])}
        for each in (target.cursor.generation, old.generation)
    )
    return still <= before


def code_of(view: View) -> str:
    """SHA-256 (hex) of the code that folds the view: rows of two codes are never mixed."""
    return _code(Path(inspect.getfile(view.fold)))


@cache
def _code(file: Path) -> str:
    root, total = Path(__file__).parent.parent, hashlib.sha256()
    files = [path for name in PACKAGES for path in sorted((root / name).rglob("*.py"))]
    for path in (*files, file):
        total.update(path.read_bytes())
    return total.hexdigest()


def _damaged() -> Refused:
    return refuse(
        "views.rebuild_damaged",
        "作り直した行が、書き込んだものと違います。取り消して、もう一度作り直してください。",
        "The new rows are not those that were written. Cancel this rebuild and ask again.",
    )


def _superseded() -> Refused:
    return refuse(
        "views.rebuild_superseded",
        "このビューの作り直しは取り消されたか、別に始まったため、中止しました。",
        "The rebuild of this view was cancelled, or another one began, so this one stopped.",
    )
