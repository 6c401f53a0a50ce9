"""A register with coordinators who tell of their work, and the way of a case in a few steps."""

from typing import Any

from core.engine.receipt import Receipt
from tests.programme.register import APPROVER, Register, window

AUTHOR, OTHER = "R6-1", "R6-2"
CASE = "case-0001"
TOLD = "在留期間の更新で困っていた方と、市役所の窓口を回りました。"
PUBLIC = {"title": "窓口をつなぐ", "text": "在留手続に不安のある方に、関係機関を紹介しました。"}
FILE = "a" * 64


def with_coordinators(register: Register) -> Register:
    """The register with two certified coordinators, `AUTHOR` and `OTHER`."""
    register.do("register-window", **window("W1"))
    for person in (AUTHOR, OTHER):
        register.do("register-person", person=person, full_name=f"見本 {person}")
        made = {"person": person, "window": "W1", "number": f"2024-{person}"}
        register.do("register-coordinator", **made, on="2025-03-01")
    return register


def submitted(desk: Register, **changes: Any) -> Receipt:
    """One more case of the author's."""
    told = {"person": AUTHOR, "kind": "consultation", "text": TOLD, **changes}
    return desk.do("submit-case", **told)


def redacted(desk: Register, **changes: Any) -> dict[str, str]:
    """A case with a text; what names the text as shown."""
    desk.do("redact-case", case=CASE, **{**PUBLIC, **changes})
    return {"case": CASE, "digest_seen": desk.events("activity_case.redacted")[-1].digest}


def checked(desk: Register, shown: dict[str, str]) -> dict[str, str]:
    """Every check of the text answered with yes."""
    for item in desk.events("activity_case.redacted")[-1].checklist:
        desk.do("answer-case-check", **shown, item=item.code, holds=True)
    return shown


def published(desk: Register) -> dict[str, str]:
    """A case that went the whole way today."""
    submitted(desk)
    shown = checked(desk, redacted(desk))
    desk.do("approve-case", APPROVER, **shown)
    desk.do("publish-case", case=CASE, on=desk.now.date().isoformat())
    return shown
