"""The hooks of this policy: who is chosen is in choosing.py, what belongs to a year in year.py, what
the office should look at in noticing.py."""

from collections.abc import Sequence

from plugins import api
from plugins.api import hookimpl

from . import choosing, noticing, year


@hookimpl
def decide_calendar(facts: api.CalendarFacts) -> api.CalendarRuling:
    return year.rounds(facts)


@hookimpl
def decide_eligibility(facts: api.EligibilityFacts) -> api.EligibilityRuling:
    return choosing.examine(facts.nominee)


@hookimpl
def decide_selection(facts: api.SelectionFacts) -> api.SelectionRuling:
    return choosing.select(facts)


@hookimpl
def decide_curriculum(facts: api.CurriculumFacts) -> api.CurriculumRuling:
    return year.course(facts)


@hookimpl
def decide_certification(facts: api.CertificationFacts) -> api.CertificationRuling:
    return year.certificate(facts)


@hookimpl
def decide_directory(facts: api.DirectoryFacts) -> api.DirectoryRuling:
    return year.public_list(facts)


@hookimpl
def decide_labels(facts: api.LabelFacts) -> api.LabelRuling:
    return year.labels(facts)


@hookimpl
def decide_defaults(facts: api.DefaultsFacts) -> api.DefaultsRuling:
    return year.habits(facts)


@hookimpl
def observe_events(tenant: str, facts: Sequence[api.Fact]) -> list[api.Remark]:
    return noticing.late_reports(facts)
