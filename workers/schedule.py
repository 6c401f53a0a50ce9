"""The clock (design page, part 9): `rq cron` has a tick of every tenant ordered, again and again.

A tick is one row a tenant in the list of what is due: ordered anew once the last one has ended, so
a clock that jumps by weeks, or a machine that was off, finds one tick to do and never a heap. What
a tick does it derives from the state. One such process serves an installation; a second one orders
the same ticks. Run as `python -m workers.schedule` on the data directory named by DAICHO_DATA.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq.cron import CronJob, CronScheduler
from rq.exceptions import StopRequested
from rq.utils import now

from core.clock import system_clock
from tenants.outbox import Order
from tenants.place import Place, place_from_environment
from workers import valkey
from workers.jobs import Workplace, here
from workers.queue import Work, connect, queue_of

TICK_MINUTES = 10
REDIS_GONE_SECONDS = 1.0
SOCKET_SECONDS = 5.0
JOB_SECONDS = 300
ORDER_TICKS = "workers.schedule.order_ticks"
"""As a worker imports it: run as a program, this module has another name."""
log = logging.getLogger("daicho.schedule")


def order_ticks() -> int:
    """Order a tick of every tenant; how many were new. This is what `rq cron` calls."""
    return order_ticks_at(here(), system_clock())


def order_ticks_at(workplace: Workplace, at: datetime) -> int:
    """The same at an instant: twice within `TICK_MINUTES` is once."""
    slot = at.replace(minute=at.minute - at.minute % TICK_MINUTES, second=0, microsecond=0)
    order = Order("tick", "tick", {"at": slot.isoformat()})
    return sum(workplace.outbox.order_again(slug, order) for slug in workplace.tenants())


class Scheduler(CronScheduler):
    """RQ's scheduler, enqueueing JSON (its own way is a pickle, which our workers do not take), and
    not waiting, after a clock was set back, for the time it once showed."""

    def enqueue_jobs(self) -> list[CronJob]:
        """Enqueue what is due; which those were."""
        instant, due = now(), []
        for each in self.get_jobs():
            if each.latest_enqueue_time and each.latest_enqueue_time > instant:
                each.set_enqueue_time(instant)
            if each.should_run():
                queue_of(Work.QUICK, self.connection).enqueue_call(
                    ORDER_TICKS, timeout=JOB_SECONDS, result_ttl=0, failure_ttl=60
                )
                each.set_enqueue_time(instant)
                due.append(each)
        return due


def scheduler_of(connection: Redis) -> Scheduler:
    """The scheduler with all that is regular: one line of it, as what is due depends on state."""
    made = Scheduler(connection, logging_level=logging.WARNING)
    made.register(order_ticks, queue_of(Work.QUICK, connection).name, interval=TICK_MINUTES * 60)
    return made


def run_schedule(place: Place) -> int:
    """Order ticks until SIGTERM or SIGINT, over any absence of Redis; the exit code."""
    os.environ["TZ"] = "Asia/Tokyo"
    time.tzset()
    place.make()
    url = os.environ.get("REDIS_URL") or valkey.url_of(place.data)
    ending = threading.Event()
    while not ending.is_set():
        connection = connect(url, SOCKET_SECONDS)
        try:
            # Returns once it was told to stop.
            keep_going: Callable[[], object] = scheduler_of(connection).start
            keep_going()
            ending.set()
        except StopRequested:
            # The signal came where RQ itself does not expect it, as while Redis goes down too.
            ending.set()
        except RedisError as error:
            log.warning("no queue: %s", type(error).__name__)
        finally:
            connection.close()
        _listen(ending)
        ending.wait(REDIS_GONE_SECONDS)
    return 0


def _listen(ending: threading.Event) -> None:
    def stop(*_: Any) -> None:
        ending.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("rq.cron").setLevel(logging.WARNING)
    sys.exit(run_schedule(place_from_environment()))
