"""A bundle read as a log: the same facts and the same root as the log it was made from."""

from pathlib import Path
from zlib import crc32

import pytest

from core.audit.archive import ArchiveWriter
from core.audit.bundle import BundleParts, write_bundle
from core.audit.entry import encode
from core.audit.manifest import MANIFEST_NAME, Manifest, format_manifest
from core.audit.note import Checkpoint, VerifierKey, format_checkpoint, format_vkey, signed_note
from core.audit.tiles import pack_entries, tile_path
from core.errors import Invalid
from core.log.application import TenantApplication, close_location, open_application, open_bundle
from core.log.port import CommandMark, NotStored
from tests.log.facts import counted

A, B = "isa", "twin"
KEY = VerifierKey("daicho.example/isa", bytes(32))


def bundle_of(app: TenantApplication, path: Path) -> Path:
    """A bundle of the log, whose signature nobody will look at."""
    head = app.head()
    text = format_checkpoint(Checkpoint(KEY.name, head.size, head.root()))
    parts = BundleParts(
        tenant=app.tenant,
        origin=KEY.name,
        entries=app.entries(head.size),
        checkpoint=signed_note(text, KEY, bytes(64)),
        vkey=format_vkey(KEY),
        readme="A test.\n",
    )
    with path.open("wb") as out:
        write_bundle(out, parts)
    return path


@pytest.mark.parametrize("size", [1, 255, 256, 257, 600])
def test_a_bundle_reads_as_the_log_did(tmp_path: Path, size: int) -> None:
    # given twin tenants with equal streams and versions
    location = f"memory:{tmp_path}"
    for tenant, count in ((B, 7), (A, 1)):
        facts = [counted(tenant, f"s/{n % 3}", 1 + n // 3, count=count) for n in range(size)]
        open_application(tenant, location).append(facts, [CommandMark("c", size)])
    log = open_application(A, location)
    # when one of them is bundled and the bundle is opened
    bundle = open_bundle(bundle_of(log, tmp_path / "b.zip"))
    # then it is that log, and no other
    assert bundle.tenant == A
    assert bundle.head() == log.head()
    assert bundle.facts(1, 1000) == log.facts(1, 1000)
    assert bundle.facts(2, 5, stop=4) == log.facts(2, 5, stop=4)
    assert bundle.stream("s/1") == log.stream("s/1")
    close_location(location)


def small_bundle(tmp_path: Path) -> Path:
    """A bundle of one fact."""
    location = f"memory:{tmp_path}"
    app = open_application(A, location)
    app.append([counted(A, "s", 1)], [CommandMark("c", 1)])
    close_location(location)
    return bundle_of(app, tmp_path / "b.zip")


def test_nothing_can_be_appended_to_a_bundle(tmp_path: Path) -> None:
    bundle = open_bundle(small_bundle(tmp_path))
    with pytest.raises(NotStored, match="only be read"):
        bundle.append([counted(A, "s", 2)], [CommandMark("d", 1)])
    assert bundle.head().size == 1


def test_a_bundle_with_fewer_entries_than_it_says_is_invalid(tmp_path: Path) -> None:
    manifest = Manifest(A, KEY.name, 2, "00" * 32, format_vkey(KEY), {}, {})
    entries = pack_entries([encode("s", 1, "log_test.counted", b"{}")])
    path = tmp_path / "b.zip"
    with path.open("wb") as out:
        archive = ArchiveWriter(out)
        for name, raw in (
            (MANIFEST_NAME, format_manifest(manifest)),
            (tile_path("entries", 0, 2), entries),
        ):
            archive.add(name, [raw], len(raw), crc32(raw))
        archive.close()
    with pytest.raises(Invalid, match="no sound log"):
        open_bundle(path)


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -100])
def test_a_damaged_bundle_is_invalid(tmp_path: Path, cut: int) -> None:
    path = small_bundle(tmp_path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(Invalid, match="bundle"):
        open_bundle(path)


def test_a_changed_byte_of_an_entry_is_invalid(tmp_path: Path) -> None:
    path = small_bundle(tmp_path)
    raw = bytearray(path.read_bytes())
    at = raw.index(b"log_test.counted")
    raw[at] ^= 1
    path.write_bytes(bytes(raw))
    with pytest.raises(Invalid, match="bundle"):
        open_bundle(path)
