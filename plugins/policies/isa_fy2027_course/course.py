"""Clause 1(4): the steps as curriculum.toml has them; marks, attempts, absences by parameters."""

from collections.abc import Mapping
from typing import Any

from plugins.api import CurriculumFacts, CurriculumRuling, Step, Unit, Value

from .tables import STEPS, choose


def steps_of(facts: CurriculumFacts) -> CurriculumRuling:
    """Each step is locked until the one before is done."""
    chosen = choose(facts.parameters)
    tests = [each for each in STEPS if each["kind"] == "test"]
    return CurriculumRuling(
        steps=tuple(_step(each, chosen) for each in STEPS),
        units=tuple(unit for each in STEPS for unit in _units(each)),
        attempts={each["id"]: str(chosen[f"{each['name']}_attempts"]) for each in tests},
        absences=int(chosen["course2_absences"]),
    )


def _step(told: dict[str, Any], chosen: Mapping[str, Value]) -> Step:
    mark = int(chosen[f"{told['name']}_pass_mark"]) if told["kind"] == "test" else None
    return Step(told["id"], told["kind"], told.get("ja") or _subjects(told), told["en"], mark)


def _subjects(told: dict[str, Any]) -> str:
    return (
        f"養成課程① 科目群{told['group']}（{'、'.join(each['ja'] for each in told['subjects'])}）"
    )


def _units(told: dict[str, Any]) -> list[Unit]:
    return [
        Unit(f"{told['group']}{n}", told["id"], each["ja"], each["en"], each.get("hours"))
        for n, each in enumerate(told.get("subjects", ()), 1)
    ]
