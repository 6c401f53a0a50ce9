"""Area person: one human being under an opaque id; names and contacts sealed; erasure on record
(clause 3, 7).

The person's stream also guards that one person has one live nomination, though calls overlap.
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Struct

from core.approval import Approval, approve
from core.area import Known, States, To, area, decides, need
from core.command import Choice, Command, Label, command
from core.errors import refuse
from core.event import Event, Fact, NoPerson, Open, SealedText, event
from core.privacy import Sealed, clear
from core.programme.words import DigestSeen, Kana, Mail, Name, PersonId, Roman

GROUNDS = (
    Choice("request", "本人の請求", "The person asked"),
    Choice("retention", "保存期間の満了", "The retention period ended"),
)


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
    """What may be ruled on: never a name."""

    id: str
    mail: Sealed | None
    live: str | None = None
    unselected: int = 0
    unselected_position: int = 0
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


@command(
    "register-person",
    ja="人を登録する",
    en="Register a person",
    roles=("officer",),
    clauses=(3,),
)
class RegisterPerson(Command, frozen=True):
    """A person known from before this register, such as those certified earlier."""

    person: PersonId
    full_name: Name
    kana: Kana = ""
    roman: Roman = ""
    mail: Mail = ""


@decides(RegisterPerson, streams=lambda wanted: (stream_of(wanted.person),))
def register(wanted: RegisterPerson, states: States, known: Known) -> Sequence[To]:
    """Once; contacts change by their own command."""
    if states[stream_of(wanted.person)]:
        return []
    return [registered(wanted.person, wanted.full_name, wanted.kana, wanted.roman, wanted.mail)]


@command(
    "change-contact",
    ja="連絡先を変える",
    en="Change a contact",
    roles=("officer", "person"),
    clauses=(30, 33),
)
class ChangeContact(Command, frozen=True):
    """A person's new private mail address."""

    person: PersonId
    mail: Mail


@decides(ChangeContact, streams=lambda wanted: (stream_of(wanted.person),))
def change_contact(wanted: ChangeContact, states: States, known: Known) -> Sequence[To]:
    """Any time before erasure."""
    person = known_person(states, wanted.person)
    changed = ContactChanged(person=person.id, mail=clear(person.id, wanted.mail))
    return [To(stream_of(person.id), changed)]


@command(
    "request-erasure",
    ja="個人情報の消去を起案する",
    en="Propose an erasure",
    roles=("officer", "admin"),
    clauses=(30,),
)
class RequestErasure(Command, frozen=True):
    """Propose that everything sealed about a person become unreadable for ever."""

    person: PersonId
    ground: Annotated[str, Label("理由", "Ground", choices=GROUNDS)]


@decides(RequestErasure, streams=lambda wanted: (stream_of(wanted.person),))
def request_erasure(wanted: RequestErasure, states: States, known: Known) -> Sequence[To]:
    """Not twice for one person."""
    person = known_person(states, wanted.person)
    if person.erased:
        raise refuse("person.erased", "すでに消去されています。", "Already erased.")
    digest = hashlib.sha256(f"erase/{person.id}/{wanted.ground}".encode()).hexdigest()
    proposed = ErasureRequested(person=person.id, ground=wanted.ground, digest=digest)
    return [To(stream_of(person.id), proposed)]


@command(
    "approve-erasure",
    ja="個人情報の消去を決裁する",
    en="Approve an erasure",
    roles=("approver",),
    clauses=(30,),
)
class ApproveErasure(Command, frozen=True):
    """A second person decides; the key is destroyed when this is recorded."""

    person: PersonId
    digest_seen: DigestSeen


@decides(ApproveErasure, streams=lambda wanted: (stream_of(wanted.person),))
def approve_erasure(wanted: ApproveErasure, states: States, known: Known) -> Sequence[To]:
    """決裁 of the waiting proposal."""
    person = known_person(states, wanted.person)
    if person.erasure is None:
        raise refuse("person.no_erasure", "消去の案がありません。", "No erasure is proposed.")
    approval = approve(person.proposer, person.erasure.digest, wanted.digest_seen, known)
    return [To(stream_of(person.id), PersonErased(person=person.id, approval=approval))]


def evolve(state: Person | None, fact: Fact) -> Person:
    """Fold one fact of the stream."""
    change = msgspec.structs.replace
    match fact.event:
        case PersonRegistered(person=person, mail=mail):
            return Person(id=person, mail=mail)
        case PersonNominated(nomination=nomination) if state:
            return change(state, live=nomination)
        case PersonReleased(unselected=unselected) if state:
            if not unselected:
                return change(state, live=None)
            count = state.unselected + 1
            return change(state, live=None, unselected=count, unselected_position=fact.position)
        case ContactChanged(mail=mail) if state:
            return change(state, mail=mail)
        case ErasureRequested() if state:
            return change(state, erasure=fact.event, proposer=fact.envelope.actor)
        case PersonErased() if state:
            return change(state, erasure=None, erased=True, mail=None)
    raise AssertionError(fact.event.topic)


area("person", evolve)
