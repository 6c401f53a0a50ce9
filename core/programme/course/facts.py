"""What a cohort's training consists of, as events, and their fold."""

from datetime import date

import msgspec
from msgspec import Struct

from core.area import States, To, area
from core.event import Event, Fact, NoPerson, event
from core.programme.questions import CurriculumRuling, Unit

UNLIMITED, BY_DECISION = "unlimited", "by_decision"
SECTIONS = ("取り組んだこと", "結果と考察", "今後の課題")


@event(
    "course.curriculum_pinned",
    ja="期 {cohort} の科目と試験の回数を定めた",
    en="Pinned the units and attempts of cohort {cohort}",
)
class CurriculumPinned(Event, frozen=True):
    """What the policy ruled when the cohort started. `attempts`: step -> unlimited, a number or
    by_decision; `absences` in half-days."""

    cohort: NoPerson[str]
    units: NoPerson[tuple[Unit, ...]]
    attempts: NoPerson[dict[str, str]]
    absences: NoPerson[int]


@event(
    "course.practice_planned",
    ja="期 {cohort} の実践の日程と様式を定めた",
    en="Planned the practice of cohort {cohort}",
)
class PracticePlanned(Event, frozen=True):
    """Dates, the headings of a report, what it is marked by (code -> most points), and how many
    days before a due date one is reminded."""

    cohort: NoPerson[str]
    starts_on: NoPerson[date]
    report_due: NoPerson[date]
    sections: NoPerson[tuple[str, ...]]
    rubric: NoPerson[dict[str, int]]
    remind_days: NoPerson[tuple[int, ...]]


@event(
    "course.venue_decided",
    ja="期 {cohort}（{fiscal_year} 年度）の集合研修の会場を定めた（{prefecture}、{certainty}）",
    en="On-site course of cohort {cohort}, FY{fiscal_year}: held in {prefecture} ({certainty})",
)
class VenueDecided(Event, frozen=True):
    """Where and when course 2 is held, and how to get there; a later one replaces it. The days may
    lie past 31 March: the cohort's fiscal year stays."""

    cohort: NoPerson[str]
    fiscal_year: NoPerson[int]
    prefecture: NoPerson[str]
    address: NoPerson[str]
    route: NoPerson[str]
    certainty: NoPerson[str]
    days: NoPerson[tuple[date, ...]]
    reason: NoPerson[str]


class Course(Struct, frozen=True, kw_only=True):
    """A cohort's training as pinned and planned so far."""

    units: tuple[Unit, ...] = ()
    attempts: dict[str, str] = {}
    absences: int = 0
    practice: PracticePlanned | None = None
    venue: VenueDecided | None = None

    def units_of(self, step: str) -> tuple[Unit, ...]:
        """The units of a study step, in order."""
        return tuple(unit for unit in self.units if unit.step == step)

    @property
    def sections(self) -> tuple[str, ...]:
        """The headings that a report has."""
        return self.practice.sections if self.practice else SECTIONS


def stream_of(cohort: str) -> str:
    """The stream of a cohort's course."""
    return f"course/{cohort}"


def course_of(states: States, cohort: str) -> Course:
    """The cohort's course; an empty one where nothing is pinned or planned."""
    held: Course | None = states[stream_of(cohort)]
    return held or Course()


def pinned(cohort: str, ruling: CurriculumRuling) -> list[To]:
    """What a cohort's start pins, if the policy says anything of it."""
    if not (ruling.units or ruling.attempts or ruling.absences):
        return []
    event = CurriculumPinned(
        cohort=cohort, units=ruling.units, attempts=ruling.attempts, absences=ruling.absences
    )
    return [To(stream_of(cohort), event)]


def evolve(state: Course | None, fact: Fact) -> Course:
    """Fold one fact of the stream."""
    held, change = state or Course(), msgspec.structs.replace
    match fact.event:
        case CurriculumPinned(units=units, attempts=attempts, absences=absences):
            return change(held, units=units, attempts=attempts, absences=absences)
        case PracticePlanned() as practice:
            return change(held, practice=practice)
        case VenueDecided() as venue:
            return change(held, venue=venue)
    raise AssertionError(fact.event.topic)


area("course", evolve)
