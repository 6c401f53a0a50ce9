"""A process under the shim whose disk is full for a while, twice (R6).

Arguments: folder, and the pattern of the files that cannot grow. Prints a JSON object a time.
"""

import errno
import json
import os
import sys
from pathlib import Path
from time import monotonic

from core.errors import Refused
from core.log.backup import backup
from core.log.port import Store
from core.log.sqlite import SqliteStore
from tests.faults.native import FOR_EVER, Shim
from tests.faults.oracle import Told, answer_of, faults, settle
from tests.log.facts import append_of

A, B = "isa", "twin"
# Together more than the WAL grows to before SQLite copies it into the file.
APPENDS, EVENTS_AN_APPEND, EVENT_BYTES = 40, 8, 60_000


class Service:
    """A log in use, and what its clients were told."""

    def __init__(self, path: Path) -> None:
        self.path, self.told = path, Told()
        self.store: Store = SqliteStore(path)

    def send(self, name: str, appends: int, size: int) -> int:
        """Commands of both tenants; how many of them were stored."""
        before = len(self.told.acknowledged)
        for number in range(appends):
            for tenant in (A, B):
                command = f"{name}-{number}"
                append = append_of(tenant, command, 1, EVENTS_AN_APPEND, command, bytes(size))
                self.told.send(append)
                self.told.hear(append, answer_of(self.store, append))
        return len(self.told.acknowledged) - before

    def unreadable(self) -> list[str]:
        """What of the acknowledged cannot be read now; commands are not asked for."""
        found = []
        for tenant in (A, B):
            places = [place for (who, _), place in self.told.acknowledged.items() if who == tenant]
            last = max(place.stop for place in places) - 1
            (row,) = self.store.page(tenant, last - 1, 1)
            if row not in self.store.stream(tenant, row.stream):
                found.append(f"{tenant}: {last} is not in its stream")
            if min(self.store.head(tenant).size, self.store.heads()[tenant]) < last:
                found.append(f"{tenant}: the head is behind {last}")
        return found

    def copied(self, name: str) -> bool:
        """Whether a copy of the log could be made; one cut short must not have the name."""
        out = self.path.with_name(f"{name}.copy")
        try:
            backup(str(self.path), out)
        except Refused:
            assert not list(self.path.parent.glob(f"{out.name}*"))
            return False
        return True

    def fill(self, shim: Shim, pattern: str, name: str) -> dict[str, object]:
        """Fill the disk, write and read, give the space back, go on; what was seen and wrong."""
        shim.fail("write", pattern, error=errno.ENOSPC, until=FOR_EVER, growing=True)
        stored, copied = self.send(name, APPENDS, EVENT_BYTES), self.copied(name)
        found, failed = self.unreadable(), shim.mend()
        begun = monotonic()
        found += settle(self.store, self.told)
        seconds = monotonic() - begun
        return {
            "stored": stored, "copied": copied, "failed": failed, "seconds": seconds,
            "found": found,
        }  # fmt: skip

    def start_again(self) -> list[str]:
        """What is wrong after a fresh start."""
        self.store.close()
        self.store = SqliteStore(self.path)
        return faults(self.store, self.told)


def main() -> None:
    """Full, and back, and full, and back."""
    folder, pattern = Path(sys.argv[1]), sys.argv[2]
    files = folder / "files"
    files.mkdir()
    with Shim(Path(os.environ["LD_PRELOAD"]), files, folder) as shim:
        service = Service(files / "log.db")
        service.send("before", 3, 200)
        rounds = [service.fill(shim, pattern, name) for name in ("once", "again")]
        rounds.append({"found": service.start_again()})
        service.store.close()
    sys.stdout.write(json.dumps(rounds))


if __name__ == "__main__":
    main()
