"""What the core asks a policy, and the shape of its answers: one frozen struct in, one out, per
question.

Nothing here is personal: people and nominations appear by id only. A fact carries the position of
the event it came from (0 in trials on files, where there is no log).
"""

from msgspec import Struct

from core.programme.questions.course import (
    CalendarFacts,
    CalendarRuling,
    CertificationFacts,
    CertificationRuling,
    CurriculumFacts,
    CurriculumRuling,
    DirectoryFacts,
    DirectoryPlace,
    DirectoryRow,
    DirectoryRuling,
    LabelFacts,
    LabelRuling,
    Round,
    Step,
    TierLabel,
)
from core.programme.questions.ranking import (
    Counterfactual,
    EligibilityFacts,
    EligibilityRuling,
    FactUsed,
    NomineeFacts,
    NomineeRuling,
    Reading,
    Reason,
    SelectionFacts,
    SelectionRuling,
    Standing,
    WindowFacts,
)

QUESTIONS: dict[str, tuple[type[Struct], type[Struct]]] = {
    "calendar": (CalendarFacts, CalendarRuling),
    "eligibility": (EligibilityFacts, EligibilityRuling),
    "selection": (SelectionFacts, SelectionRuling),
    "curriculum": (CurriculumFacts, CurriculumRuling),
    "certification": (CertificationFacts, CertificationRuling),
    "directory": (DirectoryFacts, DirectoryRuling),
    "labels": (LabelFacts, LabelRuling),
}
"""Question -> (facts, ruling). A policy answers some of them through the hook
`decide_<question>`."""

__all__ = [
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
    "LabelFacts",
    "LabelRuling",
    "NomineeFacts",
    "NomineeRuling",
    "Reading",
    "Reason",
    "Round",
    "SelectionFacts",
    "SelectionRuling",
    "Standing",
    "Step",
    "TierLabel",
    "WindowFacts",
]
