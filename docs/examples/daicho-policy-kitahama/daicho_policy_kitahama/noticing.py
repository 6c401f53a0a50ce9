"""Section 8: a change of a coordinator's work is reported within two weeks, so that the list holds."""

from collections.abc import Sequence
from datetime import date

from plugins.api import Fact, Remark

from .tables import YEAR


def late_reports(facts: Sequence[Fact]) -> list[Remark]:
    """8: which changes were recorded later than that, and by how many days."""
    return [
        Remark(
            code="late_report",
            position=fact.position,
            about=fact.event.person,
            values={"days": days, "most": YEAR["reports"]["days"]},
        )
        for fact in facts
        if (days := days_after(fact)) > YEAR["reports"]["days"]
    ]


def days_after(fact: Fact) -> int:
    """8: from the day of the change to the day it was recorded."""
    return (date.fromisoformat(fact.envelope.recorded_at[:10]) - fact.effective_on).days
