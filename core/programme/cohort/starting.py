"""The actual start of course 1, with the steps pinned for the cohort (clauses 13, 15-17)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from core.area import Ask, Known, States, To, decides
from core.command import Command, Label, command
from core.errors import refuse
from core.programme import course as courses
from core.programme import policy
from core.programme.cohort.facts import CohortStarted, known_cohort, stream_of
from core.programme.questions import CurriculumFacts, CurriculumRuling
from core.programme.words import CohortId, iso


@command(
    "start-cohort",
    ja="研修を始める",
    en="Begin the course of a cohort",
    roles=("officer",),
    clauses=(13, 15, 16, 17),
)
class StartCohort(Command, frozen=True):
    """From this date the cohort's trainees are expected to be certified (note to clause 13)."""

    cohort: CohortId
    on: Annotated[date, Label("開始日", "Start")]


def _ask_curriculum(wanted: StartCohort, states: States, known: Known) -> Ask:
    cohort = known_cohort(states, wanted.cohort)
    day = date(cohort.fiscal_year, 4, 1)
    parameters = policy.parameters_on(states, None, day)
    return Ask(
        "curriculum", CurriculumFacts(fiscal_year=cohort.fiscal_year, parameters=parameters), day
    )


@decides(
    StartCohort,
    streams=lambda wanted: (
        stream_of(wanted.cohort),
        courses.stream_of(wanted.cohort),
        policy.STREAM,
    ),
    ask=_ask_curriculum,
)
def start(wanted: StartCohort, states: States, known: Known) -> Sequence[To]:
    """Once; a start on the same day again changes nothing."""
    cohort = known_cohort(states, wanted.cohort)
    ruling: CurriculumRuling = known.ruling
    if cohort.started_on == wanted.on:
        return []
    if cohort.started_on:
        raise refuse("cohort.started", "研修はもう始まっています。", "The training has begun.")
    started = CohortStarted(
        cohort=cohort.id, on=wanted.on, on_text=iso(wanted.on), steps=ruling.steps
    )
    return [To(stream_of(cohort.id), started, wanted.on), *courses.pinned(cohort.id, ruling)]
