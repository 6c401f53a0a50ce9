"""Merkle tree of RFC 6962 section 2.1 / RFC 9162 section 2.1, kept as its right edge."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash of a leaf: SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


class Edge:
    """The right edge of a tree: one subtree root per set bit of `size`, the largest first.

    It is all that appending needs, so the log keeps it (32 bytes a root) in the head row.
    """

    def __init__(self, size: int = 0, packed: bytes = b"") -> None:
        if len(packed) != 32 * size.bit_count():
            raise ValueError("edge does not fit size")
        self.size = size
        self._roots = [packed[i : i + 32] for i in range(0, len(packed), 32)]

    def add(self, leaf: bytes) -> None:
        """Append one leaf hash."""
        size = self.size
        while size & 1:
            leaf = node_hash(self._roots.pop(), leaf)
            size >>= 1
        self._roots.append(leaf)
        self.size += 1

    def pack(self) -> bytes:
        """The roots, concatenated: what the head row stores."""
        return b"".join(self._roots)

    def root(self) -> bytes:
        """Root hash of the tree (RFC 6962 2.1); `EMPTY_ROOT` when it has no leaf."""
        if not self._roots:
            return EMPTY_ROOT
        root = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            root = node_hash(left, root)
        return root


def edge_of(leaves: Iterable[bytes]) -> Edge:
    """The edge after appending all `leaves` (leaf hashes) to an empty tree."""
    edge = Edge()
    for leaf in leaves:
        edge.add(leaf)
    return edge


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Root hash over the leaf hashes."""
    return edge_of(leaves).root()
