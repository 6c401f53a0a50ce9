"""Clause 1(1): how much experience a nominee has: verified documents, a stated figure, or start
date and hours; and how it was counted, step by step."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from plugins.api import ExperienceFacts, NomineeFacts, Reason, Value

from .tables import because

CONTRADICTION_MONTHS = 1
SIGNS = {"work": 1, "leave": -1}
"""What a document's hours do to the sum; one that is not here has none."""


class Span(NamedTuple):
    """Hours a week over so many days; `number` is the document's, None for what the form says."""

    number: int | None
    sign: int
    begins_on: date
    ends_on: date
    days: int
    weekly: Fraction

    @property
    def hours(self) -> Fraction:
        return self.weekly * self.days / 7


class Experience(NamedTuple):
    """Months by verified documents, as stated, as computed from start date and hours; the first
    that is known is used."""

    proved: int | None
    stated: int | None
    computed: int | None
    waived: bool

    @property
    def months(self) -> int | None:
        known = (self.proved, self.stated, self.computed)
        return next((months for months in known if months is not None), None)


def experience_of(
    nominee: NomineeFacts, decided_on: date, chosen: Mapping[str, Value]
) -> Experience:
    """What is known of the nominee's experience under these parameters."""
    spans, form = spans_of(nominee, decided_on), form_span(nominee, decided_on)
    return Experience(
        proved=months_of(spans, chosen) if any(span.sign > 0 for span in spans) else None,
        stated=nominee.experience_months,
        computed=months_of([form], chosen) if form else None,
        waived=_waived(nominee, chosen),
    )


def spans_of(nominee: NomineeFacts, decided_on: date) -> list[Span]:
    """What each verified document says, up to the day to which experience counts."""
    until = nominee.experience_until or decided_on
    rows = [row for row in nominee.experience if row.counts in SIGNS]
    return [_span(row, until) for row in rows]


def _span(row: ExperienceFacts, until: date) -> Span:
    # A last day that is given was worked; the day of the deadline, as with the form, is not.
    after = until if row.ends_on is None else min(until, row.ends_on + timedelta(days=1))
    days = max((after - row.begins_on).days, 0)
    sign, weekly = SIGNS[row.counts], Fraction(str(row.weekly_hours))
    return Span(row.number, sign, row.begins_on, row.ends_on or until, days, weekly)


def form_span(nominee: NomineeFacts, decided_on: date) -> Span | None:
    """Start date and hours as the form gives them, None where one is missing."""
    if nominee.started_on is None or nominee.weekly_hours is None:
        return None
    until = nominee.experience_until or decided_on
    days = max((until - nominee.started_on).days, 0)
    return Span(None, 1, nominee.started_on, until, days, Fraction(str(nominee.weekly_hours)))


def months_of(spans: list[Span], chosen: Mapping[str, Value]) -> int:
    """Whole months in the sum of hours, never below zero."""
    return max(int(_hours(spans) // int(chosen["hours_a_month"])), 0)


def contradiction(experience: Experience) -> tuple[Reason, ...]:
    """A warning where what was stated is not what is proved or computed."""
    proved, stated, computed, _ = experience
    other = computed if proved is None else proved
    if stated is None or other is None or abs(stated - other) <= CONTRADICTION_MONTHS:
        return ()
    code = "experience_contradiction" if proved is None else "experience_other_proved"
    return (because(code, given=stated, computed=other),)


def traced(
    nominee: NomineeFacts, decided_on: date, chosen: Mapping[str, Value]
) -> tuple[Reason, ...]:
    """Every step from hours to months, and what is asked for."""
    experience = experience_of(nominee, decided_on, chosen)
    form = form_span(nominee, decided_on)
    spans = spans_of(nominee, decided_on) if experience.proved is not None else []
    if experience.proved is None and experience.stated is None and form:
        spans = [form]
    steps = [_step(span) for span in spans]
    if spans:
        steps.append(_sum(spans, chosen))
    elif experience.stated is not None:
        steps.append(because("trace_stated", given=experience.stated))
    if experience.waived:
        steps.append(because("trace_waived"))
    return (*steps, because("trace_needed", needed=chosen["experience_months"]))


def _step(span: Span) -> Reason:
    code = "trace_form" if span.number is None else "trace_work" if span.sign > 0 else "trace_leave"
    return because(
        code,
        number=span.number,
        since=span.begins_on,
        until=span.ends_on,
        days=span.days,
        weekly=f"{float(span.weekly):g}",
        hours=_shown(span.hours),
    )


def _sum(spans: list[Span], chosen: Mapping[str, Value]) -> Reason:
    total, per = _shown(_hours(spans)), chosen["hours_a_month"]
    return because("trace_sum", hours=total, per=per, months=months_of(spans, chosen))


def _hours(spans: list[Span]) -> Fraction:
    return sum((span.sign * span.hours for span in spans), Fraction(0))


def _shown(hours: Fraction) -> str:
    return f"{float(hours):,.1f}"


def _waived(nominee: NomineeFacts, chosen: Mapping[str, Value]) -> bool:
    held = any(row.counts == "qualification" for row in nominee.experience)
    return held and chosen["experience_waiver"] == "qualification"
