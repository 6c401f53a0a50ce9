"""A plain zip, byte for byte (PKWARE APPNOTE 4.3, without zip64, extras or comments).

Written: stored, time 1980-01-01, one mode, names sorted, so that equal contents give equal bytes.
Read: also what another packer made, as long as both headers of each member agree and every byte
belongs to something.
"""

import io
import zlib
from collections.abc import Iterable
from struct import Struct
from typing import BinaryIO, NamedTuple

from core.audit.report import Rejected

MEMBERS_MAX = 65_534
MEMBER_BYTES_MAX = 64 * 2**20
TOTAL_BYTES_MAX = 2**32 - 1
NAME_BYTES_MAX = 400

LOCAL = Struct("<4s5H3I2H")
CENTRAL = Struct("<4s6H3I5H2I")
END = Struct("<4s4H2IH")
LOCAL_SIGN, CENTRAL_SIGN, END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
STORED, DEFLATED = 0, 8
UTF8_FLAG = 0x800
UNIX_ZIP_20 = 3 << 8 | 20
PLAIN_FILE = 0o100644 << 16
FIRST_DAY = 1 << 5 | 1


class Member(NamedTuple):
    """Where a member's bytes lie, and how long they are packed and unpacked."""

    name: str
    start: int
    packed: int
    size: int
    crc: int
    method: int


class _Record(NamedTuple):
    """A record of the central directory, in the order of its fields."""

    sign: bytes
    made: int
    needed: int
    flags: int
    method: int
    time: int
    day: int
    crc: int
    packed: int
    size: int
    name_bytes: int
    extra_bytes: int
    comment_bytes: int
    disk: int
    kind: int
    mode: int
    offset: int


class ArchiveWriter:
    """Writes members in the order given; the stream need not seek. `close` writes the directory."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = 0
        self._directory: list[bytes] = []

    def add(self, name: str, parts: Iterable[bytes], size: int, crc: int) -> None:
        """Write one member, whose length and CRC-32 are known before its bytes."""
        raw = name.encode()
        flags = 0 if name.isascii() else UTF8_FLAG
        common = (20, flags, STORED, 0, FIRST_DAY, crc, size, size, len(raw), 0)
        self._directory.append(
            CENTRAL.pack(CENTRAL_SIGN, UNIX_ZIP_20, *common, 0, 0, 0, PLAIN_FILE, self._at) + raw
        )
        self._write(LOCAL.pack(LOCAL_SIGN, *common) + raw)
        for part in parts:
            self._write(part)

    def close(self) -> None:
        """Write the central directory and the end record."""
        start, count = self._at, len(self._directory)
        for record in self._directory:
            self._write(record)
        self._write(END.pack(END_SIGN, 0, 0, count, count, self._at - start, start, 0))

    def _write(self, raw: bytes) -> None:
        self._out.write(raw)
        self._at += len(raw)


class Archive:
    """Reads a zip strictly: `Rejected` for what is not plain; never unpacks past a limit."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.members = _read_directory(file)

    def read(self, name: str) -> bytes:
        """The member's bytes; `Rejected` when it is absent or damaged."""
        member = self.members.get(name)
        if member is None:
            raise Rejected("archive.no_member", member=name)
        raw = _at(self._file, member.start, member.packed)
        if member.method == DEFLATED:
            raw = _inflate(raw, member)
        if len(raw) != member.size or zlib.crc32(raw) != member.crc:
            raise Rejected("archive.member", member=name)
        return raw


def is_member_name(name: str) -> bool:
    """True for a relative path in forward slashes that means the same on every system."""
    parts = name.split("/")
    plain = name.isprintable() and not set(name) & set('\\:*?"<>|')
    safe = all(part and part == part.strip() and not part.endswith(".") for part in parts)
    return plain and safe and len(name.encode()) <= NAME_BYTES_MAX


def _read_directory(file: BinaryIO) -> dict[str, Member]:
    records, directory_at, count = _directory_bytes(file)
    members: dict[str, Member] = {}
    used: set[str] = set()
    at = end = 0
    first: _Record | None = None
    while at < len(records):
        record, raw_name = _record(records, at, len(members) + 1)
        first = first or record
        _check_record(file, record, raw_name, end, first, len(members) + 1)
        name = _name(record, raw_name, used, len(members) + 1)
        start = end + LOCAL.size + len(raw_name)
        end = start + record.packed
        members[name] = Member(name, start, record.packed, record.size, record.crc, record.method)
        at += CENTRAL.size + len(raw_name)
    if end != directory_at or len(members) != count:
        raise Rejected("archive.gap")
    _check_limits(members)
    return members


def _directory_bytes(file: BinaryIO) -> tuple[bytes, int, int]:
    """The central directory, where it starts and its count; the end record must close the file."""
    length = file.seek(0, io.SEEK_END)
    if length < END.size:
        raise Rejected("archive.not_zip")
    fields = END.unpack(_at(file, length - END.size, END.size))
    sign, disk, directory_disk, here, count, size, start, comment = fields
    if sign != END_SIGN or (disk, directory_disk, comment) != (0, 0, 0) or here != count:
        raise Rejected("archive.not_zip")
    if start + size + END.size != length:
        raise Rejected("archive.not_zip")
    if count > MEMBERS_MAX or size > count * (CENTRAL.size + NAME_BYTES_MAX):
        raise Rejected("archive.limits")
    return _at(file, start, size), start, count


def _record(records: bytes, at: int, number: int) -> tuple[_Record, bytes]:
    head = records[at : at + CENTRAL.size]
    if len(head) < CENTRAL.size:
        raise Rejected("archive.header", number=number)
    record = _Record(*CENTRAL.unpack(head))
    name = records[at + CENTRAL.size : at + CENTRAL.size + record.name_bytes]
    if record.sign != CENTRAL_SIGN or len(name) != record.name_bytes:
        raise Rejected("archive.header", number=number)
    return record, name


def _check_record(
    file: BinaryIO, record: _Record, name: bytes, due: int, first: _Record, number: int
) -> None:
    """Members follow each other without a gap; the local header says what the directory says."""
    local = LOCAL.pack(LOCAL_SIGN, *record[2:11], 0) + name
    blank = (record.extra_bytes, record.comment_bytes, record.disk, record.kind)
    plain = blank == (0, 0, 0, 0) and record.flags in (0, UTF8_FLAG)
    alike = (record.made, record.mode) == (first.made, first.mode)
    sized = record.method == DEFLATED or record.packed == record.size
    known = record.method in (STORED, DEFLATED)
    if not (plain and alike and sized and known and record.offset == due):
        raise Rejected("archive.header", number=number)
    if _at(file, due, len(local)) != local:
        raise Rejected("archive.header", number=number)


def _name(record: _Record, raw: bytes, used: set[str], number: int) -> str:
    """The member's name; two that differ only in case would overwrite each other when unpacked."""
    try:
        name = raw.decode("utf-8" if record.flags else "ascii")
    except UnicodeDecodeError:
        raise Rejected("archive.name", number=number) from None
    if not is_member_name(name) or name.casefold() in used:
        raise Rejected("archive.name", number=number)
    used.add(name.casefold())
    return name


def _check_limits(members: dict[str, Member]) -> None:
    sizes = [max(member.size, member.packed) for member in members.values()]
    if any(size > MEMBER_BYTES_MAX for size in sizes) or sum(sizes) > TOTAL_BYTES_MAX:
        raise Rejected("archive.limits")


def _inflate(raw: bytes, member: Member) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        whole = unpacker.decompress(raw, member.size + 1)
    except zlib.error:
        raise Rejected("archive.member", member=member.name) from None
    if not unpacker.eof or unpacker.unused_data or unpacker.unconsumed_tail:
        raise Rejected("archive.member", member=member.name)
    return whole


def _at(file: BinaryIO, start: int, size: int) -> bytes:
    file.seek(start)
    return file.read(size)
