"""Dates, years, numbers, marks, codes as written in Japan: read, or refused with a reason."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.japan import (
    ERAS,
    Era,
    Misread,
    check_digit,
    is_government_code,
    match_key,
    read_date,
    read_fiscal_year,
    read_government_code,
    read_integer,
    read_mark,
    read_number,
    wareki,
    wareki_year,
)

DAYS = st.dates(date(1873, 1, 1), date(2116, 12, 31))
FULL_WIDTH = str.maketrans("0123456789/-.,", "０１２３４５６７８９／－．，")


@given(DAYS)
def test_a_printed_date_reads_back_in_any_calendar_and_width(day: date) -> None:
    written = [wareki(day), day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", f"{day:%Y.%m.%d}"]
    for text in written + [text.translate(FULL_WIDTH) for text in written]:
        assert read_date(text) == day


@given(DAYS)
def test_the_initial_of_the_era_is_enough(day: date) -> None:
    era = next(era for era in ERAS if era.first <= day)
    assert read_date(f"{era.initial}{day.year - era.first.year + 1}.{day.month}.{day.day}") == day


@pytest.mark.parametrize(("new", "old"), list(pairwise(ERAS)))
def test_eras_meet_without_gap(new: Era, old: Era) -> None:
    assert new.first == old.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "ja", "suggestion"),
    [
        ("令和8年13月", "日付ではありません。13月はありません。", None),
        ("令和8年13月1日", "日付ではありません。13月はありません。", None),
        ("昭和64年1月8日", "昭和が終わった後の日付です。", "平成元年1月8日"),
        ("令和元年4月30日", "令和が始まる前の日付です。", "平成31年4月30日"),
        ("平成32年4月1日", "平成が終わった後の日付です。", "令和2年4月1日"),
        ("令和0年4月1日", "年が0です。", None),
        ("2023年2月29日", "日付ではありません。2023年2月は28日までです。", None),
        ("2月30日", "年がありません。2月は29日までです。", None),
        ("4月1日", "年がありません。", None),
        ("令和7年4月", "日がありません。年月日で書いてください。", None),
    ],
)
def test_an_impossible_date_is_refused_with_a_reason(
    text: str, ja: str, suggestion: str | None
) -> None:
    with pytest.raises(Misread) as misread:
        read_date(text)
    assert (misread.value.ja, misread.value.suggestion) == (ja, suggestion)


@pytest.mark.parametrize("text", ["", "7.4.1", "4/1/2025", "2025", "きのう", "2025/4/1/1"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Misread):
        read_date(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("㋿7年4月1日", date(2025, 4, 1)),
        ("令7.4.1", date(2025, 4, 1)),
        ("令和七年四月二十三日", date(2025, 4, 23)),
        ("2025/4/1 0:00:00", date(2025, 4, 1)),
        ("2025/4/1（火）", date(2025, 4, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
    ],
)
def test_a_date_is_understood(text: str, day: date) -> None:
    assert read_date(text) == day


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader(text: str) -> None:
    for reader in (read_date, read_fiscal_year, read_integer, read_number, read_mark):
        with suppress(Misread):
            reader(text)
    with suppress(Misread):
        assert is_government_code(read_government_code(text))


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("令和7年度", 2025),
        ("R7", 2025),
        ("2025", 2025),
        ("２０２５年度", 2025),
        ("令和元年度", 2019),
        ("平成31年度", 2019),
        ("FY2025", 2025),
    ],
)
def test_a_fiscal_year_is_understood(text: str, year: int) -> None:
    assert read_fiscal_year(text) == year


@given(st.integers(1990, 2116))
def test_a_printed_fiscal_year_reads_back(year: int) -> None:
    assert read_fiscal_year(wareki_year(year)) == year


def test_a_year_without_era_gets_a_suggestion() -> None:
    with pytest.raises(Misread) as misread:
        read_fiscal_year("7")
    assert misread.value.suggestion == "令和7年度"
    with pytest.raises(Misread):
        read_fiscal_year("平成40年度")


@given(st.integers(0, 10**9))
def test_a_whole_number_reads_back_however_it_is_written(number: int) -> None:
    for text in (f"{number}", f"{number:,}", f" {number}.0", f"{number:,}".translate(FULL_WIDTH)):
        assert read_integer(text) == number


@pytest.mark.parametrize("text", ["12件", "12人", "1,23", "12.5", "-3", "", "1e3", "十", "12,3456"])
def test_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(Misread):
        read_integer(text)


def test_a_unit_is_refused_but_the_number_suggested() -> None:
    with pytest.raises(Misread) as misread:
        read_integer("1,234件")
    assert misread.value.suggestion == "1,234"
    with pytest.raises(Misread) as misread:
        read_number("38時間45分")
    assert misread.value.suggestion == "38.75"


def test_bounds_hold_at_both_ends() -> None:
    assert (read_integer("0", 0, 7), read_integer("7", 0, 7)) == (0, 7)
    with pytest.raises(Misread):
        read_integer("8", 0, 7)


@pytest.mark.parametrize("code", ["010006", "050008", "130001", "131016", "271004", "473821"])
def test_published_codes_have_their_check_digit(code: str) -> None:
    assert is_government_code(code)
    assert read_government_code(code.lstrip("0")) == code


@given(st.integers(1, 47), st.integers(0, 999), st.integers(1, 9))
def test_a_wrong_check_digit_is_refused_and_the_right_one_suggested(
    prefecture: int, number: int, off: int
) -> None:
    five = f"{prefecture:02d}{number:03d}"
    wrong = five + str((int(check_digit(five)) + off) % 10)
    with pytest.raises(Misread) as misread:
        read_government_code(wrong)
    assert misread.value.suggestion == five + check_digit(five)


def test_a_code_without_check_digit_is_suggested_in_full() -> None:
    with pytest.raises(Misread) as misread:
        read_government_code("13101")
    assert misread.value.suggestion == "131016"


def test_spellings_of_one_thing_have_one_key() -> None:
    keys = {match_key(text) for text in ("Ａ１ － ｶﾞ", "a1-ガ", " A1\u00a0-\u200bガ", "a1−ガ")}
    assert len(keys) == 1
    assert match_key("葛\U000e0100城") == match_key("葛城")
