"""Papers: the same bytes everywhere, text that stays text, and a name for what cannot be drawn."""

import io
import os
import subprocess
import sys
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from core.errors import Refused
from workers.documents.certificates import qr_of
from workers.documents.paper import paper

ROWS = [{"ja": "認証番号", "en": "Number", "value": "2025-0001"}]
DATA = {
    "title_ja": "認証証",
    "title_en": "Certificate",
    "body_ja": "上記の者を認証する。",
    "body_en": "The person above is certified.",
    "note_ja": "国家資格ではありません。",
    "note_en": "Not a national qualification.",
    "shown": "2025-0001",
    "name": "見本 一郎",
    "roman": "MIHON Ichiro",
    "issuer": "見本庁",
    "issued_on": "令和8年4月1日",
    "facts": ROWS,
    "check_ja": "",
    "check_en": "",
    "record_ja": "記録",
    "leaf": "a" * 64,
    "root": "b" * 64,
    "address": "https://daicho.example.jp/isa/certificates/check",
    "qr": qr_of("https://daicho.example.jp/isa/certificates/check?number=2025-0001"),
}
MAKE = """
import sys
from tests.files.test_paper import DATA
from workers.documents.paper import paper
sys.stdout.buffer.write(paper("certificate", DATA))
"""


def read(made: bytes) -> Any:
    return PdfReader(io.BytesIO(made))


def text(made: bytes) -> str:
    return "".join(page.extract_text() for page in read(made).pages)


def with_name(name: str) -> bytes:
    return paper("certificate", {**DATA, "name": name})


@pytest.mark.parametrize(
    "name",
    ["髙﨑 一郎", "𠮷田 二郎", "葛\U000e0100城 三郎", "辻\U000e0100 四郎", "Đỗ Thị Mỹ Nguyễn"],
)
def test_a_name_is_drawn_as_it_is_spelled(name: str) -> None:
    assert name in text(with_name(name))


@pytest.mark.parametrize(
    "name",
    [
        "#panic()",
        "$x^2$",
        "]#let x = 1[",
        "\\u{41}",
        "*太字* _斜体_ `code`",
        '"}{"',
        "= 見出し",
        "<a>",
    ],
)
def test_text_in_data_is_never_an_instruction(name: str) -> None:
    assert name.replace(" ", "") in text(with_name(name)).replace(" ", "")


@pytest.mark.parametrize(
    ("name", "told"), [("김민수", "U+AE40"), ("見本\U00030000", "U+30000"), ("見\0本", "U+0000")]
)
def test_a_character_the_font_has_not_is_named(name: str, told: str) -> None:
    with pytest.raises(Refused) as refused:
        with_name(name)
    (fault,) = refused.value.faults
    assert fault.code == "paper.character"
    assert told in fault.ja
    assert told in fault.en


def test_a_paper_has_a_title_tags_a_language_and_no_date() -> None:
    made = read(paper("certificate", DATA))
    assert made.metadata.title == "認証証 2025-0001"
    assert made.metadata.creation_date is None
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert made.trailer["/Root"]["/Lang"] == "ja"


def test_the_same_data_gives_the_same_bytes_in_another_process_zone_and_language() -> None:
    odd = {**os.environ, "TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C"}
    command = [sys.executable, "-c", MAKE]
    again = subprocess.run(command, env=odd, capture_output=True, check=True)
    assert again.stdout == paper("certificate", DATA)
    assert with_name("見本 二郎") != again.stdout


def test_a_template_that_lacks_its_data_is_our_own_mistake() -> None:
    with pytest.raises(typst.TypstError):
        paper("certificate", {"title_ja": "認証証"})
