"""Proofs from sealed tiles: the same as from all leaves, whatever happened to what was kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.audit.merkle import EMPTY_ROOT, leaf_hash, root_of
from core.audit.proofs import (
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
)
from core.errors import Invalid
from core.log.application import TenantApplication, close_location, open_application
from core.log.memory import MemoryStore
from core.log.port import CommandMark
from core.log.tiles import Tiles, Tree
from tests.log.facts import counted

A, B = "isa", "twin"
SIZE = 1_300
SIZES = (1, 2, 255, 256, 257, 511, 512, 513, 700, 768, 1_023, 1_024, 1_025, SIZE)


def extend(log: TenantApplication, count: int, salt: int = 0) -> None:
    """Append facts to one stream."""
    start = log.head().size
    facts = [counted(log.tenant, "s", start + n, count=salt + n) for n in range(1, count + 1)]
    log.append(facts, [CommandMark(f"c{start}", count)])


@pytest.fixture
def log(tmp_path: Path) -> Iterator[TenantApplication]:
    """A log of five sealed tiles and a bit, beside its twin's."""
    location = f"memory:{tmp_path}"
    extend(open_application(B, location), 10)
    log = open_application(A, location)
    extend(log, SIZE)
    yield log
    close_location(location)


@pytest.fixture
def tiles(log: TenantApplication, tmp_path: Path) -> Tiles:
    """Its tiles, nothing being kept yet."""
    return Tiles(log, tmp_path / "tiles" / A)


def leaves_of(log: TenantApplication) -> list[bytes]:
    """All leaf hashes."""
    return [leaf_hash(raw) for raw in log.entries()]


def kept(tmp_path: Path) -> Path:
    """The file of the fixture's tiles."""
    return tmp_path / "tiles" / A


def change(log: TenantApplication, position: int) -> None:
    """Change the stored bytes of one event behind the store's back."""
    store = log.records.store
    assert isinstance(store, MemoryStore)
    rows = store._rows[A]
    rows[position - 1] = rows[position - 1]._replace(state=b"changed")


def sound(log: TenantApplication, tree: Tree) -> bool:
    """Whether the tree is the log's."""
    leaves = leaves_of(log)
    return tree.size == len(leaves) and tree.root_at(tree.size) == root_of(leaves)


def test_a_log_without_events_has_the_empty_tree(tmp_path: Path) -> None:
    location = f"memory:{tmp_path}/empty"
    tree = Tiles(open_application(A, location), kept(tmp_path)).tree()
    assert (tree.size, tree.root_at(0)) == (0, EMPTY_ROOT)
    close_location(location)


def test_every_root_is_the_one_of_the_leaves(log: TenantApplication, tiles: Tiles) -> None:
    tree, leaves = tiles.tree(), leaves_of(log)
    for size in SIZES:
        assert tree.root_at(size) == root_of(leaves[:size])


def test_every_inclusion_is_the_one_of_the_leaves(log: TenantApplication, tiles: Tiles) -> None:
    tree, leaves = tiles.tree(), leaves_of(log)
    for size in SIZES:
        for position in {1, 2, 256, 257, 300, 512, 513, size - 1, size} & set(range(1, size + 1)):
            proof = tree.inclusion(position, size)
            assert proof == inclusion_proof(leaves[:size], position - 1)
            root = tree.root_at(size)
            assert inclusion_holds(leaves[position - 1], position - 1, size, proof, root)


def test_every_consistency_is_the_one_of_the_leaves(log: TenantApplication, tiles: Tiles) -> None:
    tree, leaves = tiles.tree(), leaves_of(log)
    for size in SIZES:
        for old in {0, 1, 4, 128, 200, 256, 264, 384, 512, 640, 641, 1_152, *SIZES}:
            if old <= size:
                proof = tree.consistency(old, size)
                assert proof == consistency_proof(leaves[:size], old)
                roots = tree.root_at(old), tree.root_at(size)
                assert consistency_holds(old, size, proof, *roots)


def test_a_tree_of_one_size_answers_for_no_larger_one(tiles: Tiles) -> None:
    tree = tiles.tree()
    with pytest.raises(AssertionError, match="shorter"):
        tree.root_at(SIZE + 1)
    for position in (0, SIZE + 1):
        with pytest.raises(AssertionError, match="no such leaf"):
            tree.inclusion(position, SIZE)


def test_sealed_tiles_are_kept_and_only_what_is_new_is_read(
    log: TenantApplication, tiles: Tiles, tmp_path: Path
) -> None:
    # given the tiles of a log, kept by an earlier process
    tiles.tree()
    assert kept(tmp_path).stat().st_size == 5 * 32
    # when an event that is sealed long since is changed, and new ones come
    leaves = leaves_of(log)
    change(log, 100)
    extend(log, 500)
    tree = Tiles(log, kept(tmp_path)).tree()
    # then the tree was found without reading that event
    assert kept(tmp_path).stat().st_size == 7 * 32
    assert tree.root_at(SIZE) == root_of(leaves)
    # and a proof that needs its bytes does not hold, while others do
    held = {
        position: inclusion_holds(
            leaf_hash(next(log.entries(start=position))),
            position - 1,
            tree.size,
            tree.inclusion(position, tree.size),
            log.head().root(),
        )
        for position in (1, 100, 256, 257, SIZE + 500)
    }
    assert held == {1: False, 100: False, 256: False, 257: True, SIZE + 500: True}


def test_events_that_do_not_lead_to_the_head_give_no_tree(
    log: TenantApplication, tiles: Tiles, tmp_path: Path
) -> None:
    change(log, 100)
    with pytest.raises(Invalid, match="do not lead"):
        tiles.tree()
    assert not kept(tmp_path).exists()


@pytest.mark.parametrize("position", [1_281, SIZE])
def test_events_that_are_not_sealed_yet_are_always_read(
    log: TenantApplication, tiles: Tiles, position: int
) -> None:
    tiles.tree()
    change(log, position)
    with pytest.raises(Invalid, match="do not lead"):
        tiles.tree()


@pytest.mark.parametrize(
    "raw", [b"", b"\0", bytes(32), bytes(160), bytes(161), bytes(9_999)], ids=len
)
def test_what_is_kept_is_not_trusted(
    log: TenantApplication, tiles: Tiles, tmp_path: Path, raw: bytes
) -> None:
    # given a file that somebody or a power failure wrote into
    kept(tmp_path).parent.mkdir()
    kept(tmp_path).write_bytes(raw)
    # then the tree is the log's, and the file is mended where it is used
    tree = tiles.tree()
    assert sound(log, tree)
    assert kept(tmp_path).read_bytes()[:160] == b"".join(tree.sealed)


def test_tiles_of_a_log_that_was_restored_and_went_another_way_are_made_anew(
    log: TenantApplication, tmp_path: Path
) -> None:
    # given kept tiles of a log that has since been put back to an older state
    Tiles(log, kept(tmp_path)).tree()
    location = f"memory:{tmp_path}/restored"
    restored = open_application(A, location)
    extend(restored, 300)
    # when it goes on in another way, past the size that was kept
    for salt in (1, 2, 3):
        extend(restored, 400, salt)
        # then its own tree is found every time
        assert sound(restored, Tiles(restored, kept(tmp_path)).tree())
    close_location(location)
