"""One changed byte anywhere: in every member and in the zip around them, and bytes at random."""

import io
from hashlib import shake_128

from core.audit.verify import verify_file
from tests.audit.sample import (
    Event,
    bundle_of,
    entries_of,
    look,
    members_of,
    parts_of,
    relist,
    repack,
    results,
)

SMALL = [Event("w/1", 1), Event("w/1", 2), Event("d", 1, "directory.published", {})]
BUNDLE = bundle_of(parts_of(entries_of(SMALL))._replace(views={}))
MEMBERS = members_of(BUNDLE)
LONG = ("verify.py",)
STRIDE = 2_003
MASKS = (1, 2, 4, 8, 16, 32, 64, 128)


def test_one_changed_byte_in_any_member_is_found_and_its_member_named() -> None:
    """Each byte of each member once; of the verifier, which is only hashed, one in so many."""
    for name, raw in MEMBERS.items():
        for at in range(0, len(raw), STRIDE if name in LONG else 1):
            changed = raw[:at] + bytes([raw[at] ^ MASKS[at % 8]]) + raw[at + 1 :]
            report = look(repack({**MEMBERS, name: changed}))
            assert not report.ok, (name, at)
            assert any(name in check.detail for check in report.checks), (name, at)


def test_one_changed_byte_in_the_zip_itself_is_found() -> None:
    """Headers, directory and end record; the members' own bytes are covered above."""
    source = MEMBERS["verify.py"]
    start = BUNDLE.index(source)
    for at in range(len(BUNDLE)):
        if start <= at < start + len(source):
            continue
        changed = BUNDLE[:at] + bytes([BUNDLE[at] ^ MASKS[at % 8]]) + BUNDLE[at + 1 :]
        assert not look(changed).ok, at


def test_damage_at_random_never_raises_anything_but_a_report() -> None:
    """Whatever the bytes, the verifier answers with a report that fails."""
    for number in range(150):
        noise = _noise(number, 200)
        changed = bytearray(BUNDLE)
        for at in range(0, 6 * (number % 30 + 1), 6):
            place = int.from_bytes(noise[at : at + 4], "big") % len(changed)
            changed[place] ^= noise[at + 4] | 1
        cut = int.from_bytes(noise[-4:], "big") % len(changed) if number % 2 else len(changed)
        assert not verify_file(io.BytesIO(bytes(changed[:cut]))).ok


def test_noise_for_a_member_never_raises_anything_but_a_report() -> None:
    for number, name in enumerate(MEMBERS):
        for size in (0, 1, 40, 400):
            noise = _noise(number, size)
            report = look(repack({**MEMBERS, name: noise}), noise.hex(), noise.hex())
            assert not report.ok


def test_noise_the_manifest_lists_never_raises_anything_but_a_report() -> None:
    """A forger who lists whatever is there: every parser behind the digests meets the noise."""
    for number, name in enumerate(sorted(MEMBERS.keys() - {"manifest.json"})):
        for size in (0, 1, 40, 400):
            listed = relist({**MEMBERS, name: _noise(number, size)})
            results(look(repack(listed)))


def _noise(number: int, size: int) -> bytes:
    """Bytes without any order that are the same in every run."""
    return shake_128(number.to_bytes(4, "big")).digest(size)
