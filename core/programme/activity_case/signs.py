"""What in a file's name or a text looks like data of a person: a sign for people, never a ruling.

Signs are shapes (numbers of cards and telephones, mail addresses) and words of file names that
counters use for their clients' papers.
"""

import re
import unicodedata

SHAPES = {
    "residence_card": r"(?<![A-Z0-9])[A-Z]{2}\d{8}[A-Z]{2}(?![A-Z0-9])",
    "individual_number": r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)",
    "telephone": r"(?<!\d)0\d{1,4}-\d{1,4}-\d{3,4}(?!\d)",
    "mail": r"[\w.+-]+@[\w-]+\.[\w.-]+",
    "birthday": r"生年月日|\d{1,2}月\d{1,2}日生",
}
FILE_WORDS = re.compile(r"名簿|相談票|相談記録|相談者|在留カード|パスポート|旅券|住民票|履歴書")
NATIONALITY = re.compile(r"([ァ-ヴー]{2,}|中国|韓国|朝鮮|台湾|米国|英国)(人|籍|国籍|出身)")
TOWN = re.compile(r"(?![市区町村]+)[一-龥ァ-ヴヶ]{1,6}[市区町村](?![市区町村役民場長議立])")
NO_TOWN = ("地区", "学区", "都市", "農村")


def shapes_in(text: str) -> tuple[str, ...]:
    """The codes of the shapes that stand in the text."""
    plain = unicodedata.normalize("NFKC", text)
    return tuple(code for code, shape in SHAPES.items() if re.search(shape, plain))


def looks_personal(file_name: str) -> bool:
    """Whether a file of this name seems to hold data of clients."""
    return bool(FILE_WORDS.search(unicodedata.normalize("NFKC", file_name)) or shapes_in(file_name))


def rare_pair(text: str) -> tuple[str, str] | None:
    """A nationality and a town that stand in the same text, as they stand there: where few live,
    the two together may name a person."""
    plain = unicodedata.normalize("NFKC", text)
    nationality = NATIONALITY.search(plain)
    towns = [found[0] for found in TOWN.finditer(plain) if not found[0].endswith(NO_TOWN)]
    return (nationality[0], towns[0]) if nationality and towns else None
