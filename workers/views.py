"""The process that follows the log: folds the views of every tenant and orders its letters.

Run as `python -m workers.views` on the data directory named by DAICHO_DATA.
"""

import logging
import signal
import sys
import threading

from core.clock import system_clock
from core.log.application import heads
from tenants.gate import open_tenant
from tenants.outbox import Outbox
from tenants.place import Place, place_from_environment
from workers.letters import order_letters

POLL_SECONDS = 0.3


def follow(place: Place) -> int:
    """Follow until SIGTERM or SIGINT; the exit code."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    place.make()
    outbox, seen = Outbox(place.jobs, system_clock), dict[str, int]()
    while not ending.wait(POLL_SECONDS):
        follow_once(place, outbox, seen)
    return 0


def follow_once(place: Place, outbox: Outbox, seen: dict[str, int]) -> None:
    """Take what is new, tenant by tenant; `seen` holds the size each log had the last time.

    A tenant met for the first time may have been left in mid-command: its reactions are caught up.
    """
    if not place.has_log:
        return
    for slug, size in heads(place.log).items():
        if seen.get(slug) == size:
            continue
        tenant = open_tenant(slug, place)
        if slug not in seen:
            tenant.recover()
        tenant.catch_up()
        order_letters(tenant, outbox)
        seen[slug] = size


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    sys.exit(follow(place_from_environment()))
