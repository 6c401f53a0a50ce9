"""Policy isa_fy2027_private, the hooks: section 2 of the draft of December 2024 (policy.toml)."""

from plugins import api
from plugins.api import hookimpl

from . import calendar, eligibility, labels, selection


@hookimpl
def decide_calendar(facts: api.CalendarFacts) -> api.CalendarRuling:
    return calendar.decide(facts)


@hookimpl
def decide_eligibility(facts: api.EligibilityFacts) -> api.EligibilityRuling:
    return eligibility.decide(facts)


@hookimpl
def decide_selection(facts: api.SelectionFacts) -> api.SelectionRuling:
    return selection.decide(facts)


@hookimpl
def decide_labels(facts: api.LabelFacts) -> api.LabelRuling:
    return labels.decide(facts)
