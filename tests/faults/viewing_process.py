"""A process that follows a log of tenant isa with two views until they stand at a position.

Arguments: where the log is, where the views are, the position, and where the process stops itself
once, as SIGSTOP does: `nowhere`, or with a page that is `read` (the reading transaction is open),
`folded` (none is), or `written` and not committed. Prints a JSON object: how many pages it stored,
and what was raised how often.
"""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from core.event import Fact
from core.log.application import close_location, open_application
from projections import recorded_days, window_register
from projections.advance import Follower
from projections.cursors import Overtaken
from projections.store import Views
from projections.view import Rows

TENANT = "isa"
FOLLOWED = [window_register.VIEW, recorded_days.VIEW]


class Stopping(Views):
    """Views whose process stops once, at a place of its way."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.place, self.commits = "nowhere", 0

    def stop(self, place: str) -> None:
        """Stop, if this is the place, until somebody lets the process go on."""
        if place == self.place:
            self.place = "nowhere"
            os.kill(os.getpid(), signal.SIGSTOP)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A page was folded when it begins, and is written when it ends."""
        self.stop("folded")
        with super().writing() as db:
            yield db
            self.stop("written")
        self.commits += 1

    def fold(self, rows: Rows, fact: Fact) -> None:
        """Fold a fact that was read."""
        self.stop("read")
        window_register.fold(rows, fact)


def main() -> None:
    """Follow."""
    log_location, location, until, place = sys.argv[1:]
    log, views, met = open_application(TENANT, log_location), Stopping(location), Counter[str]()
    window_register.VIEW.fold = views.fold
    follower = Follower(log, views, FOLLOWED)
    follower.standing()
    views.place, views.commits = place, 0
    while follower.position < int(until):
        try:
            follower.step()
        except (Overtaken, DBAPIError) as error:
            met[type(error).__name__] += 1
    met["stored"] = views.commits
    views.close()
    close_location(log_location)
    sys.stdout.write(json.dumps(met))


if __name__ == "__main__":
    main()
