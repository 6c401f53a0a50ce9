"""The kit and an observer: what it is told in `told/`, all at once and one by one."""

import json
from pathlib import Path
from typing import Any

import pytest

from plugins.kit.examining import examine
from plugins.kit.report import Report

MANIFEST = """
id = "watch"
version = "1"
api = [1, 1]
ja = "見守る規則"
en = "an observing policy"
questions = []
observes = ["coordinator.ceased"]
[years]
first = 2024
[source]
ja = "なし"
en = "none"
status = "draft"
[[remarks]]
code = "left"
ja = "{who}がやめました。"
en = "{who} left."
"""
CODE = """
from plugins.api import Remark, hookimpl

@hookimpl
def observe_events(tenant, facts):
    found = []
    for fact in facts:
        if WHEN:
            who = {"who": fact.event.person}
            found.append(Remark(code="left", position=fact.position, values=who))
    return found
"""


def fact(position: int, person: str) -> dict[str, Any]:
    """A coordinator who ceased."""
    return {
        "position": position,
        "stream": f"coordinator/{person}",
        "topic": "coordinator.ceased",
        "event": {"person": person},
        "recorded_at": "2026-06-15T09:00:00.000+09:00",
    }


CASE = {
    "clause": "8",
    "says": "やめた人ごとに気づく",
    "facts": [fact(3, "P-1"), fact(4, "P-2")],
    "remarks": [
        {"code": "left", "position": 3, "about": "coordinator/P-1", "ja": "P-1がやめました。"},
        {"code": "left", "position": 4, "en": "P-2 left."},
    ],
}


def examined(tmp_path: Path, when: str = "True", **cases: Any) -> Report:
    """What the kit says of an observer that remarks on a fact where `when` holds."""
    folder = tmp_path / "watch"
    (folder / "told").mkdir(parents=True)
    (folder / "policy.toml").write_text(MANIFEST, "utf-8")
    (folder / "__init__.py").write_text(CODE.replace("WHEN", when), "utf-8")
    for name, case in cases.items():
        (folder / "told" / f"{name}.json").write_text(json.dumps(case), "utf-8")
    return examine(folder)


def codes(report: Report) -> list[str]:
    """What was found, at every level."""
    return [each.code for level in report.levels for each in level.findings]


def test_an_observer_whose_remarks_are_as_its_case_says_passes(tmp_path: Path) -> None:
    report = examined(tmp_path, leaves=CASE)
    assert report.ok, codes(report)
    assert report.hints == ()


def test_one_without_a_case_fails(tmp_path: Path) -> None:
    assert codes(examined(tmp_path)) == ["no_case"]


def test_other_remarks_than_in_the_case_fail_and_are_named(tmp_path: Path) -> None:
    report = examined(tmp_path, "fact.position != 3", leaves=CASE)
    (found,) = (each for level in report.levels for each in level.findings)
    assert (found.code, found.where) == ("case_differs", "told leaves")
    assert "left #4 coordinator/P-2" in found.en


@pytest.mark.slow
def test_one_that_fails_gives_no_answer(tmp_path: Path) -> None:
    assert "no_answer" in codes(examined(tmp_path, "1 / 0", leaves=CASE))


@pytest.mark.slow
def test_one_that_reaches_for_the_clock_is_named_with_its_line(tmp_path: Path) -> None:
    report = examined(tmp_path, "__import__('time').time()", leaves=CASE)
    assert "reached_out" in codes(report)


def test_remarks_that_hang_on_where_a_batch_ends_are_not_deterministic(tmp_path: Path) -> None:
    report = examined(tmp_path, "len(facts) == 2", leaves=CASE)
    assert codes(report) == ["batch"]


@pytest.mark.slow
def test_a_branch_that_no_telling_reaches_is_a_hint(tmp_path: Path) -> None:
    case = {**CASE, "remarks": []}
    report = examined(tmp_path, "fact.position > 9", leaves=case)
    assert report.ok
    assert [each.code for each in report.hints] == ["unused_branch"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"facts": [{**fact(3, "P-1"), "topic": "coordinator.flew"}]},
        {"facts": [{**fact(3, "P-1"), "event": {"name": "x"}}]},
        {"remarks": 7},
        {"says": None},
    ],
)
def test_a_case_that_is_none_is_named(tmp_path: Path, wrong: dict[str, Any]) -> None:
    report = examined(tmp_path, leaves={**CASE, **wrong})
    (found,) = (each for level in report.levels for each in level.findings)
    assert found.code == "unread"
    assert "told/leaves.json is no case" in found.en
