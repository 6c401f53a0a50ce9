"""Who is who inside one tenant, compared in the clear, in memory, and nowhere else.

A nominee is recognised by name and mail address together. Whoever is only alike (same kana, name or
address) is told by id and way, for an officer to look at; two people are never merged here.
"""

import unicodedata
from typing import NamedTuple

from core.event import Fact, Privacy
from core.log.application import TenantApplication
from core.privacy import Erased, PersonKeys, Sealed, place, unseal
from core.programme.person import ContactChanged, NameChanged, PersonMerged, PersonRegistered

TOPICS = ("person.registered", "person.contact_changed", "person.name_changed", "person.merged")
ALIKE_MAX = 5
"""Of one person; an address that a whole office shares would tell nobody anything."""


class Traits(NamedTuple):
    """A person's name, kana and mail address as they are compared; empty where unknown."""

    name: str
    kana: str
    mail: str


NOBODY = Traits("", "", "")


def opened_field(keys: PersonKeys, tenant: str, fact: Fact, field: str) -> str | Erased | None:
    """A sealed field of a fact, in the clear; None where it is empty."""
    assert fact.event.privacy[field] is Privacy.SEALED
    value: Sealed | None = getattr(fact.event, field)
    if value is None:
        return None
    aad = place(tenant, fact.stream, fact.version, field)
    return unseal(keys.get(value.person), value, aad)


class People:
    """The people of one tenant, by what is compared."""

    def __init__(self, tenant: str, log: TenantApplication, keys: PersonKeys) -> None:
        self._tenant, self._log, self._keys = tenant, log, keys
        self._known: dict[tuple[str, str], str] = {}
        self._traits: dict[str, Traits] = {}
        self._by: dict[tuple[str, str], dict[str, None]] = {}
        self._into: dict[str, str] = {}
        self._expected: set[str] = set()
        self._position = 0

    def find(self, name: str, mail: str) -> str | None:
        """The person of exactly this name and mail address, if there is one whose data are not
        erased; the kept one of two that were merged."""
        self._follow()
        found = self._known.get((_key(name), _key(mail)))
        while found in self._into:
            found = self._into[found]
        return found if found is not None and self._is_there(found) else None

    def expect(self, name: str, kana: str, mail: str, person: str) -> None:
        """Remember someone about to be registered, for further rows of the same file."""
        self._known[_key(name), _key(mail)] = person
        self._expected.add(person)
        self._set(person, Traits(_key(name), _key(kana), _key(mail)))

    def alike(self, name: str, kana: str, mail: str) -> tuple[str, ...]:
        """Whom somebody new is like, as `id:way`: same kana or name with another address, same
        address with another name."""
        self._follow()
        new = Traits(_key(name), _key(kana), _key(mail))
        found = [
            f"{other}:{way}"
            for way in Traits._fields
            for other in self._like(way, getattr(new, way))
            if (self._traits[other].name != new.name if way == "mail" else True)
        ]
        others = list(dict.fromkeys(each.partition(":")[0] for each in found))[:ALIKE_MAX]
        return tuple(each for each in found if each.partition(":")[0] in others)

    def _like(self, way: str, value: str) -> list[str]:
        held = self._by.get((way, value), {}) if value else {}
        return [each for each in held if each not in self._into and self._is_there(each)]

    def _is_there(self, person: str) -> bool:
        return person in self._expected or self._keys.get(person) is not None

    def _follow(self) -> None:
        for fact in self._log.walk(topics=TOPICS, start=self._position + 1):
            self._take(fact)
            self._position = fact.position

    def _take(self, fact: Fact) -> None:
        change = fact.event
        assert isinstance(change, PersonRegistered | ContactChanged | NameChanged | PersonMerged)
        person = change.person
        if isinstance(change, PersonMerged):
            self._into[person] = change.into
            return
        self._expected.discard(person)
        held = self._traits.get(person, NOBODY)
        new = {
            trait: _key(self._text(fact, field))
            for trait, field in (("name", "full_name"), ("kana", "kana"), ("mail", "mail"))
            if field in change.privacy
        }
        self._set(person, held._replace(**new))
        if self._traits[person].mail:
            self._known[self._traits[person].name, self._traits[person].mail] = person

    def _text(self, fact: Fact, field: str) -> str:
        text = opened_field(self._keys, self._tenant, fact, field)
        return text if isinstance(text, str) else ""

    def _set(self, person: str, traits: Traits) -> None:
        old = self._traits.get(person, NOBODY)
        for way in Traits._fields:
            self._by.get((way, getattr(old, way)), {}).pop(person, None)
            self._by.setdefault((way, getattr(traits, way)), {})[person] = None
        self._traits[person] = traits


def _key(text: str) -> str:
    """For comparison only: NFKC, no white space, case folded."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
