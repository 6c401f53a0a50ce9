"""The end of a selection: after the cut-off date seats stay empty (clauses 7, 14)."""

from collections.abc import Sequence

from core.area import Known, States, To, decides
from core.command import command
from core.errors import Faults
from core.programme import call as calls
from core.programme import cohort as cohorts
from core.programme import person as people
from core.programme.selection.facts import SelectionClosed, stream_of
from core.programme.selection.run import cohort_stream
from core.programme.selection.seats import OfSelection, approved, streams_of
from core.programme.selection.state import Selection


@command(
    "close-selection",
    ja="選定を終える",
    en="Close a selection",
    roles=("officer", "system"),
    clauses=(7, 14),
)
class CloseSelection(OfSelection, frozen=True):
    """After the cut-off: seats stay empty, and whoever has none may be nominated again."""


def _people(wanted: CloseSelection, states: States) -> Sequence[str]:
    call = calls.known_call(states, wanted.call)
    nominees = [people.stream_of(person) for person in call.nominations.values()]
    return [*cohort_stream(wanted.call, states), *nominees]


@decides(CloseSelection, streams=streams_of, more=_people)
def close(wanted: CloseSelection, states: States, known: Known) -> Sequence[To]:
    """Releases the live nominations without a seat; those never offered one count as not
    selected. The cohort keeps only the seats that were accepted."""
    held = approved(states, wanted.call)
    faults = Faults()
    faults.unless(
        held.cut_off and known.today > held.cut_off and "offered" not in held.offers.values(),
        "selection.still_open",
        "繰上げの期限の前か、回答待ちの人がいるため、まだ終えられません。",
        "The cut-off has not passed, or an answer is awaited.",
    )
    faults.raise_any()
    accepted = sum(state == "accepted" for state in held.offers.values())
    closed = SelectionClosed(call=held.call, accepted=accepted)
    _, opened = calls.opened_call(states, held.call)
    seats = cohorts.assign_seats(opened.cohort, held.call, accepted)
    return [To(stream_of(held.call), closed), *_releases(held, states), seats]


def _releases(held: Selection, states: States) -> list[To]:
    call = calls.known_call(states, held.call)
    released = []
    for nomination, person in call.nominations.items():
        state: people.Person = states[people.stream_of(person)]
        if state.live == nomination and held.offers.get(nomination) != "accepted":
            gone = people.PersonReleased(
                person=person, nomination=nomination, unselected=_unselected(held, nomination)
            )
            released.append(To(people.stream_of(person), gone))
    return released


def _unselected(held: Selection, nomination: str) -> bool:
    ruling = held.rulings.get(nomination)
    ranked = ruling is not None and ruling.outcome in ("waitlisted", "unranked")
    return ranked and nomination not in held.offers
