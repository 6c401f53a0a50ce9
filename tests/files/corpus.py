"""Files as people send them and as attackers build them, each with what must be said about it.

Kept apart from the test that runs them, so that the list can be read: name, form, bytes, answer.
"""

from collections.abc import Iterator
from datetime import date, datetime

from tests.files.case import Case
from tests.files.corpus_cells import cells
from tests.files.corpus_hostile import hostile, other_kinds
from tests.files.making import rows_of, text, xlsx
from workers.documents.forms import BODIES, CERTIFIED, NOMINATIONS, WINDOWS

KNOWN_WINDOWS = ("011002-01", "131016-01", "005001")


def cases() -> list[Case]:
    """The whole corpus."""
    groups = (
        _encodings,
        cells,
        _sheets,
        _left_as_they_are,
        _rows,
        _headers,
        _headers_amiss,
        hostile,
    )
    return [case for group in (*groups, other_kinds) for case in group()]


def _encodings() -> Iterator[Case]:
    """CSV in each encoding that offices use, and in some they should not."""
    odd = {"氏名": "髙橋 﨑子", "備考": "①㈱～－―ﾊﾝｶｸ"}
    rows = rows_of(NOMINATIONS, odd)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp932"):
        yield Case(
            f"csv {encoding}", NOMINATIONS, text(rows, encoding), values={"full_name": "髙橋 﨑子"}
        )
    tabs = text(rows, "utf-16", "\t")
    yield Case("csv utf-16 with tabs", NOMINATIONS, tabs, values={"remarks": "①㈱～－―ﾊﾝｶｸ"})
    beyond = rows_of(NOMINATIONS, {"氏名": "葛󠄀城 𠮷子", "ローマ字氏名": "Nguyễn Thị Ánh"})
    yield Case("names beyond cp932", NOMINATIONS, text(beyond), values={"full_name": "葛󠄀城 𠮷子"})
    yield Case(
        "csv in euc-jp", NOMINATIONS, text(rows_of(NOMINATIONS, {}), "euc_jp"), "file.encoding"
    )
    yield Case("csv, unclosed quote", NOMINATIONS, text(rows) + b'"0002,x\r\n', "file.csv_shape")
    loose = text(rows_of(WINDOWS, {})).replace(b'"1,234"', b"1,234")
    yield Case("csv, bare thousands comma", WINDOWS, loose, errors=((2, None),), says="カンマ")
    yield Case(
        "csv with NUL", NOMINATIONS, text(rows).replace(b"0001", b"\0\0\0\0"), "file.other_kind"
    )


def _sheets() -> Iterator[Case]:
    """Whole sheets as people leave them."""
    two = rows_of(NOMINATIONS, {"受付番号": "Ａ１", "氏名": "見本 一"}, {"受付番号": "a1"})
    yield Case(
        "同じ番号 by NFKC",
        NOMINATIONS,
        xlsx(two),
        errors=((3, "受付番号"),),
        says="2行目と重なって",
    )
    twice = rows_of(NOMINATIONS, {}, {"受付番号": "2", "氏名": "見本　花子"})
    yield Case("same person twice", NOMINATIONS, xlsx(twice), notice="同じ人")
    data = xlsx(rows_of(NOMINATIONS, {"従事開始日": date(2023, 4, 1)}), date_1904=True)
    yield Case("1904 dates", NOMINATIONS, data, values={"started_on": date(2023, 4, 1)})
    serial = xlsx(rows_of(NOMINATIONS, {"従事開始日": 45017 - 1462}), date_1904=True)
    yield Case("1904 bare serial", NOMINATIONS, serial, values={"started_on": date(2023, 4, 1)})
    stamp = xlsx(rows_of(NOMINATIONS, {"従事開始日": datetime.fromisoformat("2023-04-01T09:30")}))
    yield Case("date with time", NOMINATIONS, stamp, values={"started_on": date(2023, 4, 1)})


def _left_as_they_are() -> Iterator[Case]:
    """What people leave in a sheet beside its rows."""
    rows = rows_of(NOMINATIONS, {}, {"受付番号": "2", "氏名": "見本 二"})
    hidden = xlsx(rows, lambda _, sheet: sheet.set_row(2, None, None, {"hidden": True}))
    yield Case("hidden row", NOMINATIONS, hidden, notice="非表示の行も読み取りました: 3行目")
    merged = xlsx(rows, lambda _, sheet: sheet.merge_range(1, 7, 2, 7, "常勤"))
    yield Case("merged cells", NOMINATIONS, merged, notice="結合されたセル")
    more = xlsx(rows, lambda book, _: book.add_worksheet("予備").write(0, 0, "x"))
    yield Case("two sheets", NOMINATIONS, more, notice="先頭のシートだけ")
    gaps = [rows[0], [], rows[1], [" ", "\u3000"], rows[2]]
    yield Case("empty rows between", NOMINATIONS, xlsx(gaps), values={"reference": "0001"})
    example = [rows[0], ["記入例 ここは消さなくてよい", "x"], rows[1]]
    yield Case("example row left in", NOMINATIONS, xlsx(example), values={"reference": "0001"})
    framed = xlsx(
        rows,
        lambda book, sheet: sheet.write_blank(1_000_000, 5, None, book.add_format({"border": 1})),
    )
    yield Case("borders to the end", NOMINATIONS, framed, values={"reference": "0001"})
    broken = xlsx(rows, lambda _, sheet: sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!"))
    yield Case("error value", NOMINATIONS, broken, errors=((2, "窓口コード"),), says="エラー値")
    formula = xlsx(rows, lambda _, sheet: sheet.write_formula(1, 1, '="0"', None, "011002-01"))
    yield Case("formula with result", NOMINATIONS, formula, values={"window": "011002-01"})


def _rows() -> Iterator[Case]:
    """Rows with more than one fault, and faults across columns."""
    many = rows_of(
        NOMINATIONS, {"氏名": "", "従事開始日": "x", "窓口コード": "!"}, {"職務区分": "x"}
    )
    places = ((2, "窓口コード"), (2, "氏名"), (2, "従事開始日"), (3, "職務区分"), (3, "受付番号"))
    yield Case("all errors at once", NOMINATIONS, xlsx(many), errors=places)
    nothing = rows_of(NOMINATIONS, {"実務経験月数": "", "従事開始日": "", "週従事時間": ""})
    places = ((2, "従事開始日"), (2, "週従事時間"))
    yield Case("experience untold", NOMINATIONS, xlsx(nothing), errors=places)
    silent = rows_of(BODIES, {"メールアドレス": "", "代替連絡": ""})
    yield Case("body out of reach", BODIES, xlsx(silent), errors=((2, "メールアドレス"),))


def _headers() -> Iterator[Case]:
    """Headers that are understood as they stand."""
    rows = rows_of(NOMINATIONS, {})
    turned = [row[::-1] for row in rows]
    yield Case(
        "columns in other order", NOMINATIONS, xlsx(turned), values={"full_name": "見本 花子"}
    )
    wide = [[cell.replace("ロ", "ﾛ") if row == rows[0] else cell for cell in row] for row in rows]
    yield Case("half-width header", NOMINATIONS, xlsx(wide), values={"window": "011002-01"})
    wrapped = [[f" {name[:2]}\n{name[2:]}" for name in rows[0]], rows[1]]
    yield Case("wrapped header", NOMINATIONS, xlsx(wrapped), values={"window": "011002-01"})
    extra = [[*rows[0], "社内メモ"], [*rows[1], "x"]]
    yield Case(
        "unknown column",
        NOMINATIONS,
        xlsx(extra),
        notice="社内メモ",
        values={"window": "011002-01"},
    )
    beside = [rows[0], [*rows[1], "", "欄外のメモ"]]
    yield Case("note in the margin", NOMINATIONS, xlsx(beside), notice="見出しのない列の値")


def _headers_amiss() -> Iterator[Case]:
    """Headers that are not the form's."""
    rows = rows_of(NOMINATIONS, {})
    near = [[name.replace("窓口コード", "窓口番号") for name in rows[0]], rows[1]]
    yield Case(
        "near header",
        NOMINATIONS,
        xlsx(near),
        errors=((None, None),),
        says="もしかして:「窓口番号」",
    )
    gone = [[name.replace("氏名", "") for name in rows[0]], rows[1]]
    yield Case(
        "header gone",
        NOMINATIONS,
        xlsx(gone),
        errors=((None, None),),
        says="「氏名」の列がありません",
    )
    double = [[*rows[0], "氏名"], [*rows[1], "別人"]]
    yield Case("header twice", NOMINATIONS, xlsx(double), errors=((None, None),), says="二つ以上")
    titled = [["令和7年度 推薦様式"], [], *rows]
    yield Case(
        "title above", NOMINATIONS, xlsx(titled), errors=((None, None),), says="3行目にあるようです"
    )
    for form in (NOMINATIONS, WINDOWS, BODIES):
        only = xlsx(rows_of(form))
        yield Case(
            f"only a header: {form.name}", form, only, errors=((None, None),), says="2行目から"
        )
    yield Case("only a header: certified", CERTIFIED, xlsx(rows_of(CERTIFIED)))
    yield Case(
        "other form", WINDOWS, xlsx(rows), errors=((None, None),) * 12, says="列がありません"
    )
