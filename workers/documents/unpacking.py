"""A look into a workbook's zip before a parser may touch it (reliability.md, finding 8).

Runs in the child only. A 5 kB file can ask for 512 GiB: a value in the last cell, a bomb, a lie.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from msgspec import Struct

from workers.documents.refusals import COLUMNS_MAX, ROWS_MAX, CannotTake

MEMBERS_MAX = 2_000
UNPACKED_MAX = 150_000_000
MEMBER_MAX = 80_000_000
RATIO_MAX = 150
RATIO_FREE = 5_000_000
CHUNK = 1 << 18
OVERLAP = 4096
PLACES_MAX = 10_000

_FILLED = re.compile(
    rb"<(?:\w{1,9}:)?c\b(?=[^>]{0,400}?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'])([^>]{0,800}[^/>])>"
)
_ERROR = re.compile(rb"\bt=[\"']e[\"']")
_HIDDEN_ROW = re.compile(
    rb"<(?:\w{1,9}:)?row\b(?=[^>]{0,400}?\br=[\"']([0-9]{1,7})[\"'])[^>]{0,400}\bhidden=[\"'](?:1|true)"
)
_DATE_1904 = re.compile(rb"\bdate1904=[\"'](?:1|true)[\"']")
_SHEET = re.compile(rb"<(?:\w{1,9}:)?sheet\b[^>]{0,800}?\b\w{1,9}:id=[\"']([^\"']{1,99})[\"']")
_RELATION = re.compile(rb"<(?:\w{1,9}:)?Relationship\b[^>]{0,2000}>")


class Look(Struct):
    """What the look found: error cells and hidden rows by sheet member, dates, links.

    `sheets` are the workbook's relation ids in order, `targets` maps a relation id to its member.
    """

    errors: dict[str, set[tuple[int, int]]]
    hidden: dict[str, set[int]]
    sheets: list[str]
    targets: dict[str, str]
    date_1904: bool = False
    links: bool = False

    def member(self, index: int) -> str:
        """The archive member that holds the sheet at `index` of the workbook's order."""
        if index < len(self.sheets) and self.sheets[index] in self.targets:
            return self.targets[self.sheets[index]]
        return f"xl/worksheets/sheet{index + 1}.xml"


def look(data: bytes) -> Look:
    """Read every member once within limits; `CannotTake` unless a plain xlsx of sane size."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_directory(archive)
            found = Look(errors={}, hidden={}, sheets=[], targets={})
            for member in archive.infolist():
                _look_into(archive, member, found)
            return found
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        zlib.error,
    ):
        raise CannotTake("file.damaged") from None


def _check_directory(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise CannotTake("file.encrypted")
    _check_kind(archive, names)
    if len(members) > MEMBERS_MAX or len(set(names)) != len(names) or any(map(_strange, names)):
        raise CannotTake("file.suspicious")
    if sum(member.file_size for member in members) > UNPACKED_MAX or any(map(_bomb, members)):
        raise CannotTake("file.unpacks_too_large")


def _check_kind(archive: zipfile.ZipFile, names: list[str]) -> None:
    lower = [name.lower() for name in names]
    if "mimetype" in lower:
        raise CannotTake("file.opendocument")
    if any(name.endswith("vbaproject.bin") for name in lower):
        raise CannotTake("file.macro")
    if "xl/workbook.bin" in lower:
        raise CannotTake("file.binary_excel")
    if "[content_types].xml" not in lower or not any(name.startswith("xl/") for name in lower):
        raise CannotTake("file.other_kind")
    types = next(
        member for member in archive.infolist() if member.filename.lower() == "[content_types].xml"
    )
    if types.file_size < CHUNK and b"macroEnabled" in archive.read(types):
        raise CannotTake("file.macro")


def _strange(name: str) -> bool:
    """A member name that climbs out of the archive, or is absolute."""
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in name or "\0" in name


def _bomb(member: zipfile.ZipInfo) -> bool:
    if member.file_size > MEMBER_MAX:
        return True
    return member.file_size > RATIO_FREE and member.file_size > RATIO_MAX * max(
        member.compress_size, 1
    )


def _look_into(archive: zipfile.ZipFile, member: zipfile.ZipInfo, found: Look) -> None:
    """Unpack a member piece by piece (its checksum is checked on the way) and note what matters."""
    name = member.filename
    lower = name.lower()
    found.links |= lower.startswith("xl/externallinks/")
    for number, piece in enumerate(_pieces(archive, member)):
        if number == 0 and b"<!DOCTYPE" in piece[:CHUNK]:
            raise CannotTake("file.suspicious")
        if lower == "xl/workbook.xml":
            found.date_1904 |= bool(_DATE_1904.search(piece))
            found.sheets = found.sheets or [name.decode() for name in _SHEET.findall(piece)]
        if lower == "xl/_rels/workbook.xml.rels":
            found.targets |= dict(map(_relation, _RELATION.findall(piece)))
        if lower.startswith("xl/worksheets/") and lower.endswith(".xml"):
            _look_at_cells(name, piece, found)


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes; pieces overlap, so that every tag is whole in one of them."""
    kept = b""
    with archive.open(member) as stream:
        while fresh := stream.read(CHUNK):
            yield kept + fresh
            kept = fresh[-OVERLAP:]


def _relation(tag: bytes) -> tuple[str, str]:
    key = re.search(rb"\bId=[\"']([^\"']*)", tag)
    target = re.search(rb"\bTarget=[\"']/?(?:xl/)?([^\"']*)", tag)
    return (key[1].decode() if key else "", "xl/" + (target[1].decode() if target else ""))


def _look_at_cells(name: str, piece: bytes, found: Look) -> None:
    for match in _FILLED.finditer(piece):
        row, column = int(match[2]), _column_number(match[1])
        cell = f"{match[1].decode()}{row}"
        if row > ROWS_MAX + 1:
            raise CannotTake("file.too_many_rows", cell)
        if column > COLUMNS_MAX:
            raise CannotTake("file.too_many_columns", cell)
        if _ERROR.search(match[3]):
            _note(found.errors.setdefault(name, set()), (row, column))
    for match in _HIDDEN_ROW.finditer(piece):
        _note(found.hidden.setdefault(name, set()), int(match[1]))


def _note(places: set[Any], place: Any) -> None:
    if len(places) < PLACES_MAX:
        places.add(place)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
