"""The writer of a bundle: deterministic, readable by foreign tools, never one that would fail."""

import io
import json
import zipfile
from collections.abc import Iterator

import pytest

from core.audit.bundle import write_bundle
from core.audit.manifest import folder_digest, format_manifest, parse_manifest
from core.audit.merkle import leaf_hash
from core.audit.reader import Bundle
from core.audit.report import Rejected
from core.audit.standalone import standalone_source
from tests.audit.sample import (
    FEW,
    POLICY_FILES,
    SIGNER,
    TWIN,
    bundle_of,
    entries_of,
    failed,
    look,
    many,
    members_of,
    parts_of,
    repack,
)

ENTRIES = entries_of(FEW)


def test_a_bundle_holds_what_the_design_lists_in_sorted_order() -> None:
    names = list(members_of(bundle_of(parts_of(ENTRIES, older=2))))
    assert names == [
        "README.md",
        "checkpoint",
        "checkpoints/2",
        "editions/e1/directory.csv",
        "editions/e1/edition.json",
        "manifest.json",
        "policies/p/policy.toml",
        "policies/p/rules.py",
        "tile/0/000.p/6",
        "tile/entries/000.p/6",
        "verify.py",
        "views.json",
    ]


def test_equal_parts_give_equal_bytes() -> None:
    assert bundle_of(parts_of(ENTRIES)) == bundle_of(parts_of(iter_once(ENTRIES)))


def iter_once(entries: list[bytes]) -> list[bytes]:
    """A copy that shares nothing with the first."""
    return [bytes(bytearray(entry)) for entry in entries]


def test_the_manifest_names_every_other_member_with_its_digest() -> None:
    members = members_of(bundle_of(parts_of(ENTRIES)))
    document = json.loads(members["manifest.json"])
    assert document["members"].keys() == members.keys() - {"manifest.json"}
    assert (document["tenant"], document["size"]) == ("isa", 6)
    assert document["policies"]["p"] == {"version": "1.0", "digest": folder_digest(POLICY_FILES)}
    assert json.loads(members["views.json"]) == {"roster": "ab" * 32}
    assert members["verify.py"].decode() == standalone_source()


def test_a_folder_digest_depends_on_every_path_and_byte_and_not_on_order() -> None:
    digest = folder_digest({"a": b"1", "b": b"2"})
    assert digest == folder_digest({"b": b"2", "a": b"1"})
    others = ({"a": b"2", "b": b"1"}, {"a": b"1"}, {"a": b"1", "c": b"2"}, {"a": b"1", "b": b"3"})
    assert digest not in {folder_digest(other) for other in others}


def test_tiles_of_a_longer_log_lie_where_foreign_tools_look_for_them() -> None:
    entries = entries_of(many(600))
    members = members_of(bundle_of(parts_of(entries)))
    tiles = [name for name in members if name.startswith("tile/")]
    assert tiles == [
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/88",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/88",
    ]
    assert members["tile/0/001"][:32] == leaf_hash(entries[256])


def test_entries_are_read_once_and_come_back_in_order() -> None:
    entries = entries_of(many(600))

    def stream() -> Iterator[bytes]:
        yield from entries

    out = io.BytesIO()
    write_bundle(out, parts_of(entries)._replace(entries=stream()))
    bundle = Bundle(out)
    assert list(bundle.entries()) == entries
    assert bundle.folder("policies/p/") == POLICY_FILES
    assert bundle.manifest.size == 600


def test_an_empty_log_makes_a_bundle_that_verifies() -> None:
    parts = parts_of([])._replace(policies={}, editions={}, views={})
    assert look(bundle_of(parts)).ok


def test_entries_that_are_not_under_the_checkpoint_make_no_bundle() -> None:
    for entries in (ENTRIES[:-1], [*ENTRIES, ENTRIES[0]], ENTRIES[::-1]):
        out = io.BytesIO()
        with pytest.raises(Rejected):
            write_bundle(out, parts_of(ENTRIES)._replace(entries=entries))
        assert out.getvalue() == b""


def test_names_that_could_lead_elsewhere_make_no_bundle() -> None:
    parts = parts_of(ENTRIES)._replace(policies={"p": ("1", {"../../etc/x": b""})})
    with pytest.raises(Rejected):
        bundle_of(parts)


def test_a_reader_of_a_changed_bundle_is_refused() -> None:
    members = members_of(bundle_of(parts_of(ENTRIES)))
    members["tile/entries/000.p/6"] = members["tile/entries/000.p/6"][:-1] + b"x"
    with pytest.raises(Rejected):
        list(Bundle(io.BytesIO(repack(members))).entries())


def test_twin_tenants_with_equal_events_make_bundles_that_do_not_mix() -> None:
    ours, theirs = entries_of(many(5), "isa"), entries_of(many(5), "twin")
    assert look(bundle_of(parts_of(ours))).ok
    assert look(bundle_of(parts_of(theirs, TWIN))).ok
    assert failed(look(bundle_of(parts_of(theirs, SIGNER)))) == {"tenant"}
    assert failed(look(bundle_of(parts_of(ours)), key=TWIN.vkey)) == {"identity"}
    kept = TWIN.checkpoint(theirs)
    assert failed(look(bundle_of(parts_of(ours)), kept)) == {"completeness"}


def test_a_manifest_has_one_spelling() -> None:
    raw = members_of(bundle_of(parts_of(ENTRIES)))["manifest.json"]
    assert format_manifest(parse_manifest(raw)) == raw
    for changed in (
        raw + b" ",
        raw.replace(b"\n ", b"\n  "),
        raw[:-2],
        b"[]",
        b"{}",
        b"[" * 99_999,
    ):
        with pytest.raises(Rejected):
            parse_manifest(changed)


def test_a_changed_value_in_the_manifest_is_told_from_a_bad_form() -> None:
    raw = members_of(bundle_of(parts_of(ENTRIES)))["manifest.json"]
    with pytest.raises(Rejected, match="its own digest"):
        parse_manifest(raw.replace(b'"size": 6', b'"size": 7'))


def test_python_can_unpack_a_bundle_with_its_own_tools(tmp_path: object) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle_of(parts_of(ENTRIES)))) as archive:
        assert archive.testzip() is None
        archive.extractall(str(tmp_path))
