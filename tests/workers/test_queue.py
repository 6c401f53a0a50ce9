"""Hints through a real Valkey: never needed, never pickled, never waited for."""

import json
import os
import signal
import socket
import time
import zlib
from pathlib import Path

import pytest

from workers import valkey
from workers.queue import HINTS_MAX, Hints, Work, connect, queue_of


def test_a_hint_waits_in_the_queue_of_its_work(data: Path) -> None:
    hints, connection = Hints(valkey.url_of(data)), connect(valkey.url_of(data))
    assert hints.give(Work.LONG)
    assert [queue_of(work, connection).count for work in Work] == [0, 1]


def test_a_hint_is_json_and_holds_no_job(data: Path) -> None:
    connection = connect(valkey.url_of(data))
    assert Hints(valkey.url_of(data)).give(Work.QUICK)
    (job_id,) = queue_of(Work.QUICK, connection).job_ids
    stored = connection.hget(f"rq:job:{job_id}", "data")
    assert isinstance(stored, bytes)
    assert json.loads(zlib.decompress(stored)) == ["workers.jobs.take_turn", None, ["quick"], {}]


def test_hints_are_filled_up_to_what_is_ready_and_no_further(data: Path) -> None:
    hints = Hints(valkey.url_of(data))
    assert [hints.fill(Work.QUICK, ready) for ready in (3, 3, 5, 1)] == [3, 0, 2, 0]
    assert hints.fill(Work.QUICK, 10_000) == HINTS_MAX - 5


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP])
def test_a_dead_or_hung_valkey_costs_a_request_less_than_a_second(
    data: Path, fault: signal.Signals
) -> None:
    hints, connection = Hints(valkey.url_of(data)), connect(valkey.url_of(data))
    assert hints.give(Work.QUICK)
    server = connection.info("server")["process_id"]
    os.kill(server, fault)
    begun = time.monotonic()
    assert [hints.give(Work.QUICK) for _ in range(20)] == [False] * 20
    took = time.monotonic() - begun
    os.kill(server, signal.SIGCONT) if fault is signal.SIGSTOP else None
    assert took < 1


def test_a_redis_that_never_answers_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        hints = Hints(f"redis://127.0.0.1:{deaf.getsockname()[1]}")
        begun = time.monotonic()
        assert not hints.give(Work.QUICK)
        assert time.monotonic() - begun < 1
