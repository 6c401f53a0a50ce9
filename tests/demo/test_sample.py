"""docs/sample: the product makes these very files again, and a reader finds what a clerk would."""

import io
import zipfile
from pathlib import Path

import pytest

from workers.documents.forms import NOMINATIONS, WINDOWS
from workers.documents.parsing import read_form
from workers.story.play import SAMPLE
from workers.story.sample import SEED, sample_files, write_sample

CP932_LACKS = "𠮷"
ALSO_IN_CP932 = "髙﨑"


def contents(raw: bytes) -> dict[str, bytes]:
    """A file, or a workbook's parts: another zlib packs the same parts into other bytes."""
    if not raw.startswith(b"PK"):
        return {"": raw}
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_the_committed_files_are_those_of_the_default_seed() -> None:
    made = sample_files(SEED)
    kept = {path.name: path.read_bytes() for path in SAMPLE.iterdir()}
    assert kept.keys() == made.keys()
    differing = [name for name in made if contents(kept[name]) != contents(made[name])]
    assert not differing


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_sample(tmp_path / name, 3)
    one, two = (
        {p.name: p.read_bytes() for p in sorted((tmp_path / n).iterdir())} for n in ("one", "two")
    )
    assert one == two
    assert one["fy2024.csv"] != sample_files(SEED)["fy2024.csv"]


def test_the_first_file_has_two_mistakes_each_told_at_its_cell() -> None:
    windows = {row.values["code"] for row in read_form(WINDOWS, SAMPLE / "windows.xlsx").rows}
    right = read_form(NOMINATIONS, SAMPLE / "nominations-2025-1.xlsx", windows)
    wrong = read_form(NOMINATIONS, SAMPLE / "nominations-2025-1-first.xlsx", windows)
    date, code = wrong.errors
    assert not right.errors
    assert date.column == "従事開始日"
    assert "13月" in date.message
    meant: dict[int | None, str] = {row.number: row.values["window"] for row in right.rows}
    assert (code.column, code.suggestion) == ("窓口コード", meant[code.row])


@pytest.mark.parametrize("sign", [*ALSO_IN_CP932, CP932_LACKS])
def test_names_hold_characters_that_break_weak_programs(sign: str) -> None:
    texts = [raw.decode(errors="ignore") for raw in sample_files(SEED).values()]
    assert any(sign in text for text in texts)


def test_one_prefecture_has_about_a_fifth_of_the_caseload() -> None:
    rows = [row.values for row in read_form(WINDOWS, SAMPLE / "windows.xlsx").rows]
    counted = [row for row in rows if row["caseload_unit"] == "件"]
    whole = sum(row["caseload"] for row in counted)
    shares = {
        name: sum(row["caseload"] for row in counted if row["prefecture"] == name) / whole
        for name in {row["prefecture"] for row in rows}
    }
    assert len(shares) == 47
    assert 0.15 <= max(shares.values()) <= 0.25
