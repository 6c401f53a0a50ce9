"""What rulings on a year must hold to: calendar, curriculum, certification, directory, labels."""

import re
from collections import Counter
from string import Formatter

from core.programme.cohort.planning import ROUNDS_MAX
from core.programme.course.facts import BY_DECISION, UNLIMITED
from core.programme.questions import (
    CalendarFacts,
    CalendarRuling,
    CertificationFacts,
    CertificationRuling,
    CurriculumFacts,
    CurriculumRuling,
    DirectoryFacts,
    DirectoryRuling,
    LabelFacts,
    LabelRuling,
    ProgrammeWords,
    RenewalRuling,
    Round,
    Step,
    Term,
)
from plugins.sound_parts import are_coded, are_distinct, are_in_order, is_code, is_line, is_said

SEATS_MAX = 1_000_000
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
STEPS_MAX = UNITS_MAX = TIERS_MAX = 200
ABSENCES_MAX = MONTHS_MAX = 1_200
SCORE_MAX = 1_000
ATTEMPTS = re.compile(r"[1-9][0-9]{0,2}")
STUDY, TEST, PRACTICE, ATTENDANCE = "study", "test", "practice", "attendance"
PATTERN_MAX = 200
WIDTH = re.compile(r"(0?[1-9][0-9]?)?d?")
"""How a number in a pattern may be filled up: to two digits' width at most."""


def calendar(facts: CalendarFacts, ruling: CalendarRuling) -> bool:
    """Rounds in order, each once and no more than can be planned; seats that there can be; months
    of the year or of the next, in the order of the training."""
    numbers = [each.number for each in ruling.rounds]
    known = all(1 <= number <= ROUNDS_MAX for number in numbers)
    seats = all(0 <= each.seats <= SEATS_MAX for each in ruling.rounds)
    months = all(_has_months(each, facts.fiscal_year) for each in ruling.rounds)
    return known and seats and months and are_distinct(numbers) and numbers == sorted(numbers)


def _has_months(each: Round, year: int) -> bool:
    months = [each.course1_from, each.practice_from, each.course2_from]
    first, last = f"{year}-04", f"{year + 2}-03"
    named = all(MONTH.fullmatch(month) and first <= month <= last for month in months)
    return named and months == sorted(months)


def curriculum(facts: CurriculumFacts, ruling: CurriculumRuling) -> bool:
    """At least one step; each step and unit once, by a code; units of steps that are studied;
    attempts at steps that are tests."""
    del facts
    kinds = {each.id: each.kind for each in ruling.steps}
    units = [each.id for each in ruling.units]
    return (
        0 < len(ruling.steps) <= STEPS_MAX
        and len(units) <= UNITS_MAX
        and are_distinct(each.id for each in ruling.steps)
        and are_distinct(units)
        and all(map(is_code, [*kinds, *units]))
        and is_said(*ruling.steps, *ruling.units)
        and all(map(_is_step, ruling.steps))
        # Reports and days in attendance belong to a trainee, not to one of several steps.
        and max(Counter(kinds.values())[kind] for kind in (PRACTICE, ATTENDANCE)) <= 1
        and all(kinds.get(each.step) == STUDY for each in ruling.units)
        and all(each.hours is None or each.hours > 0 for each in ruling.units)
        and all(kinds.get(step) == TEST for step in ruling.attempts)
        and all(map(_is_attempts, ruling.attempts.values()))
        and 0 <= ruling.absences <= ABSENCES_MAX
    )


def _is_step(step: Step) -> bool:
    if step.kind == TEST:
        return step.pass_mark is not None and 0 <= step.pass_mark <= SCORE_MAX
    return step.kind in (STUDY, PRACTICE, ATTENDANCE) and step.pass_mark is None


def _is_attempts(rule: str) -> bool:
    return rule in (UNLIMITED, BY_DECISION) or ATTEMPTS.fullmatch(rule) is not None


def certification(facts: CertificationFacts, ruling: CertificationRuling) -> bool:
    """A number for everybody; days in order; a renewal where one was asked about; words in both
    languages wherever there are any."""
    rules, wording = ruling.revocation, ruling.wording
    pairs = [
        (ruling.note_ja, ruling.note_en),
        (wording.title_ja, wording.title_en),
        (wording.body_ja, wording.body_en),
    ]
    return (
        _is_pattern(ruling.number_pattern)
        and are_in_order(facts.certified_on, ruling.valid_until)
        and (facts.held is None or _is_renewal(facts, ruling.renewal))
        and are_coded(rules.grounds)
        and 0 <= rules.bar_months <= MONTHS_MAX
        and all(bool(ja.strip()) == bool(en.strip()) for ja, en in pairs)
    )


def _is_renewal(facts: CertificationFacts, renewal: RenewalRuling | None) -> bool:
    held = facts.held
    assert held is not None
    return (
        renewal is not None
        and are_in_order(renewal.opens_on, held.valid_until, renewal.lapses_after)
        and are_coded(renewal.needs)
    )


def _is_pattern(pattern: str) -> bool:
    """The running number, perhaps the year, and nothing else to fill in."""
    if len(pattern) > PATTERN_MAX or not pattern.isprintable():
        return False
    try:
        fields = [part for part in Formatter().parse(pattern) if part[1] is not None]
    except ValueError:
        return False
    plain = all(not turned and WIDTH.fullmatch(width or "") for _, _, width, turned in fields)
    names = {name for _, name, _, _ in fields}
    return plain and "number" in names and names <= {"number", "year"}


def directory(facts: DirectoryFacts, ruling: DirectoryRuling) -> bool:
    """Places that were given, each once, with no more people than were counted there; each in a
    block, or none."""
    given, shown = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    people, told = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for place in facts.places:
        key = (place.prefecture, place.municipality, place.institution)
        given[key] += 1
        people[key] += place.coordinators
    for row in ruling.rows:
        key = (row.prefecture, row.municipality, row.institution)
        shown[key] += 1
        told[key] += row.coordinators
    blocks = {bool(row.block.strip()) for row in ruling.rows}
    whole = len(blocks) <= 1 and all(row.coordinators >= 1 for row in ruling.rows)
    return whole and shown <= given and told <= people and is_line(ruling.title)


def labels(facts: LabelFacts, ruling: LabelRuling) -> bool:
    """Tiers in order, each once, with a mark of its own and words; the programme's own words."""
    del facts
    tiers = [each.tier for each in ruling.tiers]
    return (
        0 < len(tiers) <= TIERS_MAX
        and all(tier >= 1 for tier in tiers)
        and tiers == sorted(tiers)
        and are_distinct(tiers)
        and are_distinct(each.mark for each in ruling.tiers)
        and are_distinct(each.ja for each in ruling.tiers)
        and all(each.mark.strip() for each in ruling.tiers)
        and is_said(*ruling.tiers)
        and _are_words(ruling.words)
    )


def _are_words(words: ProgrammeWords) -> bool:
    """Words of one line each, in both languages."""
    named = [getattr(words, name) for name in words.__struct_fields__]
    terms = [each for each in named if isinstance(each, Term)]
    return is_said(*terms) and all(is_line(each.ja) and is_line(each.en) for each in terms)
