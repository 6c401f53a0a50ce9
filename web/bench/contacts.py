"""A view for figures: who can be reached where. One row a person, with the address sealed.

It holds what the library's table holds and what the figures `fold_*` fold, no more. The product's
own roster keeps names as well, in rows four times as long, and is measured beside it.
"""

from msgspec import Struct

from core.event import Fact
from core.programme.person import ContactChanged, PersonRegistered
from projections.reader import Reader
from projections.sealed import SealedCell, cell
from projections.view import Rows, Table, View


class Contact(Struct, frozen=True):
    """A person's address, sealed."""

    person: str
    mail: SealedCell | None


CONTACTS = Table("contact", Contact)


def fold(rows: Rows, fact: Fact) -> None:
    """Keep the address that the fact tells."""
    assert isinstance(fact.event, PersonRegistered | ContactChanged), fact.event.topic
    person = fact.event.person
    rows.put(CONTACTS, person, Contact(person, cell(fact, "mail")))


def everyone(then: Reader) -> list[Contact]:
    """Everybody, as known at the reader's position."""
    return then.rows(CONTACTS)


VIEW = View("bench_contacts", 1, (CONTACTS,), (PersonRegistered, ContactChanged), fold)
