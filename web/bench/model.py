"""What is appended: a real fact with everything on, about 350 bytes of JSON.

A person's changed address: full envelope, one personal value sealed under the person's own key. Its
making and sealing are part of what is timed, as they are part of every command.
"""

from collections.abc import Sequence

from core.clock import system_clock
from core.command import Actor
from core.event import Envelope, Fact, encode
from core.identity import Entropy, short_id, system_entropy
from core.log.port import CommandMark
from core.privacy import PersonKeys, clear, place, seal
from core.programme.person import ContactChanged, stream_of

OFFICER = Actor(id="officer", roles=("officer",))
MAIL = "yamada.hanako@example.jp"
COMMAND = "change-contact"


def new_people(keys: PersonKeys, count: int, draw: Entropy = system_entropy) -> list[str]:
    """Ids of `count` new people who have keys."""
    people = [short_id("p", draw("person")) for _ in range(count)]
    for person in people:
        keys.new(person)
    return people


class Source:
    """Facts of one tenant about a few people, in turn, each stream without a gap.

    Sources of one tenant have people of their own, so that they never meet on a stream.
    """

    def __init__(
        self, tenant: str, keys: PersonKeys, people: Sequence[str], draw: Entropy = system_entropy
    ) -> None:
        self._tenant, self._keys = tenant, keys
        self._asked = [(person, stream_of(person), clear(person, MAIL)) for person in people]
        self._run = draw("run").hex()[:24]
        self._made = 0

    def make(self, now: str = "") -> tuple[Fact, CommandMark]:
        """The next fact, sealed, and the mark of the command it answers."""
        turn, number = divmod(self._made, len(self._asked))
        person, stream, mail = self._asked[number]
        version = turn + 1
        command_id = f"{self._run}{self._made:08x}"
        self._made += 1
        sealed = seal(self._keys.new(person), mail, place(self._tenant, stream, version, "mail"))
        fact = Fact(
            stream=stream,
            version=version,
            envelope=self._envelope(command_id, now or _now()),
            event=ContactChanged(person=person, mail=sealed),
        )
        return fact, CommandMark(command_id, 1)

    def make_many(self, count: int) -> tuple[Sequence[Fact], Sequence[CommandMark]]:
        """The next `count` facts and their marks, recorded in one moment."""
        now = _now()
        made = [self.make(now) for _ in range(count)]
        return [fact for fact, _ in made], [mark for _, mark in made]

    def _envelope(self, command_id: str, now: str) -> Envelope:
        return Envelope(
            tenant=self._tenant,
            actor=OFFICER.id,
            recorded_at=now,
            command_id=command_id,
            command=COMMAND,
        )


def row_of(fact: Fact) -> tuple[str, int, str, bytes]:
    """Stream, version, topic and encoded state of a fact that was sealed before."""
    return fact.stream, fact.version, fact.event.topic, encode(fact)


def _now() -> str:
    return system_clock().isoformat(timespec="milliseconds")
