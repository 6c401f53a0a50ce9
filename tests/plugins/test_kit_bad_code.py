"""`daicho plugin test` on policies whose code is wrong: each has its finding, within seconds."""

import shutil
import time
from pathlib import Path

import pytest

from plugins.kit.examining import examine
from tests.plugins.bent import Change, bent, first, on_top
from tests.plugins.coming import ONE_MORE, coming
from tests.plugins.found import ALL_LOST, results, speaks_plainly, told

SECONDS_MAX = 60.0
"""A bound on hanging, not a measurement: alone each takes two to eight."""
NOT_WORKING = "The person does not work at the window now."
YEAR = """{"clause": "1", "says": "One round.", "question": "calendar",
 "facts": {"fiscal_year": 2027}, "ruling": {"rounds": [{"number": 1}]}}"""


RUNNING: dict[str, tuple[tuple[Change, ...], str, list[str]]] = {
    "numpy": ((on_top("import numpy"),), "foreign_import", ALL_LOST),
    "core": ((on_top("from core.clock import JAPAN"),), "foreign_import", ["fail", "pass", "pass"]),
    "a module by its name": (
        (first("import importlib", "importlib.import_module('msgspec')"),),
        "foreign_import",
        ["fail", "pass", "pass"],
    ),
    "no end when loaded": ((on_top("while True: pass"),), "not_loaded", ALL_LOST),
    "no end when asked": ((first("while True: pass"),), "no_answer", ["fail", "pass", "pass"]),
    "a gigabyte when loaded": ((on_top("BIG = bytearray(1 << 30)"),), "not_loaded", ALL_LOST),
    "a gigabyte when asked": (
        (first("big = bytearray(1 << 30)"),),
        "no_answer",
        ["fail", "pass", "pass"],
    ),
    "exit when loaded": ((on_top("raise SystemExit(0)"),), "not_loaded", ALL_LOST),
    "exit when asked": ((first("raise SystemExit(0)"),), "no_answer", ["fail", "pass", "pass"]),
    "the clock when loaded": ((on_top("import time; T = time.time()"),), "reached_out", ALL_LOST),
    "the network when loaded": (
        (on_top("import urllib.request as u; u.urlopen('http://127.0.0.1:1')"),),
        "reached_out",
        ALL_LOST,
    ),
    "a program": (
        (first("import subprocess", "subprocess.run(['ls'])"),),
        "reached_out",
        ["fail", "fail", "pass"],
    ),
    "print when loaded": ((on_top("print('{}')"),), "printed", ["pass", "fail", "pass"]),
    "print when asked": ((first("print('hello')"),), "printed", ["pass", "fail", "pass"]),
    "facts changed": (
        (first("facts.parameters['x'] = 1"),),
        "walled_changed_facts",
        ["pass", "fail", "pass"],
    ),
    "no answer at all": ((first("return None"),), "no_answer", ["fail", "pass", "pass"]),
    "a reason it does not have": (
        (("words.toml", "[reasons.not_working]", "[reasons.other]"),),
        "no_answer",
        ["fail", "pass", "pass"],
    ),
    "a call of itself": ((first("return select(facts)"),), "no_answer", ["fail", "pass", "pass"]),
    "no English": ((("words.toml", NOT_WORKING, ""),), "no_sentence", ["fail", "pass", "pass"]),
    "no English in policy.toml": (
        (("policy.toml", "A policy to begin with", ""),),
        "no_sentence",
        ["fail", "pass", "pass"],
    ),
    "no English where no case goes": (
        (("words.toml", "[reasons.not_working]", '[reasons.x]\nja = "無"\n[reasons.not_working]'),),
        "no_sentence",
        ["fail", "pass", "pass"],
    ),
    "a refusal no case has": (
        (
            ("rules.py", "    reason,\n", "    reason,\n    refuse,\n"),
            first("raise refuse('x', '無', 'n')"),
        ),
        "case_differs",
        ["fail", "pass", "pass"],
    ),
    "an error that raises when it is told": (
        (
            on_top("class Bad(Exception):\n    def __str__(self): raise Bad"),
            first("raise Bad"),
        ),
        "no_answer",
        ["fail", "pass", "pass"],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNNING)
def test_what_shows_when_it_runs_is_named_within_seconds(tmp_path: Path, name: str) -> None:
    changes, code, levels = RUNNING[name]
    begun = time.monotonic()
    report = examine(bent(tmp_path / "bent", *changes))
    assert code in {each for each, _ in told(report)}
    assert results(report) == levels
    assert time.monotonic() - begun < SECONDS_MAX
    speaks_plainly(report)


@pytest.mark.slow
def test_one_that_swallows_every_stop_is_ended_nevertheless(tmp_path: Path) -> None:
    loop = "while True:\n        try:\n            while True: pass"
    swallow = "\n        except BaseException: pass"
    report = examine(bent(tmp_path / "bent", first(loop + swallow)))
    assert {code for code, _ in told(report)} <= {"ended", "no_answer"}
    assert not report.ok


def test_an_answer_of_the_right_form_that_cannot_be_recorded_is_told(tmp_path: Path) -> None:
    folder = coming(tmp_path, "many", calendar=ONE_MORE.replace("seats=61", "seats=-1"))
    (folder / "cases").mkdir()
    (folder / "cases" / "year.json").write_text(YEAR, "utf-8")
    report = examine(folder)
    assert told(report) == {("unsound", "case year")}
    assert results(report) == ["fail", "pass", "pass"]


def test_a_folder_without_cases_lacks_one_for_each_question(tmp_path: Path) -> None:
    folder = bent(tmp_path / "bent")
    shutil.rmtree(folder / "cases")
    report = examine(folder)
    assert [each.code for each in report.levels[0].findings] == ["no_case", "no_case"]
    assert results(report) == ["fail", "pass", "pass"]


@pytest.mark.slow
def test_where_it_hangs_is_told_by_its_line_and_the_other_questions_are_asked(
    tmp_path: Path,
) -> None:
    report = examine(bent(tmp_path / "bent", first("while True: pass")))
    (order, who) = report.levels[0].findings
    assert "rules.py:30" in order.en
    assert "no end after 4 seconds" in order.en
    assert who.where == "case who"
    assert report.levels[1].result == "pass"
