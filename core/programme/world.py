"""The slice that decisions across streams share: every stream's state, folded from facts up to P.

A decision at date D counts what was recorded by P with an effective date of D or before (design.md
part 3).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from core.area import Slice, evolve
from core.event import EVENTS, Fact
from core.programme import call as calls
from core.programme import cohort as cohorts
from core.programme import consent as consents
from core.programme import coordinator as coordinators
from core.programme import nomination as nominations
from core.programme import person as people
from core.programme import training as trainings
from core.programme import window as windows

World = Mapping[str, Any]
"""Stream name -> state."""

_MODULES = (calls, cohorts, consents, coordinators, nominations, people, trainings, windows)
AREAS_SEEN = tuple(module.__name__.rpartition(".")[2] for module in _MODULES)
TOPICS = tuple(topic for topic in EVENTS if topic.partition(".")[0] in AREAS_SEEN)


def gather(seen: list[Fact], fact: Fact) -> list[Fact]:
    """Keep the fact: which ones count depends on the date asked for, known only to the decision."""
    seen.append(fact)
    return seen


SEEN = Slice(TOPICS, list, gather)
"""Everything a selection or an edition may look at."""


def world_at(facts: Iterable[Fact], day: date) -> World:
    """The state of every stream at `day`, from facts in the order of their positions."""
    world: dict[str, Any] = {}
    for fact in facts:
        if fact.effective_on <= day:
            world[fact.stream] = evolve(world.get(fact.stream), fact)
    return world


def states_of(world: World, area: str) -> list[Any]:
    """The states of all streams of one area, by stream name."""
    return [world[stream] for stream in sorted(world) if stream.partition("/")[0] == area]
