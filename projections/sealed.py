"""A personal value as a row keeps it: the event's own ciphertext, and the place that it is bound
to.

A view needs no key and an erasure changes no row; `tenants` opens a cell through the tenant's
keys.
"""

from msgspec import Struct

from core.event import Fact
from core.privacy import Sealed


class SealedCell(Struct, frozen=True, forbid_unknown_fields=True):
    """Ciphertext with its place (`core.privacy.place`): `stream`, `version` and `field` of
    the event."""

    stream: str
    version: int
    field: str
    person: str
    box: bytes

    @property
    def sealed(self) -> Sealed:
        """The value as the event holds it."""
        return Sealed(self.person, self.box)


def cell(fact: Fact, field: str) -> SealedCell | None:
    """The sealed `field` of the fact's event as a cell, None where nothing was given."""
    value = getattr(fact.event, field)
    if value is None:
        return None
    assert isinstance(value, Sealed), f"{fact.event.topic}.{field} is not sealed"
    return SealedCell(fact.stream, fact.version, field, value.person, value.box)
