"""Clause 1(4): course ① by groups A to E, gate test, practice, course ②, final test."""

from typing import Any

from plugins.api import CurriculumFacts, CurriculumRuling, Step, Unit

from .tables import GROUPS, choose


def decide(facts: CurriculumFacts) -> CurriculumRuling:
    """The steps a trainee passes one after another; each is locked until the one before is done."""
    chosen = choose(facts.parameters)
    gate, final = int(chosen["gate_pass_mark"]), int(chosen["final_pass_mark"])
    return CurriculumRuling(
        steps=(
            *(_study(group) for group in GROUPS),
            Step("gate-test", "test", "総合確認テスト", "Test before practice", gate),
            Step("practice", "practice", "実践", "Practice"),
            Step("course2", "attendance", "養成課程②", "Course 2"),
            Step("final-test", "test", "修了認定テスト", "Final test", final),
        ),
        units=tuple(unit for group in GROUPS for unit in _units(group)),
        attempts={
            "gate-test": str(chosen["gate_attempts"]),
            "final-test": str(chosen["final_attempts"]),
        },
        absences=int(chosen["course2_absences"]),
    )


def _study(group: dict[str, Any]) -> Step:
    id, subjects = group["id"], "、".join(each["ja"] for each in group["subjects"])
    ja, en = f"養成課程① 科目群{id}（{subjects}）", f"Course 1, group {id}: {group['en']}"
    return Step(f"course1-{id}", "study", ja, en)


def _units(group: dict[str, Any]) -> list[Unit]:
    return [
        Unit(
            f"{group['id']}{number}",
            f"course1-{group['id']}",
            each["ja"],
            each["en"],
            each.get("hours"),
        )
        for number, each in enumerate(group["subjects"], 1)
    ]
