"""Area outreach: making the programme known (clauses 9, 29, 39, 40, 41).

Measures have one of two purposes, awareness or applicants (clause 29). Nothing here is about a
person: offices and bodies are named, people are not.
"""

from collections.abc import Callable, Mapping
from typing import Any

from core.area import area
from core.event import Fact
from core.programme.outreach import briefings as briefings
from core.programme.outreach import messages as messages
from core.programme.outreach import occasions as occasions
from core.programme.outreach import plans as plans
from core.programme.outreach import posts as posts
from core.programme.outreach import targets as targets

FOLDS: Mapping[str, Callable[[Any, Fact], Any]] = {
    "targets": targets.fold,
    "briefing": briefings.fold,
    "message": messages.fold,
    "plan": plans.fold,
    "post": posts.fold,
    "record": occasions.fold,
}
"""Second part of a stream's name -> how its facts fold."""


def evolve(state: Any, fact: Fact) -> Any:
    """Fold one fact of any of the area's streams."""
    return FOLDS[fact.stream.split("/")[1]](state, fact)


area("outreach", evolve)
