"""Facts of area person: what is recorded about one human being, and how it folds."""

from datetime import date

import msgspec
from msgspec import Struct

from core.approval import Approval
from core.area import States, To, area, need
from core.event import Event, Fact, NoPerson, Open, SealedText, event
from core.privacy import Sealed, clear
from core.programme.person.merging import PersonAbsorbed, PersonMerged


@event("person.registered", ja="{person} を登録した", en="Registered {person}")
class PersonRegistered(Event, frozen=True):
    """A person becomes known; everything about who it is is sealed."""

    person: Open[str]
    full_name: SealedText
    kana: SealedText
    roman: SealedText
    mail: SealedText


@event(
    "person.nominated",
    ja="{person} の推薦 {nomination} が有効になった",
    en="Nomination {nomination} of {person} is live",
)
class PersonNominated(Event, frozen=True):
    """The person now has a live nomination, and can have no other."""

    person: Open[str]
    nomination: Open[str]


@event(
    "person.released",
    ja="{person} の推薦 {nomination} が終わった",
    en="Nomination {nomination} of {person} ended",
)
class PersonReleased(Event, frozen=True):
    """The nomination came to an end; `unselected` counts towards later calls."""

    person: Open[str]
    nomination: Open[str]
    unselected: Open[bool]


@event(
    "person.contact_changed",
    ja="{person} の連絡先が変わった",
    en="The contact of {person} changed",
)
class ContactChanged(Event, frozen=True):
    """A new private address."""

    person: Open[str]
    mail: SealedText


@event(
    "person.name_change_requested",
    ja="{person} から氏名の変更の届出があった",
    en="{person} asked for a change of name",
)
class NameChangeRequested(Event, frozen=True):
    """The person's own word; the name changes when an officer has seen a document."""

    person: Open[str]
    full_name: SealedText
    kana: SealedText
    roman: SealedText


@event(
    "person.name_changed",
    ja="{person} の氏名の変更を確認した",
    en="Confirmed a change of name of {person}",
)
class NameChanged(Event, frozen=True):
    """A new name, as a document of this kind shows it; None leaves kana or Latin letters."""

    person: Open[str]
    full_name: SealedText
    kana: SealedText
    roman: SealedText
    document: Open[str]


@event(
    "person.erasure_requested",
    ja="{person} の個人情報の消去を起案した",
    en="Proposed the erasure of {person}",
)
class ErasureRequested(Event, frozen=True):
    """A proposal; nothing is erased before a second person approves."""

    person: Open[str]
    ground: Open[str]
    digest: Open[str]


@event(
    "person.erased",
    ja="{person} の個人情報を消去した",
    en="Erased the personal data of {person}",
)
class PersonErased(Event, frozen=True):
    """From now on the person's key is destroyed wherever it was; every proof stays valid."""

    person: Open[str]
    approval: NoPerson[Approval]


class Person(Struct, frozen=True, kw_only=True):
    """What may be ruled on: never a name. `unselected_by` is the last nomination that got no seat,
    `merged_into` the id that stands for this one, `absorbed` those that this one stands for."""

    id: str
    mail: Sealed | None
    live: str | None = None
    unselected: int = 0
    unselected_position: int = 0
    unselected_by: str = ""
    merged_into: str = ""
    absorbed: tuple[str, ...] = ()
    name_asked: bool = False
    renamed: int = 0
    erasure: ErasureRequested | None = None
    proposer: str = ""
    erased: bool = False


def stream_of(person: str) -> str:
    """The person's stream."""
    return f"person/{person}"


def known_person(states: States, person: str) -> Person:
    """The person, or `Refused`."""
    found: Person = need(
        states, stream_of(person), "その番号の登録者はいません。", "There is no such person."
    )
    return found


def registered(person: str, name: str, kana: str, roman: str, mail: str) -> To:
    """The event that makes a person known, in the clear until the engine seals it."""
    return To(
        stream_of(person),
        PersonRegistered(
            person=person,
            full_name=clear(person, name),
            kana=clear(person, kana),
            roman=clear(person, roman),
            mail=clear(person, mail),
        ),
    )


def evolve(state: Person | None, fact: Fact) -> Person:
    """Fold one fact of the stream."""
    change = msgspec.structs.replace
    match fact.event:
        case PersonRegistered(person=person, mail=mail):
            return Person(id=person, mail=mail)
        case PersonNominated(nomination=nomination) if state:
            return change(state, live=nomination)
        case PersonReleased() as released if state:
            return _released(state, released, fact.position)
        case (PersonMerged() | PersonAbsorbed()) as merging if state:
            return _merged(state, merging, fact.position)
        case ContactChanged(mail=mail) if state:
            return change(state, mail=mail)
        case NameChangeRequested() if state:
            return change(state, name_asked=True)
        case NameChanged() if state:
            return change(state, name_asked=False, renamed=fact.position)
        case ErasureRequested() if state:
            return change(state, erasure=fact.event, proposer=fact.envelope.actor)
        case PersonErased() if state:
            return change(state, erasure=None, erased=True, mail=None)
    raise AssertionError(fact.event.topic)


def _released(state: Person, released: PersonReleased, position: int) -> Person:
    change = msgspec.structs.replace
    if not released.unselected:
        return change(state, live=None)
    return change(
        state,
        live=None,
        unselected=state.unselected + 1,
        unselected_position=position,
        unselected_by=released.nomination,
    )


def _merged(state: Person, made: PersonMerged | PersonAbsorbed, position: int) -> Person:
    if isinstance(made, PersonMerged):
        return msgspec.structs.replace(state, merged_into=made.into)
    state = msgspec.structs.replace(state, absorbed=(*state.absorbed, made.other))
    if not made.unselected:
        return state
    count = state.unselected + made.unselected
    return msgspec.structs.replace(state, unselected=count, unselected_position=position)


def released(states: States, person: str, nomination: str, on: date | None = None) -> list[To]:
    """That this nomination of the person is over (from `on`), if it is the live one; it does not
    count as one without a seat."""
    held: Person | None = states[stream_of(person)]
    if held is None or held.live != nomination:
        return []
    over = PersonReleased(person=person, nomination=nomination, unselected=False)
    return [To(stream_of(person), over, on)]


def kept(states: States, person: str) -> str:
    """The id that stands for this person: its own, unless it was merged into another."""
    state: Person | None = states.get(stream_of(person))
    return kept(states, state.merged_into) if state and state.merged_into else person


area("person", evolve)
