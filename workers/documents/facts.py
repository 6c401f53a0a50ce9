"""Parsed rows → a command's values, or a policy's facts in trials (`daicho try-selection`)."""

from datetime import date
from typing import Any

from core.programme.questions import NomineeFacts, Standing, WindowFacts
from workers.documents.parsing import ParsedRow

STANDINGS = {
    "certified": ("certified", True, True),
    "trainee": ("trainee", True, True),
    "ceased": ("certified", False, True),
    "failed": ("trainee", True, False),
}
"""状態 of the file → state, acting, expected."""


def command_values(row: ParsedRow) -> dict[str, Any]:
    """The row for `core.command.read_command`: what was left empty is absent.

    A window's operator defaults to its founder, its institution to the operator (form's help).
    """
    given = {field: value for field, value in row.values.items() if value is not None}
    if "founder" in given:
        given.setdefault("operator", given["founder"])
        given.setdefault("institution", given["operator"])
    return given


def window_facts(row: ParsedRow) -> WindowFacts:
    """A row of `windows`; there is no log in a trial, so no positions."""
    names = set(WindowFacts.__struct_fields__) & set(row.values)
    return WindowFacts(**{name: row.values[name] for name in names})


def nominee_facts(row: ParsedRow, decided_on: date) -> NomineeFacts:
    """A row of `nominations`; in a trial a named document counts as accepted evidence."""
    values = row.values
    return NomineeFacts(
        nomination=values["reference"] or f"r{row.number:04d}",
        window=values["window"],
        role=values["role"],
        started_on=values["started_on"],
        weekly_hours=values["weekly_hours"],
        experience_months=values["experience_months"],
        experience_until=decided_on,
        evidence_accepted=bool(values["evidence"]),
        past_unselected=values["past_unselected"] or 0,
    )


def standing(row: ParsedRow, decided_on: date) -> Standing:
    """A row of `certified`: one person. A trainee has begun by the date of the decision."""
    state, acting, expected = STANDINGS[row.values["state"]]
    begun = decided_on if state == "trainee" else None
    return Standing(
        person=f"r{row.number}",
        window=row.values["window"],
        state=state,
        acting=acting,
        expected=expected,
        accepted_on=begun,
        started_on=begun,
    )
