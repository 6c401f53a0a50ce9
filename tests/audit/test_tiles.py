"""Tiles and entry bundles laid out as C2SP tlog-tiles says."""

import pytest

from core.audit.merkle import leaf_hash, root_of
from core.audit.report import Rejected
from core.audit.tiles import (
    TileTree,
    entry_bundles,
    pack_entries,
    tile_at,
    tile_path,
    unpack_entries,
)


def test_paths_are_those_of_the_specification() -> None:
    assert tile_path("0", 1234067, 256) == "tile/0/x001/x234/067"
    assert tile_path("entries", 0, 256) == "tile/entries/000"
    assert tile_path("1", 999, 7) == "tile/1/999.p/7"
    assert tile_path("1", 1000, 7) == "tile/1/x001/000.p/7"


def test_a_tree_of_seventy_thousand_has_the_tiles_the_specification_counts() -> None:
    """Hashes that stand for leaves: the layout does not depend on what they hash."""
    tree = TileTree()
    tiles = [tile for number in range(70_000) for tile in tree.add(number.to_bytes(32, "big"))]
    full = [tile.level for tile in tiles]
    partial = {tile.level: len(tile.hashes) // 32 for tile in tree.partial()}
    assert (full.count(0), full.count(1), len(full)) == (273, 1, 274)
    assert partial == {0: 112, 1: 17, 2: 1}
    assert tree.root() == root_of([number.to_bytes(32, "big") for number in range(70_000)])


def test_a_full_tile_is_counted_one_level_up() -> None:
    tree = TileTree()
    tiles = [tile for number in range(256) for tile in tree.add(leaf_hash(bytes([number])))]
    assert [tile.path for tile in tiles] == ["tile/0/000"]
    assert [tile.path for tile in tree.partial()] == ["tile/1/000.p/1"]
    assert tree.partial()[0].hashes == root_of([leaf_hash(bytes([n])) for n in range(256)])


def test_the_growing_root_is_the_root_at_every_size() -> None:
    tree, leaves = TileTree(), [leaf_hash(number.to_bytes(2, "big")) for number in range(520)]
    for size, leaf in enumerate(leaves):
        assert tree.root() == root_of(leaves[:size])
        tree.add(leaf)
        assert all(
            tile.path == tile_at(tile.level, tile.number, size + 1) for tile in tree.partial()
        )


def test_entry_bundles_cover_every_position_once() -> None:
    assert list(entry_bundles(0)) == []
    assert list(entry_bundles(300)) == [
        ("tile/entries/000", 0, 256),
        ("tile/entries/001.p/44", 256, 44),
    ]


def test_entries_come_back_from_their_bundle() -> None:
    entries = [b"", b"a", b"x" * 65_535]
    assert unpack_entries(pack_entries(entries)) == entries


@pytest.mark.parametrize("raw", [b"\x00", b"\x00\x01", b"\x00\x01ab", b"\x00\x02a"])
def test_lengths_that_do_not_add_up_are_refused(raw: bytes) -> None:
    with pytest.raises(Rejected):
        unpack_entries(raw)
