"""Registering a person and changing the contact."""

from collections.abc import Sequence

from core.area import Known, States, To, decides
from core.command import Command, command
from core.privacy import clear
from core.programme.person.facts import ContactChanged, known_person, registered, stream_of
from core.programme.words import Kana, Mail, Name, PersonId, Roman


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
