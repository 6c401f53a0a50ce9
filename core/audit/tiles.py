"""The tree and its entries as files: C2SP tlog-tiles paths, hash tiles and entry bundles.

A tile holds up to 256 hashes; one level up, each hash is the root of a full tile below. Indices
start at 0.
"""

from collections.abc import Iterator
from typing import NamedTuple

from core.audit.merkle import EMPTY_ROOT, Edge, edge_of, node_hash
from core.audit.report import Rejected

TILE_WIDTH = 256
HASH_SIZE = 32


class Tile(NamedTuple):
    """A hash tile: its level, number within the level (from 0), and concatenated hashes."""

    level: int
    number: int
    hashes: bytes

    @property
    def path(self) -> str:
        """Where it lies in a bundle."""
        return tile_path(str(self.level), self.number, len(self.hashes) // HASH_SIZE)


def tile_path(level: str, index: int, width: int) -> str:
    """`tile/<level>/<index>[.p/<width>]`; the level of entry bundles is `entries`."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{path}" + (f".p/{width}" if width < TILE_WIDTH else "")


def entry_bundles(size: int) -> Iterator[tuple[str, int, int]]:
    """Path, index of the first entry and count of each entry bundle of a tree of `size`."""
    for first in range(0, size, TILE_WIDTH):
        width = min(TILE_WIDTH, size - first)
        yield tile_path("entries", first // TILE_WIDTH, width), first, width


def pack_entries(entries: list[bytes]) -> bytes:
    """An entry bundle: each entry behind its length as a big-endian u16."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack_entries(raw: bytes) -> list[bytes]:
    """The entries of a bundle; `Rejected` when the lengths do not add up."""
    entries: list[bytes] = []
    at, end = 0, len(raw)
    while at < end:
        start = at + 2
        at = start + int.from_bytes(raw[at:start], "big")
        if start > end or at > end:
            raise Rejected("entries.lengths")
        entries.append(raw[start:at])
    return entries


def tile_at(level: int, number: int, size: int) -> str:
    """Path of the tile `number` of `level` in a tree of `size`, as wide as that size makes it."""
    width = (size >> 8 * level) - number * TILE_WIDTH
    return tile_path(str(level), number, max(0, min(TILE_WIDTH, width)))


class TileTree:
    """A growing tree that gives each hash tile as soon as it is full, and its root at any moment.

    It keeps less than one tile a level, whatever the size.
    """

    def __init__(self) -> None:
        self.size = 0
        self._levels: list[list[bytes]] = [[]]
        self._full: list[int] = [0]

    def add(self, leaf: bytes) -> list[Tile]:
        """Append one leaf hash; return the tiles that became full, the lowest level first."""
        self.size += 1
        self._levels[0].append(leaf)
        return self._fold() if len(self._levels[0]) == TILE_WIDTH else []

    def partial(self) -> list[Tile]:
        """The tiles at the right edge that are not full."""
        return [
            Tile(level, self._full[level], b"".join(hashes))
            for level, hashes in enumerate(self._levels)
            if hashes
        ]

    def root(self) -> bytes:
        """Root hash of the tree at its present size."""
        if not self.size:
            return EMPTY_ROOT
        peaks = b"".join(edge_of(hashes).pack() for hashes in reversed(self._levels))
        return Edge(self.size, peaks).root()

    def _fold(self) -> list[Tile]:
        full: list[Tile] = []
        level = 0
        while len(self._levels[level]) == TILE_WIDTH:
            hashes = self._levels[level]
            full.append(Tile(level, self._full[level], b"".join(hashes)))
            self._full[level] += 1
            self._levels[level] = []
            level += 1
            if level == len(self._levels):
                self._levels.append([])
                self._full.append(0)
            self._levels[level].append(_full_root(hashes))
        return full


def _full_root(hashes: list[bytes]) -> bytes:
    """Root over a full tile, pair by pair."""
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = [node_hash(left, right) for left, right in pairs]
    return hashes[0]
