"""Inclusion and consistency proofs, for every tree of up to 64 leaves (RFC 9162 2.1)."""

from hashlib import sha256

import pytest

from core.audit.merkle import EMPTY_ROOT, edge_of, leaf_hash, node_hash, root_of
from core.audit.proofs import (
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
)

SIZE_MAX = 64
LEAVES = [leaf_hash(bytes([number])) for number in range(SIZE_MAX)]
ROOTS = [root_of(LEAVES[:size]) for size in range(SIZE_MAX + 1)]
WRONG = sha256(b"wrong").digest()


def _defined_root(leaves: list[bytes]) -> bytes:
    """The recursive definition, word for word, as an oracle for the edge."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    split = max(1 << n for n in range(7) if 1 << n < len(leaves))
    return node_hash(_defined_root(leaves[:split]), _defined_root(leaves[split:]))


def test_the_edge_gives_the_root_of_the_definition() -> None:
    assert [_defined_root(LEAVES[:size]) for size in range(SIZE_MAX + 1)] == ROOTS
    assert len(edge_of(LEAVES[:63]).pack()) == 6 * 32


def test_every_leaf_of_every_small_tree_has_a_proof_that_holds_there_only() -> None:
    for size in range(1, SIZE_MAX + 1):
        for index in range(size):
            proof = inclusion_proof(LEAVES[:size], index)
            assert inclusion_holds(LEAVES[index], index, size, proof, ROOTS[size])
            assert not inclusion_holds(WRONG, index, size, proof, ROOTS[size])
            assert not inclusion_holds(LEAVES[index], index, size, proof, WRONG)
            assert not inclusion_holds(LEAVES[index], index ^ 1, size, proof, ROOTS[size])
            assert not inclusion_holds(LEAVES[index], index, size, [*proof, WRONG], ROOTS[size])


def test_a_changed_or_shortened_inclusion_proof_does_not_hold() -> None:
    for size in (2, 7, 33, 64):
        for index in range(size):
            proof = inclusion_proof(LEAVES[:size], index)
            for at in range(len(proof)):
                changed = [*proof[:at], WRONG, *proof[at + 1 :]]
                shorter = proof[:at] + proof[at + 1 :]
                assert not inclusion_holds(LEAVES[index], index, size, changed, ROOTS[size])
                assert not inclusion_holds(LEAVES[index], index, size, shorter, ROOTS[size])


def test_every_small_tree_is_shown_to_extend_every_smaller_one_and_no_other() -> None:
    for size in range(SIZE_MAX + 1):
        for old in range(size + 1):
            proof = consistency_proof(LEAVES[:size], old)
            assert consistency_holds(old, size, proof, ROOTS[old], ROOTS[size])
            assert not consistency_holds(old, size, proof, WRONG, ROOTS[size])
            assert not consistency_holds(old, size, [*proof, WRONG], ROOTS[old], ROOTS[size])
            if old:
                assert not consistency_holds(old, size, proof, ROOTS[old], WRONG)


def test_a_changed_or_shortened_consistency_proof_does_not_hold() -> None:
    for size in (2, 7, 33, 64):
        for old in range(1, size):
            proof = consistency_proof(LEAVES[:size], old)
            for at in range(len(proof)):
                changed = [*proof[:at], WRONG, *proof[at + 1 :]]
                shorter = proof[:at] + proof[at + 1 :]
                assert not consistency_holds(old, size, changed, ROOTS[old], ROOTS[size])
                assert not consistency_holds(old, size, shorter, ROOTS[old], ROOTS[size])


@pytest.mark.parametrize(("index", "size"), [(-1, 1), (1, 1), (0, 0), (5, 2)])
def test_an_index_outside_the_tree_is_never_included(index: int, size: int) -> None:
    assert not inclusion_holds(LEAVES[0], index, size, [], LEAVES[0])
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES[:size], index)


def test_values_that_are_not_hashes_prove_nothing() -> None:
    assert not inclusion_holds(b"", 0, 1, [], b"")
    assert not inclusion_holds(LEAVES[0], 0, 2, [b"short"], ROOTS[2])
    assert not consistency_holds(0, 0, [], b"", b"")
    assert not consistency_holds(0, 0, [], WRONG, WRONG)
    assert not consistency_holds(2, 1, [], ROOTS[2], ROOTS[1])
    with pytest.raises(IndexError):
        consistency_proof(LEAVES[:2], 3)
