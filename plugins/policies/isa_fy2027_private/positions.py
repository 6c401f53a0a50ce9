"""Where a fact was recorded: its own event's position, else that of the form it came in with."""

from collections.abc import Mapping

from plugins.api import FactUsed, NomineeFacts, WindowFacts, fact_used

GROUPS = {"grant_year": "grant", "evidence_accepted": "evidence"}


def window_fact(window: WindowFacts, name: str) -> FactUsed:
    """The window's fact of this name."""
    return fact_used(name, getattr(window, name), position(window.positions, name, "window"))


def nominee_fact(nominee: NomineeFacts, name: str) -> FactUsed:
    """The nominee's fact of this name."""
    place = position(nominee.positions, name, "nomination")
    return fact_used(name, getattr(nominee, name), place)


def position(known: Mapping[str, int], name: str, form: str) -> int:
    """The position under the name, its group or its form; 0 in trials, where there is no log."""
    group = "caseload" if name.startswith("caseload") else GROUPS.get(name, name)
    return next((known[key] for key in (name, group, form) if key in known), 0)
