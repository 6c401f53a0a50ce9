"""A bundle read as a log: the same facts and the same root as the log it was made from."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from zlib import crc32

import pytest

from core.audit.archive import Archive, ArchiveWriter
from core.audit.bundle import BundleParts, write_bundle
from core.audit.entry import encode
from core.audit.manifest import MANIFEST_NAME, Manifest, format_manifest, parse_manifest
from core.audit.merkle import leaf_hash, root_of
from core.audit.note import Checkpoint, VerifierKey, format_checkpoint, format_vkey, signed_note
from core.audit.tiles import pack_entries, tile_path
from core.errors import Invalid
from core.log.application import TenantApplication, close_location, open_application, open_bundle
from core.log.port import CommandMark, NotStored, Store, new_append
from tests.log.facts import counted
from tests.log.read_case import Event, Holding, ReadCase

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


class TestBundleStore(ReadCase):
    """The suite for reading, on a bundle of the log."""

    @pytest.fixture
    def holding(self, tmp_path: Path) -> Iterator[Holding]:
        """A bundle of a log with such events in it."""
        location, opened = f"memory:{tmp_path}", ExitStack()

        def hold(events: Sequence[Event]) -> Store:
            log = open_application(A, location)
            log.store.append(new_append(A, events, [CommandMark("c", len(events))]))
            path = bundle_of(log, tmp_path / "b.zip")
            return opened.enter_context(open_bundle(path)).store

        with opened:
            yield hold
        close_location(location)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 600])
def test_a_bundle_reads_as_the_log_did(tmp_path: Path, size: int) -> None:
    # given twin tenants with equal streams and versions
    location = f"memory:{tmp_path}"
    for tenant, count in ((B, 7), (A, 1)):
        facts = [counted(tenant, f"s/{n % 3}", 1 + n // 3, count=count) for n in range(size)]
        open_application(tenant, location).append(facts, [CommandMark("c", size)])
    log = open_application(A, location)
    # when one of them is bundled and the bundle is opened
    with open_bundle(bundle_of(log, tmp_path / "b.zip")) as bundle:
        # then it is that log, and no other
        assert bundle.tenant == A
        assert bundle.head() == log.head()
        assert bundle.facts(1, 1000) == log.facts(1, 1000)
        assert bundle.facts(2, 5, stop=4) == log.facts(2, 5, stop=4)
        assert bundle.stream("s/1") == log.stream("s/1")
        assert bundle.find_command("c") == ((1, size) if size else None)
        assert bundle.find_command("other") is None
    close_location(location)


def test_a_bundle_answers_as_a_store_does(tmp_path: Path) -> None:
    # given a log of three entry bundles, and the bundle of it
    location = f"memory:{tmp_path}"
    log = open_application(A, location)
    log.append([counted(A, f"s/{n % 3}", 1 + n // 3) for n in range(600)], [CommandMark("c", 600)])
    with open_bundle(bundle_of(log, tmp_path / "b.zip")) as bundle:
        live, published = log.records.store, bundle.records.store
        # then both give the same page, wherever it is cut
        for after in (-1, 0, 254, 255, 256, 511, 599, 600):
            for upto in (0, 1, 256, 512, 513, 700):
                for limit in (1, 2, 300):
                    due = live.page(A, after, limit, upto)
                    assert published.page(A, after, limit, upto) == due
        assert published.page(A, 0, 9, 99, ["none"]) == []
        # and the same of a stream
        for cut in ({}, {"gt": 3, "lte": 90}, {"desc": True, "limit": 4}, {"lte": 0}):
            assert published.stream(A, "s/1", **cut) == live.stream(A, "s/1", **cut)
        # and hold nothing of another tenant
        assert published.heads() == live.heads() == {A: 600}
        assert published.head(B).size == 0
        assert published.page(B, 0, 9) == published.stream(B, "s/1") == []
        assert published.find_command(B, "c") is None
    close_location(location)


def test_of_a_damaged_bundle_the_rest_can_still_be_read(tmp_path: Path) -> None:
    # given a bundle with one byte changed in the second of its three entry bundles
    location = f"memory:{tmp_path}"
    log = open_application(A, location)
    log.append([counted(A, "s", 1 + n, count=n) for n in range(600)], [CommandMark("c", 600)])
    path = bundle_of(log, tmp_path / "b.zip")
    raw = bytearray(path.read_bytes())
    raw[raw.index(b'"count":300')] ^= 1
    path.write_bytes(bytes(raw))
    with open_bundle(path) as bundle:
        # then what is elsewhere is read, and what is there is not
        assert [fact.position for fact in bundle.facts(1, 256)] == list(range(1, 257))
        assert [fact.position for fact in bundle.facts(513, 256)] == list(range(513, 601))
        for read in (lambda: bundle.facts(257, 1), lambda: bundle.stream("s")):
            with pytest.raises(Invalid, match="after position 256"):
                read()
    close_location(location)


def small_bundle(tmp_path: Path) -> Path:
    """A bundle of one fact."""
    location = f"memory:{tmp_path}"
    app = open_application(A, location)
    app.append([counted(A, "s", 1)], [CommandMark("c", 1)])
    close_location(location)
    return bundle_of(app, tmp_path / "b.zip")


def test_nothing_can_be_appended_to_a_bundle(tmp_path: Path) -> None:
    with open_bundle(small_bundle(tmp_path)) as bundle:
        with pytest.raises(NotStored, match="only be read"):
            bundle.append([counted(A, "s", 2)], [CommandMark("d", 1)])
        assert bundle.head().size == 1


def test_a_bundle_that_says_another_root_than_its_tiles_is_invalid(tmp_path: Path) -> None:
    path = small_bundle(tmp_path)
    raw = path.read_bytes()
    with path.open("rb") as file:
        members = {name: Archive(file).read(name) for name in Archive(file).members}
    manifest = parse_manifest(members[MANIFEST_NAME])._replace(root="00" * 32)
    members[MANIFEST_NAME] = format_manifest(manifest)
    pack(path, members)
    assert path.read_bytes() != raw
    with pytest.raises(Invalid, match="no sound log"):
        open_bundle(path)


def pack(path: Path, members: dict[str, bytes]) -> None:
    """Write a zip of these members."""
    with path.open("wb") as out:
        archive = ArchiveWriter(out)
        for name, raw in members.items():
            archive.add(name, [raw], len(raw), crc32(raw))
        archive.close()


def test_a_bundle_with_fewer_entries_than_it_says_is_invalid(tmp_path: Path) -> None:
    manifest = Manifest(A, KEY.name, 2, "00" * 32, format_vkey(KEY), {}, {})
    entries = pack_entries([encode("s", 1, "log_test.counted", b"{}")])
    path = tmp_path / "b.zip"
    members = {MANIFEST_NAME: format_manifest(manifest), tile_path("entries", 0, 2): entries}
    # given a bundle of two entries that holds one, without hash tiles, and with them
    pack(path, members)
    with pytest.raises(Invalid, match="no sound log"):
        open_bundle(path)
    leaves = [leaf_hash(encode("s", 1, "log_test.counted", b"{}")), bytes(32)]
    manifest = manifest._replace(root=root_of(leaves).hex())
    members[MANIFEST_NAME] = format_manifest(manifest)
    pack(path, {**members, tile_path("0", 0, 2): b"".join(leaves)})
    with (
        open_bundle(path) as bundle,
        pytest.raises(Invalid, match="no sound log after position 0"),
    ):
        bundle.facts(1, 1)


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -100])
def test_a_damaged_bundle_is_invalid(tmp_path: Path, cut: int) -> None:
    path = small_bundle(tmp_path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(Invalid, match="bundle"):
        open_bundle(path)
