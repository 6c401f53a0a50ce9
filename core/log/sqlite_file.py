"""Opens SQLite files soundly: apsw, a good version, one library (reliability.md 3-6)."""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import apsw

from core.errors import refuse

BUSY_MILLISECONDS = 10_000
WRITER_CACHE_KIB = 65_536
CHECKPOINT_PAGES = 4_000
_claimed: set[str] = set()
_hooked = False


class TwoLibraries(RuntimeError):
    """Python's own `sqlite3` was about to open a file that apsw holds, which would corrupt it."""


def refuse_bad_version(version: str) -> None:
    """Raise `Refused` for a SQLite that can lose commits in WAL mode (3.7.0 to 3.51.2)."""
    number = tuple(int(part) for part in version.split("."))
    fixed = number[:2] == (3, 50) and number >= (3, 50, 7)
    fixed = fixed or (number[:2] == (3, 44) and number >= (3, 44, 6))
    if (3, 7, 0) <= number <= (3, 51, 2) and not fixed:
        raise refuse(
            "log.sqlite_version",
            f"SQLite {version} には記録を失う不具合があります。3.51.3以降を使ってください。",
            f"SQLite {version} can lose records. Use 3.51.3 or later.",
        )


def claim(path: Path) -> None:
    """Refuse Python's own `sqlite3` on this path: two libraries break each other's locks."""
    global _hooked
    _claimed.add(str(path.resolve()))
    if not _hooked:
        sys.addaudithook(_refuse_second_library)
        _hooked = True


def connect(path: Path, vfs: str | None = None, *, readonly: bool = False) -> apsw.Connection:
    """A connection with the settings that SQLite keeps per connection; never share it."""
    flags = apsw.SQLITE_OPEN_READONLY
    if not readonly:
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    db = apsw.Connection(str(path), flags=flags, vfs=vfs)
    db.set_busy_timeout(BUSY_MILLISECONDS)
    if not readonly and db.pragma("journal_mode", "wal") != "wal":
        raise apsw.CantOpenError("the file cannot have a WAL")
    db.pragma("synchronous", "full")
    db.pragma("secure_delete", "on")
    if not readonly:
        # The index of streams is written all over: it has to stay in memory as the log grows. And
        # a page changed by many commits is copied into the file once.
        db.pragma("cache_size", -WRITER_CACHE_KIB)
        db.pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
    return db


class WalFile:
    """Remembers which WAL file a connection writes to, by inode.

    A stray copy of the file, then another process, can make SQLite unlink it (POSIX locks). Commits
    to an unlinked file vanish without an error, so an answer waits for `still_linked`.
    """

    def __init__(self, path: Path) -> None:
        self._path = Path(f"{path}-wal")
        self._inode = self._now()

    def still_linked(self) -> bool:
        """Whether the path still leads to the file that was there at the start."""
        return self._inode is not None and self._now() == self._inode

    def _now(self) -> int | None:
        try:
            return self._path.stat().st_ino
        except FileNotFoundError:
            return None


def close_without_checkpoint(db: apsw.Connection) -> None:
    """Close a connection that must not copy its WAL into the database any more."""
    db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    db.close(True)


def _refuse_second_library(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "sqlite3.connect" or not arguments:
        return
    target = os.fsdecode(arguments[0])
    if target.startswith("file:"):
        target = unquote(urlsplit(target).path)
    if str(Path(target).resolve()) in _claimed:
        raise TwoLibraries("this file is apsw's: sqlite3 must not open it in the same process")
