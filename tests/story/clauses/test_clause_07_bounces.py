"""Clause 7: what did not arrive is known, is not sent again, and is a task for the telephone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.programme.call.facts import CallSendingOrdered
from tenants.postbook import NewMail
from tests.story.clauses.calls import Calls, Row, bodies, calls
from tests.story.clauses.mail_server import Mailbox, mail_server
from workers.call_sending import mail_id, targets_of
from workers.letters import mails_of

THREE = bodies(3)
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


def test_clause_07_a_bounce_is_a_phone_task_until_somebody_was_told(
    desk: Calls, server: Mailbox
) -> None:
    # given an address that its server does not know
    server.refused[THREE[1][3]] = "550 5.1.1 no such mailbox"
    desk.sent()
    board = desk.board()
    assert f'id="task-{THREE[1][0]}"' in board
    assert "<code>5.1.1</code>" in board
    assert "2 / 3" in board
    # when the officer phones
    told = {"call": CALL, "body": THREE[1][0], "on": "2025-06-01"}
    desk.do("record-phone-notice", **told, spoke_to="国際課 見本係長")
    # then the task is done, and who was told is there for officers only, sealed in the log
    assert f'id="task-{THREE[1][0]}"' not in desk.board()
    rows = f"/calls/{CALL}/deliveries?outcome=phoned"
    assert "国際課 見本係長" in desk.page(rows)
    assert "国際課 見本係長" not in desk.page(rows, "auditor")
    assert "見本係長" not in str(desk.last("delivery.phoned"))
    again = desk.refused("record-phone-notice", **told, spoke_to="同じ人")
    assert again == ["delivery.no_task"]


def test_clause_07_a_body_without_an_address_is_phoned(desk: Calls, server: Mailbox) -> None:
    without: Row = (bodies(4)[3][0], "見本村", "総務課", "", "099-000-0000")
    desk.register(without)
    desk.sent()
    board = desk.board()
    assert "宛先なし</dt><dd>1" in board
    assert "099-000-0000" in board
    assert len(server.letters) == 3


def test_clause_07_a_corrected_address_gets_the_call_after_all(
    desk: Calls, server: Mailbox
) -> None:
    code, name, office, wrong, _ = THREE[2]
    server.refused[wrong] = "550 5.1.1 no such mailbox"
    desk.sent()
    desk.register((code, name, office, "new@example.jp", ""))
    desk.sent()
    assert len(server.to("new@example.jp")) == 1
    assert "3 / 3" in desk.board()


def report(box: Mailbox, to: str, *, status: str = "5.2.2", action: str = "failed") -> bytes:
    """A report of failed delivery (RFC 3464) on the letter that an address got."""
    (letter,) = box.to(to)
    return f"""From: MAILER-DAEMON@mail.example.jp
To: daicho@daicho.invalid
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.jp

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
--b
Content-Type: text/rfc822-headers

Message-ID: {letter["Message-ID"]}
Subject: whatever
--b--
""".encode()


def test_clause_07_a_bounce_that_comes_later_is_read_from_the_mail(
    desk: Calls, server: Mailbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # given reports of which one is about a notice of ours, one only of a delay, others hostile
    desk.sent()
    came = tmp_path / "came back"
    came.mkdir()
    (came / "1.eml").write_bytes(report(server, THREE[0][3]))
    (came / "2.eml").write_bytes(report(server, THREE[1][3], action="delayed", status="4.4.1"))
    forged = report(server, THREE[2][3]).replace(b"<call-", b"<call-0")
    (came / "3.eml").write_bytes(forged)
    (came / "4.eml").write_bytes(
        b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\n" * 9_999
    )
    (came / "5.eml").write_bytes(bytes(range(256)) * 100)
    (came / "6.eml").write_bytes(b"x" * 1_000_001)
    (came / "7.eml").write_bytes(
        b"Content-Type: message/rfc822\n\n" * 5_000
        + b"Content-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n"
    )
    # when they are read, twice
    assert desk.cli("mail", "bounces", str(came), "--json") == 0
    assert '"bounced": 1' in capsys.readouterr().out
    assert desk.cli("mail", "bounces", str(came), "--json") == 0
    assert '"bounced": 0' in capsys.readouterr().out
    # then only that body did not get it
    assert [event.body for event in desk.events("delivery.bounced")] == [THREE[0][0]]
    board = desk.board()
    assert "<code>5.2.2</code>" in board
    assert board.count('id="task-') == 1


def test_clause_07_an_officer_may_record_a_bounce_by_hand(desk: Calls, server: Mailbox) -> None:
    desk.sent()
    wrong = {"call": CALL, "body": THREE[0][0], "code": "本文に「異動済み」と返信"}
    desk.do("record-bounce", **wrong)
    assert desk.do("record-bounce", **wrong)["unchanged"]
    assert f'id="task-{THREE[0][0]}"' in desk.board()
    nobody = {**wrong, "body": "999999"}
    assert desk.refused("record-bounce", **nobody) == ["delivery.unknown"]
    assert server.letters


def test_clause_07_what_was_being_handed_over_in_a_crash_is_unknown_and_not_sent_again(
    desk: Calls, server: Mailbox
) -> None:
    # given a worker that died between the server's answer and our record
    desk.do("send-call", call=CALL)
    fact = next(iter(desk.tenant.log.walk(topics=(CallSendingOrdered.topic,))))
    assert isinstance(fact.event, CallSendingOrdered)
    first = targets_of(desk.tenant, fact.event)[0]
    begun = NewMail(
        mail_id("isa", fact.event, first), "call-opened", "body", first.body.code, fact.position
    )
    assert mails_of(desk.tenant).begin(begun)
    # when the job is done again
    desk.work()
    # then nobody sends it again, and a person is told
    assert server.to(first.address) == []
    assert len(server.letters) == 2
    board = desk.board()
    assert "届いたか不明</dt><dd>1" in board
    assert f'id="task-{first.body.code}"' in board
