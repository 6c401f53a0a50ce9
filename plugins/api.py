"""All that a policy author imports: question structs, `hookimpl`, constructors (design.md part 5).

A policy is pure: no files but its own, no clock, no randomness, no network. It refuses by raising
`Refused` with every fault at once, and only for what a person can mend.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import msgspec
import pluggy
from msgspec import Struct

from core.clock import fiscal_year
from core.errors import Fault, Faults, Refused, refuse
from core.event import Fact
from core.programme.questions import (
    QUESTIONS,
    Amendment,
    CalendarFacts,
    CalendarRuling,
    CaseCheck,
    CertificateWording,
    CertificationFacts,
    CertificationRuling,
    Counterfactual,
    CurriculumFacts,
    CurriculumRuling,
    DefaultsFacts,
    DefaultsRuling,
    DirectoryFacts,
    DirectoryPlace,
    DirectoryRow,
    DirectoryRuling,
    EligibilityFacts,
    EligibilityRuling,
    ExperienceFacts,
    FactUsed,
    HeldCertificate,
    LabelFacts,
    LabelRuling,
    NomineeFacts,
    NomineeRuling,
    OrganisationFacts,
    ProgrammeWords,
    Reading,
    Reason,
    RenewalNeed,
    RenewalRuling,
    RevocationGround,
    RevocationRules,
    Round,
    SelectionFacts,
    SelectionRuling,
    Standing,
    Step,
    Term,
    TierLabel,
    Unit,
    WindowFacts,
)
from plugins.manifest import read_parameters
from plugins.parameters import Parameter, Value, choose, readings
from plugins.remarks import Remark

__all__ = [
    "API_VERSION",
    "QUESTIONS",
    "Amendment",
    "CalendarFacts",
    "CalendarRuling",
    "CaseCheck",
    "CertificateWording",
    "CertificationFacts",
    "CertificationRuling",
    "Counterfactual",
    "CurriculumFacts",
    "CurriculumRuling",
    "DefaultsFacts",
    "DefaultsRuling",
    "DirectoryFacts",
    "DirectoryPlace",
    "DirectoryRow",
    "DirectoryRuling",
    "EligibilityFacts",
    "EligibilityRuling",
    "ExperienceFacts",
    "Fact",
    "FactUsed",
    "Fault",
    "Faults",
    "HeldCertificate",
    "LabelFacts",
    "LabelRuling",
    "NomineeFacts",
    "NomineeRuling",
    "OrganisationFacts",
    "Parameter",
    "ProgrammeWords",
    "Reading",
    "Reason",
    "Refused",
    "Remark",
    "RenewalNeed",
    "RenewalRuling",
    "RevocationGround",
    "RevocationRules",
    "Round",
    "SelectionFacts",
    "SelectionRuling",
    "Standing",
    "Step",
    "Term",
    "TierLabel",
    "Unit",
    "Value",
    "WindowFacts",
    "choose",
    "fact_used",
    "fiscal_year",
    "hookimpl",
    "programme_words",
    "read_parameters",
    "readings",
    "reason",
    "refuse",
    "replace",
]

API_VERSION = 1
"""Raised when a hook or a struct changes so that an older policy could not run."""

PROJECT = "daicho"
Hook = TypeVar("Hook", bound=Callable[..., Any])
Facts = TypeVar("Facts", bound=Struct)
_mark = pluggy.HookimplMarker(PROJECT)


def hookimpl(function: Hook) -> Hook:
    """Mark a function of the policy's `__init__.py` as the answer to the hook of the same name."""
    return _mark(function)


def reason(code: str, words: Mapping[str, str], **values: object) -> Reason:
    """A reason from the policy's wording: the {names} in its `ja` and `en` are filled in."""
    return Reason(code, words["ja"].format_map(values), words["en"].format_map(values))


def programme_words(table: Mapping[str, object]) -> ProgrammeWords:
    """The words of a programme from a table with `ja` and `en` for each; what is left out names
    no programme."""
    return msgspec.convert(table, ProgrammeWords)


def replace(struct: Facts, **changes: object) -> Facts:
    """A copy of facts or of a ruling, with these fields changed."""
    return msgspec.structs.replace(struct, **changes)


def fact_used(name: str, value: object, position: int = 0) -> FactUsed:
    """A fact a ruling rests on; True and False read yes and no, None reads unknown."""
    words = {True: "yes", False: "no", None: "unknown"}
    plain = value is None or isinstance(value, bool)
    return FactUsed(name, words[cast("bool | None", value)] if plain else str(value), position)
