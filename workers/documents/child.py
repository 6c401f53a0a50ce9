"""`python -m workers.documents.child`: one file from stdin, under hard limits, to JSON on stdout.

The process sets the limits on itself before it sees a byte of the file; the parent adds wall time
and a limit on what it accepts back. Nothing is written: files may not grow, no bytecode is stored.
"""

import resource
import sys

import msgspec

from workers.documents.cells import Answer, Table
from workers.documents.delimited import read_delimited
from workers.documents.refusals import CannotTake
from workers.documents.workbook import read_workbook

MEMORY_BYTES = 512 << 20  # measured: 20,000 rows of 50 columns take 281 MB of address space
CPU_SECONDS = 10
OPEN_FILES = 16

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (
    b"%PDF",
    b"<html",
    b"<!doctype",
    b"<?xml",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
)
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")


def limit_self() -> None:
    """Give up for good what reading a table never needs: memory, time, files."""
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(kind, (limit, limit))


def main() -> None:
    """Limit this process, read stdin, answer on stdout."""
    limit_self()
    try:
        answer = Answer(table=read(sys.stdin.buffer.read()))
    except CannotTake as reason:
        answer = Answer(code=reason.code, place=reason.place)
    except MemoryError:
        answer = Answer(code="file.unpacks_too_large")
    sys.stdout.buffer.write(msgspec.json.encode(answer))


def read(data: bytes) -> Table:
    """The table in `data`, told by content and never by name; `CannotTake` with the reason."""
    if not data.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise CannotTake("file.empty")
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise CannotTake("file.encrypted" if encrypted else "file.old_excel")
    if data.startswith(_ZIPS):
        return read_workbook(data)
    if (
        data[:64]
        .lstrip(b"\xef\xbb\xbf \t\r\n")
        .lower()
        .startswith(tuple(kind.lower() for kind in _OTHER_KINDS))
    ):
        raise CannotTake("file.other_kind")
    return read_delimited(data)


if __name__ == "__main__":
    main()
