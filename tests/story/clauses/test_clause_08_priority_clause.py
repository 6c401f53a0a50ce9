"""Clause 8: no call without the priority clause, under version and approval; an edited text is told
to all who got the old one."""

from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from core.command import Actor
from tests.programme.register import CLAUSE, TEXT
from tests.story.clauses.calls import DEADLINE, Calls, bodies, calls, text_of

CALL = "2025-1"
THREE = bodies(3)
SECOND = "募集します（様式を改めました）。" + CLAUSE
AMENDED = {"call": CALL, "text": SECOND, "priority_clause": CLAUSE, "reason": "様式の変更"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Calls]:
    """A register with three bodies."""
    with calls(tmp_path) as made:
        made.register(*THREE)
        yield made


def approved(desk: Calls) -> None:
    shown = {"call": CALL, "digest_seen": desk.digest("call.text_amended")}
    desk.do("approve-call-text", "approver", **shown)
    desk.work()


def test_clause_08_a_text_without_the_clause_word_for_word_is_refused(desk: Calls) -> None:
    for text in ("募集します。", CLAUSE.replace("優先", "優遇"), ""):
        wanted = {"call": CALL, "text": text, "priority_clause": CLAUSE}
        codes = desk.refused("draft-call", **wanted)
        assert codes[-1] in ("call.no_priority_clause", "command.missing")
    blank = {"call": CALL, "text": "募集します。 ", "priority_clause": " "}
    assert desk.refused("draft-call", **blank) == ["call.no_priority_clause"]


def test_clause_08_a_call_neither_opens_nor_is_sent_before_another_person_approved_its_text(
    desk: Calls,
) -> None:
    desk.do("plan-cohorts", fiscal_year=2025)
    both = Actor(id="both", roles=("officer", "approver"))
    desk.tenant.accounts.put(both)
    desk.do("draft-call", both.id, call=CALL, text=TEXT, priority_clause=CLAUSE)
    opening = {"call": CALL, "cohort": CALL, "deadline": DEADLINE}
    assert desk.refused("open-call", **opening) == ["call.not_approved"]
    assert desk.refused("send-call", call=CALL) == ["call.not_open"]
    # nor by whoever wrote it, nor for a text that is not the one that was shown
    own = {"call": CALL, "digest_seen": desk.digest()}
    assert desk.refused("approve-call-text", both.id, **own) == ["approval.same_person"]
    other = {"call": CALL, "digest_seen": "0" * 64}
    assert desk.refused("approve-call-text", "approver", **other) == ["approval.other_content"]
    desk.do("approve-call-text", "approver", call=CALL, digest_seen=desk.digest())
    assert desk.refused("send-call", call=CALL) == ["call.not_open"]
    desk.do("open-call", **opening)
    desk.sent()
    assert len(desk.letters()) == 3


def test_clause_08_a_clerk_reads_the_clause_before_anything_else(desk: Calls) -> None:
    desk.open()
    page = desk.page(f"/calls/{CALL}", desk.clerk("clerk", THREE[0][0]))
    body = page.partition("<main")[2]
    assert body.index(CLAUSE) < body.index("締切") < body.index("推薦のしかた")
    assert f'<strong class="clause">{CLAUSE}</strong>' in body


def test_clause_08_an_edited_text_is_a_new_version_that_waits_for_approval(desk: Calls) -> None:
    # given a call that was sent
    desk.open()
    desk.sent()
    # when its text is edited
    desk.do("amend-call-text", **AMENDED)
    desk.work()
    # then the old text stands for everybody, nothing is sent, and the approver has it before them
    assert len(desk.letters()) == 3
    assert SECOND not in desk.page(f"/calls/{CALL}", desk.clerk("clerk", THREE[0][0]))
    assert SECOND.removesuffix(CLAUSE) in desk.page(f"/calls/{CALL}", "approver")
    assert f"/calls/{CALL}" in desk.page("/approvals", "approver")
    other = {"call": CALL, "digest_seen": desk.digest()}
    assert desk.refused("approve-call-text", "approver", **other) == ["approval.other_content"]


def test_clause_08_a_text_that_awaits_approval_is_not_sent_by_a_sending_under_way(
    desk: Calls,
) -> None:
    # given a sending whose turn comes only after the text was edited
    desk.open()
    desk.do("send-call", call=CALL)
    desk.do("amend-call-text", **AMENDED)
    # then it is the approved text that goes
    desk.work()
    words = [text_of(message_from_bytes(path.read_bytes())) for path in desk.letters()]
    assert len(words) == 3
    assert all(TEXT in each and SECOND not in each for each in words)


def test_clause_08_once_approved_all_who_got_the_old_text_are_told(desk: Calls) -> None:
    # given a call that was sent, to one body by telephone only
    silent = (bodies(4)[3][0], "見本村", "総務課", "", "099-000-0000")
    desk.register(silent)
    desk.open()
    desk.sent()
    told = {"call": CALL, "body": silent[0], "on": "2025-06-01", "spoke_to": "見本係長"}
    desk.do("record-phone-notice", **told)
    # when an amended text is approved
    desk.do("amend-call-text", **AMENDED)
    approved(desk)
    # then each of them gets it once, the one by telephone as a new task
    assert len(desk.letters()) == 6
    board = desk.board()
    assert f'id="task-{silent[0]}"' in board
    assert "募集文の訂正" in board
    assert "様式の変更" in board
    # and who got which version can be seen, body by body
    rows = desk.page(f"/calls/{CALL}/deliveries?q={THREE[0][0]}")
    assert "第1版" in rows
    assert "第2版" in rows
    assert SECOND.removesuffix(CLAUSE) in desk.page(f"/calls/{CALL}", "")
    desk.work()
    assert len(desk.letters()) == 6


def test_clause_08_a_body_that_registers_later_gets_the_text_in_force_only(desk: Calls) -> None:
    desk.open()
    desk.sent()
    desk.do("amend-call-text", **AMENDED)
    approved(desk)
    desk.register(bodies(4)[3])
    desk.sent()
    assert len(desk.letters()) == 7
    row = desk.page(f"/calls/{CALL}/deliveries?q={bodies(4)[3][0]}").partition("<tbody>")[2]
    assert "第1版" not in row.rpartition("<tbody>")[2]
    assert "第2版" in row.rpartition("<tbody>")[2]


def test_clause_08_an_amended_text_keeps_the_clause_and_a_closed_call_its_text(
    desk: Calls,
) -> None:
    desk.open()
    without = {**AMENDED, "text": "様式を改めました。"}
    assert desk.refused("amend-call-text", **without) == ["call.no_priority_clause"]
    assert desk.refused("draft-call", call=CALL, text=SECOND, priority_clause=CLAUSE) == [
        "call.opened"
    ]
    assert desk.do("amend-call-text", **{**AMENDED, "text": TEXT})["unchanged"]
    desk.at("2025-06-30 17:01")
    desk.do("close-call", call=CALL)
    assert desk.refused("amend-call-text", **AMENDED) == ["call.closed"]


def test_clause_08_a_version_that_was_replaced_before_its_approval_is_never_sent(
    desk: Calls,
) -> None:
    desk.open()
    desk.sent()
    desk.do("amend-call-text", **AMENDED)
    replaced = desk.digest("call.text_amended")
    third = "募集します（様式と日程を改めました）。" + CLAUSE
    desk.do("amend-call-text", **{**AMENDED, "text": third, "reason": "日程も"})
    old = {"call": CALL, "digest_seen": replaced}
    assert desk.refused("approve-call-text", "approver", **old) == ["approval.other_content"]
    approved(desk)
    assert [event.text_version for event in desk.events("delivery.sent")] == [1, 1, 1, 3, 3, 3]
    assert "第3版" in desk.page(f"/calls/{CALL}", "")


def test_clause_08_a_sending_of_a_text_that_was_replaced_stops(desk: Calls) -> None:
    # given a sending whose turn comes only after the next version was approved
    desk.open()
    desk.do("send-call", call=CALL)
    desk.do("amend-call-text", **AMENDED)
    approved(desk)
    # then everybody gets the version in force, once
    assert [event.ending for event in desk.events("call.sending_ended")] == [
        "superseded",
        "complete",
    ]
    assert {event.text_version for event in desk.events("delivery.sent")} == {2}
    assert len(desk.letters()) == 3
