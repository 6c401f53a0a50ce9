"""No personal value of the sample lies readable anywhere under the data directory (issue 3)."""

import base64
import re
from pathlib import Path

import pytest

from tests.demo.played import Played, play_into
from tests.demo.searching import ENCODINGS, Search
from workers.documents.reading import read_table
from workers.story.play import SAMPLE, summary
from workers.story.sample import sample_files

PHONE = re.compile(r"00-\d{4}-\d{4}")
PERSONAL = ("氏名", "フリガナ", "ローマ字氏名", "メールアドレス", "備考")


def personal_values(files: dict[str, bytes]) -> set[str]:
    """Every personal value in the sample's files."""
    names = [name for name in files if name.startswith(("nominations", "fy2024"))]
    tables = [read_table(files[name]) for name in names]
    cells = (row.cells.get(header) for table in tables for row in table.rows for header in PERSONAL)
    values = {str(cell) for cell in cells if cell}
    return values | {phone for value in values for phone in PHONE.findall(value)}


def found_under(folder: Path, values: set[str]) -> dict[str, int]:
    """File -> number of values readable in it, for every file that holds one."""
    search, paths = Search(values), [path for path in folder.rglob("*") if path.is_file()]
    counts = {str(p.relative_to(folder)): len(search.found_in(p.read_bytes())) for p in paths}
    return {name: count for name, count in counts.items() if count}


@pytest.mark.slow
def test_nothing_personal_lies_readable_in_the_data_directory(year: Played) -> None:
    values = personal_values({path.name: path.read_bytes() for path in SAMPLE.iterdir()})
    assert len(values) > 1000
    assert any(PHONE.fullmatch(value) for value in values)
    assert found_under(year.place.data, values) == {}


def test_nothing_personal_is_told_to_the_terminal(year: Played) -> None:
    values = personal_values({path.name: path.read_bytes() for path in SAMPLE.iterdir()})
    told = "\n".join((*year.told, *summary(year.document)))
    assert Search(values).found_in(told.encode()) == set()


@pytest.mark.slow
def test_another_seed_leaves_nothing_readable_either(tmp_path: Path) -> None:
    other = play_into(tmp_path / "var", seed=7)
    assert found_under(other.place.data, personal_values(sample_files(7))) == {}


@pytest.mark.parametrize("text", ["見本 花子1", "sample-r6-001@example.jp", "作𠮷 桜2"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_search_finds_what_is_there(text: str, encoding: str) -> None:
    raw = text.encode(encoding, "ignore")
    for around in (raw, *(base64.b64encode(b"x" * n + raw + b"yz") for n in range(4))):
        expected = raw.decode(encoding) == text
        assert (text in Search({text}).found_in(b"<" + around + b">")) == expected
