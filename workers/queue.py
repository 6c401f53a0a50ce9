"""RQ queues as hints (design page, part 9): Redis may say that something is due, never what.

A hint names no job: the worker that takes it claims from the list of what is due, so the turn of
each tenant is kept there, and a lost, doubled or flushed hint costs a moment and nothing else.
"""

import time
from enum import StrEnum

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

HINT_SECONDS_MAX = 0.5
COOL_DOWN_SECONDS = 2.0
HINTS_MAX = 50
JOB_SECONDS_MAX = 3_600


class Work(StrEnum):
    """One queue a kind of work, so that a long selection never stands before a mail."""

    QUICK = "quick"
    LONG = "long"


def connect(url: str, seconds: float = HINT_SECONDS_MAX) -> Redis:
    """A client that gives up after `seconds`: redis-py itself tries for a quarter of a minute."""
    return Redis.from_url(
        url,
        socket_timeout=seconds,
        socket_connect_timeout=HINT_SECONDS_MAX,
        retry=Retry(NoBackoff(), 0),
    )


def queue_of(work: Work, connection: Redis) -> Queue:
    """The queue of a kind of work; JSON only, as a pickle would run code."""
    return Queue(f"daicho-{work}", connection=connection, serializer=JSONSerializer)


class Hints:
    """Tells the workers that something is due. Without Redis it says nothing, and says so."""

    def __init__(self, url: str) -> None:
        self._connection = connect(url)
        self._silent_until = 0.0

    def give(self, work: Work) -> bool:
        """Leave one hint; False if Redis did not take it, or did not lately; nobody need care."""
        if time.monotonic() < self._silent_until:
            return False
        try:
            _push(queue_of(work, self._connection))
        except RedisError:
            self._silent_until = time.monotonic() + COOL_DOWN_SECONDS
            return False
        return True

    def fill(self, work: Work, ready_count: int) -> int:
        """Bring the hints up to what is ready (at most `HINTS_MAX`); how many were given."""
        queue = queue_of(work, self._connection)
        missing = min(ready_count, HINTS_MAX) - queue.count
        for _ in range(missing):
            _push(queue)
        return max(missing, 0)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _push(queue: Queue) -> None:
    queue.enqueue_call(
        "workers.jobs.take_turn",
        args=(queue.name.removeprefix("daicho-"),),
        timeout=JOB_SECONDS_MAX,
        result_ttl=0,
        failure_ttl=60,
    )
