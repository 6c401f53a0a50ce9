"""What the core must not name (design.md part 3: it knows none of it): each check finds its lines.

A tier, a seat number, a month and a prefecture belong to a policy; so does what a memo must weigh
and what a programme is called. Docstrings and comments explain, and may name what they like.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

PREFECTURES = (
    *("北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県"),
    *("茨城県", "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県"),
    *("新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県"),
    *("三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県"),
    *("鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県"),
    *("福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"),
)
HEADINGS = (
    *("個人情報", "守秘義務", "人的体制", "経費", "ニーズ"),
    *("要否", "時期", "時間", "場所", "形式", "テーマ"),
)
SEATS = 60
PROGRAMME = re.compile("外国人支援|養成課程|養成研修|一元的|出入国|国家資格|[Cc]ourse [12]")
"""What one organisation calls its programme, its course and its windows."""
MONTHS = "January February March May June July August September October November December"
MONTH = re.compile(
    rf"[0-9０-９]+月|\b[0-9]{{4}}-(0[1-9]|1[0-2])\b|\b({'|'.join(MONTHS.split())})\b"
)
FISCAL_YEAR_BEGINS = (4, 1)


class Line(NamedTuple):
    """A finding: where, and the line as it stands there."""

    path: str
    number: int
    text: str


class Code(NamedTuple):
    """A file of the core, with the text that is no docstring and no comment."""

    path: str
    text: str
    tree: ast.Module

    def line(self, node: ast.expr) -> Line:
        """The line that a node begins on."""
        return Line(self.path, node.lineno, self.text.splitlines()[node.lineno - 1].strip())

    @property
    def words(self) -> Iterator[tuple[ast.expr, str]]:
        """Every text in the code, those of data files included."""
        told = {id(n.value) for n in ast.walk(self.tree) if isinstance(n, ast.Expr)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and id(node) not in told:
                yield from [(node, node.value)] if isinstance(node.value, str) else ()


Check = Callable[[Code], Iterator[Line]]


def code(path: str, text: str) -> Code:
    """Python as it is; of a data file, each line but its comments as one text."""
    if not path.endswith(".py"):
        text = "\n".join(
            repr("" if row.startswith("#") else row).join(("_ = ", "")) for row in text.splitlines()
        )
    return Code(path, text, ast.parse(text))


def core_files(root: Path) -> list[Code]:
    """Every file of the core that is code or data."""
    found = sorted(each for each in (root / "core").rglob("*") if each.suffix in (".py", ".toml"))
    return [code(each.relative_to(root).as_posix(), each.read_text("utf-8")) for each in found]


def prefectures(one: Code) -> Iterator[Line]:
    """The name of a prefecture."""
    return (one.line(n) for n, text in one.words if any(each in text for each in PREFECTURES))


def tiers(one: Code) -> Iterator[Line]:
    """A tier by its mark, or by its number."""
    for node, text in one.words:
        if re.search("[①②③④⑤⑥]|順位[0-9]|[Tt]ier [0-9]", text):
            yield one.line(node)
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(_is_tier, sides)) and any(map(_is_number, sides)):
                yield one.line(node)
        if isinstance(node, ast.Call):
            for word in node.keywords:
                if word.arg == "tier" and _is_number(word.value):
                    yield one.line(word.value)


def seats(one: Code) -> Iterator[Line]:
    """The number of seats, unless it is how long a text may be."""
    lengths = {id(length) for node in ast.walk(one.tree) for length in _lengths(node)}
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Constant) and node.value == SEATS and id(node) not in lengths:
            yield one.line(node)


def months(one: Code) -> Iterator[Line]:
    """A month of the calendar: in words, in a date, or compared."""
    for node, text in one.words:
        if MONTH.search(text):
            yield one.line(node)
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Call) and _fixed_month(node):
            yield one.line(node)
        if isinstance(node, ast.Tuple) and node.elts and all(map(_is_pair, node.elts)):
            yield one.line(node)
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(_named(side, "month") for side in sides) and any(map(_is_number, sides)):
                yield one.line(node)


def headings(one: Code) -> Iterator[Line]:
    """A word under which a memo must weigh something, standing alone."""
    return (one.line(node) for node, text in one.words if text in HEADINGS)


def programmes(one: Code) -> Iterator[Line]:
    """The name of somebody's programme, or of a part of it."""
    return (one.line(node) for node, text in one.words if PROGRAMME.search(text))


CHECKS: dict[str, Check] = {
    "prefecture": prefectures,
    "tier": tiers,
    "seats": seats,
    "month": months,
    "heading": headings,
    "programme": programmes,
}


def _is_tier(node: ast.expr) -> bool:
    return _named(node, "tier")


def _named(node: ast.expr, name: str) -> bool:
    return getattr(node, "attr", getattr(node, "id", "")) == name


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def _is_pair(node: ast.expr) -> bool:
    """Two plain numbers, such as a month and a day."""
    return isinstance(node, ast.Tuple) and len(node.elts) == 2 and all(map(_is_number, node.elts))


def _lengths(node: ast.AST) -> Iterator[ast.expr]:
    """The bounds of slices, and lengths that a field is limited to."""
    if isinstance(node, ast.Slice):
        yield from (each for each in (node.lower, node.upper) if each)
    if isinstance(node, ast.keyword) and node.arg == "max_length":
        yield node.value


def _fixed_month(call: ast.Call) -> bool:
    """Whether a date is made with a month that stands in the code, the fiscal year's first day
    apart."""
    named = {word.arg: word.value for word in call.keywords}
    made = getattr(call.func, "attr", getattr(call.func, "id", "")) in ("date", "datetime")
    month = named.get("month", call.args[1] if made and len(call.args) > 1 else None)
    day = named.get("day", call.args[2] if made and len(call.args) > 2 else None)
    return _value(month) is not None and (_value(month), _value(day)) != FISCAL_YEAR_BEGINS


def _value(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None
