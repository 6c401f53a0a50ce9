"""Logs that a roster is folded from: people registered, then their addresses changed in turn."""

from collections.abc import Sequence

import msgspec

from core.event import Fact
from core.identity import Entropy, system_entropy
from core.log.application import TenantApplication, open_application
from core.log.port import CommandMark
from core.privacy import PersonKeys, Sealed, clear, place, seal
from core.programme.person import ContactChanged, PersonRegistered
from web.bench.folds import Keys
from web.bench.model import Source, new_people

BATCH = 5_000
NAMES = {"full_name": "山田花子", "kana": "ヤマダハナコ", "roman": "Yamada Hanako"}


class Register(Source):
    """As `Source`, but the first fact about each person registers them, names and all."""

    def __init__(
        self, tenant: str, keys: PersonKeys, people: Sequence[str], draw: Entropy = system_entropy
    ) -> None:
        super().__init__(tenant, keys, people, draw)
        self._slug, self._held = tenant, keys

    def make(self, now: str = "") -> tuple[Fact, CommandMark]:
        """The next fact, sealed, and the mark of the command it answers."""
        fact, mark = super().make(now)
        if fact.version > 1:
            return fact, mark
        assert isinstance(fact.event, ContactChanged)
        person, mail = fact.event.person, fact.event.mail
        names = {
            field: self._sealed(person, fact.stream, field, text) for field, text in NAMES.items()
        }
        event = PersonRegistered(person=person, mail=mail, **names)
        return msgspec.structs.replace(fact, event=event), mark

    def _sealed(self, person: str, stream: str, field: str, text: str) -> Sealed:
        aad = place(self._slug, stream, 1, field)
        return seal(self._held.new(person), clear(person, text), aad)


def log_of(tenant: str, location: str, people: int, events: int) -> TenantApplication:
    """A new log of `events` events about so many people."""
    log, keys = open_application(tenant, location), Keys()
    source = Register(tenant, keys, new_people(keys, people))
    for start in range(0, events, BATCH):
        log.append(*source.make_many(min(BATCH, events - start)))
    return log
