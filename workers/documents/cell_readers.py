"""One cell at a time: from what was written in it to the value its column stores, or `Misread`."""

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches

from msgspec import Struct

from core.clock import JAPAN
from core.japan import (
    Misread,
    match_key,
    narrow,
    read_date,
    read_fiscal_year,
    read_government_code,
    read_integer,
    read_mark,
    read_number,
    squeeze,
)
from workers.documents.cells import Cell, CellFault, Serial, shown
from workers.documents.columns import Column, Kind
from workers.documents.prefectures import PREFECTURES

Value = str | int | float | bool | date | datetime | tuple[str, ...] | None

SERIAL_DATES = range(
    18_000, 80_000
)  # 1949 to 2119 in the 1900 system; smaller numbers are years or counts
_CODE = re.compile(r"[0-9A-Za-z_.-]{1,60}")
_INSTANT = re.compile(r"(.*?)[T ]*([01]?[0-9]|2[0-3])(?::|時)([0-5][0-9])?(?::00|分)?")
_EMAIL = re.compile(r"[^@\s,;<>()\[\]\"\\:]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[\x21-\x7e\u00a1-\uffff]*)?")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd-\uffff]"
)
_BLANKS = " \t\r\n\u00a0\u3000\u200b\ufeff"


class Setting(Struct, frozen=True):
    """What a reader may know besides the cell: window codes (None: any), the date system."""

    windows: Collection[str] | None = None
    epoch: date = date(1899, 12, 30)


def read_cell(cell: Cell, column: Column, setting: Setting) -> Value:
    """The value of a cell that is not empty, by its column's kind; `Misread` if it has none."""
    if isinstance(cell, CellFault):
        raise Misread(
            "Excelのエラー値が入っています。値を書き直してください。",
            "The cell holds a spreadsheet error. Please write the value itself.",
        )
    if isinstance(cell, Serial) and column.kind not in (Kind.DATE, Kind.INSTANT):
        raise Misread(
            "Excelが日付に変えています。セルの書式を「文字列」にして書き直してください。",
            "Excel turned this into a date. Please format the cell as text and write it again.",
        )
    return READERS[column.kind](cell, column, setting)


def read_text(text: str, longest: int) -> str:
    """Text as it was written (never NFKC), outer blanks cut, line breaks inside made blanks."""
    plain = re.sub("[\t\r\n]+", " ", text.strip(_BLANKS))
    if _CONTROLS.search(plain):
        raise Misread(
            "目に見えない制御文字が入っています。書き直してください。",
            "There is an invisible control character in it. Please write it again.",
        )
    if len(plain) > longest:
        raise Misread(f"長すぎます（{longest}文字まで）。", f"It is too long (at most {longest}).")
    return plain


def _text(cell: Cell, column: Column, setting: Setting) -> Value:
    del setting
    return read_text(shown(cell), column.longest)


def _reference(cell: Cell, column: Column, setting: Setting) -> Value:
    del setting
    return read_text(squeeze(shown(cell)), column.longest)


def _code(cell: Cell, column: Column, setting: Setting) -> Value:
    del column, setting
    plain = squeeze(shown(cell))
    if not _CODE.fullmatch(plain):
        raise Misread(
            "コードは英数字とハイフンで60文字までです。",
            "A code is at most 60 letters, digits and hyphens.",
        )
    return plain


def _known_window(cell: Cell, column: Column, setting: Setting) -> Value:
    code = str(_code(cell, column, setting))
    if setting.windows is None or code in setting.windows:
        return code
    bare = _bare(code)
    same = [known for known in setting.windows if _bare(known) == bare]
    if len(same) == 1:
        return same[0]
    near = get_close_matches(code, setting.windows, n=1, cutoff=0.6)
    raise Misread(
        "この窓口コードは登録されていません。", "There is no window with this code.", *near[:1]
    )


def _bare(code: str) -> str:
    """What is left of a code once its leading zeros are lost and its case changed."""
    return match_key(code).lstrip("0")


def _government_code(cell: Cell, column: Column, setting: Setting) -> Value:
    del column, setting
    return read_government_code(shown(cell))


def _prefecture(cell: Cell, column: Column, setting: Setting) -> Value:
    del column, setting
    plain = squeeze(shown(cell))
    if plain in PREFECTURES.values():
        return plain
    near = [name for name in PREFECTURES.values() if plain and name[:-1] == plain]
    near = near or get_close_matches(plain, PREFECTURES.values(), n=1, cutoff=0.5)
    raise Misread("都道府県名ではありません。", "This is not the name of a prefecture.", *near[:1])


def _choice(cell: Cell, column: Column, setting: Setting) -> Value:
    del setting
    by_key = {match_key(word): value for word, value in column.choices.items()}
    key = match_key(shown(cell))
    if key in by_key:
        return by_key[key]
    words = list(column.choices)
    near = [word for word in words if match_key(word) in get_close_matches(key, by_key, 1, 0.4)]
    raise Misread(
        f"次から選んでください: {'、'.join(words)}。",
        f"Choose one of: {', '.join(words)}.",
        *near[:1],
    )


def _mark(cell: Cell, column: Column, setting: Setting) -> Value:
    del setting
    try:
        return read_mark(shown(cell))
    except Misread:
        words = "か".join(column.choices)
        raise Misread(f"{words}で答えてください。", f"Answer with {words}.") from None


def _integer(cell: Cell, column: Column, setting: Setting) -> Value:
    del setting
    return read_integer(shown(cell), int(column.low), int(column.high))


def _number(cell: Cell, column: Column, setting: Setting) -> Value:
    del setting
    return read_number(shown(cell), column.low, column.high)


def _date(cell: Cell, column: Column, setting: Setting) -> Value:
    del column
    if isinstance(cell, Serial):
        return cell.day
    if isinstance(cell, int | float) and int(cell) in SERIAL_DATES:
        return setting.epoch + timedelta(days=int(cell))
    return read_date(shown(cell))


def _instant(cell: Cell, column: Column, setting: Setting) -> Value:
    """A date with its hour, in Japan's time: 令和7年5月2日 17:00, 2025/5/2 17時, or a date cell."""
    del column, setting
    if found := _INSTANT.fullmatch(narrow(shown(cell))):
        clock = time(int(found[2]), int(found[3] or 0))
        return datetime.combine(read_date(found[1]), clock, JAPAN)
    raise Misread(
        "年月日と時刻で書いてください（例: 令和7年5月2日 17:00）。",
        "Write the date and the time, for example 2025/5/2 17:00.",
    )


def _fiscal_year(cell: Cell, column: Column, setting: Setting) -> Value:
    del column, setting
    return read_fiscal_year(shown(cell))


def _list(cell: Cell, column: Column, setting: Setting) -> Value:
    text = str(_text(re.sub("[\r\n]+", "、", shown(cell)), column, setting))
    return tuple(
        part.strip(_BLANKS) for part in re.split("[、，,;；]", text) if part.strip(_BLANKS)
    )


def _email(cell: Cell, column: Column, setting: Setting) -> Value:
    del column, setting
    plain = squeeze(shown(cell))
    if not _EMAIL.fullmatch(plain) or ".." in plain:
        raise Misread(
            "メールアドレスとして正しくありません。一つだけ書いてください。",
            "This is not a mail address. Please give exactly one.",
        )
    return plain


def _url(cell: Cell, column: Column, setting: Setting) -> Value:
    del setting
    plain = unicodedata.normalize("NFC", read_text(shown(cell), column.longest))
    if not _URL.fullmatch(plain):
        raise Misread(
            "https:// で始まるURLを書いてください。", "Please give a URL that begins with https://."
        )
    return plain


READERS: dict[Kind, Callable[[Cell, Column, Setting], Value]] = {
    Kind.TEXT: _text,
    Kind.REFERENCE: _reference,
    Kind.CODE: _code,
    Kind.KNOWN_WINDOW: _known_window,
    Kind.GOVERNMENT_CODE: _government_code,
    Kind.PREFECTURE: _prefecture,
    Kind.CHOICE: _choice,
    Kind.MARK: _mark,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.INSTANT: _instant,
    Kind.FISCAL_YEAR: _fiscal_year,
    Kind.LIST: _list,
    Kind.EMAIL: _email,
    Kind.URL: _url,
}
