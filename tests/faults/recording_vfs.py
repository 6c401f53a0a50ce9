"""A SQLite file system that records what is written and synced, in order (reliability R1)."""

from pathlib import Path
from typing import Any

import apsw

from tests.faults.disk import Op

VOLATILE = "-shm"


class RecordingFile(apsw.VFSFile):
    """A file of the real file system whose changes are recorded once they are made."""

    def __init__(self, ops: list[Op], name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._ops = ops
        self._name = Path(
            name.filename() if isinstance(name, apsw.URIFilename) else name or ""
        ).name

    def xWrite(self, data: bytes, offset: int) -> None:
        """Write and record."""
        super().xWrite(data, offset)
        self._ops.append(Op("write", self._name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        """Truncate and record."""
        super().xTruncate(size)
        self._ops.append(Op("truncate", self._name, size))

    def xSync(self, flags: int) -> None:
        """Sync and record."""
        super().xSync(flags)
        self._ops.append(Op("sync", self._name))


class RecordingVfs(apsw.VFS):
    """Registered under its own name until `unregister`; `ops` is the record."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "")
        self.ops: list[Op] = []

    def xOpen(self, name: Any, flags: list[int]) -> RecordingFile:
        """Open a file that records."""
        return RecordingFile(self.ops, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:
        """Delete and record."""
        super().xDelete(name, sync)
        self.ops.append(Op("delete", Path(name).name))
