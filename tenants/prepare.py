"""What only the gate can add to a command before it is decided: a seed to unseal, a person's id.

`decide` sees no key and no view. So the lottery's seed is opened here with the tenant's key, and a
nominee is recognised here, in memory, by name and mail address together; two people are never
merged.
"""

import unicodedata

import msgspec

from core.command import Command
from core.event import Fact, Privacy
from core.identity import Entropy, short_id
from core.log.application import TenantApplication
from core.privacy import Erased, PersonKeys, Sealed, place, unseal
from core.programme.call import CallOpened
from core.programme.call import stream_of as call_stream
from core.programme.nomination.submit import SubmitNomination
from core.programme.person import ContactChanged, PersonRegistered
from core.programme.selection.run import RunSelection

TOPICS = ("person.registered", "person.contact_changed")


def opened_field(keys: PersonKeys, tenant: str, fact: Fact, field: str) -> str | Erased | None:
    """A sealed field of a fact, in the clear; None where it is empty."""
    assert fact.event.privacy[field] is Privacy.SEALED
    value: Sealed | None = getattr(fact.event, field)
    if value is None:
        return None
    aad = place(tenant, fact.stream, fact.version, field)
    return unseal(keys.get(value.person), value, aad)


class People:
    """Who is who inside one tenant, in memory only: (name, mail) -> person id."""

    def __init__(self, tenant: str, log: TenantApplication, keys: PersonKeys) -> None:
        self._tenant, self._log, self._keys = tenant, log, keys
        self._known: dict[tuple[str, str], str] = {}
        self._names: dict[str, str] = {}
        self._expected: set[str] = set()
        self._position = 0

    def find(self, name: str, mail: str) -> str | None:
        """The person of exactly this name and mail address, if there is one whose data are not
        erased."""
        self._follow()
        found = self._known.get((_key(name), _key(mail)))
        known = found is not None and (found in self._expected or self._keys.get(found))
        return found if known else None

    def expect(self, name: str, mail: str, person: str) -> None:
        """Remember someone about to be registered, for further rows of the same file."""
        self._known[_key(name), _key(mail)] = person
        self._expected.add(person)

    def _follow(self) -> None:
        for fact in self._log.walk(topics=TOPICS, start=self._position + 1):
            self._take(fact)
            self._position = fact.position

    def _take(self, fact: Fact) -> None:
        mail = opened_field(self._keys, self._tenant, fact, "mail")
        person = getattr(fact.event, "person", "")
        self._expected.discard(person)
        if isinstance(fact.event, PersonRegistered):
            name = opened_field(self._keys, self._tenant, fact, "full_name")
            self._names[person] = str(name)
        assert isinstance(fact.event, PersonRegistered | ContactChanged)
        if isinstance(mail, str):
            self._known[_key(self._names[person]), _key(mail)] = person


def _key(text: str) -> str:
    """For comparison only: NFKC, no white space, case folded."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


class Preparation:
    """Completes commands for one tenant."""

    def __init__(
        self, tenant: str, log: TenantApplication, keys: PersonKeys, entropy: Entropy
    ) -> None:
        self._tenant, self._log, self._keys, self._entropy = tenant, log, keys, entropy
        self.people = People(tenant, log, keys)

    def complete(self, command: Command) -> Command:
        """The command with what the gate knows filled in; the same command if nothing is
        missing."""
        match command:
            case RunSelection():
                return self._seed(command)
            case SubmitNomination():
                return self._person(command)
        return command

    def _seed(self, command: RunSelection) -> Command:
        if command.seed:
            return command
        for fact in self._log.stream(call_stream(command.call)):
            if isinstance(fact.event, CallOpened):
                seed = opened_field(self._keys, self._tenant, fact, "lottery_seed")
                return msgspec.structs.replace(command, seed=str(seed))
        return command

    def _person(self, command: SubmitNomination) -> Command:
        if command.person:
            return command
        person = self.people.find(command.full_name, command.mail)
        if person is None:
            purpose = f"person/{command.command_id}" if command.command_id else "person"
            person = short_id("p", self._entropy(purpose))
            self.people.expect(command.full_name, command.mail, person)
        return msgspec.structs.replace(command, person=person)
