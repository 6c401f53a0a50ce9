"""View trainee_progress: how each trainee stands in their cohort's training, from units to the
final test (clauses 13, 15-17)."""

from collections import Counter
from typing import NamedTuple

import msgspec

from core import area
from core.event import EVENTS, Event, Fact
from core.programme.cohort import CohortCarriedIn, CohortPlanned, CohortStarted, carried_plan
from core.programme.lecture import Lecture, VideoPublished
from core.programme.questions import Step, Unit
from core.programme.training.due import due_of
from core.programme.training.facts import (
    ExpectationRevised,
    ExpectationSet,
    StepCompleted,
    TestFailed,
    TraineeEnrolled,
    TraineeReturned,
    TrainingEnded,
    UnitCompleted,
)
from core.programme.training.state import Due, Trainee, next_step
from projections.borrowed import PEOPLE_EVENTS, PLACE_EVENTS, Lookup, Who, WindowPlace, keep
from projections.store import Views
from projections.trainee_practice import PRACTICES, REPORTS, keep_practice
from projections.trainee_rows import (
    CohortRow,
    Judgement,
    PracticeRow,
    Report,
    Result,
    Seen,
    TraineeRow,
)
from projections.view import Rows, Table, View


class Progress(NamedTuple):
    """A trainee with who and where they are. `next` is the one unlocked step, None before start or
    after all; `unit` the next to be seen, with its video; `percent` of units and steps are done."""

    trainee: TraineeRow
    who: Who
    place: WindowPlace
    cohort: CohortRow
    next: Step | None
    unit: Unit | None
    video: VideoPublished | None
    percent: int
    due: Due | None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The pinned steps of the cohort."""
        return self.cohort.steps


class Account(NamedTuple):
    """All of one trainee: with the practice as the trainee told it, and every report."""

    progress: Progress
    practice: PracticeRow | None
    reports: list[Report]


class Overview(NamedTuple):
    """A cohort and the numbers of its trainees."""

    cohort: CohortRow
    trainees: int
    expected: int
    to_mark: int


TRAINEES = Table("trainee", TraineeRow, indexes=("cohort",))
COHORTS = Table("cohort", CohortRow)
VIDEOS = Table("video", Lecture)
PEOPLE = Table("person", Who)
PLACES = Table("window", WindowPlace)


def fold(rows: Rows, fact: Fact) -> None:
    """The areas fold their own streams; what is sealed, and when things were, is kept beside."""
    if keep(rows, fact, PEOPLE, PLACES):
        return
    owner, _, key = fact.stream.partition("/")
    if owner == "training":
        _train(rows, key, fact)
    elif owner == "lecture":
        rows.put(VIDEOS, key, area.evolve(rows.get(VIDEOS, key), fact))
    else:
        rows.put(COHORTS, key, _course(rows.get(COHORTS, key) or CohortRow(cohort=key), fact))


def progress(
    views: Views, tenant: str, as_of: int | None = None, *, cohort: str | None = None
) -> list[Progress]:
    """Trainees by nomination, of all cohorts or one."""
    wanted = [] if cohort is None else [TRAINEES.column("cohort") == cohort]
    with views.at(VIEW, tenant, as_of) as then:
        trainees = then.rows(TRAINEES, *wanted)
        courses = {each.cohort: each for each in then.rows(COHORTS)}
        videos = [each for lecture in then.rows(VIDEOS) for each in lecture.videos]
        known = Lookup(then, PEOPLE, PLACES)
    latest = {each.unit: each for each in sorted(videos, key=lambda each: each.on)}
    return [
        _progress(each, known, courses.get(each.cohort) or CohortRow(cohort=each.cohort), latest)
        for each in trainees
    ]


def account(views: Views, tenant: str, nomination: str, as_of: int | None = None) -> Account | None:
    """Everything of one trainee, None if there is none."""
    with views.at(VIEW, tenant, as_of) as then:
        row = then.row(TRAINEES, nomination)
        practice = then.row(PRACTICES, nomination)
        reports = then.rows(REPORTS, REPORTS.column("nomination") == nomination)
    if row is None:
        return None
    own = [
        each
        for each in progress(views, tenant, as_of, cohort=row.cohort)
        if each.trainee.nomination == nomination
    ]
    return Account(own[0], practice, sorted(reports, key=lambda each: each.number))


def overview(views: Views, tenant: str, as_of: int | None = None) -> list[Overview]:
    """Every cohort, the latest first."""
    with views.at(VIEW, tenant, as_of) as then:
        held = then.rows(COHORTS)
        trainees = then.rows(TRAINEES)
    every = Counter(each.cohort for each in trainees)
    expected = Counter(each.cohort for each in trainees if each.held.expected)
    to_mark = Counter(each.cohort for each in trainees if each.held.practice.status == "submitted")
    found = [
        Overview(each, every[each.cohort], expected[each.cohort], to_mark[each.cohort])
        for each in held
        if each.plan
    ]
    return sorted(found, key=lambda each: (each.cohort.fiscal_year, each.cohort.cohort))[::-1]


def _progress(
    row: TraineeRow, known: Lookup, cohort: CohortRow, latest: dict[str, VideoPublished]
) -> Progress:
    step = next_step(row.held, cohort.steps)
    left = [each for each in cohort.course.units_of(step.id) if step] if step else []
    unit = next((each for each in left if each.id not in row.held.units), None)
    return Progress(
        trainee=row,
        who=known.who(row.person),
        place=known.place(row.window),
        cohort=cohort,
        next=step,
        unit=unit,
        video=latest.get(unit.id) if unit else None,
        percent=_percent(row.held, cohort),
        due=due_of(row.held, cohort.course, cohort.steps),
    )


def _percent(held: Trainee, cohort: CohortRow) -> int:
    """Done in percent: a unit counts by its hours where they are known, everything else as one."""
    whole = done = 0
    for step in cohort.steps:
        units = cohort.course.units_of(step.id)
        for unit in units:
            whole += unit.hours or 1
            seen = unit.id in held.units or step.id in held.done
            done += (unit.hours or 1) if seen else 0
        whole += not units
        done += not units and step.id in held.done
    return done * 100 // whole if whole else 0


def _course(row: CohortRow, fact: Fact) -> CohortRow:
    change = msgspec.structs.replace
    match fact.event:
        case CohortPlanned(fiscal_year=year, plan=plan):
            return change(row, fiscal_year=year, plan=plan)
        case CohortCarriedIn(fiscal_year=year, on=on) as carried:
            plan = carried_plan(carried)
            return change(row, fiscal_year=year, plan=plan, started_on=on)
        case CohortStarted(on=on, steps=steps):
            return change(row, started_on=on, steps=steps)
    return change(row, course=area.evolve(row.course, fact))


def _train(rows: Rows, nomination: str, fact: Fact) -> None:
    if isinstance(fact.event, TraineeEnrolled):
        rows.put(TRAINEES, nomination, _enrolled(fact.event, fact))
        return
    row = rows.need(TRAINEES, nomination)
    held = area.evolve(row.held, fact)
    rows.put(TRAINEES, nomination, _noted(msgspec.structs.replace(row, held=held), fact))
    keep_practice(rows, nomination, fact)


def _enrolled(made: TraineeEnrolled, fact: Fact) -> TraineeRow:
    return TraineeRow(
        nomination=made.nomination,
        person=made.person,
        window=made.window,
        cohort=made.cohort,
        enrolled_on=fact.effective_on,
        held=area.evolve(None, fact),
    )


def _noted(row: TraineeRow, fact: Fact) -> TraineeRow:
    change, on = msgspec.structs.replace, fact.effective_on
    match fact.event:
        case StepCompleted(step=step, score=score):
            return change(row, results=(*row.results, Result(step, True, score, on)))
        case TestFailed(step=step, score=score):
            return change(row, results=(*row.results, Result(step, False, score, on)))
        case UnitCompleted(unit=unit, video=video):
            return change(row, seen=(*row.seen, Seen(unit, video, on)))
        case ExpectationSet() | ExpectationRevised() as said:
            told = Judgement(said.expected, said.cause, on)
            return change(row, judgements=(*row.judgements, told))
        case TrainingEnded():
            return change(row, ended_on=on)
        case TraineeReturned(cohort=cohort):
            return change(row, cohort=cohort)
    return row


def _own(topic: str) -> bool:
    return topic.partition(".")[0] in ("training", "course")


EVENTS_READ: tuple[type[Event], ...] = (
    *PEOPLE_EVENTS,
    *PLACE_EVENTS,
    CohortCarriedIn,
    CohortPlanned,
    CohortStarted,
    VideoPublished,
    *(cls for topic, cls in EVENTS.items() if _own(topic)),
)
VIEW = View(
    "trainee_progress",
    3,
    tables=(TRAINEES, COHORTS, PRACTICES, REPORTS, VIDEOS, PEOPLE, PLACES),
    events=EVENTS_READ,
    fold=fold,
)
