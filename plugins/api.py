"""All that a policy author imports: question structs, `hookimpl`, constructors (design.md part 5).

A policy is pure: no files but its own, no clock, no randomness, no network. It refuses by raising
`Refused` with every fault at once, and only for what a person can mend.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import pluggy

from core.clock import fiscal_year
from core.errors import Fault, Faults, Refused, refuse
from core.programme.questions import (
    QUESTIONS,
    CalendarFacts,
    CalendarRuling,
    CertificationFacts,
    CertificationRuling,
    Counterfactual,
    CurriculumFacts,
    CurriculumRuling,
    DirectoryFacts,
    DirectoryPlace,
    DirectoryRow,
    DirectoryRuling,
    EligibilityFacts,
    EligibilityRuling,
    FactUsed,
    LabelFacts,
    LabelRuling,
    NomineeFacts,
    NomineeRuling,
    Reading,
    Reason,
    Round,
    SelectionFacts,
    SelectionRuling,
    Standing,
    Step,
    TierLabel,
    WindowFacts,
)
from plugins.manifest import read_parameters
from plugins.parameters import Parameter, Value, choose, readings

__all__ = [
    "API_VERSION",
    "QUESTIONS",
    "CalendarFacts",
    "CalendarRuling",
    "CertificationFacts",
    "CertificationRuling",
    "Counterfactual",
    "CurriculumFacts",
    "CurriculumRuling",
    "DirectoryFacts",
    "DirectoryPlace",
    "DirectoryRow",
    "DirectoryRuling",
    "EligibilityFacts",
    "EligibilityRuling",
    "FactUsed",
    "Fault",
    "Faults",
    "LabelFacts",
    "LabelRuling",
    "NomineeFacts",
    "NomineeRuling",
    "Parameter",
    "Reading",
    "Reason",
    "Refused",
    "Round",
    "SelectionFacts",
    "SelectionRuling",
    "Standing",
    "Step",
    "TierLabel",
    "Value",
    "WindowFacts",
    "choose",
    "fact_used",
    "fiscal_year",
    "hookimpl",
    "read_parameters",
    "readings",
    "reason",
    "refuse",
]

API_VERSION = 1
"""Raised when a hook or a struct changes so that an older policy could not run."""

PROJECT = "daicho"
Hook = TypeVar("Hook", bound=Callable[..., Any])
_mark = pluggy.HookimplMarker(PROJECT)


def hookimpl(function: Hook) -> Hook:
    """Mark a function of the policy's `__init__.py` as the answer to the hook of the same name."""
    return _mark(function)


def reason(code: str, words: Mapping[str, str], **values: object) -> Reason:
    """A reason from the policy's wording: the {names} in its `ja` and `en` are filled in."""
    return Reason(code, words["ja"].format_map(values), words["en"].format_map(values))


def fact_used(name: str, value: object, position: int = 0) -> FactUsed:
    """A fact a ruling rests on; True and False read yes and no, None reads unknown."""
    words = {True: "yes", False: "no", None: "unknown"}
    plain = value is None or isinstance(value, bool)
    return FactUsed(name, words[cast("bool | None", value)] if plain else str(value), position)
