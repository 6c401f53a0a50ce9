"""The plain zip: what others can read, and what is refused (zip sanity, limits, no traversal)."""

import io
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.audit.archive import (
    CENTRAL,
    CENTRAL_SIGN,
    DEFLATED,
    END,
    END_SIGN,
    LOCAL,
    LOCAL_SIGN,
    MEMBER_BYTES_MAX,
    NAME_BYTES_MAX,
    Archive,
    ArchiveWriter,
    is_member_name,
)
from core.audit.report import Rejected
from tests.audit.sample import repack

MEMBERS = {"a.txt": b"alpha", "folder/空.txt": b"", "z": b"z" * 5000}


def _written(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    writer = ArchiveWriter(out)
    for name, raw in members.items():
        writer.add(name, [raw], len(raw), zlib.crc32(raw))
    writer.close()
    return out.getvalue()


def _read(raw: bytes) -> dict[str, bytes]:
    archive = Archive(io.BytesIO(raw))
    return {name: archive.read(name) for name in archive.members}


def test_what_is_written_is_read_here_and_by_pythons_zipfile() -> None:
    raw = _written(MEMBERS)
    assert _read(raw) == MEMBERS
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == MEMBERS
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_what_pythons_zipfile_packs_is_read(packing: int) -> None:
    assert _read(repack(MEMBERS, packing)) == MEMBERS


def test_one_changed_byte_anywhere_in_the_file_is_found_or_changes_contents() -> None:
    raw = _written(MEMBERS)
    for at in range(len(raw)):
        changed = bytearray(raw)
        changed[at] ^= 1
        with pytest.raises(Rejected):
            _read(bytes(changed))


def test_a_cut_or_longer_file_is_refused() -> None:
    raw = _written(MEMBERS)
    for changed in (b"", raw[:-1], raw[: len(raw) // 2], raw + b"\0", b"\0" + raw):
        with pytest.raises(Rejected):
            _read(changed)


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "/a",
        "a/../b",
        "a//b",
        "a/",
        ".",
        "a\\b",
        "c:a",
        "a\nb",
        " a",
        "a.",
        "x" * 500,
        "\x7f",
    ],
)
def test_names_that_could_lead_elsewhere_are_refused(name: str) -> None:
    assert not is_member_name(name)
    with pytest.raises(Rejected):
        _read(_written({name: b"x"}))


@pytest.mark.parametrize("name", ["a", "tile/entries/x001/234.p/5", "policies/p/事例/一.toml"])
def test_ordinary_names_are_allowed(name: str) -> None:
    assert is_member_name(name)
    assert len(name.encode()) <= NAME_BYTES_MAX


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["a", "A"])
def test_a_name_used_twice_is_refused(second: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"one")
        archive.writestr(second, b"two")
    with pytest.raises(Rejected):
        _read(out.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a", "w") as member,
    ):
        for piece in _zeros(MEMBER_BYTES_MAX + 1):
            member.write(piece)
    assert len(out.getvalue()) < 200_000
    with pytest.raises(Rejected):
        Archive(io.BytesIO(out.getvalue()))


def test_a_bomb_that_lies_about_its_size_is_cut_off() -> None:
    raw = repack({"a": bytes(10_000_000)}, zipfile.ZIP_DEFLATED)
    small = raw.replace((10_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    tracemalloc.start()
    with pytest.raises(Rejected):
        _read(small)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_packed_bytes_behind_the_end_of_their_stream_are_refused() -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(b"alpha") + packer.flush()
    assert _read(_deflated(packed, b"alpha")) == {"a": b"alpha"}
    for wrong in (packed + b"\0", packed[:-1]):
        with pytest.raises(Rejected):
            _read(_deflated(wrong, b"alpha"))


def test_extras_comments_and_encryption_are_refused() -> None:
    for changed in ({"comment": b"c"}, {"extra": b"\x01\x00\x00\x00"}, {"flag_bits": 1}):
        info = zipfile.ZipInfo("a")
        for field, value in changed.items():
            setattr(info, field, value)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(info, b"x")
        raw = bytearray(out.getvalue())
        if "flag_bits" in changed:
            at = raw.index(b"PK\x01\x02")
            raw[6] = raw[at + 8] = 1
        with pytest.raises(Rejected):
            _read(bytes(raw))


def test_bytes_between_members_are_refused(tmp_path: Path) -> None:
    raw = _written({"a": b"x"})
    at = raw.index(b"PK\x01\x02")
    end = bytearray(raw[-22:])
    end[16:20] = (at + 3).to_bytes(4, "little")
    (tmp_path / "gap.zip").write_bytes(raw[:at] + b"gap" + raw[at:-22] + end)
    with (tmp_path / "gap.zip").open("rb") as file, pytest.raises(Rejected):
        Archive(file)


def _zeros(size: int) -> Iterator[bytes]:
    piece = bytes(1 << 20)
    for start in range(0, size, len(piece)):
        yield piece[: size - start]


def _deflated(packed: bytes, whole: bytes) -> bytes:
    """A zip of one deflated member, built by hand so that its packed bytes can be anything."""
    common = (20, 0, DEFLATED, 0, 33, zlib.crc32(whole), len(packed), len(whole), 1, 0)
    head = LOCAL.pack(LOCAL_SIGN, *common) + b"a" + packed
    directory = CENTRAL.pack(CENTRAL_SIGN, 20, *common, 0, 0, 0, 0, 0) + b"a"
    return head + directory + END.pack(END_SIGN, 0, 0, 1, 1, len(directory), len(head), 0)
