"""How a practice stands: its report, its place, until when another report is taken."""

from datetime import date

import msgspec
from msgspec import Struct

from core.event import Fact
from core.programme.training.practice_facts import (
    PracticeFailed,
    PracticePassed,
    PracticePlaceChanged,
    PracticePlaceDecided,
    PracticeReportReturned,
    PracticeReportSubmitted,
    PracticeStarted,
)

STARTED, SUBMITTED, RETURNED, FAILED, PASSED = (
    "started",
    "submitted",
    "returned",
    "failed",
    "passed",
)


class Practice(Struct, frozen=True, kw_only=True):
    """`status` is empty before it begins, and `since` the day from which it holds; `number` counts
    reports, `places` the moves that were asked for; `place_waits` until the agency decides on the
    last of them."""

    status: str = ""
    started_on: date | None = None
    number: int = 0
    resubmit_by: date | None = None
    since: date | None = None
    places: int = 0
    place_waits: bool = False

    @property
    def takes_report(self) -> bool:
        """Whether a report may be sent now."""
        again = self.status == FAILED and self.resubmit_by is not None
        return self.status in (STARTED, RETURNED) or again


def evolve_practice(state: Practice, fact: Fact) -> Practice:
    """Fold one fact of a trainee's practice."""
    change, on = msgspec.structs.replace, fact.effective_on
    match fact.event:
        case PracticeStarted():
            return change(state, status=STARTED, started_on=on, since=on)
        case PracticePlaceChanged(number=number):
            return change(state, places=number, place_waits=True)
        case PracticePlaceDecided():
            return change(state, place_waits=False)
        case PracticeReportSubmitted(number=number):
            return change(state, status=SUBMITTED, number=number, resubmit_by=None, since=on)
        case PracticeReportReturned(resubmit_by=until):
            return change(state, status=RETURNED, resubmit_by=until, since=on)
        case PracticeFailed(resubmit_by=until):
            return change(state, status=FAILED, resubmit_by=until, since=on)
        case PracticePassed():
            return change(state, status=PASSED, resubmit_by=None, since=on)
    raise AssertionError(fact.event.topic)
