"""The 47 prefectures as a map of tiles: short name, row and column (clause 31: the list by
prefecture)."""

from typing import NamedTuple

from workers.documents.prefectures import NAMES

LAYOUT = """
. . . . . . . . . . . . 北海道
. . . . . . . . . . . 青森 .
. . . . . . . . . . 秋田 岩手 .
. . . . . . . . . . 山形 宮城 .
. . . . . . . 石川 富山 新潟 福島 . .
. . . . . . . 福井 岐阜 長野 群馬 栃木 茨城
. . 山口 島根 鳥取 兵庫 京都 滋賀 愛知 山梨 埼玉 東京 千葉
佐賀 福岡 . 広島 岡山 . 大阪 奈良 三重 静岡 神奈川 . .
長崎 熊本 大分 愛媛 香川 . . 和歌山 . . . . .
. 鹿児島 宮崎 高知 徳島 . . . . . . . .
沖縄 . . . . . . . . . . . .
"""


class Tile(NamedTuple):
    """One prefecture: its two digits, full and short name, and its place (from 1)."""

    code: str
    name: str
    short: str
    row: int
    column: int


def _short(name: str) -> str:
    return name if name == "北海道" else name[:-1]


def _tiles() -> tuple[Tile, ...]:
    places = {
        word: (row, column)
        for row, line in enumerate(LAYOUT.strip().splitlines(), 1)
        for column, word in enumerate(line.split(), 1)
        if word != "."
    }
    return tuple(
        Tile(f"{number:02d}", name, _short(name), *places[_short(name)])
        for number, name in enumerate(NAMES, 1)
    )


TILES = _tiles()
"""In the order of their numbers, north to south: also the order of reading."""
