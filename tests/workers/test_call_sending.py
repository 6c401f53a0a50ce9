"""Sending a call while workers die, lose their claim, or work at the same time: nothing twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.calls import Calls, bodies, calls
from tests.story.clauses.mail_server import Mailbox, mail_server
from workers.call_sending import order_call_sendings

SIX = bodies(6)
CALL = "2025-1"
FAR = "2999-03-31T17:00:00+09:00"
WORKER = """
import sys
from core.clock import system_clock
from tenants.gate import open_tenant
from tenants.outbox import Outbox
from tenants.place import Place
from workers import call_sending
from workers.jobs import Workplace, do_all
place = Place(__import__("pathlib").Path(sys.argv[1]))
do_all(Workplace(Outbox(place.jobs, system_clock), lambda slug: open_tenant(slug, place)))
"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server that the register sends through."""
    with mail_server() as box:
        monkeypatch.setenv("DAICHO_SMTP", box.address)
        yield box


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Calls]:
    """A register with six bodies and a call that is open for long, and to be sent."""
    with calls(tmp_path) as made:
        made.register(*SIX)
        made.open(deadline=FAR)
        made.do("send-call", call=CALL)
        order_call_sendings(made.tenant, made.outbox)
        yield made


def outcomes(desk: Calls) -> dict[str, str]:
    """What is recorded of each body, by its code."""
    topics = ("delivery.sent", "delivery.bounced", "delivery.left_unknown")
    found = list(desk.tenant.log.walk(topics=topics))
    assert len({fact.stream for fact in found}) == len(found), "no body twice"
    return {fact.stream.rpartition(".")[2]: fact.event.topic for fact in found}


def test_a_worker_whose_claim_was_taken_over_sends_nothing_more(
    desk: Calls, server: Mailbox
) -> None:
    # given a second worker that takes the job over while the second letter is being handed over
    second = sorted(SIX)[1][3]

    def take_over(address: str) -> None:
        if address == second and len(server.letters) == 2:
            desk.desk.at("2025-06-01 11:00")
            assert desk.outbox.claim_next(["send-call"]) is not None

    server.taken = take_over
    # when the first one goes on
    desk.work()
    # then it stopped after the letter it had begun, and what it did is on record
    assert len(server.letters) == 2
    desk.at("2025-06-01 12:00")
    desk.work()
    assert sorted(address for address, _ in server.letters) == sorted(row[3] for row in SIX)
    assert set(outcomes(desk).values()) == {"delivery.sent"}
    assert len(outcomes(desk)) == 6


def test_two_sendings_of_one_notice_reach_everybody_once(desk: Calls, server: Mailbox) -> None:
    desk.do("send-call", call=CALL)
    assert desk.work() == 2
    assert len(server.letters) == 6
    assert [event.ending for event in desk.events("call.sending_ended")] == ["complete"] * 2


def test_rows_thrown_away_and_folded_anew_send_nothing(desk: Calls, server: Mailbox) -> None:
    desk.work()
    assert desk.cli("views", "rebuild", "call_deliveries") == 0
    desk.work()
    assert len(server.letters) == 6
    assert "6 / 6" in desk.board()


@pytest.mark.slow
def test_a_worker_killed_before_the_server_answers_leaves_one_unknown_and_sends_nothing_twice(
    desk: Calls, server: Mailbox, tmp_path: Path
) -> None:
    # given a worker process that is killed when the server has taken its third letter
    third = sorted(SIX)[2]
    worker: list[subprocess.Popen[bytes]] = []

    def kill(address: str) -> None:
        if address == third[3]:
            os.kill(worker[0].pid, signal.SIGKILL)
            worker[0].wait()

    server.taken = kill
    worker.append(subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path)]))
    assert worker[0].wait(60) == -signal.SIGKILL
    assert len(server.letters) == 3
    # when another worker takes the job up once the lease has ended
    server.taken = lambda _address: None
    desk.desk.at("2030-01-01 10:00")
    desk.work()
    # then that letter is not sent again, and a person is told of it
    assert sorted(address for address, _ in server.letters) == sorted(row[3] for row in SIX)
    told = outcomes(desk)
    assert told.pop(third[0]) == "delivery.left_unknown"
    assert set(told.values()) == {"delivery.sent"}
    assert len(told) == 5
    assert f'id="task-{third[0]}"' in desk.board()
