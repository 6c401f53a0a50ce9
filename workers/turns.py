"""Taking turns: RQ's SimpleWorker (nothing forks with an open log) and the loop that refills it."""

import logging
import signal
import threading
from collections.abc import Sequence
from types import FrameType

from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer

from workers.jobs import Workplace, kinds_of, work_here
from workers.queue import Hints, Work, connect, queue_of

REFILL_SECONDS = 1.0
REDIS_GONE_SECONDS = 1.0
WORKER_TTL_SECONDS = 20
SOCKET_SECONDS = 15.0
log = logging.getLogger("daicho.worker")


class TurnWorker(SimpleWorker):
    """Takes hints one by one in this process, and stops between two jobs, with or without Redis."""

    max_connection_wait_time = 1.0
    ending: threading.Event
    _busy = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Stop now when idle, else after the job; RQ's own way would ask Redis first."""
        del signum, frame
        self.ending.set()
        if not self._busy:
            raise StopRequested

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Do one hinted job to its end."""
        self._busy = True
        try:
            super().execute_job(job, queue)
        finally:
            self._busy = False

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Called between any two waits for a hint: the place to notice a stop that came before."""
        if self.ending.is_set() and not self._busy:
            raise StopRequested
        super().heartbeat(timeout, pipeline)


def work_on(workplace: Workplace, url: str, works: Sequence[Work] = tuple(Work)) -> None:
    """Work until SIGTERM or SIGINT, over any absence of Redis. Must run in the main thread."""
    ending = threading.Event()
    work_here(workplace)
    refill = threading.Thread(
        target=keep_filled, args=(workplace, url, works, ending), name="job-refill", daemon=True
    )
    refill.start()
    while not ending.is_set():
        _listen(ending)
        _work_while_redis_lasts(url, works, ending)
        ending.wait(REDIS_GONE_SECONDS)
    refill.join()


def keep_filled(
    workplace: Workplace, url: str, works: Sequence[Work], ending: threading.Event
) -> None:
    """Hint again and again at whatever is ready, so that what Redis lost is found."""
    hints = Hints(url)
    while not ending.wait(REFILL_SECONDS):
        try:
            for work in works:
                hints.fill(work, workplace.outbox.ready_count(kinds_of(work)))
        except RedisError as error:
            log.warning("no hints: %s", type(error).__name__)
    hints.close()
    workplace.outbox.close()


def _work_while_redis_lasts(url: str, works: Sequence[Work], ending: threading.Event) -> None:
    connection = connect(url, SOCKET_SECONDS)
    try:
        queues = [queue_of(work, connection) for work in works]
        worker = TurnWorker(
            queues,
            connection=connection,
            serializer=JSONSerializer,
            worker_ttl=WORKER_TTL_SECONDS,
            log_job_description=False,
        )
        worker.ending = ending
        worker.work(logging_level="WARNING")
    except StopRequested:
        # The signal came where RQ itself does not expect it, as while Redis goes down too.
        ending.set()
    except RedisError as error:
        log.warning("no queue: %s", type(error).__name__)
    finally:
        connection.close()


def _listen(ending: threading.Event) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
