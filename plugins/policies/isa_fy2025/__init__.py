"""Policy isa_fy2025, the hooks: section 1 of the draft of December 2024 (policy.toml)."""

from plugins import api
from plugins.api import hookimpl

from . import (
    calendar,
    certification,
    curriculum,
    defaults,
    directory,
    eligibility,
    labels,
    selection,
)


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
def decide_curriculum(facts: api.CurriculumFacts) -> api.CurriculumRuling:
    return curriculum.decide(facts)


@hookimpl
def decide_certification(facts: api.CertificationFacts) -> api.CertificationRuling:
    return certification.decide(facts)


@hookimpl
def decide_directory(facts: api.DirectoryFacts) -> api.DirectoryRuling:
    return directory.decide(facts)


@hookimpl
def decide_labels(facts: api.LabelFacts) -> api.LabelRuling:
    return labels.decide(facts)


@hookimpl
def decide_defaults(facts: api.DefaultsFacts) -> api.DefaultsRuling:
    return defaults.decide(facts)
