"""Inclusion and consistency proofs: RFC 9162 sections 2.1.3 and 2.1.4 (the tree of RFC 6962)."""

from collections.abc import Sequence

from core.audit.merkle import EMPTY_ROOT, node_hash, root_of

HASH_BYTES = 32
PROOF_HASHES_MAX = 126


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The sibling hashes, lowest first, from leaf `index` (from 0) to the root over `leaves`."""
    if not 0 <= index < len(leaves):
        raise IndexError("no such leaf")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split])]


def inclusion_holds(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """True when `proof` shows leaf hash `leaf` at `index` (from 0) of the tree `size`, `root`."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def consistency_proof(leaves: Sequence[bytes], old_size: int, *, whole: bool = True) -> list[bytes]:
    """The hashes which show that the tree over `leaves` extends that over its first `old_size`.

    Empty for equal sizes and for the empty old tree, of which every tree is an extension. `whole`
    is false where `leaves` are a subtree and others stand before them: then nobody who checks has
    the root over the first `old_size`, and it is one of the hashes.
    """
    if not 0 <= old_size <= len(leaves):
        raise IndexError("no such size")
    return _subproof(leaves, old_size, whole=whole) if old_size else []


def consistency_holds(
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """True when `proof` shows that the tree of `new_size` extends the one of `old_size`.

    Equal sizes need equal roots and no proof; that the empty tree was extended proves nothing, but
    its root must be the right one.
    """
    if not 0 <= old_size <= new_size:
        return False
    if old_size == new_size > 0:
        return not proof and old_root == new_root
    if not _are_hashes(old_root, new_root, *proof):
        return False
    if new_size == 0:
        return not proof and old_root == new_root == EMPTY_ROOT
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    return bool(path) and _climb(old_size - 1, new_size - 1, path) == (old_root, new_root)


def _climb(node: int, last: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    """Both roots that the path leads to, or None when it is too short or too long for the sizes."""
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return (old, new) if last == 0 else None


def _subproof(leaves: Sequence[bytes], size: int, *, whole: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = _split(len(leaves))
    if size <= split:
        return [*_subproof(leaves[:split], size, whole=whole), root_of(leaves[split:])]
    return [*_subproof(leaves[split:], size - split, whole=False), root_of(leaves[:split])]


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def _are_hashes(*values: bytes) -> bool:
    return len(values) <= PROOF_HASHES_MAX and all(len(value) == HASH_BYTES for value in values)
