"""Making files the way people (and attackers) make them: sheets of rows, zips with odd members."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from workers.documents.columns import Form
from workers.documents.forms import BODIES, CERTIFIED, NOMINATIONS, WINDOWS

_WINDOW = (
    "011002-01 さっぽろ窓口 011002 北海道 札幌市 札幌市 地方公共団体 委託 国際プラザ 国際プラザ "
    "有 令和7年度 5 ○ ○ ○ ○ 英語、中国語 1,234 件 令和6年度 011-000-0000 https://s.example.jp/"
)
_NOMINEE = (
    "0001|011002-01|見本 花子|ミホン ハナコ|MIHON Hanako|hanako@example.jp|相談対応者|常勤|"
    "令和5年4月1日|38.75||在職証明書||"
)
WINDOW = dict(
    zip(
        WINDOWS.headers(),
        _WINDOW.split(),
        strict=True,
    )
)
NOMINEE = dict(
    zip(
        NOMINATIONS.headers(),
        _NOMINEE.split("|"),
        strict=True,
    )
)
BODY = dict(zip(BODIES.headers(), ["011002", "札幌市", "国際課", "k@example.jp", ""], strict=True))
CERTIFIED_ROW = dict(zip(CERTIFIED.headers(), ["011002-01", "見本 太郎", "認証"], strict=True))
BASE = {"windows": WINDOW, "nominations": NOMINEE, "bodies": BODY, "certified": CERTIFIED_ROW}

Change = Callable[[Any, Any], None]


def rows_of(form: Form, *changes: dict[str, Any]) -> list[list[Any]]:
    """Header and one row for each set of changes to the form's faultless row."""
    base = BASE[form.name]
    return [
        list(form.headers()),
        *([(base | change)[h] for h in form.headers()] for change in changes),
    ]


def xlsx(rows: Sequence[Sequence[Any]], change: Change | None = None, **options: Any) -> bytes:
    """A workbook with these rows; `change(book, sheet)` may add what people add."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet("様式")
        day = book.add_format({"num_format": "yyyy/m/d"})
        for number, row in enumerate(rows):
            for index, value in enumerate(row):
                _put(sheet, number, index, value, day)
        if change:
            change(book, sheet)
    return buffer.getvalue()


def _put(sheet: Any, number: int, index: int, value: Any, day: Any) -> None:
    if isinstance(value, datetime | date):
        stamp = (
            value if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())
        )
        sheet.write_datetime(number, index, stamp, day)
    elif isinstance(value, str):
        sheet.write_string(number, index, value)
    elif value is not None:
        sheet.write(number, index, value)


def text(rows: Iterable[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def rezipped(data: bytes, edit: Callable[[str, bytes], bytes | None], **extra: bytes) -> bytes:
    """The zip with each member put through `edit` (None drops it) and `extra` members added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = edit(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in extra.items():
            new.writestr(name, content)
    return out.getvalue()


def with_members(data: bytes, members: dict[str, bytes]) -> bytes:
    """The zip with further members."""
    return rezipped(data, lambda _, content: content, **members)


def in_sheet(data: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with its first sheet's XML changed."""

    def edit(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        assert old in content, old
        return content.replace(old, new, 1)

    return rezipped(data, edit)
