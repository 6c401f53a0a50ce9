"""The hooks a policy may answer (design.md part 5). Its first word tells a hook's power.

`decide_<question>` may change an outcome: one frozen struct in, one out. `observe_events` is told
afterwards, and can only remark.
"""

from collections.abc import Sequence

import pluggy

from core.event import Fact
from plugins.api import (
    PROJECT,
    CalendarFacts,
    CalendarRuling,
    CertificationFacts,
    CertificationRuling,
    CurriculumFacts,
    CurriculumRuling,
    DefaultsFacts,
    DefaultsRuling,
    DirectoryFacts,
    DirectoryRuling,
    EligibilityFacts,
    EligibilityRuling,
    LabelFacts,
    LabelRuling,
    Remark,
    SelectionFacts,
    SelectionRuling,
)

hookspec = pluggy.HookspecMarker(PROJECT)


@hookspec(firstresult=True)
def decide_calendar(facts: CalendarFacts) -> CalendarRuling:  # type: ignore[empty-body]
    """Which rounds does this fiscal year have, how many seats each, and when do its parts begin?"""


@hookspec(firstresult=True)
def decide_eligibility(facts: EligibilityFacts) -> EligibilityRuling:  # type: ignore[empty-body]
    """May this nominee be considered at all? Every reason against, not the first."""


@hookspec(firstresult=True)
def decide_selection(facts: SelectionFacts) -> SelectionRuling:  # type: ignore[empty-body]
    """Who gets the seats of this call, in which order, and why?"""


@hookspec(firstresult=True)
def decide_curriculum(facts: CurriculumFacts) -> CurriculumRuling:  # type: ignore[empty-body]
    """Which steps must a trainee of this fiscal year pass, in which order?"""


@hookspec(firstresult=True)
def decide_certification(facts: CertificationFacts) -> CertificationRuling:  # type: ignore[empty-body]
    """How is a certificate numbered, how long is it valid, and what must it say about itself?"""


@hookspec(firstresult=True)
def decide_directory(facts: DirectoryFacts) -> DirectoryRuling:  # type: ignore[empty-body]
    """Which institutions does the public list show, under which block, in which order?"""


@hookspec(firstresult=True)
def decide_labels(facts: LabelFacts) -> LabelRuling:  # type: ignore[empty-body]
    """What are this policy's tiers called, with which marks?"""


@hookspec(firstresult=True)
def decide_defaults(facts: DefaultsFacts) -> DefaultsRuling:
    """What does a command take for a field that was left empty?"""
    del facts
    return DefaultsRuling()


@hookspec
def observe_events(tenant: str, facts: Sequence[Fact]) -> Sequence[Remark] | None:
    """These facts, of the topics in `observes` of policy.toml, were recorded, in this order. What
    is sealed in them is left out, and who did it. Is there anything that an officer should look
    at? Whatever happens here undoes nothing.

    Where one call ends and the next begins is chance: remark on what one fact says. The same facts
    may be told again.
    """
    del tenant, facts
    return None
