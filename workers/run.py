"""The worker process: does what is due in a data directory (design page, part 9).

Run as `python -m workers.run` on the data directory named by DAICHO_DATA.
"""

import logging
import os
import sys

from core.clock import system_clock
from tenants.gate import open_tenant, tenants
from tenants.outbox import Outbox
from tenants.place import Place, place_from_environment
from workers import call_sending, letters, observing, rebuilds, shadowing, tasks, valkey
from workers.duties import running
from workers.jobs import Workplace
from workers.news import telling
from workers.post import close_posts
from workers.turns import work_on

WITH_JOBS = (call_sending, letters, observing, rebuilds, shadowing, tasks, running)
"""Importing them registers their kinds of job."""


def run_worker(place: Place) -> int:
    """Work on a data directory until SIGTERM or SIGINT; the exit code."""
    place.make()
    outbox = Outbox(place.jobs, system_clock)
    workplace = Workplace(outbox, lambda slug: open_tenant(slug, place), lambda: tenants(place))
    with telling(place):
        work_on(workplace, os.environ.get("REDIS_URL") or valkey.url_of(place.data))
    close_posts()
    return 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    sys.exit(run_worker(place_from_environment()))
