"""Clause 5: a register of windows whose attributes are dated, with successors and exceptions."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from projections.selection_board import board
from tests.programme.register import nominee, window
from tests.story.clauses.calls import Calls, bodies, calls

CALL = "2025-1"
OLD, NEW = bodies(2)[0][0], bodies(2)[1][0]
MERGED = {"successor": "W2", "reason": "窓口の統合", "on": "2025-06-01"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Calls]:
    """A register with two windows, of two bodies."""
    with calls(tmp_path) as made:
        made.register(*bodies(2))
        made.do("register-window", **window("W1", municipality_code=OLD, municipality="旧見本市"))
        made.do("register-window", **window("W2", municipality_code=NEW, municipality="新見本市"))
        yield made


def selected(desk: Calls, decided_on: str = "2025-07-07") -> dict[str, Any]:
    """Close, run, and look at the board: window's tier and facts by nomination."""
    desk.at("2025-07-07 10:00")
    desk.do("close-call", call=CALL)
    return run(desk, decided_on)


def run(desk: Calls, decided_on: str = "2025-07-07") -> dict[str, Any]:
    desk.do("run-selection", call=CALL, decided_on=decided_on)
    desk.tenant.catch_up()
    held = board(desk.tenant.views, "isa", CALL)
    assert held
    return {each.ruling.nomination: each.ruling for each in held.nominees}


def nominated(desk: Calls, number: int, at: str) -> None:
    desk.do("submit-nomination", **nominee(number, at))
    desk.do("accept-evidence", nomination=f"{CALL}-{number:04d}")


def test_clause_05_four_days_a_week_need_a_reason_and_an_approver(desk: Calls) -> None:
    desk.do("register-window", **window("W3", days_open=4, municipality="見本町"))
    desk.open()
    nominated(desk, 1, "W3")
    nominated(desk, 2, "W1")
    # nobody but an approver may, and not without a reason
    code, _ = desk.send("approve-window-exception", "officer", {"code": "W3", "reason": "離島"})
    assert code == 404
    assert desk.refused("approve-window-exception", "approver", code="W3", reason="") == [
        "command.missing"
    ]
    before = selected(desk)
    assert before[f"{CALL}-0001"].outcome == "ineligible"
    # when the approver makes an exception, a new run takes the window's nominee
    wanted = {"code": "W3", "reason": "離島のため週4日"}
    desk.do("approve-window-exception", "approver", **wanted)
    after = run(desk)
    assert after[f"{CALL}-0001"].outcome == "selected"
    assert "離島のため週4日" in desk.page("/windows/W3")


def test_clause_05_people_of_a_merged_window_count_at_its_successor(desk: Calls) -> None:
    # given a coordinator at the old window, one nominee there and one at the successor
    desk.do("register-person", person="C1", full_name="見本 花子")
    made = {"person": "C1", "window": "W1", "number": "R6-1", "on": "2025-03-01"}
    desk.do("register-coordinator", **made)
    desk.do("register-window", **window("W3", municipality="見本町"))
    desk.open()
    nominated(desk, 1, "W2")
    nominated(desk, 2, "W3")
    # when the windows are merged
    desk.do("succeed-window", code="W1", **MERGED)
    rulings = selected(desk)
    # then the successor has one already, its neighbour none
    assert rulings[f"{CALL}-0001"].tier == 4
    assert rulings[f"{CALL}-0002"].tier == 2


def test_clause_05_a_nominee_of_a_merged_window_is_judged_at_its_successor(desk: Calls) -> None:
    desk.do("register-window", **window("W2", municipality_code=NEW, grant=False, grant_year=2025))
    desk.do("register-window", **window("W3", municipality="見本町"))
    desk.do("register-person", person="C1", full_name="見本 花子")
    made = {"person": "C1", "window": "W3", "number": "R6-1", "on": "2025-03-01"}
    desk.do("register-coordinator", **made)
    desk.open()
    nominated(desk, 1, "W1")
    desk.do("succeed-window", code="W1", **MERGED)
    # the grant of the old window followed to the successor, as did its caseload
    assert selected(desk)[f"{CALL}-0001"].tier == 2


def test_clause_05_what_is_known_of_a_year_follows_to_the_successor(desk: Calls) -> None:
    new = {"grant": None, "grant_year": None, "caseload": None, "caseload_unit": None}
    blank = window("W9", **new, caseload_year=None, municipality="新見本町")
    desk.do("register-window", **{key: value for key, value in blank.items() if value is not None})
    desk.do("succeed-window", code="W1", **{**MERGED, "successor": "W9"})
    desk.do("succeed-window", code="W2", **{**MERGED, "successor": "W9"})
    page = desk.page("/windows/W9")
    assert "令和7年度（2025）: 有" in page
    assert "令和6年度（2024）: 200 件" in page
    assert 'href="/isa/windows/W1"' in page
    # and the old ones say where to look
    assert 'href="/isa/windows/W9"' in desk.page("/windows/W1")
    assert "窓口の統合" in desk.page("/windows/W1")


def test_clause_05_windows_that_look_like_one_are_said_to_be_two_and_not_asked_about_again(
    desk: Calls,
) -> None:
    # given three windows with one telephone
    for code in ("W1", "W2", "W3"):
        desk.do("register-window", **window(code, municipality="見本町", phone="03-0000-0000"))
    page = desk.page("/windows")
    assert pairs(page) == ["W1 / W2", "W1 / W3"]
    assert 'action="/isa/commands/confirm-windows-distinct"' in page
    # when an officer finds that the third is another than the first
    desk.do("confirm-windows-distinct", code="W3", other="W1")
    # then the third may still be the second, and after that nobody is asked
    assert pairs(desk.page("/windows")) == ["W1 / W2", "W2 / W3"]
    desk.do("confirm-windows-distinct", code="W2", other="W3")
    desk.do("confirm-windows-distinct", code="W1", other="W2")
    assert pairs(desk.page("/windows")) == []
    assert 'href="/isa/windows/W2"' in desk.page("/windows/W3").partition('id="distinct"')[2]
    # a new report of a window changes nothing of that
    desk.do("register-window", **window("W1", municipality="見本町", phone="03 0000 0000"))
    assert pairs(desk.page("/windows")) == []


def pairs(page: str) -> list[str]:
    """The windows that the page says may be one."""
    return re.findall(r'aria-label="別の窓口: ([^"]+)"', page)


def test_clause_05_a_report_of_the_successors_own_stands(desk: Calls) -> None:
    desk.do("succeed-window", code="W1", **MERGED)
    assert "令和6年度（2024）: 100 件" in desk.page("/windows/W2")
    again = window("W2", municipality_code=NEW, municipality="新見本市", caseload=250)
    desk.do("register-window", **again)
    assert "令和6年度（2024）: 250 件" in desk.page("/windows/W2")


def test_clause_05_a_window_that_was_succeeded_takes_no_report(desk: Calls) -> None:
    desk.do("succeed-window", code="W1", **MERGED)
    assert desk.do("succeed-window", code="W1", **MERGED)["unchanged"]
    assert desk.refused("register-window", **window("W1")) == ["window.succeeded"]
    back = {"successor": "W1", "reason": "逆", "on": "2025-06-01"}
    assert desk.refused("succeed-window", code="W2", **back) == ["window.bad_successor"]
    itself = {**back, "successor": "W2", "on": "2025-12-01"}
    codes = desk.refused("succeed-window", code="W2", **itself)
    assert codes == ["window.bad_successor", "window.ahead"]
    early = {**MERGED, "successor": "W3", "on": "2025-05-31"}
    desk.do("register-window", **window("W3", municipality="見本町"))
    assert desk.refused("succeed-window", code="W2", **early) == ["window.not_yet"]
    nowhere = {**back, "successor": "W8"}
    assert desk.refused("succeed-window", code="W2", **nowhere) == ["window.unknown"]


def test_clause_05_a_grant_decided_after_the_deadline_counts_in_a_new_run(desk: Calls) -> None:
    # given a window whose grant was unknown when the selection ran
    late = {**window("W3", municipality="見本町"), "grant": False}
    desk.do("register-window", **late)
    desk.do("register-person", person="C1", full_name="見本 花子")
    made = {"person": "C1", "window": "W1", "number": "R6-1", "on": "2025-03-01"}
    desk.do("register-coordinator", **made)
    desk.open()
    nominated(desk, 1, "W3")
    assert selected(desk)[f"{CALL}-0001"].tier == 5
    # when it is decided afterwards
    desk.do("register-window", **{**late, "grant": True})
    # then a run as of the same day has the value known by now, and the first run still stands
    assert run(desk)[f"{CALL}-0001"].tier == 2
    first, second = desk.events("selection.computed")
    assert (first.run, second.run) == (1, 2)
    assert first.digest != second.digest


def test_clause_05_founder_operator_and_employer_are_three_dated_things(desk: Calls) -> None:
    changed = {"operation": "commissioned", "operator": "見本協会", "institution": "見本協会本部"}
    again = window("W1", municipality_code=OLD, municipality="旧見本市", **changed)
    desk.at("2025-06-15 10:00")
    desk.do("register-window", **again)
    page = desk.page("/windows/W1").partition('id="history"')[2]
    now, _, before = page.partition("令和7年6月1日")
    assert "令和7年6月15日" in now
    assert "見本協会<br>" in now
    assert "見本協会本部" in now
    assert "委託" in now
    assert "千代田区<br>" in now, "the founder is still the body"
    assert "W1国際課" in before
    assert "見本協会" not in before


def test_clause_05_the_clerks_of_a_successor_act_for_the_windows_of_the_old_body(
    desk: Calls,
) -> None:
    clerk = desk.clerk("clerk-new", NEW)
    stranger = desk.clerk("clerk-else", bodies(3)[2][0])
    desk.open()
    assert desk.refused("submit-nomination", clerk, **nominee(1, "W1")) == ["access.denied"]
    # when the old body is merged into theirs
    desk.do("succeed-body", code=OLD, successor=NEW, reason="市町村合併")
    desk.do("submit-nomination", clerk, **nominee(1, "W1"))
    # then they see its windows and nominations, as nobody else does
    assert "W1相談窓口" in desk.page("/windows", clerk)
    assert f"{CALL}-0001" in desk.page("/inbox", clerk)
    assert desk.page("/windows/W1", clerk)
    assert desk.refused("submit-nomination", stranger, **nominee(2, "W1")) == ["access.denied"]
    assert desk.desk.client(stranger).get("/isa/windows/W1").status_code == 404


def test_clause_05_a_merged_body_gets_no_call_and_no_circle_can_come_about(desk: Calls) -> None:
    done = {"code": OLD, "successor": NEW, "reason": "市町村合併"}
    desk.do("succeed-body", **done)
    assert desk.do("succeed-body", **done)["unchanged"]
    circle = {"code": NEW, "successor": OLD, "reason": "逆"}
    assert desk.refused("succeed-body", **circle) == ["local_government.bad_successor"]
    again = {"code": OLD, "title": "旧見本市", "office_mail": "a@example.jp"}
    assert desk.refused("register-body", **again) == ["local_government.succeeded"]
    desk.open()
    desk.do("send-call", call=CALL)
    desk.work()
    assert [event.body for event in desk.events("delivery.sent")] == [NEW]
    assert f"→ {NEW}" in desk.page("/bodies")


def test_clause_05_windows_that_may_be_one_are_proposed_and_never_merged(desk: Calls) -> None:
    assert "重複かもしれない窓口" not in desk.page("/windows")
    same = window("W3", title="Ｗ１ 相談窓口", municipality_code=OLD)
    desk.do("register-window", **same)
    desk.do("register-window", **window("W4", municipality="見本村", phone="03-0000-0001"))
    desk.do("register-window", **window("W5", municipality="見本町", phone="03(0000)0001"))
    page = desk.page("/windows")
    assert "W1 W1相談窓口 ／ W3 Ｗ１ 相談窓口（同じ名称）" in page
    assert "W4 W4相談窓口 ／ W5 W5相談窓口（同じ電話番号）" in page
    assert "5 窓口" in page
    # when a person says that they are one, the pair is no longer proposed
    desk.do("succeed-window", code="W3", **{**MERGED, "successor": "W1"})
    assert "（同じ名称）" not in desk.page("/windows")
