"""The verifier on whole, damaged and forged bundles: each fault is found and named (design 8)."""

import io
import zipfile

import pytest

from core.audit.entry import encode
from core.audit.note import Checkpoint, parse_checkpoint, parse_note
from core.audit.report import Report
from core.audit.tiles import pack_entries, unpack_entries
from core.audit.verify import CHECKS
from tests.audit.sample import (
    FEW,
    SIGNER,
    TWIN,
    Event,
    bundle_of,
    detail,
    entries_of,
    failed,
    look,
    many,
    members_of,
    parts_of,
    relist,
    repack,
    results,
    with_log,
)

ENTRIES = entries_of(FEW)
WHOLE = bundle_of(parts_of(ENTRIES, older=2))
MEMBERS = members_of(WHOLE)
ENTRIES_MEMBER = "tile/entries/000.p/6"


def _changed(name: str, raw: bytes) -> Report:
    return look(repack({**MEMBERS, name: raw}))


def test_a_whole_bundle_passes_and_says_what_it_did_not_check() -> None:
    report = look(WHOLE)
    skipped = {name for name, result in results(report).items() if result == "not_checked"}
    assert report.ok
    assert tuple(results(report)) == CHECKS
    assert skipped == {"identity", "completeness", "views"}
    assert "matches the key in the bundle" in detail(report, "signature")


def test_with_key_and_older_checkpoint_nothing_of_the_log_is_left_unchecked() -> None:
    report = look(WHOLE, SIGNER.checkpoint(ENTRIES[:3]), SIGNER.vkey)
    assert report.ok
    assert {name for name, result in results(report).items() if result != "pass"} == {"views"}


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_another_packing_of_the_same_members_passes(packing: int) -> None:
    assert look(repack(MEMBERS, packing)).ok


def test_one_changed_byte_in_an_event_names_its_position() -> None:
    raw = MEMBERS[ENTRIES_MEMBER].replace(
        b"window/1\0\0\0\0\0\0\0\x02", b"window/2\0\0\0\0\0\0\0\x02"
    )
    report = _changed(ENTRIES_MEMBER, raw)
    assert {"members", "tree", "streams"} <= failed(report)
    assert "position 3:" in detail(report, "tree")
    assert ENTRIES_MEMBER in detail(report, "members")


def test_one_missing_event_is_named_by_stream_and_version() -> None:
    less = ENTRIES[:2] + ENTRIES[3:]
    report = _changed(ENTRIES_MEMBER, pack_entries(less))
    assert {"members", "entries", "tree", "streams"} <= failed(report)
    assert "stream window/1 lacks version 2 to 2" in detail(report, "streams")
    assert "position 3, 4, 5, 6:" in detail(report, "tree")


def test_one_missing_event_is_found_even_when_everything_unsigned_was_adapted() -> None:
    report = look(repack(with_log(MEMBERS, ENTRIES[:2] + ENTRIES[3:])))
    assert failed(report) == {"streams", "checkpoint"}
    assert "before position 3: stream window/1 lacks version 2" in detail(report, "streams")
    assert "signs 6 events, the bundle holds 5" in detail(report, "checkpoint")


def test_two_swapped_events_are_named() -> None:
    swapped = [*ENTRIES[:2], ENTRIES[3], ENTRIES[2], *ENTRIES[4:]]
    report = _changed(ENTRIES_MEMBER, pack_entries(swapped))
    assert "position 3, 4:" in detail(report, "tree")
    assert "position 3: stream window/1 has version 3 where 2 was due" in detail(report, "streams")
    assert "position 4: stream window/1 has version 2" in detail(report, "streams")


def test_two_swapped_events_are_found_even_when_everything_unsigned_was_adapted() -> None:
    """Of different streams, so that only the signed roots tell: the earliest one that differs."""
    swapped = [ENTRIES[1], ENTRIES[0], *ENTRIES[2:]]
    assert "checkpoint" in failed(look(repack(with_log(MEMBERS, swapped))))
    swapped = [*ENTRIES[:1], ENTRIES[2], ENTRIES[1], *ENTRIES[3:]]
    report = look(repack(with_log(MEMBERS, swapped)))
    assert failed(report) == {"checkpoint", "history"}
    assert "checkpoints/2" in detail(report, "history")


def test_a_repeated_event_is_named() -> None:
    report = look(repack(with_log(MEMBERS, [*ENTRIES, ENTRIES[0]])))
    assert "position 7: stream window/1 has version 1 twice" in detail(report, "streams")


def test_a_log_rewritten_and_signed_again_is_found_by_an_older_checkpoint_only() -> None:
    other = entries_of([Event("window/1", 1), Event("window/1", 2), *FEW[4:]])[:2]
    forged = bundle_of(parts_of(other)._replace(policies={}, editions={}, views={}))
    assert look(forged).ok
    report = look(forged, SIGNER.checkpoint(ENTRIES[:2]), SIGNER.vkey)
    assert failed(report) == {"completeness"}
    assert "size 2" in detail(report, "completeness")


def test_a_shortened_log_against_an_older_checkpoint_is_named() -> None:
    short = bundle_of(parts_of(ENTRIES[:4])._replace(editions={}))
    report = look(short, SIGNER.checkpoint(ENTRIES))
    assert failed(report) == {"completeness"}
    assert "positions 5 to 6 are missing" in detail(report, "completeness")


def test_an_equal_checkpoint_is_no_loss() -> None:
    assert look(WHOLE, SIGNER.checkpoint(ENTRIES)).ok


def test_an_older_checkpoint_of_another_key_or_origin_or_form_fails() -> None:
    good = parse_checkpoint(parse_note(SIGNER.checkpoint(ENTRIES[:2]).encode()).text)
    assert failed(look(WHOLE, TWIN.sign(good))) == {"completeness"}
    assert failed(look(WHOLE, SIGNER.sign(good._replace(origin="other")))) == {"completeness"}
    assert failed(look(WHOLE, "nonsense")) == {"completeness"}


@pytest.mark.parametrize("key", [TWIN.vkey, "nonsense", ""])
def test_another_key_than_the_one_trusted_fails_identity(key: str) -> None:
    assert failed(look(WHOLE, key=key)) == {"identity"}


def test_a_bundle_signed_by_a_forger_passes_alone_and_fails_against_the_trusted_key() -> None:
    forger = type(SIGNER)(SIGNER.origin, b"forger")
    forged = bundle_of(parts_of(ENTRIES[:5], forger)._replace(editions={}))
    assert look(forged).ok
    assert failed(look(forged, key=SIGNER.vkey)) == {"identity"}


def test_a_checkpoint_with_a_false_signature_fails() -> None:
    text, _, _ = MEMBERS["checkpoint"].decode().rpartition("\n\n")
    false = TWIN.sign(parse_checkpoint(text + "\n")).replace("twin", "isa")
    report = look(repack(relist({**MEMBERS, "checkpoint": false.encode()})))
    assert failed(report) == {"signature"}


def test_an_older_checkpoint_in_the_bundle_that_was_not_extended_is_named() -> None:
    fork = SIGNER.sign(Checkpoint(SIGNER.origin, 2, bytes(32)))
    report = look(repack(relist({**MEMBERS, "checkpoints/2": fork.encode()})))
    assert failed(report) == {"history"}
    assert "checkpoints/2" in detail(report, "history")


def test_an_older_checkpoint_under_the_name_of_another_size_is_named() -> None:
    rest = {name: raw for name, raw in MEMBERS.items() if name != "checkpoints/2"}
    report = look(repack(relist({**rest, "checkpoints/3": MEMBERS["checkpoints/2"]})))
    assert failed(report) == {"history"}
    assert "checkpoints/3" in detail(report, "history")


def test_a_manifest_that_claims_another_root_or_origin_fails() -> None:
    report = look(repack(relist(MEMBERS, root="00" * 32)))
    assert failed(report) == {"tree"}
    report = look(repack(relist(MEMBERS, origin="daicho.example/other")))
    assert {"checkpoint", "signature"} <= failed(report)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_used_twice_fails_the_archive() -> None:
    out = io.BytesIO(WHOLE)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("README.md", b"another")
    report = look(out.getvalue())
    assert failed(report) == {"archive"}
    assert {result for name, result in results(report).items() if name != "archive"} == {
        "not_checked"
    }


def test_an_event_of_another_tenant_is_named() -> None:
    mixed = [*ENTRIES[:5], *entries_of(FEW[5:], "twin")]
    report = look(bundle_of(parts_of(mixed)))
    assert failed(report) == {"tenant"}
    assert "position 6: the event of stream directory/e1" in detail(report, "tenant")


@pytest.mark.parametrize(
    "state",
    [b"", b"[]", b"{}", b'{"envelope":{}}', b"[" * 60_000, b"\xff", b'{"envelope":1,"event":{}}'],
)
def test_a_state_that_is_no_event_is_named(state: bytes) -> None:
    entries = [*ENTRIES, encode("s", 1, "a.b", state)]
    report = look(bundle_of(parts_of(entries)))
    assert failed(report) == {"entries"}
    assert "position 7" in detail(report, "entries")


def test_an_entry_that_is_not_canonical_is_named() -> None:
    report = look(bundle_of(parts_of([*ENTRIES, b"\0\x05abc"])))
    assert failed(report) == {"entries"}
    assert "position 7" in detail(report, "entries")


def test_faults_in_a_longer_log_are_named_in_their_tile() -> None:
    entries = entries_of(many(600))
    members = members_of(bundle_of(parts_of(entries)))
    bundle = unpack_entries(members["tile/entries/001"])
    swapped = [*bundle[:10], bundle[11], bundle[10], *bundle[12:]]
    report = look(repack({**members, "tile/entries/001": pack_entries(swapped)}))
    assert "position 267, 268:" in detail(report, "tree")
    inner = members["tile/1/000.p/2"]
    report = look(repack(relist({**members, "tile/1/000.p/2": inner[::-1]})))
    assert failed(report) == {"tree"}
    assert "tile/1/000.p/2" in detail(report, "tree")
    stray = look(repack(relist({**members, "tile/0/003.p/1": bytes(32)})))
    assert "tile/0/003.p/1: no tile of this tree" in detail(stray, "tree")
    gone = {name: raw for name, raw in members.items() if name != "tile/entries/001"}
    report = look(repack(relist(gone)))
    assert "nothing from position 257 on was checked" in detail(report, "entries")
    assert "tree" in failed(report)


def test_a_very_wide_gap_is_one_fault_and_little_memory() -> None:
    wide = entries_of([Event("window/1", 1), Event("window/1", 2**62)])
    report = look(bundle_of(parts_of(wide)._replace(policies={}, editions={})))
    assert f"lacks version 2 to {2**62 - 1}" in detail(report, "streams")


def test_names_from_the_bundle_are_made_fit_for_a_terminal() -> None:
    hostile = entries_of([Event("a\x1b[2J" + "x" * 500, 2)])
    shown = detail(look(bundle_of(parts_of(hostile)._replace(editions={}))), "streams")
    assert "\x1b" not in shown
    assert len(shown) < 800
