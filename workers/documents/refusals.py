"""Why a file as a whole cannot be taken: one sentence in Japanese and English for each code.

The child process answers with a code and numbers or cell names; the words are put here, in the
parent, so that nothing from inside the file reaches a message.
"""

from core.errors import Fault, Refused

BYTES_MAX = 10_000_000
ROWS_MAX = 20_000
COLUMNS_MAX = 200
CELLS_MAX = 1_000_000

SENTENCES: dict[str, tuple[str, str]] = {
    "file.empty": (
        "ファイルが空です。様式に記入したファイルを選んでください。",
        "The file is empty. Please choose the filled-in form.",
    ),
    "file.too_large": (
        "ファイルが大きすぎます（10MBまで）。画像や不要なシートを除いて保存し直してください。",
        "The file is too large (10 MB at most). Please save it without pictures and unused sheets.",
    ),
    "file.too_many_rows": (
        f"行が多すぎます（{ROWS_MAX:,}行まで）。{{cell}}セルに値があります。"
        "下の方の不要な値を消すか、ファイルを分けてください。",
        f"There are too many rows (at most {ROWS_MAX:,}): cell {{cell}} holds a value. "
        "Please clear stray values or split the file.",
    ),
    "file.too_many_columns": (
        f"列が多すぎます（{COLUMNS_MAX}列まで）。{{cell}}セルに値があります。右の方の不要な値を消してください。",
        f"There are too many columns (at most {COLUMNS_MAX}): cell {{cell}} holds a value. "
        "Please clear stray values on the right.",
    ),
    "file.too_many_cells": (
        "表が大きすぎます。ファイルを分けてください。",
        "The table is too large. Please split the file.",
    ),
    "file.encrypted": (
        "パスワードで保護されているため開けません。パスワードを外して保存し直してください。",
        "The file is protected by a password. Please save it without one.",
    ),
    "file.old_excel": (
        "古いExcel形式（xls）です。「Excelブック（xlsx）」で保存し直してください。",
        "This is the old Excel format (xls). Please save it as an Excel workbook (xlsx).",
    ),
    "file.macro": (
        "マクロを含むブック（xlsm）は受け取れません。「Excelブック（xlsx）」で保存し直してください。",
        "Macros (xlsm) are not accepted. Please save it as an Excel workbook (xlsx).",
    ),
    "file.binary_excel": (
        "バイナリ形式のブック（xlsb）です。「Excelブック（xlsx）」で保存し直してください。",
        "This is a binary workbook (xlsb). Please save it as an Excel workbook (xlsx).",
    ),
    "file.opendocument": (
        "OpenDocument形式（ods）です。「Excelブック（xlsx）」で保存し直してください。",
        "This is an OpenDocument file (ods). Please save it as an Excel workbook (xlsx).",
    ),
    "file.other_kind": (
        "表のファイルではありません。xlsxまたはCSVのファイルを選んでください。",
        "This is not a table. Please choose an xlsx or CSV file.",
    ),
    "file.damaged": (
        "ファイルが壊れているか、途中で切れています。もう一度保存し直してください。",
        "The file is damaged or cut off. Please save it again.",
    ),
    "file.suspicious": (
        "通常のExcelでは作られない構造のファイルです。新しいブックに値を貼り付けて保存し直してください。",
        "The file is built in a way Excel does not. Please paste the values into a new workbook.",
    ),
    "file.unpacks_too_large": (
        "展開すると大きくなりすぎるファイルです。新しいブックに値を貼り付けて保存し直してください。",
        "The file grows too large when unpacked. Please paste the values into a new workbook.",
    ),
    "file.no_sheet": (
        "読み取れるシートがありません。",
        "There is no sheet that can be read.",
    ),
    "file.encoding": (
        "文字コードを読み取れません。UTF-8またはShift_JIS（CP932）で保存し直してください。",
        "The text encoding cannot be read. Please save it as UTF-8 or Shift_JIS (CP932).",
    ),
    "file.csv_shape": (
        'CSVの{row}行目から先を読み取れません。引用符（"）の閉じ忘れがないか確かめてください。',
        'The CSV cannot be read from row {row} on. Please look for an unclosed quotation mark (").',
    ),
    "file.took_too_long": (
        "読み取りに時間がかかりすぎました。新しいブックに値を貼り付けて保存し直してください。",
        "Reading took too long. Please paste the values into a new workbook.",
    ),
    "file.unreadable": (
        "ファイルを読み取れませんでした。新しいブックに値を貼り付けて保存し直してください。",
        "The file could not be read. Please paste the values into a new workbook.",
    ),
}


class CannotTake(Exception):
    """In the child: refused for the reason `code`; `place` is a row number or a cell's name."""

    def __init__(self, code: str, place: str = "") -> None:
        assert code in SENTENCES, code
        super().__init__(code)
        self.code, self.place = code, place


def refused(code: str, place: str = "") -> Refused:
    """The refusal for a whole file, to be raised by the caller."""
    ja, en = SENTENCES[code]
    return Refused(Fault(code, ja.format(cell=place, row=place), en.format(cell=place, row=place)))
