"""Commands on one nomination: what they load, whether it stands in a state for them, how it
ends."""

from collections.abc import Sequence

from core.area import States, To
from core.command import Command
from core.errors import Faults
from core.event import Event
from core.programme import call as calls
from core.programme import person as people
from core.programme import window as windows
from core.programme.nomination.assessing import cohort_streams
from core.programme.nomination.facts import Nomination, known_nomination, stream_of
from core.programme.words import NominationId


class OfNomination(Command, frozen=True):
    """A command on one nomination."""

    nomination: NominationId


def streams(wanted: OfNomination) -> Sequence[str]:
    """The nomination's stream."""
    return (stream_of(wanted.nomination),)


def more(wanted: OfNomination, states: States) -> Sequence[str]:
    """All that its eligibility is asked with: call, cohort, window, person."""
    held = known_nomination(states, wanted.nomination)
    return (
        calls.stream_of(held.call),
        *cohort_streams(states, held.call),
        windows.stream_of(held.window),
        people.stream_of(held.person),
    )


def standing(states: States, nomination: str, *statuses: str) -> Nomination:
    """The nomination, `Refused` unless it is in one of these states."""
    held = known_nomination(states, nomination)
    faults = Faults()
    faults.unless(
        held.status in statuses,
        f"nomination.{held.status}",
        "この推薦は今その手続きができる状態ではありません。",
        "The nomination is not in a state for this.",
        "nomination",
    )
    faults.raise_any()
    return held


def ended(held: Nomination, states: States, event: Event) -> Sequence[To]:
    """The ending; the person is free for another nomination if this was the live one."""
    person: people.Person = states[people.stream_of(held.person)]
    released = people.PersonReleased(person=held.person, nomination=held.id, unselected=False)
    free = [To(people.stream_of(held.person), released)] if person.live == held.id else []
    return [To(stream_of(held.id), event), *free]
