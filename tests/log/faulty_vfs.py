"""A SQLite file system whose calls fail when they are told to (reliability.md part 2)."""

from collections.abc import Callable
from typing import Any

import apsw


class Switch:
    """Counts calls of one kind on files of one ending; those numbered in `failing` fail."""

    def __init__(self, vfs: str) -> None:
        self.vfs = vfs
        self.call, self.ending = "", ""
        self.failing: range = range(0)
        self.seen = 0
        self.failed = 0
        self.meanwhile: Callable[[], object] | None = None

    def arm(self, call: str, ending: str, failing: range) -> None:
        """Fail these calls from now on; the first is number 0."""
        self.call, self.ending, self.failing = call, ending, failing
        self.seen = self.failed = 0

    def disarm(self) -> None:
        """Let everything through again."""
        self.failing = range(0)

    def reopening(self, name: str) -> None:
        """Once, when the database is opened again: let happen what is to happen meanwhile."""
        if self.meanwhile is not None and name.endswith(".db"):
            happens, self.meanwhile = self.meanwhile, None
            happens()

    def hit(self, call: str, name: str) -> None:
        """Raise if this call is to fail."""
        if call == self.call and name.endswith(self.ending):
            number, self.seen = self.seen, self.seen + 1
            if number in self.failing:
                self.failed += 1
                raise apsw.IOError("planted")


class FaultyFile(apsw.VFSFile):
    """A file of the real file system that asks the switch before it writes or syncs."""

    def __init__(self, switch: Switch, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._switch = switch
        self.name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)

    def xWrite(self, data: bytes, offset: int) -> None:
        """Write, unless it is to fail."""
        self._switch.hit("write", self.name)
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        """Sync, unless it is to fail."""
        self._switch.hit("sync", self.name)
        super().xSync(flags)


class FaultyVfs(apsw.VFS):
    """Registered while it lives, under its own name."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "")
        self.switch = Switch(name)

    def xOpen(self, name: Any, flags: list[int]) -> FaultyFile:
        """Open a file that can be made to fail."""
        file = FaultyFile(self.switch, name, flags)
        self.switch.reopening(file.name)
        return file
