"""What only the gate can add to a command before it is decided: a seed to unseal, a person's id.

`decide` sees no key and no view. So the lottery's seed is opened here with the tenant's key, a
nominee is recognised here, in memory (`people`), and what was written of a nominee before is opened
to be sealed again for another nomination.
"""

import os

import msgspec

from core.command import Command
from core.identity import Entropy, short_id
from core.log.application import TenantApplication
from core.privacy import PersonKeys
from core.programme.call import CallOpened
from core.programme.call import stream_of as call_stream
from core.programme.certification import IssueCertificates
from core.programme.nomination.carrying import CarryOverNomination
from core.programme.nomination.facts import NominationResubmitted, NominationSubmitted
from core.programme.nomination.facts import stream_of as nomination_stream
from core.programme.nomination.submit import SubmitNomination
from core.programme.selection.run import RunSelection
from tenants.people import People
from tenants.people import opened_field as opened_field
from tenants.place import ADDRESS_VARIABLE


def check_address(tenant: str) -> str:
    """Where anyone may check a certificate's number, empty where this copy has no public
    address."""
    copy = os.environ.get(ADDRESS_VARIABLE, "").rstrip("/")
    return f"{copy}/{tenant}/certificates/check" if copy else ""


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
            case CarryOverNomination():
                return self._written(command)
            case IssueCertificates(address=""):
                return msgspec.structs.replace(command, address=check_address(self._tenant))
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
            return msgspec.structs.replace(command, resembles=())
        name, kana, mail = command.full_name, command.kana, command.mail
        person = self.people.find(name, mail)
        if person is not None:
            return msgspec.structs.replace(command, person=person, resembles=())
        alike = self.people.alike(name, kana, mail)
        purpose = f"person/{command.command_id}" if command.command_id else "person"
        person = short_id("p", self._entropy(purpose))
        self.people.expect(name, kana, mail, person)
        return msgspec.structs.replace(command, person=person, resembles=alike)

    def _written(self, command: CarryOverNomination) -> Command:
        """What was written of the nominee before, where nothing new was."""
        found: dict[str, str] = {}
        for fact in self._log.stream(nomination_stream(command.nomination)):
            if isinstance(fact.event, NominationSubmitted | NominationResubmitted):
                for field in {"employment", "evidence", "remarks"} & set(fact.event.privacy):
                    text = opened_field(self._keys, self._tenant, fact, field)
                    found[field] = text if isinstance(text, str) else ""
        missing = {name: text for name, text in found.items() if not getattr(command, name)}
        return msgspec.structs.replace(command, **missing)
