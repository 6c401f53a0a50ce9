"""Keys in strict-mode files: one a person, destroyed for good, wrapped anew (design.md part 7)."""

import stat
from pathlib import Path

import pytest

from core.errors import Refused
from core.identity import system_entropy
from tenants.keyfile import KeyFile


def opened(folder: Path, tenant: str = "isa") -> KeyFile:
    return KeyFile(folder, tenant, system_entropy)


def test_a_person_keeps_one_key_in_every_process(tmp_path: Path) -> None:
    key = opened(tmp_path).new("p-1")
    other = opened(tmp_path)
    assert other.new("p-1") == other.get("p-1") == key
    assert other.new("p-2") != key


def test_tenants_have_different_keys_for_the_same_person(tmp_path: Path) -> None:
    assert opened(tmp_path).new("p-1") != opened(tmp_path, "twin").new("p-1")
    assert opened(tmp_path, "third").get("p-1") is None


def test_a_destroyed_key_is_gone_everywhere_and_never_made_again(tmp_path: Path) -> None:
    keys, other = opened(tmp_path), opened(tmp_path)
    kept = keys.new("p-1")
    keys.new("p-2")
    assert other.get("p-2")
    keys.destroy("p-2")
    for each in (keys, other, opened(tmp_path)):
        assert each.get("p-2") is None
        assert each.get("p-1") == kept
        with pytest.raises(Refused, match=r"person\.erased"):
            each.new("p-2")


def test_the_old_epoch_is_gone_after_a_destruction_and_a_rotation(tmp_path: Path) -> None:
    keys = opened(tmp_path)
    kept = keys.new("p-1")
    keys.new("p-2")
    old = (tmp_path / "isa" / "epoch-1.jsonl").read_bytes()
    keys.destroy("p-2")
    assert keys.rewrap() == 1
    assert [path.name for path in (tmp_path / "isa").glob("epoch-*")] == ["epoch-3.jsonl"]
    left = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert not any(line in left for line in old.splitlines())
    assert keys.get("p-1") == kept


def test_only_the_owner_may_read_a_key_file(tmp_path: Path) -> None:
    opened(tmp_path).new("p-1")
    opened(tmp_path).signing_key()
    for path in tmp_path.rglob("*.*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_destroying_what_was_never_made_is_remembered(tmp_path: Path) -> None:
    keys = opened(tmp_path)
    keys.destroy("p-9")
    with pytest.raises(Refused):
        keys.new("p-9")


def test_an_erasure_that_died_half_way_is_finished_by_the_next_writer(tmp_path: Path) -> None:
    # given the old epoch's file still beside the new one
    keys = opened(tmp_path)
    keys.new("p-1")
    old = (tmp_path / "isa" / "epoch-1.jsonl").read_bytes()
    keys.destroy("p-1")
    (tmp_path / "isa" / "epoch-1.jsonl").write_bytes(old)
    # when somebody writes
    other = opened(tmp_path)
    other.new("p-2")
    # then it is gone, and with it the key
    assert [path.name for path in (tmp_path / "isa").glob("epoch-*")] == ["epoch-2.jsonl"]
    assert other.get("p-1") is None


def test_a_line_that_was_left_half_written_costs_no_other(tmp_path: Path) -> None:
    kept = opened(tmp_path).new("p-1")
    with (tmp_path / "isa" / "epoch-1.jsonl").open("ab") as file:
        file.write(b'{"person": "p-2", "ke')
    reader, writer = opened(tmp_path), opened(tmp_path)
    assert reader.get("p-2") is None
    made = writer.new("p-3")
    assert (reader.get("p-1"), reader.get("p-3")) == (kept, made)
