"""How Japan writes dates, fiscal years, numbers, marks and codes (programme.md part 4). Pure.

Readers take the text of a cell in full or half width and return a value, or raise `Misread` with a
reason that quotes nothing of the text, and what would be right where that can be known.
"""

import re
import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

INTEGER_MAX = 10**9
CODE_WEIGHTS = (6, 5, 4, 3, 2)
PREFECTURES_COUNT = 47


class Misread(Exception):
    """A text is not what its column asks for: why (ja, en), and what would be right."""

    def __init__(self, ja: str, en: str, suggestion: str | None = None) -> None:
        super().__init__(en)
        self.ja, self.en, self.suggestion = ja, en, suggestion


class Era(NamedTuple):
    """An era with its first and last day."""

    name: str
    initial: str
    first: date
    last: date


ERAS = (
    Era("令和", "R", date(2019, 5, 1), date.max),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 24)),
    Era("明治", "M", date(1868, 10, 23), date(1912, 7, 29)),
)

_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_DASHES = re.compile("[‐‑‒–—―−]")
_KANJI_NUMBER = re.compile("[〇一二三四五六七八九十]+")
_WEEKDAY = re.compile(r"\([月火水木金土日](曜日?)?\)$")
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(:00(\.0+)?)?$")
_ERA = r"(?P<era>令和|平成|昭和|大正|明治|[令平昭大明RHSTM])\.?"
_ERA_DATE = re.compile(
    _ERA + r"(?P<y>元|\d{1,2})(年|[./-])(?P<m>\d{1,2})(月|[./-])(?P<d>\d{1,2})日?"
)
_DATE = re.compile(r"(?P<y>\d{4})(年|[./-])(?P<m>\d{1,2})(月|[./-])(?P<d>\d{1,2})日?")
_DIGITS_DATE = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
_NO_DAY = re.compile(rf"({_ERA}(元|\d{{1,2}})|\d{{4}})(年|[./-])(?P<m>\d{{1,2}})月?")
_NO_YEAR = re.compile(r"(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
_SHORT_YEAR = re.compile(r"\d{1,2}(年|[./-])\d{1,2}(月|[./-])\d{1,2}日?")
_ERA_YEAR = re.compile(_ERA + r"(?P<y>元|\d{1,2})(年度|年)?")
_YEAR = re.compile(r"(FY)?(?P<y>\d{4})(年度|年)?")
_INTEGER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.0+)?")
_NUMBER = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_COUNTED = re.compile(
    r"(?P<n>\d+|\d{1,3}(?:,\d{3})+)(件|人|名|回|日|か月|ヶ月|カ月|ケ月|月|年|時間)"
)
_HOURS = re.compile(r"(?P<h>\d{1,3})時間(?P<m>\d{1,2})分")
_YES = frozenset(("○", "◯", "〇", "⭕", "●", "◎", "o", "有", "有り", "あり", "はい", "true", "yes"))
_NO = frozenset(
    ("×", "✕", "✖", "✗", "✘", "☓", "╳", "❌", "x", "無", "無し", "なし", "いいえ", "false", "no")
)


def narrow(text: str) -> str:
    """`text` in NFKC, no invisible characters, plain hyphens, blanks cut: never to be stored."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    return " ".join(_DASHES.sub("-", plain).split())


def squeeze(text: str) -> str:
    """`narrow` with every blank removed: how codes and numbers are read."""
    return narrow(text).replace(" ", "")


def match_key(text: str) -> str:
    """The key under which two spellings of one thing are equal; for comparing, never stored."""
    return squeeze(text).casefold()


def read_date(text: str) -> date:
    """A date written 令和7年4月1日, R7.4.1, 令和元年…, 2025/4/1, 2025-04-01 or 20250401."""
    plain = _digits_for_kanji(_WEEKDAY.sub("", _MIDNIGHT.sub("", narrow(text))).replace(" ", ""))
    if found := _ERA_DATE.fullmatch(plain.upper()):
        return _era_date(
            _era(found["era"]), _era_number(found["y"]), int(found["m"]), int(found["d"])
        )
    if found := _DATE.fullmatch(plain) or _DIGITS_DATE.fullmatch(plain):
        return _date(int(found["y"]), int(found["m"]), int(found["d"]))
    raise _no_date(plain)


def read_fiscal_year(text: str) -> int:
    """A fiscal year written 令和7年度, R7, 2025 or 2025年度: the year in which it begins."""
    plain = _digits_for_kanji(squeeze(text)).upper()
    if found := _ERA_YEAR.fullmatch(plain):
        era, number = _era(found["era"]), _era_number(found["y"])
        year = era.first.year + number - 1
        if number and year <= era.last.year:
            return year
        raise Misread(f"{era.name}{number}年度はありません。", "That era has no such year.")
    found = _YEAR.fullmatch(plain)
    if found and 1900 <= int(found["y"]) <= 2200:
        return int(found["y"])
    hint = f"令和{plain}年度" if re.fullmatch(r"\d{1,2}", plain) else None
    raise Misread(
        "年度として読めません。「令和7年度」または「2025」のように書いてください。",
        "This is not a fiscal year. Write it like 2025 or 令和7年度.",
        hint,
    )


def read_integer(text: str, low: int = 0, high: int = INTEGER_MAX) -> int:
    """A whole number from `low` to `high`, thousands separators and full width allowed, no unit."""
    plain = squeeze(text)
    if not _INTEGER.fullmatch(plain):
        raise _no_number(plain, "整数", "a whole number")
    return int(_within(float(plain.replace(",", "")), low, high))


def read_number(text: str, low: float = 0, high: float = INTEGER_MAX) -> float:
    """A number with a decimal point, from `low` to `high`, no unit."""
    plain = squeeze(text)
    if not _NUMBER.fullmatch(plain):
        raise _no_number(plain, "数", "a number")
    return _within(float(plain.replace(",", "")), low, high)


def read_mark(text: str) -> bool:
    """○ or × (and 有 or 無) in their many shapes: true or false."""
    plain = match_key(text)
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise Misread("○か×（有か無）で答えてください。", "Please answer with ○ or × (有 or 無).")


def check_digit(five: str) -> str:
    """The check digit of a five-digit 全国地方公共団体コード."""
    assert re.fullmatch("[0-9]{5}", five), "five digits"
    total = sum(int(digit) * weight for digit, weight in zip(five, CODE_WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def read_government_code(text: str) -> str:
    """A six-digit 団体コード; a lost leading zero is put back where the check digit then fits."""
    plain = squeeze(text)
    for code in (plain, "0" + plain):
        if is_government_code(code):
            return code
    raise Misread(
        "団体コード（検査数字を含む6桁）として正しくありません。",
        "This is not a six-digit local-government code with its check digit.",
        _nearest_code(plain),
    )


def is_government_code(code: str) -> bool:
    """Six digits, a prefecture's number first, and the right check digit last."""
    if not re.fullmatch("[0-9]{6}", code) or not 1 <= int(code[:2]) <= PREFECTURES_COUNT:
        return False
    return check_digit(code[:5]) == code[5]


def wareki(day: date) -> str:
    """`day` in the Japanese calendar: 令和7年4月1日, 令和元年5月1日."""
    era = next((era for era in ERAS if era.first <= day), None)
    if era is None:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{era.name}{_year_word(day.year - era.first.year + 1)}年{day.month}月{day.day}日"


def wareki_year(fiscal_year: int) -> str:
    """A fiscal year in the Japanese calendar: 令和7年度; named by the era of most of it."""
    era = next(era for era in ERAS if era.first <= date(fiscal_year, 9, 30))
    return f"{era.name}{_year_word(fiscal_year - era.first.year + 1)}年度"


def _year_word(number: int) -> str:
    return "元" if number == 1 else str(number)


def _era(word: str) -> Era:
    return next(era for era in ERAS if word == era.initial or era.name.startswith(word))


def _era_number(text: str) -> int:
    return 1 if text == "元" else int(text)


def _era_date(era: Era, number: int, month: int, day: int) -> date:
    if number == 0:
        raise Misread("年が0です。", "The year is zero.")
    found = _date(era.first.year + number - 1, month, day)
    if era.first <= found <= era.last:
        return found
    side = "始まる前" if found < era.first else "終わった後"
    raise Misread(
        f"{era.name}が{side}の日付です。", "The date lies outside that era.", wareki(found)
    )


def _date(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise Misread(f"日付ではありません。{month}月はありません。", "There is no such month.")
    if not 1800 <= year <= 2200:
        raise Misread("年が正しくありません。", "The year is out of range.")
    last = _last_day(year, month)
    if not 1 <= day <= last:
        raise Misread(
            f"日付ではありません。{year}年{month}月は{last}日までです。",
            f"There is no such day: that month has {last} days.",
        )
    return date(year, month, day)


def _last_day(year: int, month: int) -> int:
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return (first_of_next - timedelta(days=1)).day


def _no_date(plain: str) -> Misread:
    if found := _NO_DAY.fullmatch(plain.upper()):
        if not 1 <= int(found["m"]) <= 12:
            ja = f"日付ではありません。{int(found['m'])}月はありません。"
            return Misread(ja, "There is no such month.")
        return Misread(
            "日がありません。年月日で書いてください。", "The day of the month is missing."
        )
    if found := _NO_YEAR.fullmatch(plain):
        return Misread(f"年がありません。{_leap(found)}", "The year is missing.")
    if _SHORT_YEAR.fullmatch(plain):
        return Misread(
            "年が分かりません。西暦4桁か、元号を付けて書いてください。",
            "The year is ambiguous. Write four digits or name the era.",
        )
    return Misread(
        "日付として読めません。「令和7年4月1日」または「2025/4/1」のように書いてください。",
        "This is not a date. Write it like 2025/4/1 or 令和7年4月1日.",
    )


def _leap(found: re.Match[str]) -> str:
    """What even a leap year would not allow about a month and day without a year."""
    month, day = int(found["m"]), int(found["d"])
    if not 1 <= month <= 12:
        return f"{month}月はありません。"
    last = _last_day(2000, month)
    return "" if 1 <= day <= last else f"{month}月は{last}日までです。"


def _no_number(plain: str, ja: str, en: str) -> Misread:
    hint = None
    if found := _HOURS.fullmatch(plain):
        hint = f"{int(found['h']) + int(found['m']) / 60:g}"
    elif found := _COUNTED.fullmatch(plain):
        hint = found["n"]
    return Misread(f"{ja}で書いてください。単位は付けません。", f"Write {en} without a unit.", hint)


def _within(value: float, low: float, high: float) -> float:
    if low <= value <= high:
        return value
    raise Misread(
        f"{low:g}以上{high:,.15g}以下で書いてください。",
        f"It must lie between {low:g} and {high:,.15g}.",
    )


def _nearest_code(plain: str) -> str | None:
    five = plain[:5]
    if len(plain) in (5, 6) and re.fullmatch("[0-9]{5}", five):
        code = five + check_digit(five)
        return code if is_government_code(code) else None
    return None


def _digits_for_kanji(text: str) -> str:
    return _KANJI_NUMBER.sub(lambda found: _kanji_number(found.group()), text)


def _kanji_number(text: str) -> str:
    """二十三 → 23, 二〇二五 → 2025."""
    if "十" not in text:
        return "".join(str("〇一二三四五六七八九".index(sign)) for sign in text)
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return text
    return str(
        "〇一二三四五六七八九".index(tens or "一") * 10 + "〇一二三四五六七八九".index(ones or "〇")
    )
