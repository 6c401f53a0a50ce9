"""A hostile or endless file costs a child process, never this one; the limits hold."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.errors import Refused
from tests.files.making import rezipped, rows_of, with_members, xlsx
from workers.documents import reading
from workers.documents.child import CPU_SECONDS
from workers.documents.forms import NOMINATIONS
from workers.documents.reading import read_table
from workers.documents.refusals import CannotTake
from workers.documents.unpacking import CHUNK, look


def reason(data: bytes) -> str:
    """The code for which the whole file is refused."""
    with pytest.raises(Refused) as refusal:
        read_table(data)
    return refusal.value.faults[0].code


def test_a_file_reads_alike_from_disk_and_from_memory(tmp_path: Path) -> None:
    data = xlsx(rows_of(NOMINATIONS, {}))
    (tmp_path / "推薦.xlsx").write_bytes(data)
    assert read_table(tmp_path / "推薦.xlsx") == read_table(data)


def test_the_name_of_a_file_decides_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(xlsx(rows_of(NOMINATIONS, {})))
    assert read_table(tmp_path / "x.csv").kind == "xlsx"


def test_a_child_that_is_too_slow_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WALL_SECONDS", 0.01)
    assert reason(xlsx(rows_of(NOMINATIONS, {}))) == "file.took_too_long"


def test_a_child_that_dies_is_reported_as_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert reason(b"x" * 5_000_000) == "file.unreadable"


def test_a_child_that_says_too_much_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ANSWER_BYTES_MAX", 100)
    assert reason(xlsx(rows_of(NOMINATIONS, {}))) == "file.unpacks_too_large"


@pytest.mark.parametrize(
    ("attempt", "error"),
    [
        ("bytearray(513 << 20)", "MemoryError"),
        ("open(sys.argv[1], 'wb', 0).write(b'x')", "File too large"),
        ("[open(sys.executable) for _ in range(16)]", "Too many open files"),
    ],
)
def test_the_child_cannot_have_more_than_its_limits(
    attempt: str, error: str, tmp_path: Path
) -> None:
    code = f"import sys; from workers.documents.child import limit_self; limit_self(); {attempt}"
    run = [sys.executable, "-B", "-c", code, str(tmp_path / "x")]
    ended = subprocess.run(run, cwd=reading.ROOT, capture_output=True, text=True, check=False)
    assert error in ended.stderr
    assert not (tmp_path / "x").exists() or not (tmp_path / "x").read_bytes()


def test_the_child_may_not_compute_for_ever() -> None:
    code = "import resource; from workers.documents.child import limit_self; limit_self(); "
    code += "print(resource.getrlimit(resource.RLIMIT_CPU))"
    run = [sys.executable, "-B", "-c", code]
    said = subprocess.run(run, cwd=reading.ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == str((CPU_SECONDS, CPU_SECONDS))


@pytest.mark.parametrize("shift", range(0, 40, 3))
def test_a_cell_cut_in_two_by_the_reading_is_still_seen(shift: int) -> None:
    """The tag lies across the border between two pieces, at one place after another."""
    head = f'<worksheet xmlns="{_MAIN}"><sheetData>'
    pad = " " * (CHUNK - len(head) - shift)
    sheet = head + pad + '<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData></worksheet>'
    data = with_members_replaced(xlsx([["x"]]), {"xl/worksheets/sheet1.xml": sheet.encode()})
    with pytest.raises(CannotTake) as refusal:
        look(data)
    assert (refusal.value.code, refusal.value.place) == ("file.too_many_columns", "XFD9")


def test_many_cells_of_a_long_text_end_the_child_and_not_us() -> None:
    """200,000 cells share one string of 32,000 characters: 6 GB once each has its own copy."""
    rows = "".join(
        f'<row r="{n}">' + '<c t="s"><v>0</v></c>' * 20 + "</row>" for n in range(1, 10_001)
    )
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    strings = f'<sst xmlns="{_MAIN}"><si><t>{"長" * 32_000}</t></si></sst>'
    data = with_members_replaced(
        xlsx([["x"]]),
        {"xl/worksheets/sheet1.xml": sheet.encode(), "xl/sharedStrings.xml": strings.encode()},
    )
    assert reason(data) == "file.unpacks_too_large"


def test_a_last_cell_hidden_from_the_look_still_ends_only_the_child() -> None:
    """An attribute of 5,000 characters keeps the cell out of the look's sight; the limit holds."""
    pad = f'x="{"y" * 5_000}"'
    cells = (
        '<c r="A1" t="n"><v>1</v></c></row>'
        + f'<row r="1048576"><c {pad} r="XFD1048576"><v>1</v></c>'
    )
    sheet = (
        f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    )
    data = with_members_replaced(xlsx([["x"]]), {"xl/worksheets/sheet1.xml": sheet.encode()})
    assert reason(data) == "file.unpacks_too_large"


def test_a_sheet_of_too_many_cells_is_refused() -> None:
    data = xlsx([["x"]], lambda _, sheet: (sheet.write(15_000, 0, "x"), sheet.write(0, 150, "x")))
    assert reason(data) == "file.too_many_cells"


def test_a_workbook_of_charts_alone_has_no_sheet_to_read() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.hide()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=様式!$A$1:$A$2"})
        page = book.add_chartsheet()
        page.set_chart(chart)
        page.activate()
        page.set_first_sheet()

    assert reason(xlsx([["x"]], change)) == "file.no_sheet"


def test_a_file_larger_than_the_limit_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "big.xlsx").open("wb") as stream:
        stream.truncate(5_000_000_000)
    with pytest.raises(Refused, match=r"file\.too_large"):
        read_table(tmp_path / "big.xlsx")


def test_two_tenants_with_one_file_read_the_same_and_leave_nothing_behind(tmp_path: Path) -> None:
    data = xlsx(rows_of(NOMINATIONS, {}))
    twins = [tmp_path / "a" / "推薦.xlsx", tmp_path / "b" / "推薦.xlsx"]
    for twin in twins:
        twin.parent.mkdir()
        twin.write_bytes(data)
    assert read_table(twins[0]) == read_table(twins[1])
    assert sorted(tmp_path.rglob("*.*")) == twins


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_members_replaced(data: bytes, members: dict[str, bytes]) -> bytes:
    """The workbook with these members in place of its own."""
    bare = rezipped(data, lambda name, content: None if name in members else content)
    return with_members(bare, members)
