"""Policy extra_cohort: a third round in fiscal years 2025 and 2026, and nothing else (clause 2(3)).

It answers the calendar alone; every other question stays with the policy adopted before it.
"""

from plugins.api import CalendarFacts, CalendarRuling, hookimpl

from .rounds import rounds_of


@hookimpl
def decide_calendar(facts: CalendarFacts) -> CalendarRuling:
    return CalendarRuling(rounds=rounds_of(facts))
