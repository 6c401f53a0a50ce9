"""The corpus, cell by cell: one cell of an otherwise faultless row is understood, or named."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.files.case import Case
from tests.files.making import rows_of, xlsx
from workers.documents.columns import Form
from workers.documents.forms import BODIES, CERTIFIED, NOMINATIONS, WINDOWS

UNDERSTOOD: list[tuple[Form, str, Any, str, Any]] = [
    (NOMINATIONS, "従事開始日", "R5.4.1", "started_on", date(2023, 4, 1)),
    (NOMINATIONS, "従事開始日", "令和元年５月１日", "started_on", date(2019, 5, 1)),
    (NOMINATIONS, "従事開始日", "２０２３／４／１", "started_on", date(2023, 4, 1)),
    (NOMINATIONS, "従事開始日", "20230401", "started_on", date(2023, 4, 1)),
    (NOMINATIONS, "従事開始日", date(2023, 4, 1), "started_on", date(2023, 4, 1)),
    (NOMINATIONS, "従事開始日", 45017, "started_on", date(2023, 4, 1)),
    (NOMINATIONS, "窓口コード", "０１１００２－０１", "window", "011002-01"),
    (NOMINATIONS, "窓口コード", "\u00a0011002-01\u3000", "window", "011002-01"),
    (NOMINATIONS, "窓口コード", "11002-01", "window", "011002-01"),
    (NOMINATIONS, "窓口コード", 5001, "window", "005001"),
    (NOMINATIONS, "受付番号", 1, "reference", "1"),
    (NOMINATIONS, "過去の不選定回数", 2.0, "past_unselected", 2),
    (NOMINATIONS, "氏名", "=cmd|'/c calc'!A1", "full_name", "=cmd|'/c calc'!A1"),
    (NOMINATIONS, "氏名", "見本\n 花子", "full_name", "見本 花子".replace(" ", "  ")),
    (NOMINATIONS, "備考", "'+81 はそのまま", "remarks", "'+81 はそのまま"),
    (WINDOWS, "団体コード", 11002, "municipality_code", "011002"),
    (WINDOWS, "団体コード", "０１１００２", "municipality_code", "011002"),
    (WINDOWS, "相談件数", "１，２３４", "caseload", 1234),
    (WINDOWS, "相談件数", 1234.0, "caseload", 1234),
    (WINDOWS, "交付金年度", "R7", "grant_year", 2025),
    (WINDOWS, "交付金年度", 2025, "grant_year", 2025),
    (WINDOWS, "通年", "◯", "year_round", True),
    (WINDOWS, "通年", "〇", "year_round", True),
    (WINDOWS, "通年", "ｘ", "year_round", False),
    (WINDOWS, "通年", "✕", "year_round", False),
    (WINDOWS, "交付金", "なし", "grant", False),
    (WINDOWS, "対応言語", "英語，中国語\n韓国語", "languages", ("英語", "中国語", "韓国語")),
    (BODIES, "名称", "－札幌市", "title", "－札幌市"),
    (CERTIFIED, "状態", "受講中 ", "state", "trainee"),
]
FAULTY: list[tuple[Form, str, Any, str]] = [
    (NOMINATIONS, "従事開始日", "令和8年13月", "13月はありません"),
    (NOMINATIONS, "従事開始日", "昭和64年1月8日", "昭和が終わった後"),
    (NOMINATIONS, "従事開始日", "令和元年4月30日", "令和が始まる前"),
    (NOMINATIONS, "従事開始日", "2023年2月30日", "28日まで"),
    (NOMINATIONS, "従事開始日", "2月30日", "年がありません"),
    (NOMINATIONS, "従事開始日", "5.4.1", "年が分かりません"),
    (NOMINATIONS, "窓口コード", "011002-02", "登録されていません"),
    (NOMINATIONS, "窓口コード", date(2025, 1, 2), "Excelが日付に"),
    (NOMINATIONS, "週従事時間", "38時間45分", "単位は付けません"),
    (NOMINATIONS, "職務区分", "相談員", "次から選んで"),
    (NOMINATIONS, "メールアドレス", "a@example.jp, b@example.jp", "一つだけ"),
    (NOMINATIONS, "氏名", "見本\u202e花子", "制御文字"),
    (NOMINATIONS, "氏名", "", "必ず記入"),
    (NOMINATIONS, "氏名", "長" * 5000, "長すぎます"),
    (WINDOWS, "団体コード", "011003", "団体コード"),
    (WINDOWS, "団体コード", "13101", "団体コード"),
    (WINDOWS, "都道府県", "北海", "都道府県名"),
    (WINDOWS, "都道府県", "青森県", "団体コードの都道府県"),
    (WINDOWS, "相談件数", "1234件", "単位は付けません"),
    (WINDOWS, "相談件数", "-1", "0以上"),
    (WINDOWS, "相談件数の単位", "", "単位と年度"),
    (WINDOWS, "交付金年度", "", "年度を書いて"),
    (WINDOWS, "開設日数", "8", "7以下"),
    (WINDOWS, "開設日数", 5.5, "整数"),
    (WINDOWS, "通年", "△", "○か×"),
    (WINDOWS, "URL", "javascript:alert(1)", "https://"),
    (CERTIFIED, "状態", "修了", "次から選んで"),
]


def cells() -> Iterator[Case]:
    """A case for each line of the two tables."""
    for form, header, written, field, value in UNDERSTOOD:
        data = xlsx(rows_of(form, {header: written}))
        yield Case(f"{header} = {written!r}", form, data, values={field: value})
    for form, header, written, says in FAULTY:
        data = xlsx(rows_of(form, {header: written}))
        yield Case(f"{header} ≠ {written!r:.30}", form, data, errors=((2, header),), says=says)
