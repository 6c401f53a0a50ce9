"""The corpus, files as attackers build them and files that are something else."""

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

from tests.files.case import Case
from tests.files.making import in_sheet, rezipped, rows_of, text, with_members, xlsx
from workers.documents.forms import NOMINATIONS
from workers.documents.refusals import SENTENCES


def hostile() -> Iterator[Case]:
    """Files built to harm, or broken on the way."""
    good = xlsx(rows_of(NOMINATIONS, {}))
    last = xlsx(rows_of(NOMINATIONS, {}), lambda _, sheet: sheet.write(1_048_575, 16_383, "x"))
    yield Case("value at XFD1048576", NOMINATIONS, last, "file.too_many_rows")
    right = xlsx(rows_of(NOMINATIONS, {}), lambda _, sheet: sheet.write(1, 16_383, "x"))
    yield Case("value at XFD2", NOMINATIONS, right, "file.too_many_columns")
    lie = in_sheet(good, b'<dimension ref="A1:N2"/>', b'<dimension ref="A1:XFD1048576"/>')
    yield Case("lying dimension", NOMINATIONS, lie, values={"window": "011002-01"})
    bare = in_sheet(good, b'<row r="2"', b'<row r="1048576"')
    yield Case("row number lies", NOMINATIONS, bare)
    bomb = with_members(good, {"xl/media/x.bin": b"\0" * 60_000_000})
    yield Case("zip bomb", NOMINATIONS, bomb, "file.unpacks_too_large")
    sheet = in_sheet(good, b"</sheetData>", b" " * 60_000_000 + b"</sheetData>")
    yield Case("bomb in the sheet", NOMINATIONS, sheet, "file.unpacks_too_large")
    climb = with_members(good, {"../../etc/cron.d/x": b"x"})
    yield Case("../ names", NOMINATIONS, climb, "file.suspicious")
    yield Case("directory lies", NOMINATIONS, _understated(good), "file.damaged")
    entity = in_sheet(
        good, b"<worksheet", b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet'
    )
    yield Case("external entity", NOMINATIONS, entity, "file.suspicious")
    yield Case("cut off", NOMINATIONS, good[: len(good) // 2], "file.damaged")
    yield Case("no sheet inside", NOMINATIONS, rezipped(good, _without_sheet), "file.damaged")
    links = with_members(good, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    yield Case("external links", NOMINATIONS, links, notice="ほかのファイルへのリンク")
    long = text([rows_of(NOMINATIONS)[0], *([["x"] * 14] * 20_001)])
    yield Case("too many rows", NOMINATIONS, long, "file.too_many_rows")
    yield Case(
        "300 columns", NOMINATIONS, text([[f"c{n}" for n in range(300)]]), "file.too_many_columns"
    )
    yield Case("one huge field", NOMINATIONS, text([["x" * 200_000]]), "file.csv_shape")
    yield Case("11 MB", NOMINATIONS, b"x" * 11_000_000, "file.too_large")


def _without_sheet(name: str, content: bytes) -> bytes | None:
    return None if name.startswith("xl/worksheets/") else content


def _understated(data: bytes) -> bytes:
    """The zip whose directory says that its sheet unpacks to 10 bytes."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        place = archive.start_dir
    out = bytearray(data)
    at = data.index(b"xl/worksheets/sheet1.xml", place)
    struct.pack_into("<I", out, at - 46 + 24, 10)
    return bytes(out)


def other_kinds() -> Iterator[Case]:
    """Files that are no table, whatever their name says."""
    good = xlsx(rows_of(NOMINATIONS, {}))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    kinds = [
        ("empty file", b"", "file.empty"),
        ("only a BOM and blanks", b"\xef\xbb\xbf \r\n", "file.empty"),
        ("empty workbook", xlsx([]), "file.empty"),
        ("xls renamed", ole, "file.old_excel"),
        ("password", ole + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
        ("xlsm renamed", with_members(good, {"xl/vbaProject.bin": b"x"}), "file.macro"),
        ("xlsb renamed", with_members(good, {"xl/workbook.bin": b"x"}), "file.binary_excel"),
        (
            "docx",
            _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
            "file.other_kind",
        ),
        (
            "ods",
            _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
            "file.opendocument",
        ),
        ("plain zip", _zip({"a.csv": b"x"}), "file.other_kind"),
        ("zip with a password", _flagged(good), "file.encrypted"),
        ("pdf", b"%PDF-1.7\n%\xe2\xe3", "file.other_kind"),
        ("web page as xls", b"<html><table><tr><td>x</td></tr></table></html>", "file.other_kind"),
        ("picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "file.other_kind"),
        ("random bytes", bytes(range(256)) * 8, "file.encoding"),
    ]
    assert {code for _, _, code in kinds} <= SENTENCES.keys()
    for name, data, code in kinds:
        yield Case(name, NOMINATIONS, data, code)


def _zip(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _flagged(data: bytes) -> bytes:
    """The zip with the encryption bit set on its first directory entry."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        place = archive.start_dir
    out = bytearray(data)
    out[place + 8] |= 1
    return bytes(out)
