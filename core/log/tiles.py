"""Proofs that do not hash the whole log: of each sealed tile of 256 leaves its root is kept.

What is kept is derived from the stored bytes, may be thrown away, and is never trusted: a tree is
handed out only when it leads to the root in the log's head. A tile's leaf hashes are not kept, its
256 entries being at hand; so a file has 32 bytes for 256 events, in order, and nothing else.

A block of 256 leaves is a subtree of RFC 6962's tree, and the tree over the blocks' roots (the last
block may be partial) has the same root: a proof is one inside a block, then one over the blocks.
"""

from itertools import islice
from pathlib import Path
from typing import NamedTuple

from core.audit.merkle import EMPTY_ROOT, leaf_hash, root_of
from core.audit.proofs import consistency_proof, inclusion_proof
from core.audit.tiles import HASH_SIZE, TILE_WIDTH
from core.errors import Invalid
from core.log.application import TenantApplication
from core.log.port import Head


class Tree(NamedTuple):
    """The Merkle tree of a log at `size`: the roots of its sealed tiles, lowest position first.

    Every size asked for must be at most that.
    """

    log: TenantApplication
    size: int
    sealed: tuple[bytes, ...]

    def root_at(self, size: int) -> bytes:
        """The root the tree had at `size`."""
        return root_of(self._blocks(size)) if size else EMPTY_ROOT

    def inclusion(self, position: int, size: int) -> list[bytes]:
        """RFC 9162 2.1.3: from the leaf at `position` (from 1) to the root at `size`."""
        assert 1 <= position <= size, "no such leaf"
        block, place = divmod(position - 1, TILE_WIDTH)
        inside = inclusion_proof(self._leaves(block, size), place)
        return inside + inclusion_proof(self._blocks(size), block)

    def consistency(self, old_size: int, size: int) -> list[bytes]:
        """RFC 9162 2.1.4: that the tree at `size` extends the one at `old_size`."""
        assert 0 <= old_size <= size, "no such size"
        block, place = divmod(old_size, TILE_WIDTH)
        if not place or old_size == size:
            return consistency_proof(self._blocks(size), block) if old_size < size else []
        inside = consistency_proof(self._leaves(block, size), place, whole=not block)
        return inside + inclusion_proof(self._blocks(size), block)

    def _blocks(self, size: int) -> list[bytes]:
        """Roots of all blocks of 256 leaves, and of what follows them up to `size`."""
        assert size <= self.size, "the log is shorter than that"
        full = size // TILE_WIDTH
        rest = self._leaves(full, size)
        return [*self.sealed[:full], *([root_of(rest)] if rest else [])]

    def _leaves(self, block: int, size: int) -> list[bytes]:
        first = block * TILE_WIDTH + 1
        entries = self.log.entries(min(size, block * TILE_WIDTH + TILE_WIDTH), first)
        return [leaf_hash(raw) for raw in entries]


class Tiles:
    """The sealed tiles of one tenant's log, kept in `file`; several processes may share it."""

    def __init__(self, log: TenantApplication, file: Path) -> None:
        self._log, self._file = log, file

    def tree(self) -> Tree:
        """The tree at the log's present head. Reads what is new since the last time; the first
        time, the whole log. `Invalid` if the stored events do not lead to the head's root."""
        head = self._head()
        # What is kept may be of another log: one restored from a backup takes other events.
        for known in dict.fromkeys((self._read(head.size // TILE_WIDTH), ())):
            tree = Tree(self._log, head.size, self._sealed(known, head.size))
            if tree.root_at(head.size) == head.root():
                self._keep(tree.sealed, len(known))
                return tree
        raise Invalid("stored events do not lead to the root in the head")

    def _head(self) -> Head:
        """The head, if it is where the events end: a lost or damaged head row must never lead to
        a tree without the events after it."""
        head = self._log.head()
        due = min(head.size, 1)
        from_last = list(islice(self._log.entries(start=max(head.size, 1)), due + 1))
        grown = len(from_last) > due and self._log.head().size > head.size
        if len(from_last) != due and not grown:
            raise Invalid("stored events do not end where the head says")
        return head

    def _sealed(self, known: tuple[bytes, ...], size: int) -> tuple[bytes, ...]:
        due = size // TILE_WIDTH
        first = len(known) * TILE_WIDTH + 1
        leaves = map(leaf_hash, self._log.entries(due * TILE_WIDTH, first))
        return (
            *known,
            *(root_of(list(islice(leaves, TILE_WIDTH))) for _ in range(len(known), due)),
        )

    def _read(self, count: int) -> tuple[bytes, ...]:
        try:
            with self._file.open("rb") as file:
                raw = file.read(count * HASH_SIZE)
        except FileNotFoundError:
            return ()
        starts = range(0, len(raw) - HASH_SIZE + 1, HASH_SIZE)
        return tuple(raw[start : start + HASH_SIZE] for start in starts)

    def _keep(self, sealed: tuple[bytes, ...], known: int) -> None:
        """Each hash has its place in the file, so it does not matter who writes it, or twice."""
        if len(sealed) == known:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.touch()
        with self._file.open("r+b") as file:
            file.seek(known * HASH_SIZE)
            file.write(b"".join(sealed[known:]))
