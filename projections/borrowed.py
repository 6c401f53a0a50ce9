"""What a view keeps of other areas' streams in tables of its own: a view never reads another
view."""

import msgspec
from msgspec import Struct

from core.event import Fact
from core.programme.person import ContactChanged, NameChanged, PersonRegistered
from core.programme.window import WindowAttributes, WindowFactsRecorded
from projections.reader import Reader
from projections.sealed import SealedCell, cell
from projections.view import Rows, Table


class WindowPlace(Struct, frozen=True, kw_only=True):
    """Where a window is and whose people work there."""

    window: str
    title: str
    prefecture: str
    municipality: str
    municipality_code: str
    institution: str


class Who(Struct, frozen=True, kw_only=True):
    """A person's name and address, sealed."""

    person: str
    full_name: SealedCell | None = None
    kana: SealedCell | None = None
    roman: SealedCell | None = None
    mail: SealedCell | None = None


NOWHERE = WindowPlace(
    window="", title="", prefecture="", municipality="", municipality_code="", institution=""
)
"""Stands in for a window whose stream is parked."""

PEOPLE_EVENTS = (PersonRegistered, ContactChanged, NameChanged)
PLACE_EVENTS = (WindowFactsRecorded,)


def keep(
    rows: Rows, fact: Fact, people: Table[Who], places: Table[WindowPlace] | None = None
) -> bool:
    """Keep what the fact tells of a person or a window; whether it was of these at all."""
    match fact.event:
        case PersonRegistered(person=person):
            rows.put(people, person, _registered(fact, person))
        case ContactChanged(person=person):
            held = rows.need(people, person)
            rows.put(people, person, msgspec.structs.replace(held, mail=cell(fact, "mail")))
        case NameChanged(person=person):
            rows.put(people, person, _renamed(rows.need(people, person), fact))
        case WindowFactsRecorded(code=code, attributes=attributes) if places:
            rows.put(places, code, _place(code, attributes))
        case _:
            return False
    return True


class Lookup:
    """The people and places of one snapshot, for a reader that joins them to its rows."""

    def __init__(self, reader: Reader, people: Table[Who], places: Table[WindowPlace]) -> None:
        self._people = {who.person: who for who in reader.rows(people)}
        self._places = {place.window: place for place in reader.rows(places)}

    def who(self, person: str) -> Who:
        """The person; without name or address if nothing is known."""
        return self._people.get(person) or Who(person=person)

    def place(self, window: str) -> WindowPlace:
        """The window's place, `NOWHERE` if it is not known."""
        return self._places.get(window, NOWHERE)


def _registered(fact: Fact, person: str) -> Who:
    return Who(
        person=person,
        full_name=cell(fact, "full_name"),
        kana=cell(fact, "kana"),
        roman=cell(fact, "roman"),
        mail=cell(fact, "mail"),
    )


def _renamed(held: Who, fact: Fact) -> Who:
    return msgspec.structs.replace(
        held,
        full_name=cell(fact, "full_name"),
        kana=cell(fact, "kana") or held.kana,
        roman=cell(fact, "roman") or held.roman,
    )


def _place(code: str, held: WindowAttributes) -> WindowPlace:
    return WindowPlace(
        window=code,
        title=held.title,
        prefecture=held.prefecture,
        municipality=held.municipality,
        municipality_code=held.municipality_code,
        institution=held.institution,
    )
