"""Planning a cohort's practice and the venue of course 2 (clauses 15-17)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from msgspec import Meta

from core.area import Known, States, To, decides, need
from core.command import Choice, Command, Label, Text, command
from core.errors import Faults
from core.japan import Misread, read_date
from core.programme.course.facts import (
    SECTIONS,
    PracticePlanned,
    VenueDecided,
    course_of,
    stream_of,
)
from core.programme.words import CohortId

REMIND_DAYS = (14, 3)
CERTAINTIES = (
    Choice("planned", "予定", "Planned"),
    Choice("fixed", "確定", "Fixed"),
)
Words = tuple[str, ...]


class OfCohort(Command, frozen=True):
    """A command on a planned cohort's course."""

    cohort: CohortId


def _streams(wanted: OfCohort) -> Sequence[str]:
    return (f"cohort/{wanted.cohort}", stream_of(wanted.cohort))


def _cohort(states: States, cohort: str) -> Any:
    return need(
        states,
        f"cohort/{cohort}",
        f"期 {cohort} は計画されていません。",
        f"Cohort {cohort} is not planned.",
    )


@command(
    "plan-practice",
    ja="実践の日程と様式を定める",
    en="Plan the practice of a cohort",
    roles=("officer",),
    clauses=(15, 16),
)
class PlanPractice(OfCohort, frozen=True, kw_only=True):
    """A later plan replaces the earlier; reports that were sent stay as they are."""

    starts_on: Annotated[date, Label("実践の開始日", "Practice begins")]
    report_due: Annotated[date, Label("報告書の提出期限", "Report due")]
    sections: Annotated[
        Words,
        Label(
            "報告書の見出し",
            "Headings of a report",
            "複数は「、」で区切る",
            "Several with a comma between",
        ),
    ] = SECTIONS
    rubric: Annotated[
        Words,
        Label(
            "評価の観点",
            "What is marked",
            "「観点=満点」。複数は「、」で区切る",
            "name=most points, with a comma between",
        ),
    ] = ()
    remind_days: Annotated[
        Words,
        Label(
            "期限の何日前に知らせるか",
            "Days before the due date to remind",
            "多くて2回。複数は「、」で区切る",
            "Two at most",
        ),
    ] = tuple(str(days) for days in REMIND_DAYS)


@decides(PlanPractice, streams=_streams)
def plan_practice(wanted: PlanPractice, states: States, known: Known) -> Sequence[To]:
    """The same plan again changes nothing."""
    _cohort(states, wanted.cohort)
    rubric = marks_of(wanted.rubric)
    _check_plan(wanted, rubric)
    assert rubric is not None
    planned = PracticePlanned(
        cohort=wanted.cohort,
        starts_on=wanted.starts_on,
        report_due=wanted.report_due,
        sections=wanted.sections,
        rubric=rubric,
        remind_days=tuple(sorted({int(days) for days in wanted.remind_days}, reverse=True)),
    )
    same = course_of(states, wanted.cohort).practice == planned
    return [] if same else [To(stream_of(wanted.cohort), planned)]


def _check_plan(wanted: PlanPractice, rubric: dict[str, int] | None) -> None:
    faults = Faults()
    faults.unless(
        wanted.starts_on < wanted.report_due,
        "course.bad_order",
        "提出期限は、実践の開始日より後にしてください。",
        "The report is due after the practice begins.",
        "report_due",
    )
    faults.unless(
        wanted.sections and len(set(wanted.sections)) == len(wanted.sections),
        "course.bad_sections",
        "報告書の見出しを、重ならないように一つ以上書いてください。",
        "Give one heading at least, none twice.",
        "sections",
    )
    faults.unless(
        rubric is not None,
        "course.bad_rubric",
        "評価の観点は「観点=満点」の形で書いてください。",
        "Write what is marked as name=most points.",
        "rubric",
    )
    plain = all(days.isascii() and days.isdigit() and len(days) <= 3 for days in wanted.remind_days)
    faults.unless(
        plain and len(wanted.remind_days) <= len(REMIND_DAYS),
        "course.bad_reminders",
        "知らせる日数は、数字で2つまでです。",
        "Two numbers of days at most.",
        "remind_days",
    )
    faults.raise_any()


def marks_of(words: Words) -> dict[str, int] | None:
    """`name=points` as a table; None if one is not of that form."""
    pairs = [word.partition("=") for word in words]
    good = all(
        name and points.isascii() and points.isdigit() and len(points) <= 4
        for name, _, points in pairs
    )
    return {name: int(points) for name, _, points in pairs} if good else None


@command(
    "decide-venue",
    ja="集合研修の会場と日程を定める",
    en="Decide the venue of the on-site course",
    roles=("officer",),
    clauses=(17,),
)
class DecideVenue(OfCohort, frozen=True, kw_only=True):
    """Planned first and fixed later, or moved (by snow, say): the latest decision stands."""

    prefecture: Annotated[Annotated[str, Meta(max_length=10)], Label("都道府県", "Prefecture")]
    address: Annotated[Text, Label("会場の所在地", "Address")]
    route: Annotated[Text, Label("交通のメモ", "How to get there")] = ""
    certainty: Annotated[str, Label("確実さ", "Certainty", choices=CERTAINTIES)] = "planned"
    days: Annotated[
        Words,
        Label("日程", "Days", "日付。複数は「、」で区切る", "Dates with a comma between"),
    ]
    reason: Annotated[Text, Label("変えた理由", "Why it changed")] = ""


@decides(DecideVenue, streams=_streams)
def decide_venue(wanted: DecideVenue, states: States, known: Known) -> Sequence[To]:
    """Days that lie past 31 March are taken: the cohort's fiscal year stays."""
    cohort = _cohort(states, wanted.cohort)
    decided = VenueDecided(
        cohort=wanted.cohort,
        fiscal_year=cohort.fiscal_year,
        prefecture=wanted.prefecture,
        address=wanted.address,
        route=wanted.route,
        certainty=wanted.certainty,
        days=_days(wanted.days),
        reason=wanted.reason,
    )
    same = course_of(states, wanted.cohort).venue == decided
    return [] if same else [To(stream_of(wanted.cohort), decided)]


def _days(words: Words) -> tuple[date, ...]:
    faults, found = Faults(), set()
    faults.unless(words, "course.no_days", "日程を書いてください。", "Give the days.", "days")
    for word in words:
        try:
            found.add(read_date(word))
        except Misread as misread:
            faults.unless(False, "course.bad_day", misread.ja, misread.en, "days")
    faults.raise_any()
    return tuple(sorted(found))
