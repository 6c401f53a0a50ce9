"""A view with one flipped bit: what readers are shown of it, and who says that it is damaged (R15).

The view stands in the middle of its log, so that what comes of a wrong cursor shows as well.
"""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sql
from sqlalchemy import Integer
from sqlalchemy.exc import IntegrityError

from core.log.application import TenantApplication, open_application
from projections import cursors, runner
from projections.advance import Follower
from projections.store import Views
from tests.faults.campaign import Dice
from tests.log.facts import noted
from tests.projections.test_forks import ITEMS, KEYS, SHELVES, VIEW

FACTS, FOLDED = 48, 32
POSITIONS = (1, 7, 8, 16, 31)
CELLS = {ITEMS.core: 6, cursors.CURSORS: 2, cursors.PARKED: 1}
"""Table -> how often one of its cells is chosen."""
TOLD = {"moved_at", "begun_at", "begun_from", "code", "reason", "stack"}
"""Columns of which nothing follows: they are only told to operators, or guard a rebuild."""

Dump = dict[str, list[dict[str, Any]]]
"""Table -> its rows."""
Content = dict[Any, Any]


class Flip(NamedTuple):
    """A cell whose value has one bit that is wrong: table, number of the row, column, value."""

    table: str
    row: int
    column: str
    value: Any


def fill(log: TenantApplication, rng: Dice) -> None:
    """A history of some items; one stream of it cannot be folded."""
    facts = []
    for version in range(1, FACTS):
        changes: list[Any] = [
            (rng.choice(KEYS), rng.choice(SHELVES), rng.randrange(100))
            if rng.random() < 0.8
            else (rng.choice(KEYS),)
            for _ in range(rng.randint(1, 2))
        ]
        facts.append(noted(log.tenant, "s", version, json.dumps(changes)))
    facts.insert(FOLDED // 2, noted(log.tenant, "bad", 1, "no JSON"))
    log.append(facts, [])


def content(views: Views, tenant: str) -> Content:
    """All that readers are shown, each part or the error in its place."""
    with views.at(VIEW, tenant) as now:
        asked = {("row", key): partial(now.held, ITEMS, key) for key in KEYS}
        shown: Content = {part: _answer(ask) for part, ask in asked.items()}
        own = ITEMS.column
        for condition in (*(own("shelf") == name for name in SHELVES), own("size") >= 50):
            shown[str(condition.compile().params)] = _answer(
                partial(now.versions, ITEMS, condition)
            )
    for position in POSITIONS:
        shown["as of", position] = _answer(partial(_as_of, views, tenant, position))
    shown["still"] = _answer(partial(_still, views, tenant))
    return shown


def _still(views: Views, tenant: str) -> object:
    return sorted(each[:3] for each in runner.parked(tenant, views, VIEW))


def _as_of(views: Views, tenant: str, position: int) -> object:
    with views.at(VIEW, tenant, position) as then:
        return then.versions(ITEMS), [then.held(ITEMS, key) for key in KEYS[:2]]


def _answer(ask: Callable[[], object]) -> object:
    with suppress(Exception):
        return ask()
    return "unreadable"


class Flipping:
    """Flips one bit after the other of what a store of views holds of one tenant.

    `counts` says how many flips changed what readers are shown, now or once the view has followed
    on, and how many of these were found; `missed` has the flips that were not.
    """

    def __init__(self, log: TenantApplication, views: Views, rng: Dice) -> None:
        self._log, self._views, self._rng = log, views, rng
        self.counts: Counter[str] = Counter()
        self.missed: list[Flip] = []
        follower = Follower(log, views, [VIEW])
        while follower.step(FOLDED):
            pass
        self._dump = self._dumped()
        self._right = content(views, log.tenant)
        assert not self._found()
        follower.run()
        self._right_later = content(views, log.tenant)

    def run(self, count: int) -> None:
        """So many flips, each of a bit of a cell."""
        while self.counts.total() < count:
            flip = self._flip()
            if flip is not None and self._restored(flip):
                self.counts[self._judge(flip)] += 1
        self._restored(None)

    def _flip(self) -> Flip | None:
        [table] = self._rng.choices(list(CELLS), list(CELLS.values()))
        number = self._rng.randrange(len(self._dump[table.name]))
        column = self._rng.choice([each for each in table.columns if each.name not in TOLD])
        value = self._dump[table.name][number][column.name]
        bits = 31 if isinstance(column.type, Integer) else 63
        flipped = _flipped(value, bits, self._rng)
        return None if flipped is None else Flip(table.name, number, column.name, flipped)

    def _judge(self, flip: Flip) -> str:
        """Damage is looked for first; then it is left to follow the log; then it is rebuilt."""
        tenant, found = self._log.tenant, self._found()
        changed = content(self._views, tenant) != self._right
        if found and changed:
            return "found"
        with suppress(Exception):
            Follower(self._log, self._views, [VIEW]).run()
        if content(self._views, tenant) == self._right_later:
            # Rows that nobody sees any more, for one, are folded anew by whoever follows the log.
            return "went by" if changed else "nothing changed"
        if found or self._stands_behind():
            return "found"
        self._restored(flip)
        if self._differs():
            return "found by a rebuild"
        self.missed.append(flip)
        return "missed"

    def _found(self) -> bool:
        with suppress(Exception):
            ahead = runner.cursor(self._log.tenant, self._views, VIEW) > self._log.head().size
            return ahead or runner.damaged(self._log.tenant, self._views, VIEW)
        return True

    def _stands_behind(self) -> bool:
        """Whether it does not follow any more: in half a minute, status says that it is stuck."""
        with suppress(Exception):
            return runner.cursor(self._log.tenant, self._views, VIEW) < self._log.head().size
        return False

    def _differs(self) -> bool:
        with suppress(Exception):
            return not runner.rebuild(self._log.tenant, self._log, self._views, VIEW).equal
        return True

    def _dumped(self) -> Dump:
        with self._views.writing() as db:
            return {
                table.name: [dict(row._mapping) for row in db.execute(sql.select(table))]
                for table in CELLS
            }

    def _restored(self, flip: Flip | None) -> bool:
        """Store everything as it was, but for this bit; whether the database takes that."""
        dump = {name: [dict(row) for row in rows] for name, rows in self._dump.items()}
        if flip:
            dump[flip.table][flip.row][flip.column] = flip.value
        with suppress(IntegrityError), self._views.writing() as db:
            for table in CELLS:
                db.execute(sql.delete(table))
                db.execute(sql.insert(table), dump[table.name])
            return True
        return False


class FileFlipping:
    """Flips one bit after the other of a SQLite file that holds one tenant's view, where the file
    is in use. With `rows_only`, a planted defect, nobody looks at the file as such."""

    def __init__(self, folder: Path, rng: Dice, *, rows_only: bool = False) -> None:
        self._path, self._rng, self._rows_only = folder / "views.db", rng, rows_only
        self._log = open_application("isa", f"memory:{folder.name}")
        fill(self._log, rng)
        with closing(Views(str(self._path))) as views:
            Follower(self._log, views, [VIEW]).run()
            self._right = content(views, "isa")
        self._raw = self._path.read_bytes()
        # What is nought is free space, most of it.
        self._used = [place for place, byte in enumerate(self._raw) if byte]

    def run(self, count: int) -> Counter[str]:
        """So many flips; how they ended."""
        return Counter(self._judge(self._rng.choice(self._used)) for _ in range(count))

    def _judge(self, place: int) -> str:
        raw = bytearray(self._raw)
        raw[place] ^= 1 << self._rng.randrange(8)
        # A path of its own: where opening fails, a connection may stay behind for a while.
        path = self._path.with_name(f"{place}-{self._rng.getrandbits(32)}.db")
        path.write_bytes(raw)
        with suppress(Exception), closing(Views(str(path))) as views:
            if content(views, "isa") == self._right:
                return "nothing changed"
            if self._is_found(views):
                return "found"
            # Rows that nobody sees any more, for one, are folded anew by whoever follows the log.
            Follower(self._log, views, [VIEW]).run()
            return "went by" if content(views, "isa") == self._right else self._rebuilt(views)
        return "unreadable"

    def _is_found(self, views: Views) -> bool:
        with suppress(Exception):
            return runner.damaged("isa", views, VIEW) or not (self._rows_only or views.is_whole())
        return True

    def _rebuilt(self, views: Views) -> str:
        same = self._rows_only or runner.rebuild("isa", self._log, views, VIEW).equal
        return "missed" if same else "found"


def _flipped(value: Any, bits: int, rng: Dice) -> Any:
    """The value with one bit changed; None if that cannot be stored."""
    if isinstance(value, int):
        return value ^ 1 << rng.randrange(bits)
    raw = bytearray(value.encode() if isinstance(value, str) else value or b"")
    if raw:
        raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    if isinstance(value, bytes):
        return bytes(raw)
    with suppress(UnicodeDecodeError):
        return raw.decode().replace("\0", "") or None
    return None
