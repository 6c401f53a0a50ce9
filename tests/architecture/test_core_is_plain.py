"""Nothing in the core names a tier, a seat number, a month or a prefecture: policies do."""

import pytest

from tests.architecture.plain import CHECKS, Line, code, core_files
from tests.architecture.tree import ROOT

ALLOWED = {
    ("seats", "core/japan.py", "int(found['m']) / 60"): "minutes of an hour",
    ("seats", "core/programme/activity_case/showing.py", "le=60"): "months at most",
    ("seats", "core/programme/delivery/commands.py", "CODE_MAX = 60"): "length of a text",
    ("seats", "core/programme/followup/items.py", "ITEMS_MAX = 60"): "items at most",
    ("seats", "core/programme/reminder.py", "OUTREACH: (30, 60)"): "days after a task began",
    ("seats", "core/programme/selection/reminders.py", "le=60"): "days at most",
    ("month", "core/clock.py", "day.month >= 4"): "the fiscal year is the same for all",
    ("month", "core/japan.py", "Era("): "eras are those of Japan",
    ("month", "core/japan.py", "era.first <="): "the era that a fiscal year is named by",
    ("month", "core/japan.py", "1 <= month <= 12"): "reads any month",
    ("month", "core/japan.py", "2025/4/1"): "shows how a date is written",
    ("month", "core/programme/directory/reduce.py", "_YEAR_END ="): "offices close by law",
    ("programme", "core/programme/directory/facts.py", "return {**payload"): "lists of before",
    ("heading", "core/programme/followup/items.py", 'Choice("theme"'): "a kind of item",
}
"""(check, file, part of the line) -> why it is none."""

PLANTED = {
    "prefecture": (
        'AT = ("青森県", "岩手県")\n',
        'text = f"{name}は東京都にあります。"\n',
    ),
    "tier": (
        'MARK = "③"\n',
        "first = ruling.tier == 1\n",
        "label = TierLabel(tier=2)\n",
        'en = "Those of tier 1 come first."\n',
    ),
    "seats": ("SEATS = 60\n", "plan(seats=60)\n", "Meta(ge=0, le=60)\n"),
    "month": (
        'BEGINS = "2025-06"\n',
        'ja = "養成課程は6月頃に始めます。"\n',
        'en = "The course begins in August."\n',
        "day = date(year, 9, 1)\n",
        "day = today.replace(month=12)\n",
        "late = today.month > 10\n",
        "CLOSED = ((12, 29), (12, 30))\n",
    ),
    "programme": (
        'ja = "養成課程②の会場"\n',
        'en = "Venue of course 2"\n',
        'TITLE = "外国人支援コーディネーター所属機関リスト"\n',
    ),
    "heading": ('ASKED = ("個人情報", "経費")\n',),
}
PLAIN = (
    '"""① comes first; 60 seats; 東京都; 6月."""\n',
    "# ① of 60 in June\n",
    "Code = Annotated[str, Meta(max_length=60)]\n",
    "shown = text[:60]\n",
    'ja = "集合研修の会場"\n',
    "first = date(fiscal_year, 4, 1)\n",
    "day = date(year, month, 1)\n",
)


def excuses(name: str, line: Line) -> list[tuple[str, str, str]]:
    """The exceptions that let a finding through."""
    return [each for each in ALLOWED if each[:2] == (name, line.path) and each[2] in line.text]


@pytest.mark.parametrize("name", CHECKS)
def test_the_core_names_nothing_that_is_a_policys(name: str) -> None:
    found = [
        line for one in core_files(ROOT) for line in CHECKS[name](one) if not excuses(name, line)
    ]
    assert not found, "\n" + "\n".join(f"{path}:{number}: {text}" for path, number, text in found)


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, texts in PLANTED.items() for t in texts])
def test_what_is_planted_in_a_file_is_found(name: str, text: str) -> None:
    assert list(CHECKS[name](code("core/planted.py", text)))


def test_what_is_planted_in_a_data_file_is_found_too() -> None:
    assert list(CHECKS["tier"](code("core/planted.toml", 'ja = "①の方"\n')))
    assert not list(CHECKS["tier"](code("core/planted.toml", "# ① is explained here\n")))


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("text", PLAIN)
def test_what_only_looks_like_it_is_let_through(name: str, text: str) -> None:
    assert not list(CHECKS[name](code("core/plain.py", text)))


def test_every_exception_is_still_needed() -> None:
    files = core_files(ROOT)
    used = {
        each
        for name in CHECKS
        for one in files
        for line in CHECKS[name](one)
        for each in excuses(name, line)
    }
    assert used == set(ALLOWED)
