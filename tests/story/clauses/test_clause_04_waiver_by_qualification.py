"""Clause 4, edge case «waiver off»: an organisation that has switched it on takes a qualification
in the place of experience, through every door, and says so wherever it decides."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.command import Actor
from tests.story.clauses.nominating import (
    attach,
    codes,
    decided,
    entry,
    inbox_row,
    nominates,
    open_call,
    ruling,
)
from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import CALL, desk_in, parameters, place, row_of, shown
from workers.imports import import_file

BARE = {"started_on": None, "weekly_hours": None, "evidence": ""}
PROOF = {"kind": "qualification", "weekly_hours": 0.0, "ends_on": None}
FORM = """窓口コード,氏名,メールアドレス,職務区分,従事開始日,週従事時間
W1,見本 一郎,n1@example.jp,相談対応者,2025-03-01,38.75
W2,見本 花子,n2@example.jp,相談対応者,2025-03-01,38.75
"""
WAIVED = "資格の証明により、実務経験の要件を適用し"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """Two people have adopted the waiver for FY2025; its first call is open."""
    with desk_in(tmp_path) as made:
        made.do("register-window", **place("W1"))
        made.do("register-window", **place("W2", "大阪府"))
        made.tenant.accounts.put(Actor(id="clerk", roles=("clerk",), bodies=("131016",)))
        parameters(made, "experience_waiver=qualification")
        open_call(made, CALL)
        yield made


def test_clause_04_a_verified_qualification_waives_the_experience_and_the_board_says_so(
    desk: Office,
) -> None:
    # given a nominee without any experience on the form
    number = nominates(desk, 1, **BARE)
    attach(desk, number, **PROOF)
    assert codes(desk, number) == ["experience_unknown", "experience_unproved"]
    # when an officer has verified the qualification
    desk.do("verify-experience", nomination=number, number=1)
    # then the nomination is eligible, and the inbox says by what
    assert entry(desk, number).nomination.eligible
    assert codes(desk, number) == []
    assert WAIVED in inbox_row(desk, number)
    # and so do the run, the board and the draft for the approver
    decided(desk)
    found = row_of(shown(desk), "W1")
    assert (found.outcome, found.tier) == ("selected", 1)
    assert "experience_waived" in [reason.code for reason in found.ruling.reasons]
    assert WAIVED in desk.page(f"/calls/{CALL}/board")


def test_clause_04_by_file_too_and_only_the_document_that_is_a_qualification_waives(
    desk: Office,
) -> None:
    officer = Actor(id="officer", roles=("officer",))
    told = import_file(desk.tenant, "nominations", FORM.encode(), officer, call=CALL)
    assert told.as_json()["errors"] == []
    assert told.accepted == 2
    first, second = f"{CALL}-0001", f"{CALL}-0002"
    attach(desk, first, "officer", **PROOF)
    attach(desk, second, "officer", begins_on="2025-02-01", ends_on=None)
    for number in (first, second):
        desk.do("verify-experience", nomination=number, number=1)
    assert codes(desk, first) == []
    assert codes(desk, second) == ["experience_short"]
    decided(desk)
    assert ruling(desk, first).outcome == "selected"
    told = ruling(desk, second)
    assert (told.outcome, [reason.code for reason in told.reasons]) == (
        "ineligible",
        ["experience_short"],
    )


def test_clause_04_a_qualification_that_was_rejected_waives_nothing(desk: Office) -> None:
    number = nominates(desk, 1, **BARE)
    attach(desk, number, **PROOF)
    desk.do("verify-experience", nomination=number, number=1)
    desk.do("reject-evidence", nomination=number, number=1, reason="別の資格")
    assert codes(desk, number) == ["experience_unknown", "experience_unproved"]
    assert WAIVED not in inbox_row(desk, number)
