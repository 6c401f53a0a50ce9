"""Clause 1(1), as in fiscal years 2025 and 2026: how much experience a nominee has.

Verified documents win over a stated figure, and that over start date and hours.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from plugins.api import NomineeFacts, Reason, Value

from .tables import because

COUNTED = ("work", "leave")
TOLERATED_MONTHS = 1


class Span(NamedTuple):
    """Hours a week over so many days, as a step of the count (`code`, `number`) tells them."""

    code: str
    number: int | None
    begins_on: date
    ends_on: date
    after: date
    weekly: Fraction

    @property
    def days(self) -> int:
        """Days that count."""
        return max((self.after - self.begins_on).days, 0)

    @property
    def hours(self) -> Fraction:
        """Hours worked; below zero where they are to be taken off."""
        sign = -1 if self.code == "trace_leave" else 1
        return sign * self.weekly * self.days / 7


class Experience(NamedTuple):
    """Months that are used (None: unknown), why they may be doubted, and how they were counted."""

    months: int | None
    waived: bool
    warnings: tuple[Reason, ...]
    trace: tuple[Reason, ...]


def experience_of(
    nominee: NomineeFacts, decided_on: date, needed: int, chosen: Mapping[str, Value]
) -> Experience:
    """What is known of the nominee's experience under these parameters."""
    until, per = nominee.experience_until or decided_on, int(chosen["hours_a_month"])
    documents, form = _documents(nominee, until), _form(nominee, until)
    proved = _months(documents, per) if any(s.code == "trace_work" for s in documents) else None
    stated, computed = nominee.experience_months, _months(form, per) if form else None
    known = [each for each in (proved, stated, computed) if each is not None]
    waived = chosen["experience_waiver"] == "qualification" and any(
        row.counts == "qualification" for row in nominee.experience
    )
    used = documents if proved is not None else [] if stated is not None else form
    return Experience(
        months=known[0] if known else None,
        waived=waived,
        warnings=_warnings(proved, stated, computed),
        trace=(
            *_steps(used, per),
            *([because("trace_stated", given=stated)] if stated is not None and not used else []),
            *([because("trace_waived")] if waived else []),
            because("trace_needed", needed=needed),
        ),
    )


def _documents(nominee: NomineeFacts, until: date) -> list[Span]:
    # A last day that is given was worked; the day of the deadline, as with the form, is not.
    return [
        Span(
            f"trace_{row.counts}",
            row.number,
            row.begins_on,
            row.ends_on or until,
            until if row.ends_on is None else min(until, row.ends_on + timedelta(days=1)),
            Fraction(str(row.weekly_hours)),
        )
        for row in nominee.experience
        if row.counts in COUNTED
    ]


def _form(nominee: NomineeFacts, until: date) -> list[Span]:
    begun, weekly = nominee.started_on, nominee.weekly_hours
    if begun is None or weekly is None:
        return []
    return [Span("trace_form", None, begun, until, until, Fraction(str(weekly)))]


def _months(spans: list[Span], per: int) -> int:
    return max(int(_total(spans) // per), 0)


def _total(spans: list[Span]) -> Fraction:
    return sum((span.hours for span in spans), Fraction(0))


def _warnings(proved: int | None, stated: int | None, computed: int | None) -> tuple[Reason, ...]:
    code = "experience_contradiction" if proved is None else "experience_other_proved"
    other = computed if proved is None else proved
    if stated is None or other is None or abs(stated - other) <= TOLERATED_MONTHS:
        return ()
    return (because(code, given=stated, computed=other),)


def _steps(spans: list[Span], per: int) -> list[Reason]:
    steps = [
        because(
            span.code,
            number=span.number,
            since=span.begins_on,
            until=span.ends_on,
            days=span.days,
            weekly=f"{float(span.weekly):g}",
            hours=f"{abs(float(span.hours)):,.1f}",
        )
        for span in spans
    ]
    total, months = f"{float(_total(spans)):,.1f}", _months(spans, per)
    return [*steps, because("trace_sum", hours=total, per=per, months=months)] if spans else []
