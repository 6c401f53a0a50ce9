"""The hooks of this policy; the rules are in rules.py."""

from plugins import api
from plugins.api import hookimpl

from . import rules


@hookimpl
def decide_labels(facts: api.LabelFacts) -> api.LabelRuling:
    return rules.labels(facts)


@hookimpl
def decide_selection(facts: api.SelectionFacts) -> api.SelectionRuling:
    return rules.select(facts)
