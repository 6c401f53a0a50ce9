"""A log with one flipped bit: what is read of it, what the scrub finds, what is signed (R15)."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from core.audit.merkle import Edge
from core.errors import Invalid, Refused
from core.log.application import TenantApplication, close_location, open_application
from core.log.backup import backup
from core.log.port import CommandMark, Store
from core.log.scrub import UNREADABLE, Damage, scrub
from core.log.tiles import Tiles
from tests.log.facts import counted

SHORT = {"isa": 2, "twin": 2}
# One tenant with a sealed tile and some events after it.
LONG = {"isa": 11, "twin": 2}
EVENTS_A_COMMAND = 25
STREAMS = 2
SIGNED_EVERY = 10

Content = dict[tuple[str, str], Any]


class Tally:
    """Counts of flips, by what they did: `changed`, `found`, `located`, `unopened`, `signed over`,
    `false alarm`; and examples (bit, what was seen) of what must not be."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.examples: list[tuple[int, object]] = []

    def add(self, other: "Tally") -> None:
        """Take another tally into this one."""
        self.counts.update(other.counts)
        self.examples += other.examples


class Sample:
    """A log of two tenants as the bytes of one file, with the tiles that were kept of it.

    `commands` says how many each tenant has.
    """

    def __init__(self, folder: Path, commands: Mapping[str, int]) -> None:
        self.commands = commands
        location = str(folder / "made.db")
        for tenant, count in commands.items():
            _fill(open_application(tenant, location), count)
        self.tiles_path = folder
        for tenant in commands:
            Tiles(open_application(tenant, location), folder / tenant).tree()
        backup(location, folder / "copy.db")
        close_location(location)
        self.raw = (folder / "copy.db").read_bytes()

    def sealed(self, tenant: str) -> list[bytes]:
        """Roots of the tenant's sealed tiles."""
        path = self.tiles_path / tenant
        raw = path.read_bytes() if path.exists() else b""
        return [raw[at : at + 32] for at in range(0, len(raw), 32)]


class Flipping:
    """Flips bits of a sample, one at a time, in a folder of its own."""

    def __init__(self, sample: Sample, folder: Path) -> None:
        self._sample, self._folder = sample, folder
        self._path = folder / "log.db"
        self.tally = Tally()
        self._right, damage, _ = self._look(sample.raw, signing=False)
        assert not damage

    def flip(self, rng: Random, count: int) -> Tally:
        """So many flips at random places of the file."""
        for number in range(count):
            bit = rng.randrange(len(self._sample.raw) * 8)
            self._judge(bit, signing=number % SIGNED_EVERY == 0)
        return self.tally

    def _judge(self, bit: int, *, signing: bool) -> None:
        raw = bytearray(self._sample.raw)
        raw[bit // 8] ^= 1 << bit % 8
        try:
            content, damage, signed_over = self._look(bytes(raw), signing=signing)
        except (*UNREADABLE, Refused):
            self._count(bit, "unopened")
            return
        changed = {key for key, value in content.items() if value != self._right[key]}
        self._count(bit, *(["signed over"] if signed_over else []))
        if not changed:
            self._count(bit, *(["false alarm"] if damage else []))
            return
        self._count(bit, "changed", *(["found"] if damage else []))
        if all(self._is_located(key, content[key], damage) for key in changed):
            self._count(bit, "located")
        else:
            self.tally.examples.append((bit, (changed, damage)))

    def _count(self, bit: int, *names: str) -> None:
        self.tally.counts.update(names)
        if set(names) & {"signed over", "false alarm"}:
            self.tally.examples.append((bit, names))

    def _look(self, raw: bytes, *, signing: bool) -> tuple[Content, list[Damage], bool]:
        for old in self._folder.glob("log.db*"):
            old.unlink()
        self._path.write_bytes(raw)
        try:
            logs = [open_application(tenant, str(self._path)) for tenant in self._sample.commands]
            content: Content = {}
            damage: list[Damage] = []
            for log in logs:
                content.update(
                    _content(log.records.store, log.tenant, self._sample.commands[log.tenant])
                )
                damage += scrub(log.records.store, log.tenant, self._sample.sealed(log.tenant))
            over = signing and any(self._signs_over(log) for log in logs)
            return content, damage, over
        finally:
            close_location(str(self._path))

    def _signs_over(self, log: TenantApplication) -> bool:
        """Whether a tree is handed out to be signed that is not the one events were added to."""
        head = self._right[log.tenant, "head"]
        for file in (self._sample.tiles_path / log.tenant, self._folder / "no tiles"):
            try:
                tree = Tiles(log, file).tree()
                if (tree.size, tree.root_at(tree.size)) != (head.size, Edge(*head).root()):
                    return True
            except (*UNREADABLE, Invalid):
                continue
            finally:
                (self._folder / "no tiles").unlink(missing_ok=True)
        return False

    def _is_located(self, key: tuple[str, str], now: Any, damage: list[Damage]) -> bool:
        tenant, part = key
        ours = [each for each in damage if each.tenant == tenant]
        if part == "rows" and isinstance(now, list) and now:
            hurt = {row.position for row in set(self._right[key]) ^ set(now)}
            return any(
                "event" in each.what and each.first <= position <= each.last
                for each in ours
                for position in hurt
            )
        wanted = {"rows": "event", "head": "head"}.get(part, "")
        return any(wanted in each.what for each in ours)


def _fill(log: TenantApplication, commands: int) -> None:
    versions: Counter[str] = Counter()
    for number in range(commands):
        stream, facts = f"window/{number % STREAMS}", []
        for count in range(EVENTS_A_COMMAND):
            versions[stream] += 1
            facts.append(counted(log.tenant, stream, versions[stream], f"c{number}", count))
        log.append(facts, [CommandMark(f"c{number}", EVENTS_A_COMMAND)])


def _content(store: Store, tenant: str, count: int) -> Content:
    """All that can be read of a tenant, each part or the error in its place."""
    commands, streams = range(count), range(STREAMS)
    readers = {
        "rows": lambda: store.page(tenant, 0, 1_000),
        "head": lambda: store.head(tenant),
        "streams": lambda: [store.stream(tenant, f"window/{number}") for number in streams],
        "commands": lambda: [store.find_command(tenant, f"c{number}") for number in commands],
    }
    content: Content = {}
    for part, read in readers.items():
        try:
            content[tenant, part] = read()
        except UNREADABLE as error:
            content[tenant, part] = repr(error)
    return content
