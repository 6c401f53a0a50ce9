"""Clause 7: a call goes to every local government, and what became of it is known of each."""

import os
import time
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.story.clauses.calls import Calls, bodies, calls, sheet, text_of
from tests.story.clauses.mail_server import Mailbox, mail_server
from workers.call_sending import order_call_sendings

THREE = bodies(3)
NAMES = [f"見本{row[0]}市" for row in THREE]
CALL = "2025-1"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Calls]:
    """A register with three bodies and an open call."""
    with calls(tmp_path) as made:
        made.register(*THREE)
        made.open()
        yield made


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server that the register sends through."""
    with mail_server() as box:
        monkeypatch.setenv("DAICHO_SMTP", box.address)
        yield box


def test_clause_07_the_call_is_sent_to_every_registered_body(desk: Calls, server: Mailbox) -> None:
    desk.sent()
    assert sorted(to for to, _ in server.letters) == sorted(row[3] for row in THREE)
    assert server.connections == 1
    words = text_of(server.to(THREE[0][3])[0])
    assert words.startswith(f"{NAMES[0]} 国際課 御中")
    assert "一元的相談窓口の職員を優先します。" in words
    assert "令和7年6月30日 17:00" in words
    board = desk.board()
    assert "3 / 3" in board
    assert "すべて送った" in board


def test_clause_07_sending_again_reaches_only_new_bodies(desk: Calls, server: Mailbox) -> None:
    desk.sent()
    late = bodies(4)[3]
    desk.register(late)
    assert "未送付</dt><dd>1" in desk.board().replace("\n", "")
    desk.sent()
    desk.sent()
    assert [to for to, _ in server.letters].count(late[3]) == 1
    assert len(server.letters) == 4
    assert "4 / 4" in desk.board()


def test_clause_07_a_server_that_is_away_only_delays_the_call(
    desk: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as box:
        address = box.address
    monkeypatch.setenv("DAICHO_SMTP", address)
    desk.sent()
    assert desk.events("delivery.sent", "delivery.bounced", "delivery.left_unknown") == []
    assert "送付中" in desk.board()
    with mail_server() as box:
        monkeypatch.setenv("DAICHO_SMTP", box.address)
        desk.at("2025-06-01 11:00")
        desk.work()
        assert len(box.letters) == 3
    assert "3 / 3" in desk.board()


def test_clause_07_nothing_is_sent_once_the_call_is_over(desk: Calls, server: Mailbox) -> None:
    # given a sending whose turn comes only after the deadline
    desk.do("send-call", call=CALL)
    order_call_sendings(desk.tenant, desk.outbox)
    desk.at("2025-06-30 17:01")
    desk.work()
    assert server.letters == []
    assert desk.last("call.sending_ended").ending == "late"
    assert "未送付の団体に送る" not in desk.board()
    assert desk.refused("send-call", call=CALL) == ["call.late"]
    desk.do("close-call", call=CALL)
    assert desk.refused("send-call", call=CALL) == ["call.closed", "call.late"]


def test_clause_07_an_old_register_that_is_opened_writes_to_nobody(
    desk: Calls, server: Mailbox
) -> None:
    desk.do("send-call", call=CALL)
    desk.at("2025-06-09 10:00")
    assert order_call_sendings(desk.tenant, desk.outbox) == 0
    assert server.letters == []


def test_clause_07_an_extension_is_a_fact_and_all_who_got_the_call_are_told(
    desk: Calls, server: Mailbox
) -> None:
    # given a call that was sent, and a body that registered since
    desk.sent()
    desk.register(bodies(4)[3])
    # when the deadline moves
    later = "2025-07-14T17:00:00+09:00"
    desk.do("extend-call", call=CALL, deadline=later, reason="大雨のため")
    desk.work()
    # then old, new and why are on the page, and whoever had the call is told, once
    moved = desk.last("call.deadline_extended")
    assert (moved.old.isoformat(), moved.reason) == ("2025-06-30T17:00:00+09:00", "大雨のため")
    page = desk.page(f"/calls/{CALL}")
    assert page.index("令和7年6月30日") < page.index("大雨のため")
    assert [len(server.to(row[3])) for row in bodies(4)] == [2, 2, 2, 0]
    words = text_of(server.to(THREE[0][3])[1])
    assert "令和7年7月14日 17:00" in words
    # and the new body, asked for, gets the call with the new deadline
    desk.sent()
    assert "令和7年7月14日 17:00" in text_of(server.to(bodies(4)[3][3])[0])


def test_clause_07_an_extension_of_a_call_that_was_never_sent_tells_nobody(desk: Calls) -> None:
    desk.do("extend-call", call=CALL, deadline="2025-07-14T17:00:00+09:00", reason="準備のため")
    desk.work()
    assert desk.letters() == []
    assert desk.events("call.sending_ordered") == []


def test_clause_07_calls_overlap_and_each_is_sent_for_itself(desk: Calls) -> None:
    desk.open("2025-2", "2025-07-31T17:00:00+09:00")
    desk.sent()
    desk.do("send-call", call="2025-2")
    desk.work()
    assert len(desk.letters()) == 6
    assert "3 / 3" in desk.board(CALL)
    assert "3 / 3" in desk.board("2025-2")
    subjects = {str(message_from_bytes(path.read_bytes())["To"]) for path in desk.letters()}
    assert len(subjects) == 3


def test_clause_07_a_clerk_sees_open_calls_with_the_days_and_hours_left(desk: Calls) -> None:
    desk.open("2025-2", "2025-07-31T17:00:00+09:00")
    clerk = desk.clerk("clerk", "131016")
    desk.at("2025-06-28 12:00")
    page = desk.page("/calls", clerk)
    assert "<strong>2</strong> 日 <strong>5</strong> 時間" in page
    assert "<strong>33</strong> 日 <strong>5</strong> 時間" in page
    desk.at("2025-06-30 16:30")
    assert "あと <strong>0</strong> 時間" in desk.page("/calls", clerk)
    desk.at("2025-06-30 17:01")
    assert "締切を過ぎました" in desk.page("/calls", clerk)


def test_clause_07_what_people_enter_never_becomes_a_header(desk: Calls, server: Mailbox) -> None:
    code = bodies(4)[3][0]
    desk.register((code, "見本\r\nBcc: x@example.jp", "課", "ok@example.jp", ""))
    desk.sent()
    (letter,) = server.to("ok@example.jp")
    assert letter["Bcc"] is None
    assert len(server.letters) == 4


@pytest.mark.slow
def test_clause_07_1790_bodies_are_imported_and_sent_a_call_within_a_minute(
    tmp_path: Path, server: Mailbox
) -> None:
    rows = bodies(1790)
    bounced = rows[::50]
    server.refused |= {row[3]: "550 5.1.1 no such mailbox" for row in bounced}
    with calls(tmp_path) as desk:
        begun = time.monotonic()
        told = desk.upload(sheet(rows))
        assert (told["accepted"], told["errors"]) == (1790, [])
        desk.open()
        desk.sent()
        board = desk.board()
        seconds = time.monotonic() - begun
        assert len(server.letters) == 1790 - len(bounced)
        assert f"{1790 - len(bounced)} / 1,790" in board
        assert board.count('id="task-') == len(bounced)
        assert "1,790 / 1,790" in desk.page("/bodies")
        assert len(desk.page("/bodies").encode()) < 500_000
        # and the same again sends nothing to anybody
        desk.sent()
        assert len(server.letters) == 1790 - len(bounced)
    # A minute on a machine of one's own; where others compute too, it takes its turn.
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert seconds < 60 * crowd
