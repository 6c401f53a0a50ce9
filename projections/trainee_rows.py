"""Rows of the view trainee_progress: trainees, cohorts with their course, practices, reports."""

from datetime import date

from msgspec import Struct

from core.programme.course import Course
from core.programme.questions import Round, Step
from core.programme.training.state import Trainee
from projections.sealed import SealedCell


class Result(Struct, frozen=True):
    """A step completed, or a test not passed, on a date; `score` for tests."""

    step: str
    passed: bool
    score: int | None
    on: date


class Seen(Struct, frozen=True):
    """A unit that was seen, in which version of its video, and when."""

    unit: str
    video: str
    on: date


class Judgement(Struct, frozen=True):
    """Whether certification was expected from a date on, and the code of the cause."""

    expected: bool
    cause: str
    on: date


class TraineeRow(Struct, frozen=True, kw_only=True):
    """A trainee: the area's own state, results in the order they came, and the dates of what
    happened."""

    nomination: str
    person: str
    window: str
    cohort: str
    enrolled_on: date
    held: Trainee
    results: tuple[Result, ...] = ()
    seen: tuple[Seen, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    ended_on: date | None = None

    @property
    def done(self) -> tuple[str, ...]:
        """Ids of the steps that are completed."""
        return self.held.done

    @property
    def ending(self) -> str | None:
        """Failed, withdrawn or deferred once it ended."""
        return self.held.ending

    def attempts(self, step: str) -> int:
        """How often a test was taken."""
        return sum(result.step == step for result in self.results)


class CohortRow(Struct, frozen=True, kw_only=True):
    """A cohort: planned months (頃) and the day it really started, pinned steps, its course."""

    cohort: str
    fiscal_year: int = 0
    plan: Round | None = None
    started_on: date | None = None
    steps: tuple[Step, ...] = ()
    course: Course = Course()


class PracticeRow(Struct, frozen=True, kw_only=True):
    """What is sealed of a practice: tasks, and where and with whom, now and as asked for."""

    nomination: str
    tasks: SealedCell | None
    supervisor: SealedCell | None
    place: SealedCell | None
    wanted_supervisor: SealedCell | None = None
    wanted_place: SealedCell | None = None


class Report(Struct, frozen=True, kw_only=True):
    """A report of a practice, and what came of it: `status` is submitted, returned, passed or
    failed."""

    nomination: str
    number: int
    text: SealedCell | None
    sent_on: date
    status: str = "submitted"
    comment: SealedCell | None = None
    marks: dict[str, int] = {}
    resubmit_by: date | None = None
