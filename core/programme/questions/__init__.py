"""What the core asks a policy, and the shape of its answers: one frozen struct in, one out, per
question.

Nothing here is personal: people and nominations appear by id only. A fact carries the position of
the event it came from (0 in trials on files, where there is no log).
"""

from msgspec import Struct

from core.command import Choice
from core.programme.questions.course import (
    CalendarFacts,
    CalendarRuling,
    CertificateWording,
    CertificationFacts,
    CertificationRuling,
    CurriculumFacts,
    CurriculumRuling,
    DirectoryFacts,
    DirectoryPlace,
    DirectoryRow,
    DirectoryRuling,
    HeldCertificate,
    RenewalNeed,
    RenewalRuling,
    RevocationGround,
    RevocationRules,
    Round,
    Step,
    Unit,
)
from core.programme.questions.naming import (
    LabelFacts,
    LabelRuling,
    ProgrammeWords,
    Term,
    TierLabel,
)
from core.programme.questions.office import Amendment, CaseCheck, DefaultsFacts, DefaultsRuling
from core.programme.questions.ranking import (
    Counterfactual,
    EligibilityFacts,
    EligibilityRuling,
    ExperienceFacts,
    FactUsed,
    NomineeFacts,
    NomineeRuling,
    OrganisationFacts,
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
    "defaults": (DefaultsFacts, DefaultsRuling),
}
"""Question -> (facts, ruling). A policy answers some of them through the hook
`decide_<question>`."""
WORDS = {
    each.code: each
    for each in (
        Choice("calendar", "回と定員", "rounds and seats"),
        Choice("eligibility", "資格", "who is eligible"),
        Choice("selection", "順位", "who gets a seat"),
        Choice("curriculum", "研修の段階", "steps of the training"),
        Choice("certification", "認証", "certification"),
        Choice("directory", "所属機関リスト", "the public list"),
        Choice("labels", "区分の名称", "words for the tiers"),
        Choice("defaults", "空欄のときの値", "what an empty field means"),
    )
}
"""What people call each question."""
OF_NO_YEAR = frozenset({"defaults"})
"""Answered by whoever was adopted last, whatever years the policy is for: a habit has none."""

__all__ = [
    "OF_NO_YEAR",
    "QUESTIONS",
    "WORDS",
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
    "FactUsed",
    "HeldCertificate",
    "LabelFacts",
    "LabelRuling",
    "NomineeFacts",
    "NomineeRuling",
    "OrganisationFacts",
    "ProgrammeWords",
    "Reading",
    "Reason",
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
    "WindowFacts",
]
