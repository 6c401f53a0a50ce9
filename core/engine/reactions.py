"""Who reacts to what: a fact of one area becomes a command of another. This table is all there
is."""

from collections.abc import Callable, Sequence

from core.command import Command
from core.event import Event, Fact
from core.programme.selection.facts import SeatAccepted
from core.programme.training import EnrolTrainee


def _enrol(fact: Fact) -> Sequence[Command]:
    accepted = fact.event
    assert isinstance(accepted, SeatAccepted)
    return [
        EnrolTrainee(
            nomination=accepted.nomination,
            person=accepted.person,
            window=accepted.window,
            cohort=accepted.cohort,
        )
    ]


REACTIONS: dict[type[Event], Callable[[Fact], Sequence[Command]]] = {
    SeatAccepted: _enrol,
}
"""Event -> the commands it calls for. Their ids derive from the event, so twice is once."""


TOPICS_REACTED_TO = tuple(event.topic for event in REACTIONS)
"""What to look at again after a stop."""


def reactions_to(fact: Fact) -> Sequence[Command]:
    """The commands that `fact` calls for."""
    reaction = REACTIONS.get(type(fact.event))
    return reaction(fact) if reaction else ()
