"""Reads a whole log again and says which stored bytes are not those that were appended.

SQLite's own check passes over most single-bit flips; the tree over the events passes over none.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from eventsourcing.persistence import PersistenceError

from core.audit.entry import encode
from core.audit.merkle import Edge, leaf_hash, root_of
from core.audit.tiles import HASH_SIZE, TILE_WIDTH
from core.errors import Invalid
from core.event import decode
from core.log.port import Head, Row, Store

ROWS_A_PAGE = 1_000
DAMAGE_MAX = 100
UNREADABLE = (PersistenceError, ValueError, TypeError, AttributeError, OverflowError)


class Damage(NamedTuple):
    """What is damaged, and at which positions.

    `event`: one of these is not what was appended, or not there. `head`: the head row (positions
    0). `event or head`: nothing kept elsewhere tells which. `stream`: the index by which streams
    are read. `command`: the row that makes a repeat answer with the first result.
    """

    tenant: str
    what: str
    first: int
    last: int


def scrub(store: Store, tenant: str, sealed: Sequence[bytes] = ()) -> list[Damage]:
    """Everything damaged in a tenant's log (the first hundred findings), nothing if it is whole.

    `sealed` are roots of tiles of 256 events kept elsewhere (`core.log.tiles`), lowest position
    first: they tell in which tile an event changed. They are only believed where the head agrees.
    """
    return _Scrub(store, tenant, sealed).run()


class _Scrub:
    def __init__(self, store: Store, tenant: str, sealed: Sequence[bytes]) -> None:
        self._store, self._tenant, self._sealed = store, tenant, sealed
        self._found: list[Damage] = []
        self._leaves: list[bytes] = []
        self._blocks: list[bytes] = []
        self._edge = Edge()
        self._streams: dict[str, tuple[int, int]] = {}
        self._whole = True
        self._stumbled = 0

    def run(self) -> list[Damage]:
        head = self._head()
        rows = self._in_order(head.size if head else 0)
        for command_id, of_command in groupby(self._taken(rows), key=lambda taken: taken[1]):
            positions = [position for position, _ in of_command]
            if command_id:
                self._check_command(command_id, positions[0], positions[-1])
        if head and self._whole:
            self._check_tree(head)
        for name, (first, digest) in self._streams.items():
            self._check_stream(name, first, digest)
        return self._found[:DAMAGE_MAX]

    def _damaged(self, what: str, first: int = 0, last: int = 0) -> None:
        before = self._found[-1] if self._found else None
        if before and before.what == what and before.last == first - 1:
            self._found[-1] = before._replace(last=last)
        else:
            self._found.append(Damage(self._tenant, what, first, last))

    def _missing(self, first: int, last: int) -> None:
        self._whole = False
        self._damaged("event", first, last)

    def _head(self) -> Head | None:
        try:
            head = self._store.head(self._tenant)
            Edge(*head)
        except UNREADABLE:
            self._damaged("head")
            return None
        return head

    def _in_order(self, size: int) -> Iterator[Row]:
        """The rows at 1, 2, 3, …; what is not where it should be is noted and passed over."""
        due = 1
        while len(self._found) < DAMAGE_MAX:
            page = self._page(due)
            if page is None:
                self._missing(due, due)
                due += 1
            for row in page or ():
                if row.position != due:
                    due = self._passed_over(due, row.position, size)
                if row.position == due:
                    yield row
                    due += 1
            if page == [] or (page is None and due > size):
                break
        if due <= size:
            self._missing(due, size)
        elif self._stumbled and self._whole:
            self._damaged("event", self._stumbled, max(self._stumbled, size))

    def _page(self, due: int) -> list[Row] | None:
        """The rows from `due` on; smaller pages lead to the first row that cannot be read."""
        limit = ROWS_A_PAGE
        while limit:
            try:
                return self._store.page(self._tenant, due - 1, limit)
            except UNREADABLE:
                self._stumbled = self._stumbled or due
                limit //= 2
        return None

    def _passed_over(self, due: int, position: int, size: int) -> int:
        """Note that the row at `position` is not the one due; which one is due then."""
        if position < due:
            self._missing(position, position)
            return due
        last = position - 1 if position <= size else due
        self._missing(due, last)
        return last + 1

    def _taken(self, rows: Iterator[Row]) -> Iterator[tuple[int, str]]:
        """Position and command id of each event, once its leaf is in the tree."""
        for row in rows:
            try:
                self._add(leaf_hash(encode(*row[1:])))
                self._remember(row)
                yield row.position, decode(*row[1:]).envelope.command_id
            except (*UNREADABLE, Invalid):
                self._damaged("event", row.position, row.position)
                yield row.position, ""

    def _add(self, leaf: bytes) -> None:
        self._edge.add(leaf)
        self._leaves.append(leaf)
        if len(self._leaves) == TILE_WIDTH:
            self._blocks.append(root_of(self._leaves))
            self._leaves.clear()

    def _remember(self, row: Row) -> None:
        first, digest = self._streams.get(row.stream, (row.position, 0))
        self._streams[row.stream] = first, _next(digest, row)

    def _check_command(self, command_id: str, first: int, last: int) -> None:
        try:
            place = self._store.find_command(self._tenant, command_id)
        except UNREADABLE:
            place = None
        if place is None or not self._is_of(place, first, last):
            self._damaged("command", first, last)

    def _is_of(self, place: tuple[int, int], first: int, last: int) -> bool:
        """Whether the command's events are these, or these and damaged ones."""
        if place == (first, last):
            return True
        hurt = any(each.first <= place[1] and each.last >= place[0] for each in self._found)
        return hurt and place[0] <= first and last <= place[1]

    def _check_stream(self, name: str, first: int, digest: int) -> None:
        read = 0
        try:
            for row in self._store.stream(self._tenant, name):
                read = _next(read, row)
        except UNREADABLE:
            read = 0
        if read != digest:
            self._damaged("stream", first, first)

    def _check_tree(self, head: Head) -> None:
        edge = self._edge
        if edge.size != head.size:
            self._damaged("head")
        elif edge.pack() != head.edge:
            changed = [
                number
                for number, (now, kept) in enumerate(zip(self._blocks, self._sealed, strict=False))
                if now != kept
            ]
            for number in changed:
                self._damaged("event", number * TILE_WIDTH + 1, (number + 1) * TILE_WIDTH)
            if not changed:
                self._locate_in_edge(head)

    def _locate_in_edge(self, head: Head) -> None:
        """Each root of the edge stands for a range of positions; those in known tiles are right."""
        known = min(len(self._sealed), len(self._blocks)) * TILE_WIDTH
        now, first = self._edge.pack(), 1
        for number, size in enumerate(_subtrees(head.size)):
            at = slice(number * HASH_SIZE, (number + 1) * HASH_SIZE)
            if now[at] != head.edge[at]:
                if first + size - 1 <= known:
                    self._damaged("head")
                else:
                    self._damaged("event or head", max(first, known + 1), first + size - 1)
            first += size


def _next(digest: int, row: Row) -> int:
    return hash((digest, row))


def _subtrees(size: int) -> list[int]:
    """How many leaves each root of an edge stands for, the largest first."""
    return [1 << bit for bit in reversed(range(size.bit_length())) if size >> bit & 1]
