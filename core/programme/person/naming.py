"""A change of name: the person tells it, an officer confirms it by a document (clause 18).

A certificate on paper keeps the name it was issued with; a new one is issued by
`reissue-certificate`.
"""

from collections.abc import Sequence
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Choice, Command, Label, command
from core.errors import refuse
from core.privacy import Clear, clear
from core.programme.person.facts import (
    NameChanged,
    NameChangeRequested,
    Person,
    known_person,
    stream_of,
)
from core.programme.words import Kana, Name, PersonId, Roman

DOCUMENTS = (
    Choice("family_register", "戸籍の証明書", "Certificate of the family register"),
    Choice("resident_record", "住民票の写し", "Copy of the resident record"),
    Choice("identity_card", "公的な身分証明書", "Official identity card"),
    Choice("other_official", "その他の公的な書類", "Another official document"),
)


class _OfName(Command, frozen=True):
    """A command with a person's new name; what is left empty stays as it was."""

    person: PersonId
    full_name: Name
    kana: Kana = ""
    roman: Roman = ""


@command(
    "request-name-change",
    ja="氏名の変更を届け出る",
    en="Ask for a change of name",
    roles=("officer", "person"),
    clauses=(18,),
)
class RequestNameChange(_OfName, frozen=True):
    """The new name as the person writes it."""


@decides(RequestNameChange, streams=lambda wanted: (stream_of(wanted.person),))
def request_name_change(wanted: RequestNameChange, states: States, known: Known) -> Sequence[To]:
    """A later request replaces one still waiting."""
    person = _present(states, wanted.person)
    full_name, kana, roman = _sealed(wanted)
    asked = NameChangeRequested(person=person.id, full_name=full_name, kana=kana, roman=roman)
    return [To(stream_of(person.id), asked)]


@command(
    "change-name",
    ja="氏名の変更を確認する",
    en="Confirm a change of name",
    roles=("officer",),
    clauses=(18,),
)
class ChangeName(_OfName, frozen=True, kw_only=True):
    """The name as the document shows it."""

    document: Annotated[str, Label("確認した書類", "Document seen", choices=DOCUMENTS)]


@decides(ChangeName, streams=lambda wanted: (stream_of(wanted.person),))
def change_name(wanted: ChangeName, states: States, known: Known) -> Sequence[To]:
    """With or without a request before; any time until erasure."""
    person = _present(states, wanted.person)
    full_name, kana, roman = _sealed(wanted)
    changed = NameChanged(
        person=person.id, full_name=full_name, kana=kana, roman=roman, document=wanted.document
    )
    return [To(stream_of(person.id), changed)]


def _present(states: States, person: str) -> Person:
    found = known_person(states, person)
    if found.erased:
        raise refuse("person.erased", "すでに消去されています。", "Already erased.", "person")
    return found


def _sealed(wanted: _OfName) -> tuple[Clear, Clear | None, Clear | None]:
    kana, roman = (
        clear(wanted.person, text) if text else None for text in (wanted.kana, wanted.roman)
    )
    return clear(wanted.person, wanted.full_name), kana, roman
